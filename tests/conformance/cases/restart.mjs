import { assert, delay, eventually, texts } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { conversationWith, create, history, nudge, sendText, unreadOf, wholeHistory } from '../lib/chat.mjs';

const connected = (device, since) =>
  device.waitFor(device.event.NET_STATE_CHANGE, ({ state }) => state === 'connected', { since, timeout: 20000 });

/** The host ends with that signal in mid-conversation and starts again: clients come back by themselves, nothing is lost or doubled. */
const restart = (signal) => ({
  name: `${signal} in mid-conversation: clients come back, nothing is lost or doubled`,
  methods: ['sendMessage', 'getMessageList', 'login'],
  events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
  exclusive: true,
  deadline: 120000,
  async run(ctx) {
    const [alice, bob] = await ctx.accounts('alice', 'bob');
    const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
    await sendText(sender, bob, 'before');
    await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
    const positions = [sender.now, receiver.now];

    const ended = await ctx.host.stop(signal);
    assert.equal(ended, signal === 'SIGTERM' ? 0 : signal);
    await ctx.host.resume();
    for (const device of [sender, receiver]) nudge(device);
    await Promise.all([connected(sender, positions[0]), connected(receiver, positions[1])]);

    await sendText(sender, bob, 'after');
    await receiver.waitFor(receiver.event.MESSAGE_RECEIVED, ([message]) => message.payload.text === 'after');
    await sendText(receiver, alice, 'answer');
    await sender.waitFor(sender.event.MESSAGE_RECEIVED, ([message]) => message.payload.text === 'answer');

    assert.deepEqual(texts(receiver.received()), ['before', 'after']);
    for (const device of [sender, receiver]) {
      assert.equal(device.seen(device.event.SDK_READY).length, 1);
      assert.deepEqual(device.seen(device.event.KICKED_OUT), []);
      assert.deepEqual(device.seen(device.event.SDK_NOT_READY), []);
    }
    await eventually(async () => assert.equal(await unreadOf(receiver, alice), 2));
    const fresh = await ctx.online(bob);
    assert.deepEqual(texts((await history(fresh, alice)).messageList), ['before', 'after', 'answer']);
    await eventually(async () => assert.equal(await unreadOf(fresh, alice), 2));
  },
});

/** Messages are being sent while the host is killed: what was confirmed is there once, what was pending is sent again. */
const underLoad = (signal) => ({
  name: `${signal} while messages are being sent: every confirmed message is there exactly once, in order`,
  methods: ['sendMessage', 'resendMessage', 'getMessageList'],
  events: ['MESSAGE_RECEIVED'],
  exclusive: true,
  deadline: 120000,
  async run(ctx) {
    const [alice, bob] = await ctx.accounts('alice', 'bob');
    const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
    await delay(1100);
    const confirmed = [];
    const sending = (async () => {
      for (let index = 0; index < 60; index++) {
        const message = await create(sender, 'text', bob, { text: `m${index}` });
        const attempt = () => sender.sdk.sendMessage(ref(message));
        const again = () => sender.sdk.resendMessage(ref(message));
        await attempt().catch(() => again()).catch(() => delay(1000).then(again));
        confirmed.push(`m${index}`);
      }
    })();
    await eventually(() => assert.ok(confirmed.length >= 10), 20000);
    await ctx.host.stop(signal);
    await ctx.host.resume();
    nudge(receiver);
    nudge(sender);
    await sending;

    const { messages } = await wholeHistory(await ctx.online(alice), bob);
    assert.deepEqual(texts(messages), confirmed);
    await eventually(() => assert.deepEqual(texts(receiver.received()), confirmed), 20000);
    await eventually(async () => assert.equal(await unreadOf(receiver, alice), confirmed.length));
  },
});

export default [
  restart('SIGTERM'),
  restart('SIGKILL'),
  underLoad('SIGTERM'),
  underLoad('SIGKILL'),
  {
    name: 'an idle client comes back by itself within a minute and a half',
    methods: ['login'],
    events: ['NET_STATE_CHANGE', 'MESSAGE_RECEIVED'],
    exclusive: true,
    deadline: 150000,
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice);
      await delay(1100);
      const since = device.now;
      await ctx.host.stop('SIGKILL');
      await delay(2000);
      await ctx.host.resume();
      await ctx.rest().sendText(bob, alice, 'waiting for you');
      await device.waitFor(device.event.NET_STATE_CHANGE, ({ state }) => state === 'connected', { since, timeout: 90000 });
      await eventually(() => assert.deepEqual(texts(device.received()), ['waiting for you']), 10000);
      await eventually(async () => assert.equal(await unreadOf(device, bob), 1));
    },
  },
  {
    name: 'what was read, kicked and imported before a crash stays so after it',
    methods: ['setMessageRead', 'login'],
    exclusive: true,
    deadline: 60000,
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      await ctx.rest().importAccount(alice, { nick: 'Alice' });
      for (const text of ['one', 'two']) await ctx.rest().sendText(alice, bob, text);
      const reader = await ctx.online(bob);
      await eventually(async () => assert.equal(await unreadOf(reader, alice), 2));
      await reader.sdk.setMessageRead({ conversationID: conversationWith(alice) });
      const old = ctx.sign(alice);
      await ctx.rest().ok('im_open_login_svc/kick', { UserID: alice });
      await delay(1100);

      await ctx.host.stop('SIGKILL');
      await ctx.host.resume();

      const fresh = await ctx.online(bob);
      await fresh.waitFor(fresh.event.CONVERSATION_LIST_UPDATED, ([first]) => first?.userProfile.nick === 'Alice');
      assert.equal(await unreadOf(fresh, alice), 0);
      const device = await ctx.device();
      const error = await device.sdk.login({ userID: alice, userSig: old }).then(() => null, (e) => e);
      assert.equal(error?.code, 70052);
      const sender = await ctx.online(alice);
      assert.ok((await history(sender, bob)).messageList.every(({ isPeerRead }) => isPeerRead));
    },
  },
];
