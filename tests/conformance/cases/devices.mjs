import { assert, delay, eventually, rejects, texts } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { comeBack, conversationWith, create, history, leave, nudge, sendText, unreadOf } from '../lib/chat.mjs';

const android = 2;

/** The device was displaced, once, cleanly, and refuses work with that code. */
async function displaced(device, type, code, settings) {
  assert.deepEqual(await device.waitFor(device.event.KICKED_OUT, undefined, settings), { type });
  await device.waitFor(device.event.SDK_NOT_READY, undefined, settings);
  assert.equal(await device.sdk.isReady(), false);
  await rejects(device.sdk.getMyProfile(), code);
  await delay(1000);
  assert.equal(device.seen(device.event.KICKED_OUT, settings?.since).length, 1);
}

async function twoDevices(ctx) {
  const app = ctx.apps.devices;
  const [alice, bob] = await ctx.accounts('alice', 'bob');
  const [phone, laptop, other] = await Promise.all([ctx.online(alice, { app }), ctx.online(alice, { app }), ctx.online(bob, { app })]);
  return { app, alice, bob, phone, laptop, other };
}

export default [
  {
    name: 'the other device of the sender gets the message as its own',
    methods: ['sendMessage'],
    events: ['MESSAGE_RECEIVED', 'CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { bob, phone, laptop, other } = await twoDevices(ctx);
      const sent = await sendText(phone, bob, 'from my phone');
      const [message] = await laptop.waitFor(laptop.event.MESSAGE_RECEIVED);
      assert.deepEqual([message.ID, message.flow, message.conversationID, message.payload], [sent.ID, 'out', conversationWith(bob), sent.payload]);
      await laptop.waitFor(laptop.event.CONVERSATION_LIST_UPDATED, ([first]) => first?.lastMessage.payload?.text === 'from my phone');
      assert.equal(await unreadOf(laptop, bob), 0);
      assert.equal(await laptop.sdk.getTotalUnreadMessageCount(), 0);
      await other.waitFor(other.event.MESSAGE_RECEIVED);
      assert.deepEqual(phone.received(), []);
      assert.equal(other.received().length, 1);
    },
  },
  {
    name: 'all devices of the receiver get the message, reading on one reads on all',
    methods: ['setMessageRead', 'getTotalUnreadMessageCount'],
    events: ['MESSAGE_RECEIVED', 'CONVERSATION_LIST_UPDATED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', 'MESSAGE_READ_BY_PEER'],
    async run(ctx) {
      const { alice, bob, phone, laptop, other } = await twoDevices(ctx);
      await sendText(other, alice, 'one');
      await sendText(other, alice, 'two');
      for (const device of [phone, laptop]) {
        await eventually(() => assert.deepEqual(texts(device.received()), ['one', 'two']));
        await device.waitFor(device.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 2);
      }
      const since = laptop.now;
      await phone.sdk.setMessageRead({ conversationID: conversationWith(bob) });
      await laptop.waitFor(laptop.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 0, { since });
      assert.equal(await unreadOf(laptop, bob), 0);
      await other.waitFor(other.event.MESSAGE_READ_BY_PEER);
    },
  },
  {
    name: 'reading on one device while the other is away is seen when it comes back',
    methods: ['setMessageRead', 'getTotalUnreadMessageCount'],
    events: ['NET_STATE_CHANGE', 'CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { alice, bob, phone, laptop, other } = await twoDevices(ctx);
      await sendText(other, alice, 'read elsewhere');
      await eventually(async () => assert.equal(await unreadOf(laptop, bob), 1));
      await leave(laptop);
      await phone.sdk.setMessageRead({ conversationID: conversationWith(bob) });
      await comeBack(laptop);
      await eventually(async () => assert.equal(await unreadOf(laptop, bob), 0), 15000);
      assert.equal(await laptop.sdk.getTotalUnreadMessageCount(), 0);
    },
  },
  {
    name: 'a device beyond the limit displaces the oldest only',
    methods: ['login'],
    events: ['KICKED_OUT', 'SDK_NOT_READY'],
    async run(ctx) {
      const app = ctx.apps.devices;
      const [alice] = await ctx.accounts('alice');
      const devices = [];
      for (let count = 0; count < 4; count++) devices.push(await ctx.online(alice, { app }));
      await displaced(devices[0], 'multipleAccount', 3003);
      for (const device of devices.slice(1)) {
        assert.deepEqual(device.seen(device.event.KICKED_OUT), []);
        assert.equal(await device.sdk.isReady(), true);
      }
    },
  },
  {
    name: 'logging out one device leaves the others',
    methods: ['logout'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, phone, laptop, other } = await twoDevices(ctx);
      await phone.sdk.logout();
      await sendText(other, alice, 'to the laptop');
      await laptop.waitFor(laptop.event.MESSAGE_RECEIVED);
      assert.deepEqual(phone.received(), []);
    },
  },
  {
    name: 'a second login displaces the first',
    methods: ['login'],
    events: ['KICKED_OUT', 'SDK_NOT_READY', 'ERROR'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const first = await ctx.online(alice);
      const second = await ctx.online(alice);
      await displaced(first, 'multipleAccount', 3003);
      await first.waitFor(first.event.ERROR, ({ code }) => code === 3003);

      await ctx.rest().sendText(bob, alice, 'to the second');
      await second.waitFor(second.event.MESSAGE_RECEIVED);
      assert.deepEqual(first.received(), []);

      const since = first.now;
      await ctx.login(first, alice);
      await first.waitFor(first.event.SDK_READY, undefined, { since });
      await displaced(second, 'multipleAccount', 3003);
    },
  },
  {
    name: 'a device that is displaced while away learns it when it comes back',
    methods: ['login'],
    events: ['KICKED_OUT', 'SDK_NOT_READY', 'NET_STATE_CHANGE'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const first = await ctx.online(alice);
      await leave(first);
      const second = await ctx.online(alice);
      await first.goOnline();
      nudge(first);
      await displaced(first, 'multipleAccount', 3003, { timeout: 20000 });
      await ctx.rest().sendText(bob, alice, 'hello');
      await second.waitFor(second.event.MESSAGE_RECEIVED);
      assert.deepEqual(second.seen(second.event.KICKED_OUT), []);
      assert.deepEqual(first.received(), []);
    },
  },
  {
    name: 'a displaced device cannot send what it had pending',
    methods: ['sendMessage'],
    events: ['KICKED_OUT'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const first = await ctx.online(alice);
      const receiver = await ctx.online(bob);
      await delay(1100);
      await first.network({ mute: true });
      const message = await create(first, 'text', bob, { text: 'too late' });
      const sending = first.sdk.sendMessage(ref(message)).catch((error) => error);
      await ctx.online(alice);
      await first.cut();
      await first.waitFor(first.event.KICKED_OUT, ({ type }) => type === 'multipleAccount');
      await Promise.race([sending, delay(1500)]);
      assert.deepEqual(receiver.received(), []);
    },
  },
  {
    name: 'one platform at a time: an Android login displaces the web device',
    methods: ['login'],
    events: ['KICKED_OUT', 'SDK_NOT_READY'],
    async run(ctx) {
      const app = ctx.apps.platforms;
      const [alice] = await ctx.accounts('alice');
      const device = await ctx.online(alice, { app });
      const terminal = await ctx.terminal(app, android);
      const reply = await terminal.login(alice, ctx.sign(alice, { app }));
      assert.equal(reply.ErrorCode, 0);
      await displaced(device, 'multipleDevice', 3002);
    },
  },
  {
    name: 'the documented default lets an Android and a web device live together',
    methods: ['login'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice);
      const terminal = await ctx.terminal(ctx.apps.main, android);
      const reply = await terminal.login(alice, ctx.sign(alice));
      assert.equal(reply.ErrorCode, 0);
      await ctx.rest().sendText(bob, alice, 'to both');
      await device.waitFor(device.event.MESSAGE_RECEIVED);
      await eventually(() => assert.ok(terminal.pushes.some(({ body }) => body.EventArray?.some(({ C2cMsgArray }) => C2cMsgArray))));
      assert.deepEqual(device.seen(device.event.KICKED_OUT), []);
    },
  },
  {
    name: 'REST kick: the device is out, its signature too, a newer one is good',
    methods: ['login'],
    events: ['KICKED_OUT', 'SDK_NOT_READY'],
    async run(ctx) {
      const [alice] = await ctx.accounts('alice');
      const device = await ctx.device();
      device.user = alice;
      const oldSignature = ctx.sign(alice);
      await device.sdk.login({ userID: alice, userSig: oldSignature });
      await device.waitFor(device.event.SDK_READY);

      await ctx.rest().ok('im_open_login_svc/kick', { UserID: alice });

      await displaced(device, 'REST_API_Kick', 3006);
      await rejects(device.sdk.login({ userID: alice, userSig: oldSignature }), 70052);
      await delay(1100);
      const since = device.now;
      await ctx.login(device, alice);
      await device.waitFor(device.event.SDK_READY, undefined, { since });
    },
  },
  {
    name: 'REST kick while away: the device learns it when it comes back',
    methods: ['login'],
    events: ['KICKED_OUT', 'NET_STATE_CHANGE'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice);
      await leave(device);
      await ctx.rest().ok('im_open_login_svc/kick', { UserID: alice });
      await device.goOnline();
      nudge(device);
      await displaced(device, 'REST_API_Kick', 3006, { timeout: 20000 });
    },
  },
  {
    name: 'a signature that expires while online ends the session at the next request',
    methods: ['login', 'getMessageList'],
    events: ['KICKED_OUT', 'SDK_NOT_READY'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice, { expire: 4 });
      assert.equal(await device.sdk.isReady(), true);
      await delay(5500);
      await history(device, bob).catch(() => {});
      await displaced(device, 'userSigExpired', 3004);

      const since = device.now;
      await ctx.login(device, alice);
      await device.waitFor(device.event.SDK_READY, undefined, { since });
    },
  },
  {
    name: 'a signature that expires while away ends the session at the reconnect',
    methods: ['login'],
    events: ['KICKED_OUT', 'SDK_NOT_READY', 'NET_STATE_CHANGE'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice, { expire: 4 });
      device.tolerated.add(70001);
      await device.goOffline();
      await delay(5500);
      await device.goOnline();
      nudge(device);
      await displaced(device, 'userSigExpired', 3004, { timeout: 20000 });
    },
  },
];
