import { assert, delay, eventually, texts } from '../lib/expect.mjs';
import { conversation, conversationWith, history, sendText, sendTexts, unreadOf, wholeHistory } from '../lib/chat.mjs';

const numbered = (count, word = 'message') => Array.from({ length: count }, (_, index) => `${word} ${index}`);

/** A conversation of so many messages, written through REST within a few seconds, so that many share one second. */
async function longConversation(ctx, count) {
  const [alice, bob] = await ctx.accounts('alice', 'bob');
  const list = numbered(count);
  for (const [index, text] of list.entries()) await ctx.rest().sendText(...(index % 3 ? [alice, bob] : [bob, alice]), text);
  return { alice, bob, list };
}

const hop = async (device, peer, position) =>
  (await device.sdk.getMessageListHopping({ conversationID: conversationWith(peer), ...position })).data;

export default [
  {
    name: 'paging back over many messages: no gap, no double, in order',
    methods: ['getMessageList'],
    async run(ctx) {
      const { alice, bob, list } = await longConversation(ctx, 47);
      for (const [user, peer] of [[bob, alice], [alice, bob]]) {
        const device = await ctx.online(user);
        const { pages, messages } = await wholeHistory(device, peer);
        assert.deepEqual(texts(messages), list);
        assert.ok(pages.slice(1).every((page) => page.length === 15), `pages of ${pages.map((page) => page.length)}`);
        assert.equal(new Set(messages.map(({ ID }) => ID)).size, list.length);
      }
    },
  },
  {
    name: 'a history that fills whole pages ends',
    methods: ['getMessageList'],
    async run(ctx) {
      const { alice, bob, list } = await longConversation(ctx, 30);
      const { messages } = await wholeHistory(await ctx.online(bob), alice);
      assert.deepEqual(texts(messages), list);
    },
  },
  {
    name: 'an empty history is complete',
    methods: ['getMessageList'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const { messageList, isCompleted } = await history(await ctx.online(bob), alice);
      assert.deepEqual(messageList, []);
      assert.equal(isCompleted, true);
    },
  },
  {
    name: 'messages that arrive while paging are neither lost nor doubled',
    methods: ['getMessageList'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, list } = await longConversation(ctx, 25);
      const device = await ctx.online(bob);
      const newest = await history(device, alice);
      await ctx.rest().sendText(alice, bob, 'fresh');
      await device.waitFor(device.event.MESSAGE_RECEIVED);
      const older = await history(device, alice, { nextReqMessageID: newest.nextReqMessageID });
      assert.equal(older.isCompleted, true);
      assert.deepEqual(texts([...older.messageList, ...newest.messageList]), list);
      assert.deepEqual(texts(device.received()), ['fresh']);
      const { messages } = await wholeHistory(device, alice);
      assert.deepEqual(texts(messages).slice(-2), [list.at(-1), 'fresh']);
    },
  },
  {
    name: 'hopping back from the present reaches the beginning',
    methods: ['getMessageListHopping'],
    async run(ctx) {
      const { alice, bob, list } = await longConversation(ctx, 34);
      const device = await ctx.online(bob);
      const found = [];
      for (let position = { direction: 0, count: 15, time: Math.floor(Date.now() / 1000) }; ;) {
        const page = await hop(device, alice, position);
        found.unshift(...page.messageList);
        if (page.isCompleted) break;
        position = { ...position, time: page.nextMessageTime };
      }
      assert.deepEqual(texts(found), list);
    },
  },
  {
    name: 'hopping forward from the beginning reaches the present',
    methods: ['getMessageListHopping'],
    async run(ctx) {
      const started = Math.floor(Date.now() / 1000);
      const { alice, bob, list } = await longConversation(ctx, 34);
      const device = await ctx.online(bob);
      const found = [];
      for (let position = { direction: 1, count: 15, time: started }; ;) {
        const page = await hop(device, alice, position);
        found.push(...page.messageList);
        if (page.isCompleted) break;
        position = { ...position, time: page.nextMessageTime };
      }
      assert.deepEqual(texts(found), list);
    },
  },
  {
    name: 'hopping into the middle looks both ways',
    methods: ['getMessageListHopping'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const early = numbered(3, 'early');
      const late = numbered(3, 'late');
      for (const text of early) await ctx.rest().sendText(alice, bob, text);
      await delay(2100);
      const middle = Math.floor(Date.now() / 1000);
      await delay(1000);
      for (const text of late) await ctx.rest().sendText(alice, bob, text);
      const device = await ctx.online(bob);
      const older = await hop(device, alice, { direction: 0, count: 15, time: middle });
      assert.deepEqual(texts(older.messageList), early);
      const newer = await hop(device, alice, { direction: 1, count: 15, time: middle });
      assert.deepEqual(texts(newer.messageList), late);
    },
  },
  {
    name: 'setMessageRead clears the unread count and tells the sender',
    methods: ['setMessageRead', 'getTotalUnreadMessageCount'],
    events: ['MESSAGE_READ_BY_PEER', 'CONVERSATION_LIST_UPDATED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
      const sent = await sendTexts(sender, bob, ['one', 'two']);
      await eventually(async () => assert.equal(await unreadOf(receiver, alice), 2));
      assert.ok(sent.every(({ isPeerRead }) => !isPeerRead));
      await receiver.waitFor(receiver.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 2);

      const since = receiver.now;
      await receiver.sdk.setMessageRead({ conversationID: conversationWith(alice) });

      assert.equal(await unreadOf(receiver, alice), 0);
      assert.equal(await receiver.sdk.getTotalUnreadMessageCount(), 0);
      await receiver.waitFor(receiver.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 0, { since });
      const read = await sender.waitFor(sender.event.MESSAGE_READ_BY_PEER);
      assert.deepEqual(read.map(({ ID }) => ID).sort(), sent.map(({ ID }) => ID).sort());
      assert.ok(read.every(({ isPeerRead }) => isPeerRead));
      await sender.waitFor(sender.event.CONVERSATION_LIST_UPDATED, ([first]) => first?.lastMessage.isPeerRead);

      const fresh = await ctx.online(alice);
      assert.ok((await history(fresh, bob)).messageList.every(({ isPeerRead }) => isPeerRead));
      assert.ok((await conversation(fresh, bob)).lastMessage.isPeerRead);
    },
  },
  {
    name: 'what was read before a new message stays read',
    methods: ['setMessageRead'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
      await sendText(sender, bob, 'read');
      await eventually(async () => assert.equal(await unreadOf(receiver, alice), 1));
      await receiver.sdk.setMessageRead({ conversationID: conversationWith(alice) });
      await delay(1100);
      await sendText(sender, bob, 'new');
      await eventually(async () => assert.equal(await unreadOf(receiver, alice), 1));
      const fresh = await ctx.online(bob);
      await eventually(async () => assert.equal(await unreadOf(fresh, alice), 1));
      const { messageList } = await history(fresh, alice);
      assert.deepEqual(messageList.map(({ payload, isRead }) => [payload.text, isRead]), [['read', true], ['new', false]]);
    },
  },
  {
    name: 'unread counts after being offline',
    methods: ['login', 'getTotalUnreadMessageCount', 'getConversationList'],
    events: ['TOTAL_UNREAD_MESSAGE_COUNT_UPDATED'],
    async run(ctx) {
      const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
      for (const text of numbered(3)) await ctx.rest().sendText(bob, alice, text);
      for (const text of numbered(17)) await ctx.rest().sendText(carol, alice, text);
      await ctx.rest().sendText(alice, carol, 'from herself');

      const device = await ctx.online(alice);

      await device.waitFor(device.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 20);
      assert.equal(await unreadOf(device, bob), 3);
      assert.equal(await unreadOf(device, carol), 17);
      assert.equal(await device.sdk.getTotalUnreadMessageCount(), 20);
      assert.deepEqual(device.received(), []);

      await device.sdk.setMessageRead({ conversationID: conversationWith(carol) });
      assert.equal(await device.sdk.getTotalUnreadMessageCount(), 3);
      const again = await ctx.online(alice);
      await eventually(async () => assert.deepEqual([await unreadOf(again, bob), await unreadOf(again, carol)], [3, 0]));
      assert.equal(await again.sdk.getTotalUnreadMessageCount(), 3);
    },
  },
  {
    name: 'reading while the sender is away shows on its next login',
    methods: ['setMessageRead', 'getMessageList'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      await ctx.rest().sendText(alice, bob, 'read me');
      const reader = await ctx.online(bob);
      await eventually(async () => assert.equal(await unreadOf(reader, alice), 1));
      await reader.sdk.setMessageRead({ conversationID: conversationWith(alice) });
      const sender = await ctx.online(alice);
      const [message] = (await history(sender, bob)).messageList;
      assert.equal(message.isPeerRead, true);
    },
  },
];
