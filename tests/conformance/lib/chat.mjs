import { ref } from './device.mjs';

/** What tests do again and again with a logged-in device. */
export const conversationWith = (user) => `C2C${user}`;

/** Makes the SDK look for the network: it reconnects with its next request. The request itself may fail or be dropped. */
export const nudge = (device) => { device.sdk.getUserProfile({ userIDList: [`nobody_${Date.now()}`] }).catch(() => {}); };

/** Takes the network away until the SDK has noticed. */
export async function leave(device) {
  const since = device.now;
  await device.goOffline();
  await device.waitFor(device.event.NET_STATE_CHANGE, ({ state }) => state === 'disconnected', { since });
}

/** Gives the network back and waits for the connection. */
export async function comeBack(device) {
  const since = device.now;
  await device.goOnline();
  nudge(device);
  await device.waitFor(device.event.NET_STATE_CHANGE, ({ state }) => state === 'connected', { since, timeout: 15000 });
}

const creators = {
  text: 'createTextMessage',
  textAt: 'createTextAtMessage',
  custom: 'createCustomMessage',
  face: 'createFaceMessage',
  location: 'createLocationMessage',
  merger: 'createMergerMessage',
  forward: 'createForwardMessage',
  image: 'createImageMessage',
  audio: 'createAudioMessage',
  video: 'createVideoMessage',
  file: 'createFileMessage',
};

export const create = (device, kind, to, payload, extra = {}) =>
  device.sdk[creators[kind]]({ to, conversationType: device.types.CONV_C2C, payload, ...extra });

export async function send(device, kind, to, payload, { extra, options } = {}) {
  const message = await create(device, kind, to, payload, extra);
  const { data } = await device.sdk.sendMessage(ref(message), options);
  return data.message;
}

export const sendText = (device, to, text, settings) => send(device, 'text', to, { text }, settings);

export async function sendTexts(device, to, list) {
  const sent = [];
  for (const text of list) sent.push(await sendText(device, to, text));
  return sent;
}

export const history = async (device, peer, position = {}) =>
  (await device.sdk.getMessageList({ conversationID: conversationWith(peer), ...position })).data;

/** All messages of a conversation, page by page, oldest first, with the pages themselves. */
export async function wholeHistory(device, peer) {
  const pages = [];
  for (let next; ;) {
    const page = await history(device, peer, next ? { nextReqMessageID: next } : {});
    pages.unshift(page.messageList);
    if (page.isCompleted) return { pages, messages: pages.flat() };
    next = page.nextReqMessageID;
  }
}

export const conversations = async (device) => (await device.sdk.getConversationList()).data.conversationList;

export const conversation = async (device, peer) =>
  (await conversations(device)).find((item) => item.conversationID === conversationWith(peer));

export const unreadOf = async (device, peer) => (await conversation(device, peer))?.unreadCount;
