import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./device-process.mjs', import.meta.url));
const running = new Set();

process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** What the SDK rejected with. */
export class SdkError extends Error {
  constructor(method, { code, message, data }) {
    super(`${method} rejected with ${code ?? 'no code'}: ${message}`);
    Object.assign(this, { code, info: message, data });
  }
}

/** One SDK instance in a process of its own: `await device.sdk.login({…})`, `await device.waitFor(name, predicate)`. */
export class Device {
  #child;
  #pending = new Map();
  #waiters = new Set();
  #nextId = 1;

  events = [];
  /** Unhandled rejections and exceptions of the process; codes in `tolerated` do not fail the case. */
  observations = [];
  tolerated = new Set();
  sdk = new Proxy({}, { get: (_, method) => method === 'then' ? undefined : (...args) => this.#request('call', method, ...args) });

  /** With `browser` the process looks like one to the SDK, and has the upload plug-in. */
  static async start(options, { browser = false } = {}) {
    const device = new Device();
    await device.#start(browser);
    const { event, types, version } = await device.#request('create', options);
    return Object.assign(device, { event, types, version });
  }

  #start(browser) {
    this.#child = fork(program, browser ? ['--browser'] : [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'json' });
    running.add(this.#child);
    return new Promise((resolve, reject) => {
      this.#child.on('message', (message) => message.ready ? resolve() : this.#onMessage(message));
      this.#child.on('exit', (code, signal) => {
        this.#onExit(signal ?? code);
        reject(new Error('device process did not start'));
      });
    });
  }

  #onMessage({ id, result, error, event, observation }) {
    if (event) {
      this.events.push(event);
      this.#waiters.forEach((waiter) => waiter.check(event));
    } else if (observation) {
      this.observations.push(observation);
    } else {
      this.#pending.get(id)({ result, error });
      this.#pending.delete(id);
    }
  }

  #onExit(how) {
    running.delete(this.#child);
    const error = { message: `device process ended (${how})` };
    this.#pending.forEach((settle) => settle({ error }));
    this.#waiters.forEach((waiter) => waiter.settle({ error }));
  }

  async #request(operation, ...args) {
    const id = this.#nextId++;
    const { result, error } = await new Promise((settle) => {
      this.#pending.set(id, settle);
      if (this.#child.connected) this.#child.send({ id, operation, args });
      else settle({ error: { message: 'device process has ended' } });
    });
    if (error) throw new SdkError(operation === 'call' ? args[0] : operation, error);
    return result;
  }

  /** The first event of that name, from `since` on, whose data satisfies the predicate. */
  async waitFor(name, predicate = () => true, { timeout = 10000, since = 0 } = {}) {
    const matches = (event) => event.name === name && predicate(event.data);
    const seen = this.events.slice(since).find(matches);
    if (seen) return seen.data;

    let waiter;
    const { event, error } = await new Promise((settle) => {
      const timer = setTimeout(() => settle({ error: { message: `not within ${timeout} ms` } }), timeout);
      waiter = { check: (event) => { if (matches(event)) settle({ event }); }, settle, timer };
      this.#waiters.add(waiter);
    });
    clearTimeout(waiter.timer);
    this.#waiters.delete(waiter);
    if (error) throw new Error(`no ${name}: ${error.message}; seen: ${this.events.slice(since).map((e) => e.name).join(', ') || 'nothing'}`);
    return event.data;
  }

  /** A position in the event log, for `since`. */
  get now() { return this.events.length; }

  /** Data of all events of that name since a position. */
  seen(name, since = 0) { return this.events.slice(since).filter((e) => e.name === name).map((e) => e.data); }

  /** Messages received since a position, in the order they were raised. */
  received(since = 0) { return this.seen(this.event.MESSAGE_RECEIVED, since).flat(); }

  network(changes) { return this.#request('network', changes); }
  /** Breaks the connection; new ones are refused until `goOnline`. */
  goOffline() { return this.network({ refuse: true, cut: true }); }
  goOnline() { return this.network({ refuse: false, deaf: false, mute: false }); }
  /** Breaks the connection once; the SDK may reconnect at once. */
  cut() { return this.network({ cut: true, refuse: false, deaf: false, mute: false }); }

  /** A frame that the server under test does not send. */
  receive(frame) { return this.#request('receive', frame); }
  change(message, changes) { return this.#request('change', message.ID, changes); }
  changePayload(message, changes) { return this.#request('changePayload', message.ID, changes); }
  subscribe(method, event, label) { return this.#request('subscribe', method, event, label); }
  unsubscribe(event, label) { return this.#request('unsubscribe', event, label); }
  calls(label) { return this.#request('calls', label); }
  sameInstance(options) { return this.#request('sameInstance', options); }
  logLines() { return this.#request('logLines'); }
  trace() { return this.#request('trace'); }

  stop() { this.#child.kill('SIGKILL'); }
}

/** Stands for a message object of a device in arguments. */
export const ref = (message) => ({ $message: message.ID });

/** Stands for a file with such bytes in arguments; `properties` are added to the object. */
export const fileWith = (name, type, bytes, properties = {}) => ({ $file: { name, type, base64: Buffer.from(bytes).toString('base64'), properties } });

/** Stands for a callback in arguments; its calls appear as events of that name. */
export const progressAs = (name) => ({ $progress: name });
