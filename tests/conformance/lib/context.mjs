import { Device } from './device.mjs';
import { assert, eventually } from './expect.mjs';
import { apps } from './host.mjs';
import { RestClient } from './rest.mjs';
import { RawTerminal } from './wire.mjs';
import { signUser } from './usersig.mjs';

const isSynced = ({ direction, text }) => direction === '<' && text.includes('"openim.getmsg"');

/** What one case works with: its own user ids and the devices that it started. */
export class Context {
  #number;
  #terminals = [];
  #ended = false;

  devices = [];
  apps = apps;

  constructor(host, number) {
    this.host = host;
    this.#number = number;
  }

  /** A user id that no other case uses. */
  user(name) { return `t${this.#number}_${name}`; }

  rest(app = apps.main) { return new RestClient(this.host.url, app); }

  sign(user, { app = apps.main, ...validity } = {}) { return signUser(app, user, validity); }

  /** Imports accounts; resolves to their ids. */
  async accounts(...names) {
    const users = names.map((name) => this.user(name));
    await Promise.all(Object.values(apps).flatMap((app) => users.map((user) => this.rest(app).importAccount(user))));
    return users;
  }

  /** A device that is not logged in. */
  async device(app = apps.main, { browser, ...options } = {}) {
    const device = await Device.start({ SDKAppID: app.sdkAppId, proxyServer: this.host.socketUrl, ...options }, { browser });
    this.devices.push(device);
    if (this.#ended) device.stop();
    return device;
  }

  login(device, user, { app = apps.main, ...validity } = {}) {
    device.user = user;
    return device.sdk.login({ userID: user, userSig: this.sign(user, { app, ...validity }) });
  }

  /** A device that is logged in, ready and has loaded its conversation list and what it missed. */
  async online(user, { app = apps.main, options, ...validity } = {}) {
    const device = await this.device(app, options);
    await this.login(device, user, { app, ...validity });
    await device.waitFor(device.event.SDK_READY);
    await device.waitFor(device.event.CONVERSATION_LIST_UPDATED);
    await eventually(async () => assert.ok((await device.trace()).some(isSynced), 'openim.getmsg was not answered'));
    return device;
  }

  async terminal(app, platform) {
    const terminal = await RawTerminal.connect(this.host.socketUrl, app, platform);
    this.#terminals.push(terminal);
    return terminal;
  }

  /** Rejections and exceptions that nobody handled and that the case did not announce. */
  get surprises() {
    return this.devices.flatMap((device) => device.observations
      .filter(({ code }) => !device.tolerated.has(code))
      .map((observation) => `${device.user ?? 'device'}: ${observation.kind} ${observation.code ?? ''} ${observation.stack ?? observation.message}`));
  }

  end() {
    this.#ended = true;
    [...this.devices, ...this.#terminals].forEach((item) => item.stop());
  }
}
