import { conversationOf, createInGroup, noticeOf, receivedInGroup, sendToGroup, withText } from './lib/groups.mjs';
import { ref } from './lib/device.mjs';

const withOptions = [
  'createGroup', 'updateGroupProfile', 'getGroupProfile', 'joinGroup', 'changeGroupOwner', 'getGroupMemberList', 'getGroupMemberProfile', 'addGroupMember',
  'deleteGroupMember', 'setGroupMemberMuteTime', 'setGroupMemberRole', 'setGroupMemberNameCard', 'setGroupMemberCustomField', 'initGroupAttributes',
  'setGroupAttributes', 'deleteGroupAttributes', 'getGroupAttributes', 'setGroupCounters', 'increaseGroupCounter', 'decreaseGroupCounter', 'getGroupCounters',
  'markGroupMemberList', 'createTopicInCommunity', 'updateTopicProfile', 'deleteTopicFromCommunity', 'getTopicList',
];
const withGroup = ['dismissGroup', 'quitGroup', 'searchGroupByID', 'getGroupOnlineMemberCount', 'getPinnedGroupMessageList'];
const withoutArguments = ['getGroupList', 'getGroupApplicationList', 'getJoinedCommunityList'];

/** Steps of `parity-groups.json`: the SDK's methods as they are, and messages in groups. */
export const operations = Object.fromEntries([
  ...withOptions.map((method) => [method, ({ account }, options) => account.sdk[method](options)]),
  ...withGroup.map((method) => [method, ({ account }, { groupID }) => account.sdk[method](groupID)]),
  ...withoutArguments.map((method) => [method, ({ account }) => account.sdk[method]()]),
  ['setGroupRemindType', ({ account }, options) => account.sdk.setMessageRemindType(options)],
  ['sendToGroup', async ({ account, kept }, { groupID, kind = 'text', payload, cloudCustomData, needReadReceipt, supportExtension, receiverList, priority, keep, ...options }) => {
    const extra = {
      ...cloudCustomData && { cloudCustomData },
      ...needReadReceipt && { needReadReceipt },
      ...supportExtension && { isSupportExtension: true },
      ...receiverList && { receiverList },
      ...priority && { priority },
    };
    const made = await createInGroup(account, kind, groupID, payload, extra);
    if (keep) kept.set(keep, made);
    return (await account.sdk.sendMessage(ref(made), options)).data.message;
  }],
  ['receiveInGroup', async ({ account, peer }, { groupID, text, needReadReceipt }) => {
    const since = account.now;
    await sendToGroup(peer, groupID, text, { extra: needReadReceipt ? { needReadReceipt } : {} });
    return receivedInGroup(account, withText(text), { since });
  }],
  ['groupReceiptsByUsers', ({ account, kept }, { groupID, messages, userIDList }) => account.sdk.callExperimentalAPI('getGroupReceiptsByUsers', {
    groupID, dataList: messages.map((name) => ({ sequence: kept.get(name).sequence, userIDList })),
  })],
  ['peerCreatesGroup', ({ peer }, options) => peer.sdk.createGroup(options)],
  ['peerAdds', ({ peer }, options) => peer.sdk.addGroupMember(options)],
  ['peerInvites', async ({ account, peer, scenario }, { groupID }) => {
    const since = account.now;
    await peer.sdk.addGroupMember({ groupID, userIDList: [scenario.account] });
    return receivedInGroup(account, noticeOf(account, 12, groupID), { since });
  }],
  ['answerInvitation', ({ account, kept }, { message, ...answer }) =>
    account.sdk.callExperimentalAPI('handleGroupInvitation', { ...answer, message: ref(kept.get(message)) })],
  ['peerApplies', async ({ account, peer }, { groupID }) => {
    const since = account.now;
    await peer.sdk.joinGroup({ groupID, applyMessage: 'please' });
    return receivedInGroup(account, noticeOf(account, 1, groupID), { since });
  }],
  ['answerNotice', ({ account, kept }, { message, ...answer }) => account.sdk.handleGroupApplication({ ...answer, message: ref(kept.get(message)) })],
  ['peerJoins', ({ peer }, options) => peer.sdk.joinGroup(options)],
  ['peerBans', async ({ account, peer, scenario }, { groupID, duration, reason }) => {
    const since = account.now;
    await peer.sdk.deleteGroupMember({ groupID, userIDList: [scenario.account], duration, reason });
    return receivedInGroup(account, noticeOf(account, 21, groupID), { since });
  }],
  ['startMessageLongPolling', ({ account }, options) => account.sdk.callExperimentalAPI('startMessageLongPolling', options)],
  ['stopMessageLongPolling', ({ account }, options) => account.sdk.callExperimentalAPI('stopMessageLongPolling', options)],
  ['answerFirstApplication', async ({ account }, answer) => {
    const { data } = await account.sdk.getGroupApplicationList();
    return account.sdk.handleGroupApplication({ ...answer, application: data.applicationList[0] });
  }],
  ['groupMessageList', ({ account }, { groupID }) => account.sdk.getMessageList({ conversationID: conversationOf(groupID) })],
  ['groupHopping', ({ account }, { groupID, ...position }) => account.sdk.getMessageListHopping({ conversationID: conversationOf(groupID), ...position })],
  ['readGroup', ({ account }, { groupID }) => account.sdk.setMessageRead({ conversationID: conversationOf(groupID) })],
  ['groupReadMembers', ({ account, kept }, { message, filter, count }) =>
    account.sdk.getGroupMessageReadMemberList({ message: ref(kept.get(message)), filter, cursor: '', count })],
  ['pinGroupMessage', ({ account, kept }, { message, groupID, isPinned }) =>
    account.sdk.pinGroupMessage({ groupID, message: ref(kept.get(message)), isPinned })],
]);
