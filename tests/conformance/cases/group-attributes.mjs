import { assert, eventually, rejects } from '../lib/expect.mjs';
import { createGroup } from '../lib/groups.mjs';

const conflict = 10056;
const keyTooLong = 10045;
const attributeUnknown = 10050;
const badParameter = 10004;

/** A public group of alice, who is there on two devices, and bob. */
async function start(ctx) {
  const app = ctx.apps.devices;
  const [alice, bob] = await ctx.accounts('alice', 'bob');
  const [phone, laptop, bobs] = await Promise.all([alice, alice, bob].map((user) => ctx.online(user, { app })));
  const { groupID } = await createGroup(phone, phone.types.GRP_PUBLIC, { members: [bob] });
  for (const device of [laptop, bobs]) await eventually(() => attributes(device, groupID));
  return { phone, laptop, bobs, groupID };
}

const attributes = async (device, groupID) => (await device.sdk.getGroupAttributes({ groupID, keyList: [] })).data.groupAttributes;

const counters = async (device, groupID) => (await device.sdk.getGroupCounters({ groupID, keyList: [] })).data.counters;

const attributesUpdated = (device, groupAttributes, since = 0) =>
  device.waitFor(device.event.GROUP_ATTRIBUTES_UPDATED, (data) => same(data.groupAttributes, groupAttributes), { since });

const counterUpdated = (device, key, value) =>
  device.waitFor(device.event.GROUP_COUNTER_UPDATED, (data) => data.key === key && data.value === value);

function same(actual, expected) {
  try {
    assert.deepEqual(actual, expected);
    return true;
  } catch {
    return false;
  }
}

export default [
  {
    name: 'attributes change on all devices of all members',
    methods: ['initGroupAttributes', 'setGroupAttributes', 'deleteGroupAttributes', 'getGroupAttributes'],
    events: ['GROUP_ATTRIBUTES_UPDATED'],
    async run(ctx) {
      const { phone, laptop, bobs, groupID } = await start(ctx);
      const devices = [phone, laptop, bobs];
      const { data } = await phone.sdk.initGroupAttributes({ groupID, groupAttributes: { door: 'open', light: 'on' } });
      assert.deepEqual(data.groupAttributes, { door: 'open', light: 'on' });
      await Promise.all(devices.map((device) => attributesUpdated(device, { door: 'open', light: 'on' })));

      await bobs.sdk.setGroupAttributes({ groupID, groupAttributes: { door: 'shut', heat: '20' } });
      await Promise.all(devices.map((device) => attributesUpdated(device, { door: 'shut', light: 'on', heat: '20' })));

      const { data: deletion } = await laptop.sdk.deleteGroupAttributes({ groupID, keyList: ['light'] });
      assert.deepEqual(deletion.keyList, ['light']);
      await Promise.all(devices.map(async (device) => {
        const event = await attributesUpdated(device, { door: 'shut', heat: '20' });
        assert.equal(event.groupID, groupID);
      }));
      for (const device of devices) assert.deepEqual(await attributes(device, groupID), { door: 'shut', heat: '20' });

      await phone.sdk.deleteGroupAttributes({ groupID, keyList: [] });
      await Promise.all(devices.map((device) => attributesUpdated(device, {})));
      for (const device of devices) assert.deepEqual(await attributes(device, groupID), {});
      for (const device of devices) assert.ok(device.received().every(({ type }) => type !== device.types.MSG_GRP_TIP), 'a change of attributes is no message');
    },
  },
  {
    name: 'attributes that others have changed meanwhile are not overwritten',
    methods: ['setGroupAttributes', 'initGroupAttributes', 'deleteGroupAttributes'],
    async run(ctx) {
      const { phone, bobs, groupID } = await start(ctx);
      await bobs.goOffline();
      await phone.sdk.initGroupAttributes({ groupID, groupAttributes: { door: 'open' } });
      await phone.sdk.setGroupAttributes({ groupID, groupAttributes: { door: 'shut' } });
      const late = await ctx.online(ctx.user('bob'), { app: ctx.apps.devices });
      await rejects(late.sdk.setGroupAttributes({ groupID, groupAttributes: { door: 'ajar' } }), conflict);
      assert.deepEqual(await attributes(late, groupID), { door: 'shut' });
      await late.sdk.setGroupAttributes({ groupID, groupAttributes: { door: 'ajar' } });
      await attributesUpdated(phone, { door: 'ajar' });
    },
  },
  {
    name: 'attributes that are not allowed are refused and change nothing',
    methods: ['setGroupAttributes', 'deleteGroupAttributes', 'getGroupAttributes'],
    async run(ctx) {
      const { phone, groupID } = await start(ctx);
      const [eve] = await ctx.accounts('eve');
      const stranger = await ctx.online(eve);
      await phone.sdk.initGroupAttributes({ groupID, groupAttributes: { door: 'open' } });
      await rejects(phone.sdk.setGroupAttributes({ groupID, groupAttributes: { ['k'.repeat(33)]: 'v' } }), keyTooLong);
      await rejects(phone.sdk.deleteGroupAttributes({ groupID, keyList: ['nothing'] }), attributeUnknown);
      await assert.rejects(stranger.sdk.getGroupAttributes({ groupID, keyList: [] }));
      assert.deepEqual(await attributes(phone, groupID), { door: 'open' });
    },
  },
  {
    name: 'communities have attributes and counters of their own',
    methods: ['initGroupAttributes', 'getGroupAttributes', 'setGroupCounters', 'getGroupCounters'],
    events: ['GROUP_ATTRIBUTES_UPDATED', 'GROUP_COUNTER_UPDATED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [device, other] = await Promise.all([alice, bob].map((user) => ctx.online(user)));
      const { groupID } = await createGroup(device, device.types.GRP_COMMUNITY, { members: [bob] });
      await device.sdk.initGroupAttributes({ groupID, groupAttributes: { door: 'open' } });
      await attributesUpdated(other, { door: 'open' });
      await device.sdk.setGroupCounters({ groupID, counters: { likes: 5 } });
      await counterUpdated(other, 'likes', 5);
      assert.deepEqual(await attributes(other, groupID), { door: 'open' });
      assert.deepEqual(await counters(other, groupID), { likes: 5 });
    },
  },
  {
    name: 'counters change on all devices of all members and lose no addition',
    methods: ['setGroupCounters', 'increaseGroupCounter', 'decreaseGroupCounter', 'getGroupCounters'],
    events: ['GROUP_COUNTER_UPDATED'],
    async run(ctx) {
      const { phone, laptop, bobs, groupID } = await start(ctx);
      const devices = [phone, laptop, bobs];
      // A device that has not asked yet takes the next push for all that there is.
      for (const device of devices) assert.deepEqual(await counters(device, groupID), {});
      const { data } = await phone.sdk.setGroupCounters({ groupID, counters: { likes: 10, gifts: 0 } });
      assert.deepEqual(data.counters, { likes: 10, gifts: 0 });
      await Promise.all(devices.flatMap((device) => [counterUpdated(device, 'likes', 10), counterUpdated(device, 'gifts', 0)]));

      await Promise.all([
        ...[1, 2, 3, 4, 5].map((value) => phone.sdk.increaseGroupCounter({ groupID, key: 'likes', value })),
        ...[1, 2, 3, 4, 5].map((value) => bobs.sdk.increaseGroupCounter({ groupID, key: 'likes', value })),
      ]);
      const { data: lowered } = await laptop.sdk.decreaseGroupCounter({ groupID, key: 'likes', value: 1 });
      assert.deepEqual(lowered.counters, { likes: 39 });
      await Promise.all(devices.map((device) => counterUpdated(device, 'likes', 39)));
      for (const device of devices) assert.deepEqual(await counters(device, groupID), { likes: 39, gifts: 0 });
    },
  },
  {
    name: 'counters out of range are refused, and those of others are not shown',
    methods: ['increaseGroupCounter', 'getGroupCounters'],
    async run(ctx) {
      const { phone, groupID } = await start(ctx);
      const [eve] = await ctx.accounts('eve');
      const stranger = await ctx.online(eve);
      await rejects(phone.sdk.setGroupCounters({ groupID, counters: { ['k'.repeat(129)]: 1 } }), badParameter);
      await assert.rejects(stranger.sdk.getGroupCounters({ groupID, keyList: [] }));
      assert.deepEqual(await counters(phone, groupID), {});
    },
  },
  {
    name: 'viewers of a live room share attributes and counters',
    methods: ['initGroupAttributes', 'setGroupAttributes', 'getGroupAttributes', 'increaseGroupCounter', 'getGroupCounters'],
    events: ['GROUP_ATTRIBUTES_UPDATED', 'GROUP_COUNTER_UPDATED'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [host, viewer] = await Promise.all([alice, bob].map((user) => ctx.online(user)));
      const { groupID } = await createGroup(host, host.types.GRP_AVCHATROOM);
      for (const device of [host, viewer]) await device.sdk.joinGroup({ groupID, type: device.types.GRP_AVCHATROOM });
      await host.sdk.initGroupAttributes({ groupID, groupAttributes: { seat: 'alice' } });
      await Promise.all([host, viewer].map((device) => attributesUpdated(device, { seat: 'alice' })));
      await viewer.sdk.setGroupAttributes({ groupID, groupAttributes: { seat2: 'bob' } });
      await Promise.all([host, viewer].map((device) => attributesUpdated(device, { seat: 'alice', seat2: 'bob' })));
      await viewer.sdk.increaseGroupCounter({ groupID, key: 'likes', value: 3 });
      await Promise.all([host, viewer].map((device) => counterUpdated(device, 'likes', 3)));
      assert.deepEqual(await counters(host, groupID), { likes: 3 });
      await viewer.sdk.quitGroup(groupID);
      await assert.rejects(viewer.sdk.getGroupAttributes({ groupID, keyList: [] }));
    },
  },
];
