import { assert, delay, eventually, rejects, texts } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { comeBack, conversation, conversationWith, create, history, leave, sendText, sendTexts, unreadOf } from '../lib/chat.mjs';

async function pair(ctx) {
  const [alice, bob] = await ctx.accounts('alice', 'bob');
  const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
  return { alice, bob, sender, receiver };
}

export default [
  {
    name: 'a broken connection is replaced at once, without a new login',
    methods: ['login'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await delay(1100);
      await receiver.cut();
      await receiver.waitFor(receiver.event.NET_STATE_CHANGE, ({ state }) => state === 'connecting');
      await receiver.waitFor(receiver.event.NET_STATE_CHANGE, ({ state }) => state === 'connected');
      assert.equal(receiver.seen(receiver.event.SDK_READY).length, 1);
      assert.deepEqual(receiver.seen(receiver.event.SDK_NOT_READY), []);
      await sendText(sender, bob, 'after the cut');
      await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
      await sendText(receiver, alice, 'and back');
      await sender.waitFor(sender.event.MESSAGE_RECEIVED);
    },
  },
  {
    name: 'a reconnect does not displace the device itself',
    methods: ['login'],
    events: ['NET_STATE_CHANGE'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice);
      for (let round = 0; round < 3; round++) {
        await delay(1200);
        const since = device.now;
        await device.cut();
        await device.waitFor(device.event.NET_STATE_CHANGE, ({ state }) => state === 'connected', { since });
      }
      await delay(1000);
      assert.deepEqual(device.seen(device.event.KICKED_OUT), []);
      await ctx.rest().sendText(bob, alice, 'once');
      await device.waitFor(device.event.MESSAGE_RECEIVED);
      await delay(500);
      assert.deepEqual(texts(device.received()), ['once']);
    },
  },
  {
    name: 'messages sent while the device is away are seen once each, in order, when it is back',
    methods: ['getMessageList', 'getTotalUnreadMessageCount'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await sendText(sender, bob, 'before');
      await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
      const since = receiver.now;
      await leave(receiver);

      // What it misses lies in two seconds.
      await sendText(sender, bob, 'one');
      await sendText(sender, bob, 'two');
      await delay(1020 - Date.now() % 1000);
      await ctx.rest().sendText(alice, bob, 'three');
      await comeBack(receiver);
      const wanted = ['one', 'two', 'three'];
      await eventually(() => assert.deepEqual(texts(receiver.received(since)), wanted), 10000);
      await receiver.waitFor(receiver.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 4, { since });
      assert.equal(await unreadOf(receiver, alice), 4);
      assert.equal((await conversation(receiver, alice)).lastMessage.payload.text, 'three');
      assert.deepEqual(texts((await history(receiver, alice)).messageList), ['before', ...wanted]);

      await sendText(sender, bob, 'live again');
      await eventually(() => assert.deepEqual(texts(receiver.received(since)), [...wanted, 'live again']));
      await eventually(async () => assert.equal(await unreadOf(receiver, alice), 5));
    },
  },
  {
    name: 'an open conversation has no gap after an absence',
    methods: ['getMessageList'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      const before = await sendTexts(sender, bob, ['a', 'b', 'c']);
      await eventually(() => assert.equal(receiver.received().length, before.length));
      assert.equal((await history(receiver, alice)).messageList.length, 3);
      const since = receiver.now;
      await leave(receiver);
      const missed = Array.from({ length: 25 }, (_, index) => `missed ${index}`);
      for (const text of missed) await ctx.rest().sendText(alice, bob, text);
      await comeBack(receiver);
      await eventually(() => assert.deepEqual(texts(receiver.received(since)), missed), 10000);
      const pages = [];
      for (let next; ;) {
        const page = await history(receiver, alice, next ? { nextReqMessageID: next } : {});
        pages.unshift(...page.messageList);
        if (page.isCompleted) break;
        next = page.nextReqMessageID;
      }
      assert.deepEqual(texts(pages), ['a', 'b', 'c', ...missed]);
      assert.equal(await unreadOf(receiver, alice), 28);
    },
  },
  {
    name: 'messages from several peers while away arrive for each',
    methods: ['getConversationList'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const [alice, bob, carol, dave] = await ctx.accounts('alice', 'bob', 'carol', 'dave');
      const device = await ctx.online(alice);
      await ctx.rest().sendText(bob, alice, 'known');
      await device.waitFor(device.event.MESSAGE_RECEIVED);
      const since = device.now;
      await leave(device);
      for (const [peer, text] of [[bob, 'b1'], [carol, 'c1'], [bob, 'b2'], [dave, 'd1']]) await ctx.rest().sendText(peer, alice, text);
      await comeBack(device);
      await eventually(() => assert.equal(device.received(since).length, 4), 10000);
      for (const [peer, list] of [[bob, ['b1', 'b2']], [carol, ['c1']], [dave, ['d1']]]) {
        assert.deepEqual(texts(device.received(since).filter(({ from }) => from === peer)), list);
      }
      await eventually(async () => assert.deepEqual([await unreadOf(device, bob), await unreadOf(device, carol), await unreadOf(device, dave)], [3, 1, 1]));
    },
  },
  {
    name: 'what was already received is not raised again after a reconnect',
    methods: ['setMessageRead'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await sendTexts(sender, bob, ['read', 'read too']);
      await eventually(() => assert.equal(receiver.received().length, 2));
      await receiver.sdk.setMessageRead({ conversationID: conversationWith(alice) });
      await delay(1100);
      await sendText(sender, bob, 'unread');
      await eventually(() => assert.equal(receiver.received().length, 3));
      const since = receiver.now;
      await leave(receiver);
      await comeBack(receiver);
      await delay(2500);
      assert.deepEqual(receiver.received(since), []);
      assert.equal(await unreadOf(receiver, alice), 1);
      assert.equal(await receiver.sdk.getTotalUnreadMessageCount(), 1);
    },
  },
  {
    name: 'messages are neither lost nor doubled while the connection breaks again and again',
    methods: ['sendMessage'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    deadline: 60000,
    async run(ctx) {
      const { alice, bob, receiver } = await pair(ctx);
      const list = Array.from({ length: 40 }, (_, index) => `m${index}`);
      let done = false;
      const breaking = (async () => {
        while (!done) {
          await delay(1500);
          await receiver.cut();
        }
      })();
      for (const text of list) {
        await ctx.rest().sendText(alice, bob, text);
        await delay(200);
      }
      done = true;
      await breaking;
      await eventually(() => assert.deepEqual(texts(receiver.received()), list), 10000);
      await eventually(async () => assert.equal(await unreadOf(receiver, alice), list.length));
    },
  },
  {
    name: 'a message whose reply was lost is sent again and not doubled',
    methods: ['sendMessage'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await delay(1100);
      await sender.network({ deaf: true });
      const message = await create(sender, 'text', bob, { text: 'exactly once' });
      const sending = sender.sdk.sendMessage(ref(message));
      await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
      await sender.cut();
      const { data } = await sending;
      assert.equal(data.message.status, 'success');
      const [received] = receiver.received();
      assert.deepEqual([data.message.ID, data.message.time], [received.ID, received.time]);
      await delay(1500);
      assert.deepEqual(texts(receiver.received()), ['exactly once']);
      const fresh = await ctx.online(bob);
      assert.deepEqual(texts((await history(fresh, alice)).messageList), ['exactly once']);
      await eventually(async () => assert.equal(await unreadOf(fresh, alice), 1));
    },
  },
  {
    name: 'a message that never left is sent after the reconnect',
    methods: ['sendMessage'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const { bob, sender, receiver } = await pair(ctx);
      await delay(1100);
      await sender.network({ mute: true });
      const messages = [];
      for (const text of ['one', 'two', 'three']) messages.push(await create(sender, 'text', bob, { text }));
      const sending = messages.map((message) => sender.sdk.sendMessage(ref(message)));
      await delay(500);
      await sender.cut();
      await Promise.all(sending);
      await eventually(() => assert.deepEqual(texts(receiver.received()), ['one', 'two', 'three']));
    },
  },
  {
    name: 'a failed message can be sent again and arrives once',
    methods: ['sendMessage', 'resendMessage'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    deadline: 60000,
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      const message = await create(sender, 'text', bob, { text: 'try again' });
      await leave(sender);
      const error = await sender.sdk.sendMessage(ref(message)).then(() => assert.fail('sent without a network'), (e) => e);
      assert.ok([2800, 2801, 2805].includes(error.code), error.message);
      assert.equal(error.data.message.status, 'fail');
      const since = sender.now;
      await comeBack(sender);
      const { data } = await sender.sdk.resendMessage(ref(message));
      assert.equal(data.message.status, 'success');
      await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
      await delay(1000);
      assert.deepEqual(texts(receiver.received()), ['try again']);
      assert.deepEqual(texts((await history(await ctx.online(bob), alice)).messageList), ['try again']);
    },
  },
  {
    name: 'resending what the server already has does not double it',
    methods: ['resendMessage'],
    events: ['MESSAGE_RECEIVED'],
    deadline: 60000,
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await delay(1100);
      await sender.network({ deaf: true });
      const message = await create(sender, 'text', bob, { text: 'the server knows me' });
      const sending = sender.sdk.sendMessage(ref(message));
      await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
      await sender.network({ refuse: true, cut: true });
      await rejects(sending, 2800, 2801, 2805);
      const since = sender.now;
      await comeBack(sender);
      const { data } = await sender.sdk.resendMessage(ref(message));
      assert.equal(data.message.status, 'success');
      assert.equal(data.message.time, receiver.received()[0].time);
      await delay(1000);
      assert.deepEqual(texts(receiver.received()), ['the server knows me']);
      assert.deepEqual(texts((await history(await ctx.online(bob), alice)).messageList), ['the server knows me']);
    },
  },
  {
    name: 'a dead line without a close is noticed and replaced',
    methods: ['login'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    deadline: 60000,
    async run(ctx) {
      const { alice, bob, receiver } = await pair(ctx);
      await delay(1100);
      await receiver.network({ deaf: true, mute: true });
      await ctx.rest().sendText(alice, bob, 'into the void');
      await receiver.waitFor(receiver.event.NET_STATE_CHANGE, ({ state }) => state === 'connecting', { timeout: 25000 });
      await receiver.goOnline();
      await eventually(() => assert.deepEqual(texts(receiver.received()), ['into the void']), 25000);
      await eventually(async () => assert.equal(await unreadOf(receiver, alice), 1));
    },
  },
  {
    name: 'peer-read marks made while away are there when the device is back',
    methods: ['setMessageRead'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_READ_BY_PEER'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await sendText(sender, bob, 'read while I am away');
      await eventually(async () => assert.equal(await unreadOf(receiver, alice), 1));
      const since = sender.now;
      await leave(sender);
      await receiver.sdk.setMessageRead({ conversationID: conversationWith(alice) });
      await comeBack(sender);
      await eventually(async () => {
        const [message] = (await history(sender, bob)).messageList;
        assert.equal(message.isPeerRead, true);
      }, 10000);
    },
  },
];
