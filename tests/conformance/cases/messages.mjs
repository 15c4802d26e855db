import { assert, delay, eventually, rejects, texts } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { conversation, conversationWith, create, history, send, sendText, sendTexts, unreadOf } from '../lib/chat.mjs';

const awkward = [
  'plain',
  '  blanks around \t and\r\nlines\n',
  'Grüße, 你好, مرحبا, שלום, हिन्दी',
  '😀 👩‍👩‍👧‍👦 🇩🇪 e\u0301 \u{1F9D1}\u{1F3FD}‍\u{1F680}',
  '"quotes" \\backslashes\\ </script> & \u0001\u001f\u007f \u2028\u2029 \uFEFF',
  '{"json":"inside","n":[1,2.50,null]}',
  '\\u0041 \\n %s %00 &amp;',
];

const kinds = {
  text: { text: 'Hello 😀 "world" \\ \u2028' },
  custom: { data: '{"a":1,"b":"ü 😀"}', description: 'desc\n"x"', extension: '<ext>&\\' },
  face: { index: 17, data: 'tt17 😀' },
  location: { description: 'Zürich "HB"', longitude: 8.540192, latitude: -47.3782 },
};

async function pair(ctx) {
  const [alice, bob] = await ctx.accounts('alice', 'bob');
  const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
  return { alice, bob, sender, receiver };
}

/** The fields by which both sides must see the same message. */
const identity = ({ ID, from, to, time, clientTime, sequence, random, type, payload, cloudCustomData }) =>
  ({ ID, from, to, time, clientTime, sequence, random, type, payload, cloudCustomData });

const roundTrips = Object.entries(kinds).map(([kind, payload]) => ({
  name: `a ${kind} message arrives as it was sent, live and in the history of both`,
  methods: [`create${kind[0].toUpperCase()}${kind.slice(1)}Message`, 'sendMessage', 'getMessageList'],
  events: ['MESSAGE_RECEIVED', 'CONVERSATION_LIST_UPDATED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED'],
  async run(ctx) {
    const { alice, bob, sender, receiver } = await pair(ctx);
    const cloudCustomData = '{"reply":"ü😀\\\\"}';

    const created = await create(sender, kind, bob, payload, { cloudCustomData });
    assert.equal(created.status, 'unSend');
    assert.deepEqual(created.payload, payload);
    const { data: { message: sent } } = await sender.sdk.sendMessage(ref(created));

    assert.equal(sent.status, 'success');
    assert.equal(sent.ID, created.ID);
    assert.equal(sent.flow, 'out');
    assert.equal(sent.conversationID, conversationWith(bob));
    assert.ok(Math.abs(sent.time - Date.now() / 1000) < 5);

    const [received] = await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
    assert.deepEqual(identity(received), identity(sent));
    assert.deepEqual(received.payload, payload);
    assert.equal(received.flow, 'in');
    assert.equal(received.conversationID, conversationWith(alice));
    assert.equal(received.isRead, false);
    await receiver.waitFor(receiver.event.CONVERSATION_LIST_UPDATED, ([first]) => first?.unreadCount === 1 && first.lastMessage.type === sent.type);
    await receiver.waitFor(receiver.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 1);
    await sender.waitFor(sender.event.CONVERSATION_LIST_UPDATED, ([first]) => first?.conversationID === conversationWith(bob) && first.unreadCount === 0);
    assert.deepEqual(sender.received(), []);

    await Promise.all([[alice, bob, 'out'], [bob, alice, 'in']].map(async ([user, peer, flow]) => {
      const fresh = await ctx.online(user, { app: ctx.apps.main });
      const { messageList, isCompleted } = await history(fresh, peer);
      assert.deepEqual(messageList.map(identity), [identity(sent)]);
      assert.equal(messageList[0].flow, flow);
      assert.equal(isCompleted, true);
    }));
  },
}));

export default [
  ...roundTrips,
  {
    name: 'texts arrive byte for byte',
    methods: ['createTextMessage', 'sendMessage', 'getMessageList'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await sendTexts(sender, bob, awkward);
      await eventually(() => assert.deepEqual(texts(receiver.received()), awkward));
      const fresh = await ctx.online(bob);
      assert.deepEqual(texts((await history(fresh, alice)).messageList), awkward);
      assert.equal((await conversation(fresh, alice)).lastMessage.payload.text, awkward.at(-1));
    },
  },
  {
    name: 'nick and avatar of the sender travel with the message',
    methods: ['sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const profile = { nick: 'Alice 😀', avatar: 'https://example.com/a.png?x=1&y=2' };
      await ctx.rest().importAccount(alice, profile);
      const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
      await sendText(sender, bob, 'hello');
      const [{ nick, avatar }] = await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
      assert.deepEqual({ nick, avatar }, profile);
      await eventually(async () => {
        const { userProfile } = await conversation(receiver, alice);
        assert.deepEqual({ nick: userProfile.nick, avatar: userProfile.avatar }, profile);
      });
      const fresh = await ctx.online(bob);
      const [old] = (await history(fresh, alice)).messageList;
      assert.deepEqual({ nick: old.nick, avatar: old.avatar }, profile);
    },
  },
  {
    name: 'an online-only message is delivered, but kept and counted nowhere',
    methods: ['sendMessage', 'getMessageList', 'getTotalUnreadMessageCount'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await sendText(sender, bob, 'kept');
      await sendText(sender, bob, 'now or never', { options: { onlineUserOnly: true } });
      await eventually(() => assert.deepEqual(texts(receiver.received()), ['kept', 'now or never']));
      await delay(1200);
      assert.equal(await unreadOf(receiver, alice), 1);
      assert.equal((await conversation(receiver, alice)).lastMessage.payload.text, 'kept');

      for (const [user, peer] of [[bob, alice], [alice, bob]]) {
        const fresh = await ctx.online(user);
        assert.deepEqual(texts((await history(fresh, peer)).messageList), ['kept']);
      }
    },
  },
  {
    name: 'an online-only message to an offline user is accepted and forgotten',
    methods: ['sendMessage'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const sender = await ctx.online(alice);
      const message = await sendText(sender, bob, 'gone', { options: { onlineUserOnly: true } });
      assert.equal(message.status, 'success');
      const receiver = await ctx.online(bob);
      assert.equal(await conversation(receiver, alice), undefined);
      assert.deepEqual((await history(receiver, alice)).messageList, []);
    },
  },
  {
    name: 'excludedFromUnreadCount: seen, listed, not counted, also after a new login',
    methods: ['sendMessage', 'getTotalUnreadMessageCount'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await sendText(sender, bob, 'counts');
      await sendText(sender, bob, 'does not count', { options: { messageControlInfo: { excludedFromUnreadCount: true } } });
      await eventually(() => assert.deepEqual(texts(receiver.received()), ['counts', 'does not count']));
      await eventually(async () => assert.equal((await conversation(receiver, alice)).lastMessage.payload.text, 'does not count'));
      assert.equal(await unreadOf(receiver, alice), 1);

      const fresh = await ctx.online(bob);
      await eventually(async () => assert.equal(await unreadOf(fresh, alice), 1));
      assert.equal(await fresh.sdk.getTotalUnreadMessageCount(), 1);
      assert.equal((await conversation(fresh, alice)).lastMessage.payload.text, 'does not count');
    },
  },
  {
    name: 'excludedFromLastMessage: seen and counted, not the last message, also after a new login',
    methods: ['sendMessage', 'getConversationList'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await sendText(sender, bob, 'last');
      await sendText(sender, bob, 'not last', { options: { messageControlInfo: { excludedFromLastMessage: true } } });
      await eventually(() => assert.deepEqual(texts(receiver.received()), ['last', 'not last']));
      await eventually(async () => assert.equal(await unreadOf(receiver, alice), 2));
      assert.equal((await conversation(receiver, alice)).lastMessage.payload.text, 'last');
      assert.equal((await conversation(sender, bob)).lastMessage.payload.text, 'last');

      const fresh = await ctx.online(bob);
      await eventually(async () => assert.equal(await unreadOf(fresh, alice), 2));
      assert.equal((await conversation(fresh, alice)).lastMessage.payload.text, 'last');
      assert.deepEqual(texts((await history(fresh, alice)).messageList), ['last', 'not last']);
    },
  },
  {
    name: 'a message to an unknown user is refused and stays failed',
    methods: ['sendMessage'],
    async run(ctx) {
      const [alice] = await ctx.accounts('alice');
      const sender = await ctx.online(alice);
      const message = await create(sender, 'text', ctx.user('nobody'), { text: 'hello?' });
      const error = await rejects(sender.sdk.sendMessage(ref(message)), 20003);
      assert.equal(error.data.message.status, 'fail');
    },
  },
  {
    name: 'a message that is too long is refused, one that just fits is not',
    methods: ['sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { bob, sender, receiver } = await pair(ctx);
      await rejects(sendText(sender, bob, 'x'.repeat(12 * 1024 + 1)), 80002);
      await rejects(sendText(sender, bob, 'x'.repeat(100), { extra: { cloudCustomData: 'y'.repeat(12 * 1024) } }), 80002);
      await rejects(sendText(sender, bob, '😀'.repeat(3200)), 80002);
      const fits = 'z'.repeat(12 * 1024 - 200);
      await sendText(sender, bob, fits);
      await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
      assert.deepEqual(texts(receiver.received()), [fits]);
    },
  },
  {
    name: 'many messages keep their order, live and in the history',
    methods: ['sendMessage', 'getMessageList'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      const list = Array.from({ length: 15 }, (_, index) => `message ${index}`);
      const messages = [];
      for (const text of list) messages.push(await create(sender, 'text', bob, { text }));
      await Promise.all(messages.map((message) => sender.sdk.sendMessage(ref(message))));
      await eventually(() => assert.deepEqual(texts(receiver.received()), list));
      const fresh = await ctx.online(bob);
      assert.deepEqual(texts((await history(fresh, alice)).messageList), list);
    },
  },
  {
    name: 'both sides talking at once see one order',
    methods: ['sendMessage', 'getMessageList'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      const list = (name) => Array.from({ length: 6 }, (_, index) => `${name} ${index}`);
      await Promise.all([sendTexts(sender, bob, list('a')), sendTexts(receiver, alice, list('b'))]);
      const [ofAlice, ofBob] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
      const seenByAlice = (await history(ofAlice, bob)).messageList.map(({ ID }) => ID);
      const seenByBob = (await history(ofBob, alice)).messageList.map(({ ID }) => ID);
      assert.equal(new Set(seenByAlice).size, 12);
      assert.deepEqual(seenByAlice, seenByBob);
    },
  },
  {
    name: 'a message to oneself is kept once',
    methods: ['sendMessage', 'getMessageList'],
    async run(ctx) {
      const [alice] = await ctx.accounts('alice');
      const device = await ctx.online(alice);
      const message = await sendText(device, alice, 'note to self');
      assert.equal(message.status, 'success');
      await delay(1200);
      const fresh = await ctx.online(alice);
      assert.deepEqual(texts((await history(fresh, alice)).messageList), ['note to self']);
      assert.equal(await fresh.sdk.getTotalUnreadMessageCount(), 0);
    },
  },
  {
    name: 'needReadReceipt reaches the receiver and its history',
    methods: ['sendMessage', 'getMessageList'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await sendText(sender, bob, 'without');
      await sendText(sender, bob, 'with', { extra: { needReadReceipt: true } });
      const flags = (messages) => messages.map(({ payload, needReadReceipt }) => [payload.text, needReadReceipt]);
      const wanted = [['without', false], ['with', true]];
      await eventually(() => assert.deepEqual(flags(receiver.received()), wanted));
      const fresh = await ctx.online(bob);
      assert.deepEqual(flags((await history(fresh, alice)).messageList), wanted);
    },
  },
  {
    name: 'findMessage finds what the device holds',
    methods: ['findMessage'],
    async run(ctx) {
      const { bob, sender, receiver } = await pair(ctx);
      const sent = await sendText(sender, bob, 'find me');
      const [received] = await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
      assert.equal((await sender.sdk.findMessage(sent.ID)).payload.text, 'find me');
      assert.equal((await receiver.sdk.findMessage(received.ID)).from, sent.from);
      assert.equal(await receiver.sdk.findMessage('1-2-3'), null);
    },
  },
  {
    name: 'a REST message of any kind arrives like one of a device',
    methods: ['getMessageList'],
    events: ['MESSAGE_RECEIVED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
      const bodies = [
        { MsgType: 'TIMTextElem', MsgContent: { Text: awkward[4] } },
        { MsgType: 'TIMCustomElem', MsgContent: { Data: '{"x":"😀"}', Desc: 'd', Ext: 'e' } },
        { MsgType: 'TIMFaceElem', MsgContent: { Index: 3, Data: 'f' } },
        { MsgType: 'TIMLocationElem', MsgContent: { Desc: 'l', Longitude: 1.25, Latitude: -2.5 } },
      ];
      for (const body of bodies) {
        const reply = await ctx.rest().sendText(alice, bob, '', { MsgBody: [body], CloudCustomData: 'cloud', SyncOtherMachine: 1 });
        assert.match(reply.MsgKey, /^\d+_\d+_\d+$/);
        assert.ok(Math.abs(reply.MsgTime - Date.now() / 1000) < 5);
      }
      const wanted = [
        ['TIMTextElem', { text: awkward[4] }],
        ['TIMCustomElem', { data: '{"x":"😀"}', description: 'd', extension: 'e' }],
        ['TIMFaceElem', { index: 3, data: 'f' }],
        ['TIMLocationElem', { description: 'l', longitude: 1.25, latitude: -2.5 }],
      ];
      for (const device of [receiver, sender]) {
        await eventually(() => assert.deepEqual(device.received().map(({ type, payload }) => [type, payload]), wanted));
      }
      assert.ok(receiver.received().every(({ from, flow, cloudCustomData }) => from === alice && flow === 'in' && cloudCustomData === 'cloud'));
      assert.ok(sender.received().every(({ to, flow }) => to === bob && flow === 'out'));
      await receiver.waitFor(receiver.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === bodies.length);
      assert.equal(await sender.sdk.getTotalUnreadMessageCount(), 0);
    },
  },
  {
    name: 'a sender that was refused can go on sending',
    methods: ['sendMessage', 'resendMessage'],
    async run(ctx) {
      const { bob, sender, receiver } = await pair(ctx);
      const stranger = ctx.user('later');
      const message = await create(sender, 'text', stranger, { text: 'second try' });
      await rejects(sender.sdk.sendMessage(ref(message)), 20003);
      await ctx.rest().importAccount(stranger);
      const { data } = await sender.sdk.resendMessage(ref(message));
      assert.equal(data.message.status, 'success');
      const late = await ctx.online(stranger);
      assert.deepEqual(texts((await history(late, sender.user)).messageList), ['second try']);

      await send(sender, 'text', bob, { text: 'as usual' });
      await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
    },
  },
];
