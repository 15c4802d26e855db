import { ref } from './device.mjs';

/** What cases about groups do again and again. */
export const conversationOf = (groupID) => `GROUP${groupID}`;

/** Makes a group; `members` are user IDs. Resolves with its profile. */
export async function createGroup(device, type, { members = [], ...options } = {}) {
  const memberList = members.map((userID) => ({ userID }));
  const { data } = await device.sdk.createGroup({ type, name: 'a group', ...(memberList.length && { memberList }), ...options });
  return data.group;
}

const creators = { text: 'createTextMessage', textAt: 'createTextAtMessage', custom: 'createCustomMessage', face: 'createFaceMessage', location: 'createLocationMessage' };

export const createInGroup = (device, kind, groupID, payload, extra = {}) =>
  device.sdk[creators[kind]]({ to: groupID, conversationType: device.types.CONV_GROUP, payload, ...extra });

export async function sendToGroup(device, groupID, text, { kind = 'text', payload = { text }, extra, options } = {}) {
  const message = await createInGroup(device, kind, groupID, payload, extra);
  const { data } = await device.sdk.sendMessage(ref(message), options);
  return data.message;
}

/** The first message that a device received and the predicate accepts; the event may carry others. */
export async function receivedInGroup(device, predicate, settings) {
  const messages = await device.waitFor(device.event.MESSAGE_RECEIVED, (list) => list.some(predicate), settings);
  return messages.find(predicate);
}

export const withText = (text) => (message) => message.payload?.text === text;

/** A tip of a kind, or a system notice of a kind. */
export const tipOf = (device, operation, groupID) => (message) =>
  message.type === device.types.MSG_GRP_TIP && message.payload.operationType === operation && (!groupID || message.to === groupID);

export const noticeOf = (device, operation, groupID) => (message) =>
  message.type === device.types.MSG_GRP_SYS_NOTICE && message.payload.operationType === operation
  && (!groupID || message.payload.groupProfile.groupID === groupID);

/** The group in a device's list; undefined if it is in none. */
export const groupIn = async (device, groupID) => (await device.sdk.getGroupList()).data.groupList.find((one) => one.groupID === groupID);
