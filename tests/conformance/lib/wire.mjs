import { once } from 'node:events';
import { WebSocket } from 'ws';
import { unzipSync } from 'node:zlib';

/** The JSON text of one frame, also of a compressed one. */
export function frameText(data) {
  const bytes = Buffer.from(data);
  return (bytes.subarray(0, 4).toString() === 'COMP' ? unzipSync(bytes.subarray(4)) : bytes).toString();
}

export const parseFrame = (data) => JSON.parse(frameText(data));

/** A terminal that speaks the protocol without the SDK, for what the SDK in Node cannot be: another platform. */
export class RawTerminal {
  #socket;
  #sequence = 1;
  #pending = new Map();

  static async connect(hostUrl, app, platform) {
    const terminal = new RawTerminal();
    terminal.app = app;
    terminal.platform = platform;
    terminal.pushes = [];
    const query = new URLSearchParams({
      sdkappid: app.sdkAppId, instanceid: crypto.randomUUID().replaceAll('-', ''), random: Math.random(),
      platform, host: 'android', version: '-1', sdkversion: '3.6.6', compress: 'gzip',
    });
    terminal.#socket = new WebSocket(`${hostUrl}/binfo?${query}`);
    terminal.#socket.on('message', (data) => terminal.#onFrame(parseFrame(data)));
    await once(terminal.#socket, 'open');
    return terminal;
  }

  #onFrame({ head, body }) {
    const key = `${head.servcmd}${head.seq}`;
    const resolve = this.#pending.get(key);
    this.#pending.delete(key);
    if (resolve) resolve(body);
    else this.pushes.push({ head, body });
  }

  request(command, body, identity = {}) {
    const head = {
      ver: 'v4', platform: this.platform, websdkappid: 537048168, websdkversion: '1.7.3', sdkappid: this.app.sdkAppId,
      contenttype: 'json', reqtime: Math.floor(Date.now() / 1000), sdkability: 75689843, cs: 0,
      servcmd: command, seq: this.#sequence++, ...identity,
    };
    return new Promise((resolve) => {
      this.#pending.set(`${command}${head.seq}`, resolve);
      this.#socket.send(Buffer.from(JSON.stringify({ head, body })));
    });
  }

  /** Signs in and asks for missed messages, as every client does. */
  async login(user, userSig) {
    const reply = await this.request('im_open_status.wslogin', { State: 'Online', is_web_uniapp: 0, InstType: 0, CustomInfo: '' },
      { identifier: user, usersig: userSig, status_instid: 0 });
    const identity = { a2: reply.A2Key, tinyid: reply.TinyId, status_instid: reply.InstId };
    await this.request('openim.getmsg', { Cookie: '', SyncFlag: 0, NeedAbstract: 1, IsOnlineSync: 0, NeedSignaling: 1, NeedCachedMsg: 1 }, identity);
    return reply;
  }

  stop() { this.#socket.terminate(); }
}
