import { assert, eventually, rejects } from '../lib/expect.mjs';
import { comeBack, leave } from '../lib/chat.mjs';

const blacklistOf = async (device) => (await device.sdk.getBlacklist()).data;

export default [
  {
    name: 'who is blocked is on the list of all devices, also of later ones',
    methods: ['addToBlacklist', 'removeFromBlacklist', 'getBlacklist'],
    events: ['BLACKLIST_UPDATED'],
    async run(ctx) {
      const app = ctx.apps.devices;
      const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
      const [phone, laptop, bobs] = await Promise.all([alice, alice, bob].map((user) => ctx.online(user, { app })));
      const since = phone.now;
      assert.deepEqual(await blacklistOf(phone), []);
      assert.deepEqual((await phone.sdk.addToBlacklist({ userIDList: [bob, alice] })).data, [bob]);
      assert.deepEqual((await phone.sdk.addToBlacklist({ userIDList: [carol] })).data, [bob, carol]);
      for (const device of [phone, laptop]) {
        await device.waitFor(device.event.BLACKLIST_UPDATED, (users) => users.length === 2, { since });
        assert.deepEqual(await blacklistOf(device), [bob, carol]);
      }
      assert.deepEqual((await laptop.sdk.removeFromBlacklist({ userIDList: [bob] })).data, [carol]);
      await phone.waitFor(phone.event.BLACKLIST_UPDATED, (users) => users.length === 1, { since });
      assert.deepEqual(await blacklistOf(phone), [carol]);
      const later = await ctx.online(alice, { app });
      await eventually(async () => assert.deepEqual(await blacklistOf(later), [carol]));
      assert.deepEqual(bobs.seen(bobs.event.BLACKLIST_UPDATED).filter((users) => users.length), []);
    },
  },
  {
    name: 'nobody blocks oneself or somebody who does not exist',
    methods: ['addToBlacklist', 'removeFromBlacklist'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice);
      await rejects(device.sdk.addToBlacklist({ userIDList: [alice] }), 2742);
      assert.deepEqual((await device.sdk.addToBlacklist({ userIDList: [ctx.user('nobody'), bob] })).data, [bob]);
      assert.deepEqual((await device.sdk.removeFromBlacklist({ userIDList: [ctx.user('nobody')] })).data, [bob]);
      await rejects(device.sdk.addToBlacklist({ userIDList: Array.from({ length: 1001 }, (_, index) => ctx.user(`x${index}`)) }), 30001);
    },
  },
  {
    name: 'a device that was away learns who was blocked meanwhile',
    methods: ['getBlacklist', 'addToBlacklist', 'removeFromBlacklist'],
    events: ['BLACKLIST_UPDATED'],
    async run(ctx) {
      const app = ctx.apps.devices;
      const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
      const [phone, laptop] = await Promise.all([alice, alice].map((user) => ctx.online(user, { app })));
      await laptop.sdk.addToBlacklist({ userIDList: [bob] });
      await phone.waitFor(phone.event.BLACKLIST_UPDATED, (users) => users.length === 1);
      await leave(phone);
      await laptop.sdk.addToBlacklist({ userIDList: [carol] });
      await laptop.sdk.removeFromBlacklist({ userIDList: [bob] });
      await comeBack(phone);
      await eventually(async () => assert.deepEqual(await blacklistOf(phone), [carol]));
    },
  },
  {
    name: 'administrators change and read the list of others',
    methods: ['getBlacklist'],
    events: ['BLACKLIST_UPDATED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const rest = ctx.rest();
      await rest.ok('sns/black_list_add', { From_Account: alice, To_Account: [bob, ctx.user('nobody')] });
      const device = await ctx.online(alice);
      await eventually(async () => assert.deepEqual(await blacklistOf(device), [bob]));
      const page = await rest.ok('sns/black_list_get', { From_Account: alice, StartIndex: 0, MaxLimited: 10, LastSequence: 0 });
      assert.deepEqual([page.BlackListItem.map((one) => one.To_Account), page.StartIndex], [[bob], 0]);
      const check = await rest.ok('sns/black_list_check', { From_Account: bob, To_Account: [alice], CheckType: 'BlackCheckResult_Type_Both' });
      assert.equal(check.BlackListCheckItem[0].Relation, 'BlackCheckResult_Type_BWithA');
      await rest.ok('sns/black_list_delete', { From_Account: alice, To_Account: [bob] });
      await device.waitFor(device.event.BLACKLIST_UPDATED, (users) => users.length === 0);
      assert.equal((await rest.post('sns/black_list_add', { From_Account: alice, To_Account: [] })).ErrorCode, 30001);
      assert.equal((await rest.post('sns/black_list_get', { From_Account: ctx.user('nobody'), StartIndex: 0, MaxLimited: 10 })).ErrorCode, 30003);
    },
  },
];
