import { assert, eventually } from '../lib/expect.mjs';
import { conversations } from '../lib/chat.mjs';
import { createInGroup, receivedInGroup, sendToGroup, withText } from '../lib/groups.mjs';
import { ref } from '../lib/device.mjs';
import { fresh, groupConversation, groupHistory, meeting, said, unreadInGroup } from '../lib/group-people.mjs';

const both = (devices, check) => Promise.all(devices.map((device) => eventually(() => check(device))));
const field = (groupID, name) => async (device) => (await groupConversation(device, groupID))?.[name];

export default [
  {
    name: 'a pinned group is pinned on all devices and after a new login',
    methods: ['pinConversation', 'getConversationList'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, phone, laptop, groupID, id } = await meeting(ctx);
      await phone.sdk.pinConversation({ conversationID: id, isPinned: true });
      await both([phone, laptop], async (device) => assert.equal(await field(groupID, 'isPinned')(device), true));
      await fresh(ctx, alice, app, async (device) => assert.equal(await field(groupID, 'isPinned')(device), true));
      await phone.sdk.pinConversation({ conversationID: id, isPinned: false });
      await both([laptop], async (device) => assert.equal(await field(groupID, 'isPinned')(device), false));
    },
  },
  {
    name: 'a deleted group conversation is gone with its history until the next message',
    methods: ['deleteConversation'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, phone, laptop, bobs, groupID, id } = await meeting(ctx);
      await sendToGroup(bobs, groupID, 'old');
      await both([phone, laptop], async (device) => assert.equal(await unreadInGroup(device, groupID), 1));
      await phone.sdk.deleteConversation(id);
      await both([phone, laptop], async (device) => assert.equal(await groupConversation(device, groupID), undefined));
      await fresh(ctx, alice, app, async (device) => assert.equal(await groupConversation(device, groupID), undefined));
      await sendToGroup(bobs, groupID, 'new');
      await both([phone, laptop], async (device) => assert.equal(await unreadInGroup(device, groupID), 1));
      await fresh(ctx, alice, app, async (device) => assert.deepEqual(said((await groupHistory(device, groupID)).messageList), ['new']));
    },
  },
  {
    name: 'a cleared history of a group is gone for one member, the conversation stays',
    methods: ['clearHistoryMessage'],
    async run(ctx) {
      const { app, alice, phone, bobs, carols, groupID, id } = await meeting(ctx);
      await sendToGroup(bobs, groupID, 'old');
      await receivedInGroup(phone, withText('old'));
      await phone.sdk.clearHistoryMessage(id);
      await fresh(ctx, alice, app, async (device) => {
        assert.deepEqual((await groupHistory(device, groupID)).messageList, []);
        assert.equal(await unreadInGroup(device, groupID), 0);
      });
      assert.ok(said((await groupHistory(carols, groupID)).messageList).includes('old'));
    },
  },
  {
    name: 'marks, custom data and conversation groups of a group are kept for all devices',
    methods: ['markConversation', 'setConversationCustomData', 'createConversationGroup', 'addConversationsToGroup', 'deleteConversationsFromGroup'],
    events: ['CONVERSATION_LIST_UPDATED', 'CONVERSATION_IN_GROUP_UPDATED'],
    async run(ctx) {
      const { app, alice, phone, laptop, groupID, id } = await meeting(ctx);
      const { data } = await phone.sdk.markConversation({ conversationIDList: [id], markType: phone.types.CONV_MARK_TYPE_STAR, enableMark: true });
      assert.deepEqual(data.successConversationIDList, [id]);
      await phone.sdk.setConversationCustomData({ conversationIDList: [id], customData: 'mine' });
      assert.deepEqual((await phone.sdk.createConversationGroup({ conversationIDList: [id], groupName: 'work' })).data.successConversationIDList, [id]);
      const check = async (device) => {
        const { markList, customData, conversationGroupList } = await groupConversation(device, groupID);
        assert.deepEqual([markList, customData, conversationGroupList], [[device.types.CONV_MARK_TYPE_STAR], 'mine', ['work']]);
      };
      await both([phone, laptop], check);
      await fresh(ctx, alice, app, check);
      await laptop.sdk.deleteConversationsFromGroup({ groupName: 'work', conversationIDList: [id] });
      await both([phone], async (device) => assert.deepEqual(await field(groupID, 'conversationGroupList')(device), []));
      assert.deepEqual((await phone.sdk.addConversationsToGroup({ groupName: 'work', conversationIDList: [id] })).data.successConversationIDList, [id]);
      await both([laptop], async (device) => assert.deepEqual(await field(groupID, 'conversationGroupList')(device), ['work']));
    },
  },
  {
    name: 'mentions are there at once, after a new login, and gone when they are read',
    methods: ['createTextAtMessage', 'setMessageRead'],
    events: ['MESSAGE_RECEIVED', 'CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, carol, phone, laptop, bobs, carols, groupID, id } = await meeting(ctx);
      const atAll = phone.types.MSG_AT_ALL;
      for (const [text, list] of [['you', [alice]], ['all', [atAll]]]) {
        await bobs.sdk.sendMessage(ref(await createInGroup(bobs, 'textAt', groupID, { text, atUserList: list })));
      }
      const mentions = async (device) => (await groupConversation(device, groupID)).groupAtInfoList.map(({ atTypeArray }) => atTypeArray);
      const { CONV_AT_ME: me, CONV_AT_ALL: all } = phone.types;
      const sorted = async (device) => (await mentions(device)).flat().sort();
      await both([phone, laptop], async (device) => assert.deepEqual(await sorted(device), [me, all].sort()));
      await both([carols], async (device) => assert.deepEqual(await sorted(device), [all]));
      await fresh(ctx, alice, app, async (device) => assert.deepEqual(await sorted(device), [me, all].sort()));
      await fresh(ctx, carol, app, async (device) => assert.deepEqual(await sorted(device), [all]));
      phone.tolerated.add(60009);
      await phone.sdk.setMessageRead({ conversationID: id });
      await both([phone, laptop], async (device) => assert.deepEqual(await mentions(device), []));
      await fresh(ctx, alice, app, async (device) => {
        assert.deepEqual(await mentions(device), []);
        assert.ok((await conversations(device)).length > 0);
      });
    },
  },
];
