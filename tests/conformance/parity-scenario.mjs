import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { conversationWith, send, sendText } from './lib/chat.mjs';
import { Device } from './lib/device.mjs';
import { signUser } from './lib/usersig.mjs';
import { startRelay } from './record.mjs';

const { values } = parseArgs({ options: { target: { type: 'string' }, app: { type: 'string' }, key: { type: 'string' }, out: { type: 'string' } } });
if (!values.target || !values.app || !values.key || !values.out) {
  console.error('node parity-scenario.mjs --target ws://host:port --app sdkAppId --key secretKey --out file.ndjson');
  process.exit(2);
}

const scenario = JSON.parse(readFileSync(new URL('./parity-scenario.json', import.meta.url)));
const app = { sdkAppId: Number(values.app), secretKey: values.key };
const conversationID = conversationWith(scenario.peer);
const now = () => Math.floor(Date.now() / 1000);

async function signIn(device, user) {
  await device.sdk.login({ userID: user, userSig: signUser(app, user) });
  await device.waitFor(device.event.SDK_READY);
}

const operations = {
  async login({ account }) {
    await signIn(account, scenario.account);
    await delay(2000);
  },
  send: ({ account }, { kind, payload, cloudCustomData, ...options }) =>
    send(account, kind, scenario.peer, payload, { extra: cloudCustomData ? { cloudCustomData } : {}, options }),
  async receive({ account, peer }, { payload }) {
    const since = account.now;
    await sendText(peer, scenario.account, payload.text);
    await account.waitFor(account.event.MESSAGE_RECEIVED, ([message]) => message.payload.text === payload.text, { since });
  },
  messageList: ({ account }) => account.sdk.getMessageList({ conversationID }),
  hopping: ({ account }, { timeFromNow, ...position }) => account.sdk.getMessageListHopping({ conversationID, time: now() + timeFromNow, ...position }),
  setMessageRead: ({ account }) => account.sdk.setMessageRead({ conversationID }),
  conversationList: ({ account }) => account.sdk.getConversationList(),
  conversationProfile: ({ account }) => account.sdk.getConversationProfile(conversationID),
  idle: (_, { seconds }) => delay(seconds * 1000),
  logout: ({ account }) => account.sdk.logout(),
};

const frames = [];
const relay = await startRelay({ target: values.target, onFrame: (frame) => { if (frame.direction === 'client') frames.push(frame); } });
const [peer, account] = await Promise.all([values.target, relay.url].map((proxyServer) => Device.start({ SDKAppID: app.sdkAppId, proxyServer })));
await signIn(peer, scenario.peer);

for (const { op, ...step } of scenario.steps) await operations[op]({ account, peer }, step);

writeFileSync(values.out, frames.map(({ at, connection, frame: { head, body } }) => `${JSON.stringify({ at, connection, head, body })}\n`).join(''));
console.log(`${frames.length} frames in ${values.out}`);
process.exit();
