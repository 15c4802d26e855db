import { assert, delay, eventually, rejects } from '../lib/expect.mjs';
import { conversation, conversationWith, conversations, sendText } from '../lib/chat.mjs';

export default [
  {
    name: 'the list is ordered by last message and shows it',
    methods: ['getConversationList'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const [alice, bob, carol, dave] = await ctx.accounts('alice', 'bob', 'carol', 'dave');
      const device = await ctx.online(alice);
      for (const [peer, text] of [[bob, 'to bob'], [carol, 'to carol'], [dave, 'to dave'], [bob, 'to bob again']]) {
        await sendText(device, peer, text);
        await delay(1050);
      }
      const wanted = [[bob, 'to bob again'], [dave, 'to dave'], [carol, 'to carol']];
      const seen = async (some) => (await conversations(some)).map(({ conversationID, type, lastMessage, unreadCount }) =>
        [conversationID, type, lastMessage.fromAccount, lastMessage.payload.text, lastMessage.messageForShow, unreadCount]);
      const rows = wanted.map(([peer, text]) => [conversationWith(peer), 'C2C', alice, text, text, 0]);
      assert.deepEqual(await seen(device), rows);
      assert.deepEqual(await seen(await ctx.online(alice)), rows);
    },
  },
  {
    name: 'a new conversation carries the profile of its peer',
    methods: ['getConversationList'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      await ctx.rest().importAccount(bob, { nick: 'Bob', avatar: 'https://example.com/b.png' });
      const device = await ctx.online(alice);
      await ctx.rest().sendText(bob, alice, 'hi');
      await device.waitFor(device.event.CONVERSATION_LIST_UPDATED, ([first]) => first?.unreadCount === 1);
      await eventually(async () => {
        const { userProfile } = await conversation(device, bob);
        assert.deepEqual([userProfile.userID, userProfile.nick, userProfile.avatar], [bob, 'Bob', 'https://example.com/b.png']);
      });
    },
  },
  {
    name: 'more than one page of conversations arrives whole',
    methods: ['getConversationList', 'getTotalUnreadMessageCount'],
    events: ['CONVERSATION_LIST_UPDATED'],
    deadline: 60000,
    async run(ctx) {
      const [alice] = await ctx.accounts('alice');
      const peers = Array.from({ length: 230 }, (_, index) => ctx.user(`p${index}`));
      const queue = [...peers];
      const worker = async () => {
        for (let peer; (peer = queue.shift());) {
          await ctx.rest().importAccount(peer);
          await ctx.rest().sendText(peer, alice, `from ${peer}`);
        }
      };
      await Promise.all([worker(), worker(), worker(), worker()]);

      const device = await ctx.online(alice);

      await eventually(async () => assert.equal((await conversations(device)).length, peers.length), 10000);
      const list = await conversations(device);
      assert.deepEqual(list.map(({ conversationID }) => conversationID).sort(), peers.map(conversationWith).sort());
      assert.ok(list.every(({ lastMessage }, index) => index === 0 || lastMessage.lastTime <= list[index - 1].lastMessage.lastTime));
      await eventually(async () => assert.equal(await device.sdk.getTotalUnreadMessageCount(), peers.length));
      assert.ok((await conversations(device)).every(({ unreadCount }) => unreadCount === 1));
    },
  },
  {
    name: 'getConversationProfile of a known and of a new peer',
    methods: ['getConversationProfile'],
    async run(ctx) {
      const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
      await ctx.rest().importAccount(carol, { nick: 'Carol' });
      const device = await ctx.online(alice);
      await sendText(device, bob, 'hello');
      const known = (await device.sdk.getConversationProfile(conversationWith(bob))).data.conversation;
      assert.equal(known.lastMessage.payload.text, 'hello');
      assert.equal(known.userProfile.userID, bob);
      const fresh = (await device.sdk.getConversationProfile(conversationWith(carol))).data.conversation;
      assert.equal(fresh.userProfile.nick, 'Carol');
      assert.equal(fresh.unreadCount, 0);
    },
  },
  {
    name: 'getConversationProfile of an unknown user rejects',
    methods: ['getConversationProfile'],
    async run(ctx) {
      const device = await ctx.online(ctx.user('alice'));
      await rejects(device.sdk.getConversationProfile(conversationWith(ctx.user('nobody'))), 2501);
    },
  },
  {
    name: 'the total counts every conversation',
    methods: ['getTotalUnreadMessageCount'],
    events: ['TOTAL_UNREAD_MESSAGE_COUNT_UPDATED'],
    async run(ctx) {
      const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
      const device = await ctx.online(alice);
      assert.equal(await device.sdk.getTotalUnreadMessageCount(), 0);
      for (const peer of [bob, carol, bob]) await ctx.rest().sendText(peer, alice, 'x');
      await device.waitFor(device.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 3);
      await device.sdk.setMessageRead({ conversationID: conversationWith(bob) });
      await device.waitFor(device.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 1);
      assert.equal(await device.sdk.getTotalUnreadMessageCount(), 1);
    },
  },
];
