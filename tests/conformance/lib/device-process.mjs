/** A device: one process with one unmodified SDK instance, driven over IPC by lib/device.mjs. */
import { BreakableWebSocket, breakNetwork, receive, trace } from './network.mjs';

globalThis.WebSocket = BreakableWebSocket;

let logLines = 0;
for (const method of ['log', 'info', 'warn', 'error', 'debug']) console[method] = () => { logLines++; };

const isBrowser = process.argv.includes('--browser');
if (isBrowser) await import('./browser.mjs');

const { default: TencentCloudChat } = await import('@tencentcloud/chat');

const messages = new Map();
const listeners = new Map();
let chat;

const isMessage = (value) => typeof value?.ID === 'string' && 'payload' in value && 'flow' in value;

/** What a test may see: the public fields. Message objects are kept here, so that a test can hand them back by ID. */
function describe(value) {
  return JSON.parse(JSON.stringify(value ?? null, function (key, item) {
    if (isMessage(item)) messages.set(item.ID, item);
    if (item instanceof Map) return Object.fromEntries(item);
    return key.startsWith('_') || item === undefined ? undefined : item;
  }));
}

const describeError = (error) => ({ code: error?.code, message: error?.message ?? String(error), data: describe(error?.data), stack: error?.stack });

const report = (name, data) => process.send({ event: { name, data: describe(data), at: Date.now() } });

/** Arguments travel as JSON; {$message: ID} stands for the message object of that ID, {$file} for a file, {$progress} for a callback. */
function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (value?.$message) {
    const message = messages.get(value.$message);
    if (!message) throw new Error(`no message ${value.$message} in this device`);
    return message;
  }
  if (value?.$file) {
    const { name, type, base64, properties } = value.$file;
    return Object.assign(new File([Buffer.from(base64, 'base64')], name, { type }), properties);
  }
  if (value?.$progress) return (percent) => report(value.$progress, percent);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, revive(v)]));
  return value;
}

const operations = {
  async create(options) {
    chat = TencentCloudChat.create(options);
    if (isBrowser) chat.registerPlugin({ 'tim-upload-plugin': (await import('tim-upload-plugin')).default });
    chat.setLogLevel(4);
    for (const name of Object.values(TencentCloudChat.EVENT)) {
      chat.on(name, (event) => report(name, event.data));
    }
    return { version: TencentCloudChat.VERSION, event: TencentCloudChat.EVENT, types: TencentCloudChat.TYPES };
  },
  call: (method, ...args) => chat[method](...args.map(revive)),
  /** Changes a created message in place, as an application does. */
  change(id, changes) { Object.assign(messages.get(id), changes); },
  /** Also the payload, which the SDK wants to be changed in place. */
  changePayload(id, changes) { Object.assign(messages.get(id).payload, changes); },
  subscribe(method, event, label) {
    const listener = { calls: 0, handler: () => { listener.calls++; } };
    listeners.set(label, listener);
    chat[method](event, listener.handler);
  },
  unsubscribe: (event, label) => chat.off(event, listeners.get(label).handler),
  calls: (label) => listeners.get(label).calls,
  sameInstance: (options) => TencentCloudChat.create(options) === chat,
  logLines: () => logLines,
  network: breakNetwork,
  receive,
  trace: () => trace,
};

process.on('message', async ({ id, operation, args }) => {
  try {
    process.send({ id, result: describe(await operations[operation](...args)) });
  } catch (error) {
    process.send({ id, error: describeError(error) });
  }
});
process.on('unhandledRejection', (error) => process.send({ observation: { kind: 'unhandledRejection', ...describeError(error) } }));
process.on('uncaughtException', (error) => process.send({ observation: { kind: 'uncaughtException', ...describeError(error) } }));
process.on('disconnect', () => process.exit());
process.send({ ready: true });
