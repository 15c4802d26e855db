import assert from 'node:assert/strict';
import { signUser } from './usersig.mjs';

/** The REST door of one application, called as its administrator. */
export class RestClient {
  constructor(hostUrl, app) {
    this.hostUrl = hostUrl;
    this.app = app;
  }

  /** Posts as the administrator. `query` replaces parameters of the address (undefined removes one), `text` the body. */
  async post(command, body = {}, { query = {}, text = JSON.stringify(body) } = {}) {
    const { sdkAppId, administrator } = this.app;
    const parameters = {
      sdkappid: sdkAppId,
      identifier: administrator,
      usersig: signUser(this.app, administrator),
      random: Math.floor(Math.random() * 2 ** 32),
      contenttype: 'json',
      ...query,
    };
    const address = new URL(`/v4/${command}`, this.hostUrl);
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) address.searchParams.set(name, value);
    const reply = await fetch(address, { method: 'POST', body: text });
    assert.equal(reply.status, 200, `${command}: HTTP status`);
    return reply.json();
  }

  /** Posts and insists on success. */
  async ok(command, body, options) {
    const reply = await this.post(command, body, options);
    assert.equal(reply.ErrorCode, 0, `${command}: ${JSON.stringify(reply)}`);
    assert.equal(reply.ActionStatus, 'OK', `${command}: ActionStatus`);
    return reply;
  }

  importAccount(user, { nick, avatar } = {}) {
    return this.ok('im_open_login_svc/account_import', { UserID: user, Nick: nick, FaceUrl: avatar });
  }

  sendText(from, to, text, extra = {}) {
    return this.ok('openim/sendmsg', {
      From_Account: from,
      To_Account: to,
      MsgRandom: Math.floor(Math.random() * 2 ** 32),
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }],
      ...extra,
    });
  }
}
