import { assert, delay, eventually, rejects } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { create, sendText } from '../lib/chat.mjs';

/** A login that must fail, on a device of its own; the SDK stays not ready and says so. */
async function refused(ctx, credentials, ...codes) {
  const device = await ctx.device();
  const error = await rejects(device.sdk.login(credentials), ...codes);
  assert.equal(await device.sdk.isReady(), false);
  assert.deepEqual(device.seen(device.event.SDK_READY), []);
  return { device, error };
}

export default [
  {
    name: 'login gives identity, clock and feature bits, and SDK_READY',
    methods: ['login', 'isReady', 'getLoginUser', 'getServerTime'],
    events: ['SDK_READY', 'CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const alice = ctx.user('alice');
      const device = await ctx.device();
      assert.equal(await device.sdk.isReady(), false);

      const { data } = await ctx.login(device, alice);

      assert.match(data.tinyID, /^[1-9]\d*$/);
      assert.ok(data.a2Key.length > 0);
      assert.ok(data.instanceID > 0);
      assert.ok(data.helloInterval > 0);
      assert.ok(Math.abs(data.timeStamp - Date.now() / 1000) < 5, `timeStamp ${data.timeStamp}`);
      assert.match(data.purchaseBits, /^1+$/);
      await device.waitFor(device.event.SDK_READY);
      await device.waitFor(device.event.CONVERSATION_LIST_UPDATED, (list) => list.length === 0);
      assert.equal(await device.sdk.isReady(), true);
      assert.equal(await device.sdk.getLoginUser(), alice);
      assert.ok(Math.abs(await device.sdk.getServerTime() - Date.now()) < 5000);
    },
  },
  {
    name: 'an account keeps its tiny id over logins',
    methods: ['login', 'logout'],
    async run(ctx) {
      const alice = ctx.user('alice');
      const device = await ctx.device();
      const first = await ctx.login(device, alice);
      await device.sdk.logout();
      const second = await ctx.login(device, alice);
      assert.equal(second.data.tinyID, first.data.tinyID);
      assert.notEqual(second.data.a2Key, first.data.a2Key);
    },
  },
  {
    name: 'a second login of the same user repeats the first',
    methods: ['login'],
    async run(ctx) {
      const alice = ctx.user('alice');
      const device = await ctx.online(alice);
      const { data } = await ctx.login(device, alice);
      assert.equal(data.repeatLogin, true);
    },
  },
  {
    name: 'two logins at once: the second is refused',
    methods: ['login'],
    async run(ctx) {
      const alice = ctx.user('alice');
      const device = await ctx.device();
      const first = ctx.login(device, alice);
      await rejects(ctx.login(device, alice), 2025);
      await first;
    },
  },
  {
    name: 'a signature made with another key is refused',
    methods: ['login'],
    async run(ctx) {
      const alice = ctx.user('alice');
      const app = { ...ctx.apps.main, secretKey: '0'.repeat(64) };
      const { device } = await refused(ctx, { userID: alice, userSig: ctx.sign(alice, { app }) }, 70009);
      await rejects(device.sdk.getMyProfile(), 3001);
      await device.waitFor(device.event.ERROR, ({ code }) => code === 3001);

      await ctx.login(device, alice);
      await device.waitFor(device.event.SDK_READY);
    },
  },
  {
    name: 'a signature of another user is refused',
    methods: ['login'],
    run: (ctx) => refused(ctx, { userID: ctx.user('alice'), userSig: ctx.sign(ctx.user('bob')) }, 70013),
  },
  {
    name: 'a signature of another application is refused',
    methods: ['login'],
    async run(ctx) {
      const alice = ctx.user('alice');
      await refused(ctx, { userID: alice, userSig: ctx.sign(alice, { app: ctx.apps.devices }) }, 70014, 70009);
    },
  },
  {
    name: 'an expired signature is refused',
    methods: ['login'],
    async run(ctx) {
      const alice = ctx.user('alice');
      const time = Math.floor(Date.now() / 1000) - 100;
      await refused(ctx, { userID: alice, userSig: ctx.sign(alice, { time, expire: 50 }) }, 70001);
    },
  },
  {
    name: 'garbage is not a signature',
    methods: ['login'],
    run: (ctx) => refused(ctx, { userID: ctx.user('alice'), userSig: 'garbage' }, 70003, 70005),
  },
  {
    name: 'a truncated signature is refused',
    methods: ['login'],
    async run(ctx) {
      const alice = ctx.user('alice');
      await refused(ctx, { userID: alice, userSig: ctx.sign(alice).slice(0, 60) }, 70003, 70005);
    },
  },
  {
    name: 'an unknown application is refused',
    methods: ['login'],
    async run(ctx) {
      const stranger = { sdkAppId: 1400000999, secretKey: '1'.repeat(64) };
      const alice = ctx.user('alice');
      const device = await ctx.device(stranger);
      await rejects(ctx.login(device, alice, { app: stranger }), 70020, 60006);
    },
  },
  {
    name: 'login without user id or signature fails in the SDK',
    methods: ['login'],
    async run(ctx) {
      const device = await ctx.device();
      await assert.rejects(device.sdk.login({ userID: '', userSig: 'x' }));
      await assert.rejects(device.sdk.login({ userID: ctx.user('alice'), userSig: '' }));
      assert.equal(await device.sdk.isReady(), false);
    },
  },
  {
    name: 'before login the API refuses with an ERROR event',
    methods: ['isReady', 'getConversationList', 'getLoginUser'],
    events: ['ERROR'],
    async run(ctx) {
      const device = await ctx.device();
      await rejects(device.sdk.getConversationList(), 2024);
      await device.waitFor(device.event.ERROR, ({ code }) => code === 2024);
      assert.ok(!await device.sdk.getLoginUser());
    },
  },
  {
    name: 'logout: SDK_NOT_READY, the API refuses, login works again',
    methods: ['logout', 'login', 'isReady', 'getLoginUser'],
    events: ['SDK_NOT_READY', 'SDK_READY', 'ERROR'],
    async run(ctx) {
      const alice = ctx.user('alice');
      const device = await ctx.online(alice);

      await device.sdk.logout();

      await device.waitFor(device.event.SDK_NOT_READY);
      assert.equal(await device.sdk.isReady(), false);
      assert.ok(!await device.sdk.getLoginUser());
      await rejects(device.sdk.getMyProfile(), 3005, 2024);
      await device.waitFor(device.event.ERROR, ({ code }) => code === 3005 || code === 2024);
      assert.deepEqual(device.seen(device.event.KICKED_OUT), []);

      const since = device.now;
      await ctx.login(device, alice);
      await device.waitFor(device.event.SDK_READY, undefined, { since });
    },
  },
  {
    name: 'after logout another account can log in on the same device',
    methods: ['logout', 'login', 'getLoginUser', 'getConversationList'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice);
      await sendText(device, bob, 'from alice');
      await device.sdk.logout();
      await ctx.login(device, bob);
      await device.waitFor(device.event.CONVERSATION_LIST_UPDATED, (list) => list[0]?.conversationID === `C2C${alice}`);
      assert.equal(await device.sdk.getLoginUser(), bob);
      const message = await sendText(device, alice, 'from bob');
      assert.equal(message.from, bob);
    },
  },
  {
    name: 'a logged out device receives nothing',
    methods: ['logout'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
      await receiver.sdk.logout();
      await sendText(sender, bob, 'anybody there?');
      await delay(1000);
      assert.deepEqual(receiver.received(), []);
    },
  },
  {
    name: 'destroy ends the session',
    methods: ['destroy'],
    events: ['SDK_NOT_READY', 'SDK_DESTROY'],
    async run(ctx) {
      const alice = ctx.user('alice');
      const device = await ctx.online(alice);
      const query = async () => (await ctx.rest().ok('openim/query_online_status', { To_Account: [alice] })).QueryResult[0].Status;
      assert.equal(await query(), 'Online');

      await device.sdk.destroy();

      await device.waitFor(device.event.SDK_NOT_READY);
      await device.waitFor(device.event.SDK_DESTROY, ({ SDKAppID }) => SDKAppID === ctx.apps.main.sdkAppId);
      await eventually(async () => assert.equal(await query(), 'Offline'));
    },
  },
  {
    name: 'create gives the same instance for the same application',
    methods: ['create'],
    async run(ctx) {
      const device = await ctx.device();
      assert.equal(await device.sameInstance({ SDKAppID: ctx.apps.main.sdkAppId }), true);
      assert.equal(await device.sameInstance({ SDKAppID: 1400000998, proxyServer: ctx.host.socketUrl }), false);
    },
  },
  {
    name: 'on, once and off',
    methods: ['on', 'once', 'off'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
      const event = receiver.event.MESSAGE_RECEIVED;
      await receiver.subscribe('on', event, 'always');
      await receiver.subscribe('once', event, 'once');
      await receiver.subscribe('on', event, 'removed');
      await receiver.unsubscribe(event, 'removed');

      for (const text of ['one', 'two', 'three']) {
        await sendText(sender, bob, text);
        await receiver.waitFor(event, ([message]) => message.payload.text === text);
      }

      assert.deepEqual(await Promise.all(['always', 'once', 'removed'].map((label) => receiver.calls(label))), [3, 1, 0]);
    },
  },
  {
    name: 'setLogLevel silences the SDK and lets it talk',
    methods: ['setLogLevel'],
    async run(ctx) {
      const device = await ctx.online(ctx.user('alice'));
      const linesOf = async (work) => {
        const before = await device.logLines();
        await work();
        return await device.logLines() - before;
      };
      const chatter = () => device.sdk.getUserProfile({ userIDList: [ctx.user('alice')] });
      await device.sdk.setLogLevel(0);
      assert.ok(await linesOf(chatter) > 0);
      await device.sdk.setLogLevel(4);
      assert.equal(await linesOf(chatter), 0);
    },
  },
  {
    name: 'registerPlugin does not disturb the session',
    methods: ['registerPlugin'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.device();
      await device.sdk.registerPlugin({ 'an-unknown-plugin': {} });
      await ctx.login(device, alice);
      await device.waitFor(device.event.SDK_READY);
      const message = await create(device, 'text', bob, { text: 'hello' });
      assert.equal((await device.sdk.sendMessage(ref(message))).data.message.status, 'success');
    },
  },
  {
    name: 'an idle session stays alive by heartbeats',
    methods: ['login'],
    deadline: 60000,
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice);
      await delay(25000);
      assert.deepEqual(device.seen(device.event.NET_STATE_CHANGE), []);
      const beats = (await device.trace()).filter(({ direction, text }) => direction === '<' && /"(heartbeat\.alive|im_open_status\.wshello)"/.test(text));
      assert.ok(beats.length >= 2, `${beats.length} answered signs of life`);
      await ctx.rest().sendText(bob, alice, 'still there');
      await device.waitFor(device.event.MESSAGE_RECEIVED);
    },
  },
];
