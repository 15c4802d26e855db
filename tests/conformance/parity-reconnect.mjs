import { leave, sendText } from './lib/chat.mjs';
import { ref } from './lib/device.mjs';
import { delay } from './lib/expect.mjs';
import { sendToGroup } from './lib/groups.mjs';

/** What the peer has sent, by the names in "keep". */
const said = new Map();

/** Steps of `parity-reconnect.json`: the account's network goes away and comes back, and the peer does something meanwhile. */
export const operations = {
  leave: ({ account }) => leave(account),
  async comeBack({ account }, { stranger }) {
    const since = account.now;
    await account.goOnline();
    // Without a request the SDK would not look for the network.
    account.sdk.getUserProfile({ userIDList: [stranger] }).catch(() => {});
    await account.waitFor(account.event.NET_STATE_CHANGE, ({ state }) => state === 'connected', { since, timeout: 15000 });
    await delay(3000);
  },
  deafen: ({ account }) => account.network({ deaf: true }),
  async cut({ account }) {
    const since = account.now;
    await account.cut();
    await account.waitFor(account.event.NET_STATE_CHANGE, ({ state }) => state === 'connected', { since });
    await delay(3000);
  },
  async peerSends({ peer, scenario }, { groupID, text, keep }) {
    const message = groupID ? await sendToGroup(peer, groupID, text) : await sendText(peer, scenario.account, text);
    if (keep) said.set(keep, message);
  },
  peerRecalls: ({ peer }, { message }) => peer.sdk.revokeMessage(ref(said.get(message))),
  async peerEdits({ peer }, { message, payload }) {
    await peer.changePayload(said.get(message), payload);
    await peer.sdk.modifyMessage(ref(said.get(message)));
  },
};
