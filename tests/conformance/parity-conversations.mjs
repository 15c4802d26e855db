const withOptions = [
  'pinConversation', 'markConversation', 'setConversationCustomData', 'createConversationGroup', 'renameConversationGroup', 'addConversationsToGroup',
  'deleteConversationsFromGroup', 'setConversationDraft', 'setMessageRemindType', 'setAllReceiveMessageOpt', 'setAllMessageRead', 'deleteConversation',
];
const withOneArgument = {
  getConversationProfile: 'conversationID',
  clearHistoryMessage: 'conversationID',
  deleteConversationGroup: 'groupName',
};
const withoutArguments = ['getConversationGroupList', 'getAllReceiveMessageOpt'];

/** Steps of `parity-conversations.json`: the SDK's methods as they are. */
export const operations = Object.fromEntries([
  ...withOptions.map((method) => [method, ({ account }, options) => account.sdk[method](options)]),
  ...Object.entries(withOneArgument).map(([method, field]) => [method, ({ account }, step) => account.sdk[method](step[field])]),
  ...withoutArguments.map((method) => [method, ({ account }) => account.sdk[method]()]),
]);
