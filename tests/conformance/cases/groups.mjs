import { assert, eventually } from '../lib/expect.mjs';
import { createGroup, groupIn, noticeOf, receivedInGroup, sendToGroup, withText } from '../lib/groups.mjs';

/** Alice on two devices, bob and carol on one each. */
async function people(ctx) {
  const app = ctx.apps.devices;
  const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
  const [phone, laptop, bobs, carols] = await Promise.all([alice, alice, bob, carol].map((user) => ctx.online(user, { app })));
  return { app, alice, bob, carol, phone, laptop, bobs, carols };
}

export default [
  {
    name: 'members who are invited learn of a new group and receive its messages',
    methods: ['createGroup', 'getGroupList', 'sendMessage'],
    events: ['GROUP_LIST_UPDATED', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const { bob, phone, laptop, bobs, carols } = await people(ctx);
      const group = await createGroup(phone, phone.types.GRP_PUBLIC, { name: 'walkers', members: [bob] });
      assert.equal(group.name, 'walkers');
      const notice = await receivedInGroup(bobs, noticeOf(bobs, 7, group.groupID));
      assert.equal(notice.payload.groupProfile.name, 'walkers');
      await eventually(async () => assert.equal((await groupIn(bobs, group.groupID))?.name, 'walkers'));
      const sent = await sendToGroup(phone, group.groupID, 'hello');
      assert.equal(sent.status, 'success');
      assert.ok(sent.sequence > 0);
      for (const device of [laptop, bobs]) {
        const message = await receivedInGroup(device, withText('hello'));
        assert.deepEqual([message.ID, message.sequence, message.conversationID], [sent.ID, sent.sequence, `GROUP${group.groupID}`]);
      }
      assert.equal((await groupIn(carols, group.groupID)), undefined);
    },
  },
];
