import { assert, delay, eventually, rejects, texts } from '../lib/expect.mjs';
import { comeBack, conversation, conversations, conversationWith, history, leave, sendText, unreadOf } from '../lib/chat.mjs';

/** Alice on two devices, and bob, who has written to her. */
async function listed(ctx, ...others) {
  const app = ctx.apps.devices;
  const [alice, bob, ...rest] = await ctx.accounts('alice', 'bob', ...others);
  const [phone, laptop, other] = await Promise.all([ctx.online(alice, { app }), ctx.online(alice, { app }), ctx.online(bob, { app })]);
  await sendText(other, alice, 'hello');
  for (const device of [phone, laptop]) await eventually(async () => assert.equal(await unreadOf(device, bob), 1));
  return { app, alice, bob, rest, phone, laptop, other, id: conversationWith(bob) };
}

/** What a device shows that has only just logged in. */
async function fresh(ctx, user, app, check) {
  const device = await ctx.online(user, { app });
  await eventually(() => check(device));
}

const both = (devices, check) => Promise.all(devices.map((device) => eventually(() => check(device))));

const field = (peer, name) => async (device) => (await conversation(device, peer))?.[name];

const list = async (device, ...options) => (await device.sdk.getConversationList(...options)).data.conversationList.map(({ conversationID }) => conversationID);

export default [
  {
    name: 'a pinned conversation is first on all devices, and after a new login',
    methods: ['pinConversation', 'getConversationList'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, rest: [carol], phone, laptop, id } = await listed(ctx, 'carol');
      await delay(1100);
      await ctx.rest(app).sendText(carol, alice, 'newer');
      await both([phone, laptop], async (device) => assert.deepEqual(await list(device), [conversationWith(carol), id]));
      const since = laptop.now;
      await phone.sdk.pinConversation({ conversationID: id, isPinned: true });
      await laptop.waitFor(laptop.event.CONVERSATION_LIST_UPDATED, ([first]) => first.conversationID === id && first.isPinned, { since });
      assert.deepEqual(await list(phone), [id, conversationWith(carol)]);
      await fresh(ctx, alice, app, async (device) => assert.deepEqual(await list(device), [id, conversationWith(carol)]));
      await phone.sdk.pinConversation({ conversationID: id, isPinned: false });
      await both([phone, laptop], async (device) => assert.equal(await field(bob, 'isPinned')(device), false));
      assert.deepEqual(await list(laptop), [conversationWith(carol), id]);
    },
  },
  {
    name: 'pinning somebody one has never written to makes a conversation, a stranger does not',
    methods: ['pinConversation'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const app = ctx.apps.devices;
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice, { app });
      await device.sdk.pinConversation({ conversationID: conversationWith(bob), isPinned: true });
      assert.equal((await conversation(device, bob)).isPinned, true);
      await fresh(ctx, alice, app, async (other) => assert.equal((await conversation(other, bob))?.isPinned, true));
      await rejects(device.sdk.pinConversation({ conversationID: conversationWith('nobody-at-all'), isPinned: true }), 50001);
    },
  },
  {
    name: 'fifty conversations can be pinned',
    methods: ['pinConversation'],
    async run(ctx) {
      const names = Array.from({ length: 51 }, (_, i) => `p${i}`);
      const [alice, ...peers] = await ctx.accounts('alice', ...names);
      const device = await ctx.online(alice);
      for (const peer of peers.slice(0, 50)) await device.sdk.pinConversation({ conversationID: conversationWith(peer), isPinned: true });
      await rejects(device.sdk.pinConversation({ conversationID: conversationWith(peers[50]), isPinned: true }), 51012);
    },
    deadline: 60000,
  },
  {
    name: 'a deleted conversation with its history is gone on all devices until the next message',
    methods: ['deleteConversation', 'getMessageList'],
    events: ['CONVERSATION_LIST_UPDATED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, phone, laptop, other, id } = await listed(ctx);
      const { data } = await phone.sdk.deleteConversation(id);
      assert.deepEqual(data.conversationID ?? data.successConversationIDList?.[0], id);
      await laptop.waitFor(laptop.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 0);
      await both([phone, laptop], async (device) => assert.deepEqual(await list(device), []));
      await fresh(ctx, alice, app, async (device) => {
        assert.deepEqual(await list(device), []);
        assert.deepEqual((await history(device, bob)).messageList, []);
      });
      assert.deepEqual(texts((await history(other, alice)).messageList), ['hello']);
      await sendText(other, alice, 'again');
      await both([laptop], async (device) => assert.equal(await unreadOf(device, bob), 1));
      assert.deepEqual(texts((await history(laptop, bob)).messageList), ['again']);
    },
  },
  {
    name: 'a conversation that is deleted without its history keeps it',
    methods: ['deleteConversation', 'getMessageList'],
    async run(ctx) {
      const { app, alice, bob, phone, id } = await listed(ctx);
      const { data } = await phone.sdk.deleteConversation({ conversationIDList: [id], clearHistoryMessage: false });
      assert.deepEqual(data.successConversationIDList ?? data.conversationIDList, [id]);
      await fresh(ctx, alice, app, async (device) => {
        assert.deepEqual(await list(device), []);
        assert.deepEqual(texts((await history(device, bob)).messageList), ['hello']);
      });
    },
  },
  {
    name: 'deleting an unknown conversation fails',
    methods: ['deleteConversation'],
    async run(ctx) {
      const [alice] = await ctx.accounts('alice');
      const device = await ctx.online(alice);
      await rejects(device.sdk.deleteConversation(conversationWith('nobody-at-all')), 2500);
    },
  },
  {
    name: 'a deletion while a device is away is there when it comes back',
    methods: ['deleteConversation'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { phone, laptop, id } = await listed(ctx);
      await delay(1100);
      await leave(laptop);
      await phone.sdk.deleteConversation(id);
      await comeBack(laptop);
      await eventually(async () => assert.deepEqual(await list(laptop), []), 15000);
      assert.equal(await laptop.sdk.getTotalUnreadMessageCount(), 0);
    },
  },
  {
    name: 'a cleared history is gone for one side, the conversation stays',
    methods: ['clearHistoryMessage', 'getMessageList'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, phone, other, id } = await listed(ctx);
      await phone.sdk.clearHistoryMessage(id);
      assert.deepEqual((await history(phone, bob)).messageList, []);
      assert.equal(await unreadOf(phone, bob), 0);
      await fresh(ctx, alice, app, async (device) => {
        assert.deepEqual(await list(device), [id]);
        assert.deepEqual((await history(device, bob)).messageList, []);
        assert.equal(await unreadOf(device, bob), 0);
      });
      assert.deepEqual(texts((await history(other, alice)).messageList), ['hello']);
      await other.waitFor(other.event.MESSAGE_READ_BY_PEER);
    },
  },
  {
    name: 'marks of every kind are set and cleared on all devices',
    methods: ['markConversation', 'getConversationList'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, phone, laptop, id } = await listed(ctx);
      const marks = [phone.types.CONV_MARK_TYPE_STAR, phone.types.CONV_MARK_TYPE_UNREAD, phone.types.CONV_MARK_TYPE_FOLD, phone.types.CONV_MARK_TYPE_HIDE, 2 ** 32, 2 ** 52];
      for (const markType of marks) {
        const { data } = await phone.sdk.markConversation({ conversationIDList: [id], markType, enableMark: true });
        assert.deepEqual([data.successConversationIDList, data.failureConversationIDList], [[id], []]);
      }
      const sorted = (items) => [...items].sort((one, other) => one - other);
      await both([phone, laptop], async (device) => assert.deepEqual(sorted(await field(bob, 'markList')(device)), marks));
      await fresh(ctx, alice, app, async (device) => {
        assert.deepEqual(sorted(await field(bob, 'markList')(device)), marks);
        assert.deepEqual(await list(device, { markType: 2 ** 32 }), [id]);
      });
      for (const markType of marks.slice(1)) await laptop.sdk.markConversation({ conversationIDList: [id], markType, enableMark: false });
      await both([phone, laptop], async (device) => assert.deepEqual(await field(bob, 'markList')(device), marks.slice(0, 1)));
      assert.deepEqual(await list(phone, { markType: 2 ** 32 }), []);
    },
  },
  {
    name: 'a conversation that is not there cannot be marked, the others can',
    methods: ['markConversation'],
    async run(ctx) {
      const { phone, id } = await listed(ctx);
      const { data } = await phone.sdk.markConversation({ conversationIDList: [id, conversationWith('nobody-at-all')], markType: 1, enableMark: true });
      assert.deepEqual(data.successConversationIDList, [id]);
      assert.deepEqual(data.failureConversationIDList.map(({ code, conversationID }) => [code, conversationID]), [[2500, conversationWith('nobody-at-all')]]);
    },
  },
  {
    name: 'custom data of a conversation is kept for all devices',
    methods: ['setConversationCustomData'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, phone, laptop, id } = await listed(ctx);
      const customData = '{"colour":"grün 😀"}';
      await phone.sdk.setConversationCustomData({ conversationIDList: [id], customData });
      await both([phone, laptop], async (device) => assert.equal(await field(bob, 'customData')(device), customData));
      await fresh(ctx, alice, app, async (device) => assert.equal(await field(bob, 'customData')(device), customData));
      await phone.sdk.setConversationCustomData({ conversationIDList: [id], customData: '' });
      await both([laptop], async (device) => assert.equal(await field(bob, 'customData')(device), ''));
    },
  },
  {
    name: 'conversation groups: made, renamed, filled, emptied and ended on all devices',
    methods: ['createConversationGroup', 'renameConversationGroup', 'addConversationsToGroup', 'deleteConversationsFromGroup', 'deleteConversationGroup', 'getConversationGroupList', 'getConversationList'],
    events: ['CONVERSATION_GROUP_LIST_UPDATED', 'CONVERSATION_IN_GROUP_UPDATED', 'CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, rest: [carol], phone, laptop, id } = await listed(ctx, 'carol');
      await ctx.rest(app).sendText(carol, alice, 'me too');
      const second = conversationWith(carol);
      await both([phone, laptop], async (device) => assert.equal((await list(device)).length, 2));

      const created = await phone.sdk.createConversationGroup({ conversationIDList: [id], groupName: 'work' });
      assert.deepEqual(created.data.successConversationIDList, [id]);
      for (const device of [phone, laptop]) await device.waitFor(device.event.CONVERSATION_GROUP_LIST_UPDATED, (names) => names.length === 1 && names[0] === 'work');
      await both([phone, laptop], async (device) => assert.deepEqual(await field(bob, 'conversationGroupList')(device), ['work']));

      await phone.sdk.renameConversationGroup({ oldName: 'work', newName: 'job' });
      await laptop.waitFor(laptop.event.CONVERSATION_GROUP_LIST_UPDATED, (names) => names[0] === 'job');
      await both([phone, laptop], async (device) => assert.deepEqual((await device.sdk.getConversationGroupList()).data.groupNameList ?? (await device.sdk.getConversationGroupList()).data, ['job']));

      const added = await phone.sdk.addConversationsToGroup({ groupName: 'job', conversationIDList: [second] });
      assert.deepEqual(added.data.successConversationIDList, [second]);
      for (const device of [phone, laptop]) {
        await device.waitFor(device.event.CONVERSATION_IN_GROUP_UPDATED, ({ groupName, conversationList }) => groupName === 'job' && conversationList.length === 2);
      }
      await fresh(ctx, alice, app, async (device) => assert.deepEqual((await list(device, { groupName: 'job' })).sort(), [id, second].sort()));

      await laptop.sdk.deleteConversationsFromGroup({ groupName: 'job', conversationIDList: [id] });
      await both([phone, laptop], async (device) => assert.deepEqual(await list(device, { groupName: 'job' }), [second]));

      await laptop.sdk.deleteConversationGroup('job');
      await phone.waitFor(phone.event.CONVERSATION_GROUP_LIST_UPDATED, (names) => names.length === 0);
      await both([phone, laptop], async (device) => assert.deepEqual(await field(carol, 'conversationGroupList')(device), []));
    },
  },
  {
    name: 'twenty conversation groups, with names of at most 32 bytes, each once',
    methods: ['createConversationGroup', 'deleteConversationGroup', 'renameConversationGroup'],
    async run(ctx) {
      const { phone, id } = await listed(ctx);
      await rejects(phone.sdk.createConversationGroup({ conversationIDList: [id], groupName: '中文中文中文中文中文中文' }), 51011);
      for (let i = 0; i < 20; i++) await phone.sdk.createConversationGroup({ conversationIDList: [id], groupName: `group ${i}` });
      await rejects(phone.sdk.createConversationGroup({ conversationIDList: [id], groupName: 'one more' }), 51010);
      await rejects(phone.sdk.deleteConversationGroup('never made'), 51009);
    },
    deadline: 60000,
  },
  {
    name: 'a draft is kept on the device',
    methods: ['setConversationDraft'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { bob, phone, laptop, id } = await listed(ctx);
      await phone.sdk.setConversationDraft({ conversationID: id, draftText: 'unfinished' });
      assert.equal(await field(bob, 'draftText')(phone), 'unfinished');
      assert.equal(await field(bob, 'draftText')(laptop), '');
    },
  },
  {
    name: 'messages of a muted conversation come but do not count in the total',
    methods: ['setMessageRemindType', 'getTotalUnreadMessageCount'],
    events: ['CONVERSATION_LIST_UPDATED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const { app, alice, bob, phone, laptop, other } = await listed(ctx);
      const muted = phone.types.MSG_REMIND_ACPT_NOT_NOTE;
      await phone.sdk.setMessageRemindType({ userIDList: [bob], messageRemindType: muted });
      await both([phone, laptop], async (device) => {
        assert.equal(await field(bob, 'messageRemindType')(device), muted);
        assert.equal(await device.sdk.getTotalUnreadMessageCount(), 0);
      });
      await sendText(other, alice, 'quietly');
      await phone.waitFor(phone.event.MESSAGE_RECEIVED, ([message]) => message.payload.text === 'quietly');
      await both([phone, laptop], async (device) => assert.equal(await unreadOf(device, bob), 2));
      await fresh(ctx, alice, app, async (device) => {
        assert.equal(await field(bob, 'messageRemindType')(device), muted);
        assert.equal(await device.sdk.getTotalUnreadMessageCount(), 0);
        assert.equal(await unreadOf(device, bob), 2);
      });
      await phone.sdk.setMessageRemindType({ userIDList: [bob], messageRemindType: phone.types.MSG_REMIND_ACPT_AND_NOTE });
      await both([phone, laptop], async (device) => assert.equal(await device.sdk.getTotalUnreadMessageCount(), 2));
    },
  },
  {
    name: 'messages of a discarded conversation do not come, but are in the history',
    methods: ['setMessageRemindType', 'getMessageList'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, phone, other } = await listed(ctx);
      await phone.sdk.setMessageRemindType({ userIDList: [bob], messageRemindType: phone.types.MSG_REMIND_DISCARD });
      await sendText(other, alice, 'unheard');
      await delay(1500);
      assert.deepEqual(texts(phone.received()), ['hello']);
      assert.equal(await unreadOf(phone, bob), 1);
      await fresh(ctx, alice, app, async (device) => {
        assert.equal(await unreadOf(device, bob), 1);
        assert.deepEqual(texts((await history(device, bob)).messageList), ['hello', 'unheard']);
      });
      await phone.sdk.setMessageRemindType({ userIDList: [bob], messageRemindType: phone.types.MSG_REMIND_ACPT_AND_NOTE });
      await sendText(other, alice, 'heard');
      await phone.waitFor(phone.event.MESSAGE_RECEIVED, ([message]) => message.payload.text === 'heard');
    },
  },
  {
    name: 'the receive option for everything is told to all devices and kept',
    methods: ['setAllReceiveMessageOpt', 'getAllReceiveMessageOpt'],
    events: ['ALL_RECEIVE_MESSAGE_OPT_UPDATED'],
    async run(ctx) {
      const { app, alice, phone, laptop } = await listed(ctx);
      const messageRemindType = phone.types.MSG_REMIND_ACPT_NOT_NOTE;
      await phone.sdk.setAllReceiveMessageOpt({ messageRemindType, startHour: 10, startMinute: 30, startSecond: 15, duration: 3600 });
      const setting = await phone.waitFor(phone.event.ALL_RECEIVE_MESSAGE_OPT_UPDATED);
      assert.equal(setting.messageRemindType, messageRemindType);
      assert.equal(setting.endTime - setting.startTime, 3600);
      assert.deepEqual(await laptop.waitFor(laptop.event.ALL_RECEIVE_MESSAGE_OPT_UPDATED), setting);
      await fresh(ctx, alice, app, async (device) => {
        const { data } = await device.sdk.getAllReceiveMessageOpt();
        assert.deepEqual(data, setting);
      });
      await laptop.sdk.setAllReceiveMessageOpt({ messageRemindType: phone.types.MSG_REMIND_ACPT_AND_NOTE });
      await phone.waitFor(phone.event.ALL_RECEIVE_MESSAGE_OPT_UPDATED, ({ messageRemindType: type }) => type === phone.types.MSG_REMIND_ACPT_AND_NOTE);
    },
  },
  {
    name: 'reading everything reads every conversation on all devices and tells the peers',
    methods: ['setAllMessageRead', 'getTotalUnreadMessageCount'],
    events: ['CONVERSATION_LIST_UPDATED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', 'MESSAGE_READ_BY_PEER'],
    async run(ctx) {
      const { app, alice, rest: [carol], phone, laptop, other } = await listed(ctx, 'carol');
      const third = await ctx.online(carol, { app });
      await sendText(third, alice, 'from carol');
      await both([phone, laptop], async (device) => assert.equal(await device.sdk.getTotalUnreadMessageCount(), 2));
      await phone.sdk.setAllMessageRead({ scope: phone.types.READ_ALL_C2C_MSG });
      await both([phone, laptop], async (device) => assert.equal(await device.sdk.getTotalUnreadMessageCount(), 0));
      await Promise.all([other, third].map((device) => device.waitFor(device.event.MESSAGE_READ_BY_PEER)));
      await fresh(ctx, alice, app, async (device) => assert.deepEqual((await conversations(device)).map(({ unreadCount }) => unreadCount), [0, 0]));
      await sendText(third, alice, 'more');
      await both([phone], async (device) => assert.equal(await device.sdk.getTotalUnreadMessageCount(), 1));
      await delay(1100);
      await phone.sdk.setAllMessageRead();
      await both([phone, laptop], async (device) => assert.equal(await device.sdk.getTotalUnreadMessageCount(), 0));
    },
  },
  {
    name: 'the list is filtered by type, unread messages, mentions and names',
    methods: ['getConversationList'],
    async run(ctx) {
      const { alice, app, rest: [carol], phone, id } = await listed(ctx, 'carol');
      await ctx.rest(app).sendText(carol, alice, 'unread');
      const second = conversationWith(carol);
      await eventually(async () => assert.equal((await list(phone)).length, 2));
      await phone.sdk.setMessageRead({ conversationID: id });
      assert.deepEqual(await list(phone, { hasUnreadCount: true }), [second]);
      assert.deepEqual((await list(phone, { type: phone.types.CONV_C2C })).sort(), [id, second].sort());
      assert.deepEqual(await list(phone, { type: phone.types.CONV_GROUP }), []);
      assert.deepEqual(await list(phone, { hasGroupAtInfo: true }), []);
      assert.deepEqual(await list(phone, [id]), [id]);
    },
  },
];
