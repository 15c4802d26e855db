import { assert, delay, eventually, texts } from '../lib/expect.mjs';
import { conversation, history } from '../lib/chat.mjs';

const accountImport = 'im_open_login_svc/account_import';
const anyone = { UserID: 'x' };

const refusal = (name, wanted, call) => ({
  name,
  async run(ctx) {
    const reply = await call(ctx);
    assert.equal(reply.ActionStatus, 'FAIL', JSON.stringify(reply));
    assert.ok([wanted].flat().includes(reply.ErrorCode), `wanted ${wanted}, got ${JSON.stringify(reply)}`);
    assert.equal(typeof reply.ErrorInfo, 'string');
  },
});

export default [
  refusal('an identifier that is no administrator is refused', 60010, async (ctx) => {
    const [alice] = await ctx.accounts('alice');
    return ctx.rest().post(accountImport, anyone, { query: { identifier: alice, usersig: ctx.sign(alice) } });
  }),
  refusal('a signature made with another key is refused', [60004, 60005, 70009], (ctx) =>
    ctx.rest().post(accountImport, anyone, { query: { usersig: ctx.sign('administrator', { app: { ...ctx.apps.main, secretKey: 'f'.repeat(64) } }) } })),
  refusal('a signature that is garbage is refused', [60004, 60005, 70003, 70005], (ctx) => ctx.rest().post(accountImport, anyone, { query: { usersig: 'garbage' } })),
  refusal('a signature of somebody else is refused', [60004, 60005, 70013], (ctx) => ctx.rest().post(accountImport, anyone, { query: { usersig: ctx.sign('alice') } })),
  refusal('an expired signature is refused', [60004, 60005, 70001], (ctx) =>
    ctx.rest().post(accountImport, anyone, { query: { usersig: ctx.sign('administrator', { time: 1700000000, expire: 60 }) } })),
  refusal('a missing signature is refused', [60004, 60005, 70002], (ctx) => ctx.rest().post(accountImport, anyone, { query: { usersig: undefined } })),
  refusal('a missing sdkappid is refused', 60012, (ctx) => ctx.rest().post(accountImport, anyone, { query: { sdkappid: undefined } })),
  refusal('an unknown application is refused', 60006, (ctx) => ctx.rest().post(accountImport, anyone, { query: { sdkappid: 1400000999 } })),
  refusal('an unknown command is refused', 60009, (ctx) => ctx.rest().post('im_open_login_svc/no_such_command')),
  refusal('an unknown service is refused', 60009, (ctx) => ctx.rest().post('no_such_service/account_import')),
  refusal('an empty body is refused', 60003, (ctx) => ctx.rest().post(accountImport, undefined, { text: '' })),
  refusal('a body that is not JSON is refused', [60003, 90001, 70402], (ctx) => ctx.rest().post(accountImport, undefined, { text: '{"UserID":' })),
  refusal('account_import without a user id is refused', 70402, (ctx) => ctx.rest().post(accountImport, {})),
  refusal('account_import of an id that is too long is refused', 70402, (ctx) => ctx.rest().post(accountImport, { UserID: 'x'.repeat(33) })),
  refusal('sendmsg to an unknown account is refused', [20003, 90012], async (ctx) => {
    const [alice] = await ctx.accounts('alice');
    return ctx.rest().post('openim/sendmsg', {
      From_Account: alice, To_Account: ctx.user('nobody'), MsgRandom: 1, MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'x' } }],
    });
  }),
  refusal('sendmsg without a body is refused', [90001, 90002, 90007, 90010], async (ctx) => {
    const [alice, bob] = await ctx.accounts('alice', 'bob');
    return ctx.rest().post('openim/sendmsg', { From_Account: alice, To_Account: bob, MsgRandom: 1 });
  }),
  refusal('kick of an unknown account is refused', 70107, (ctx) => ctx.rest().post('im_open_login_svc/kick', { UserID: ctx.user('nobody') })),
  {
    name: 'account_import may be repeated and updates nick and face',
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      await ctx.rest().importAccount(alice, { nick: 'first', avatar: 'https://example.com/1' });
      await ctx.rest().importAccount(alice, { nick: 'second' });
      const device = await ctx.online(bob);
      const { data: [profile] } = await device.sdk.getUserProfile({ userIDList: [alice] });
      assert.deepEqual([profile.nick, profile.avatar], ['second', 'https://example.com/1']);
    },
  },
  {
    name: 'accounts of one application are unknown to another',
    async run(ctx) {
      const alice = ctx.user('alice');
      await ctx.rest().importAccount(alice);
      const status = (app) => ctx.rest(app).ok('openim/query_online_status', { To_Account: [alice] });
      assert.equal((await status(ctx.apps.main)).QueryResult[0].Status, 'Offline');
      const { ErrorList } = await status(ctx.apps.devices);
      assert.deepEqual(ErrorList.map(({ To_Account, ErrorCode }) => [To_Account, ErrorCode]), [[alice, 70107]]);
    },
  },
  {
    name: 'the online status follows login, logout and loss, under both names',
    methods: ['login', 'logout'],
    async run(ctx) {
      const [alice] = await ctx.accounts('alice');
      const statuses = () => Promise.all(['openim/querystate', 'openim/query_online_status'].map(async (command) =>
        (await ctx.rest().ok(command, { To_Account: [alice] })).QueryResult[0].Status));
      assert.deepEqual(await statuses(), ['Offline', 'Offline']);
      const device = await ctx.online(alice);
      assert.deepEqual(await statuses(), ['Online', 'Online']);
      await device.sdk.logout();
      await eventually(async () => assert.deepEqual(await statuses(), ['Offline', 'Offline']));
    },
  },
  {
    name: 'sendmsg with SyncOtherMachine 2 stays out of the sender\'s sight',
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
      await ctx.rest().sendText(alice, bob, 'only for bob', { SyncOtherMachine: 2 });
      await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
      await delay(500);
      assert.deepEqual(sender.received(), []);
      assert.deepEqual((await history(await ctx.online(alice), bob)).messageList, []);
    },
  },
  {
    name: 'sendmsg by the administrator',
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const [alice] = await ctx.accounts('alice');
      const device = await ctx.online(alice);
      await ctx.rest().sendText(undefined, alice, 'announcement');
      const [message] = await device.waitFor(device.event.MESSAGE_RECEIVED);
      assert.deepEqual([message.from, message.payload.text], [ctx.apps.main.administrator, 'announcement']);
    },
  },
  {
    name: 'sendmsg repeated with the same sequence and random makes one message',
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(bob);
      const identity = { MsgSeq: 4711, MsgRandom: 815 };
      const first = await ctx.rest().sendText(alice, bob, 'once', identity);
      const second = await ctx.rest().sendText(alice, bob, 'once', identity);
      assert.equal(second.MsgKey, first.MsgKey);
      await delay(1000);
      assert.deepEqual(texts(device.received()), ['once']);
      assert.equal((await history(device, alice)).messageList.length, 1);
    },
  },
  {
    name: 'sendmsg with NoUnread and NoLastMsg',
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      await ctx.rest().sendText(alice, bob, 'plain');
      await ctx.rest().sendText(alice, bob, 'quiet', { SendMsgControl: ['NoUnread', 'NoLastMsg'] });
      const device = await ctx.online(bob);
      await eventually(async () => assert.equal((await conversation(device, alice)).unreadCount, 1));
      assert.equal((await conversation(device, alice)).lastMessage.payload.text, 'plain');
      assert.deepEqual(texts((await history(device, alice)).messageList), ['plain', 'quiet']);
    },
  },
];
