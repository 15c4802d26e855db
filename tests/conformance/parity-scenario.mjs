import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { create, conversationWith, send } from './lib/chat.mjs';
import { Device, ref, SdkError } from './lib/device.mjs';
import { signUser } from './lib/usersig.mjs';
import { operations as conversationOperations } from './parity-conversations.mjs';
import { operations as friendOperations } from './parity-friends.mjs';
import { operations as groupOperations } from './parity-groups.mjs';
import { isMedia, payloadOf } from './parity-media.mjs';
import { operations as reconnectOperations } from './parity-reconnect.mjs';
import { startRelay } from './record.mjs';

const { values } = parseArgs({ options: { target: { type: 'string' }, app: { type: 'string' }, key: { type: 'string' }, out: { type: 'string' }, scenario: { type: 'string' } } });
if (!values.target || !values.app || !values.key || !values.out || !values.scenario) {
  console.error('node parity-scenario.mjs --scenario file.json --target ws://host:port --app sdkAppId --key secretKey --out file.ndjson');
  process.exit(2);
}

const scenario = JSON.parse(readFileSync(new URL(values.scenario, import.meta.url)));
const app = { sdkAppId: Number(values.app), secretKey: values.key };
const conversationID = conversationWith(scenario.peer);
const now = () => Math.floor(Date.now() / 1000);

async function signIn(device, user) {
  await device.sdk.login({ userID: user, userSig: signUser(app, user) });
  await device.waitFor(device.event.SDK_READY);
}

/** Messages that steps have kept, and the one that the peer sent last. */
const kept = new Map();
const refs = (names) => names.map((name) => ref(kept.get(name)));
let saidByPeer;

/** What the server's replies are changed to, by command. */
const replies = new Map();

const mergerOf = (messageList) => ({ messageList, title: 'title', abstractList: ['one', 'two'], compatibleText: 'compatible' });

const kinds = { text: 'TIMTextElem', custom: 'TIMCustomElem', face: 'TIMFaceElem', location: 'TIMLocationElem' };

/** The body of a message of several elements, which the application writes itself; it has what the SDK writes for one of one element. */
function comboOf(groupID, elements, cloudCustomData) {
  const android = ['Sound', 'XiaoMiChannelID', 'OPPOChannelID', 'GoogleChannelID', 'VIVOCategory', 'HuaWeiCategory', 'OPPOCategory', 'HuaWeiImage', 'HonorImage', 'GoogleImage', 'HonorImportance'];
  const common = {
    From_Account: scenario.account,
    CloudCustomData: cloudCustomData,
    MsgBody: elements.map(({ kind, ...MsgContent }) => ({ MsgType: kinds[kind], MsgContent })),
    SendMsgControl: [],
    SupportMessageExtension: 0,
    IsRelayMsg: 0,
    OfflinePushInfo: {
      PushFlag: 0, Title: '', Desc: '', Ext: '',
      ApnsInfo: { Sound: '', BadgeMode: 0, Image: '', InterruptionLevel: 'active', ContentAvailable: 0 },
      AndroidInfo: { ...Object.fromEntries(android.map((name) => [name, ''])), VIVOClassification: 1 },
    },
  };
  const random = Math.floor(Math.random() * 1e8);
  return groupID
    ? { ...common, GroupId: groupID, Random: random, ClientSeq: random, MsgPriority: 'Normal', OnlineOnlyFlag: 0, GroupAtInfo: [], NeedReadReceipt: 0 }
    : { ...common, To_Account: scenario.peer, From_AccountNick: '', From_AccountHeadurl: '', MsgRandom: random, IsNeedReadReceipt: 0 };
}

function make(account, { kind, payload, message, messages, textRepeated, file }, extra) {
  if (isMedia(kind)) return create(account, kind, scenario.peer, payloadOf(kind, file), extra);
  if (kind === 'merger') return create(account, kind, scenario.peer, mergerOf(refs(messages)), extra);
  if (kind === 'forward') return create(account, kind, scenario.peer, ref(kept.get(message)), extra);
  return create(account, kind, scenario.peer, textRepeated ? { text: 'x'.repeat(textRepeated) } : payload, extra);
}

/** The peer does something; what the account is told of. */
async function told({ account }, event, predicate, act) {
  const since = account.now;
  await act();
  return (await account.waitFor(event, predicate, { since }))[0];
}

const fromPeer = (devices, act) => told(devices, devices.account.event.MESSAGE_RECEIVED, ([{ from }]) => from === scenario.peer, act);

const operations = {
  ...conversationOperations,
  ...friendOperations,
  ...groupOperations,
  ...reconnectOperations,
  async login({ account }) {
    await signIn(account, scenario.account);
    await delay(2000);
  },
  async send({ account }, { keep, kind, payload, message, messages, textRepeated, file, cloudCustomData, needReadReceipt, supportExtension, moderation, ...options }) {
    const extra = {
      ...cloudCustomData && { cloudCustomData },
      ...needReadReceipt && { needReadReceipt },
      ...supportExtension && { isSupportExtension: true },
      ...moderation && { customModerationConfigurationID: moderation },
    };
    const made = await make(account, { kind, payload, message, messages, textRepeated, file }, extra);
    kept.set(keep, made);
    return (await account.sdk.sendMessage(ref(made), options)).data.message;
  },
  resend: ({ account }, { message, ...options }) => account.sdk.resendMessage(ref(kept.get(message)), options),
  replies(_, { command, fields }) {
    if (fields) replies.set(command, fields);
    else replies.delete(command);
  },
  sendCombo: async ({ account }, { groupID, elements, cloudCustomData = '' }) =>
    (await account.sdk.callExperimentalAPI('sendComboMessage', comboOf(groupID, elements, cloudCustomData))).data.message,
  receive: (devices, { payload, needReadReceipt }) => fromPeer(devices, async () => {
    saidByPeer = await send(devices.peer, 'text', scenario.account, payload, { extra: needReadReceipt ? { needReadReceipt } : {} });
  }),
  receiveVoice: (devices, { payload }) => {
    const recording = { type: devices.peer.types.MSG_AUDIO, _elements: [{ type: devices.peer.types.MSG_AUDIO, content: payload }] };
    return fromPeer(devices, () => send(devices.peer, 'forward', scenario.account, recording));
  },
  async peerMerger(devices, { textRepeated }) {
    const inner = await fromPeer(devices, async () => { saidByPeer = await send(devices.peer, 'text', scenario.account, { text: 'x'.repeat(textRepeated) }); });
    return inner && fromPeer(devices, () => send(devices.peer, 'merger', scenario.account, mergerOf([ref(saidByPeer)])));
  },
  peerRevoke: (devices) => told(devices, devices.account.event.MESSAGE_REVOKED, () => true, () => devices.peer.sdk.revokeMessage(ref(saidByPeer))),
  peerModify: (devices, { payload }) => told(devices, devices.account.event.MESSAGE_MODIFIED, () => true, async () => {
    await devices.peer.changePayload(saidByPeer, payload);
    await devices.peer.sdk.modifyMessage(ref(saidByPeer));
  }),
  revoke: ({ account }, { message }) => account.sdk.revokeMessage(ref(kept.get(message))),
  async modify({ account }, { message, payload, cloudCustomData }) {
    if (payload) await account.changePayload(kept.get(message), payload);
    if (cloudCustomData) await account.change(kept.get(message), { cloudCustomData });
    await account.sdk.modifyMessage(ref(kept.get(message)));
  },
  deleteMessages: ({ account }, { messages }) => account.sdk.deleteMessage(refs(messages)),
  setExtensions: ({ account }, { message, extensions }) =>
    account.sdk.setMessageExtensions(ref(kept.get(message)), Object.entries(extensions).map(([key, value]) => ({ key, value }))),
  getExtensions: ({ account }, { message }) => account.sdk.getMessageExtensions(ref(kept.get(message))),
  deleteExtensions: ({ account }, { message, keys }) => account.sdk.deleteMessageExtensions(ref(kept.get(message)), ...keys ? [keys] : []),
  addReaction: ({ account }, { message, reaction }) => account.sdk.addMessageReaction(ref(kept.get(message)), reaction),
  removeReaction: ({ account }, { message, reaction }) => account.sdk.removeMessageReaction(ref(kept.get(message)), reaction),
  getReactions: ({ account }, { messages }) => account.sdk.getMessageReactions({ messageList: refs(messages) }),
  reactionUsers: ({ account }, { message, reaction }) =>
    account.sdk.getAllUserListOfMessageReaction({ message: ref(kept.get(message)), reactionID: reaction, nextSeq: 0, count: 100 }),
  sendReadReceipt: ({ account }, { messages }) => account.sdk.sendMessageReadReceipt(refs(messages)),
  readReceiptList: ({ account }, { messages }) => account.sdk.getMessageReadReceiptList(refs(messages)),
  downloadMerger: ({ account }, { message }) => account.sdk.downloadMergerMessage(ref(kept.get(message))),
  voiceToText: ({ account }, { message, language }) => account.sdk.convertVoiceToText({ message: ref(kept.get(message)), language }),
  translate: ({ account }, { texts, source, target }) =>
    account.sdk.translateText({ sourceTextList: texts, sourceLanguage: source, targetLanguage: target }),
  messageList: ({ account }) => account.sdk.getMessageList({ conversationID }),
  hopping: ({ account }, { timeFromNow, ...position }) => account.sdk.getMessageListHopping({ conversationID, time: now() + timeFromNow, ...position }),
  setMessageRead: ({ account }) => account.sdk.setMessageRead({ conversationID }),
  conversationList: ({ account }) => account.sdk.getConversationList(),
  conversationProfile: ({ account }) => account.sdk.getConversationProfile(conversationID),
  idle: (_, { seconds }) => delay(seconds * 1000),
  logout: ({ account }) => account.sdk.logout(),
};

const frames = [];
const relay = await startRelay({ target: values.target, onFrame: (frame) => { if (frame.direction === 'client') frames.push(frame); }, replies });
const fileProxies = scenario.fileProxy && { fileUploadProxy: values.target.replace('ws:', 'http:'), fileDownloadProxy: values.target.replace('ws:', 'http:') };
const unlimited = scenario.unlimitedAVChatRoom && { unlimitedAVChatRoom: true };
const [peer, account] = await Promise.all([values.target, relay.url].map(
  (proxyServer) => Device.start({ SDKAppID: app.sdkAppId, proxyServer, ...fileProxies, ...unlimited }, { browser: scenario.browser })));
await signIn(peer, scenario.peer);
for (const other of scenario.others ?? []) await signIn(await Device.start({ SDKAppID: app.sdkAppId, proxyServer: values.target }), other);

for (const { op, fails, ...step } of scenario.steps) {
  try {
    const result = await operations[op]({ account, peer, kept, scenario }, step);
    if (step.keep) kept.set(step.keep, result);
    if (fails) throw new Error(`step ${op} succeeded`);
  } catch (error) {
    if (!(fails && error instanceof SdkError)) throw new Error(`step ${op} failed`, { cause: error });
  }
}

writeFileSync(values.out, frames.map(({ at, connection, frame: { head, body } }) => `${JSON.stringify({ at, connection, head, body })}\n`).join(''));
console.log(`${frames.length} frames in ${values.out}`);
process.exit();
