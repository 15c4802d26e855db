import { assert, delay, eventually } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { comeBack, leave } from '../lib/chat.mjs';
import { createInGroup, groupIn, noticeOf, receivedInGroup, sendToGroup, withText } from '../lib/groups.mjs';
import { framesOf } from '../lib/rooms.mjs';
import { groupConversation, groupHistory, meeting, unreadInGroup } from '../lib/group-people.mjs';

/** Bob has said something that everybody has, then alice's laptop goes away. */
async function absence(ctx) {
  const room = await meeting(ctx);
  const sent = await sendToGroup(room.bobs, room.groupID, 'before');
  for (const device of [room.phone, room.laptop, room.carols]) await receivedInGroup(device, withText('before'));
  await delay(1100);
  await leave(room.laptop);
  return { ...room, sent, since: room.laptop.now };
}

export default [
  {
    name: 'a recall made while a device was away is there when it is back, and the count is right',
    methods: ['revokeMessage'],
    events: ['MESSAGE_REVOKED', 'NET_STATE_CHANGE'],
    deadline: 60000,
    async run(ctx) {
      const { laptop, bobs, groupID, sent, since } = await absence(ctx);
      await bobs.sdk.revokeMessage(ref(sent));
      await comeBack(laptop);
      await laptop.waitFor(laptop.event.MESSAGE_REVOKED, (list) => list.some(({ ID }) => ID === sent.ID), { since, timeout: 15000 });
      await eventually(async () => assert.equal(await unreadInGroup(laptop, groupID), 0));
    },
  },
  {
    name: 'a recall and new messages made while a device was away are there when it is back, and the count is right',
    methods: ['revokeMessage', 'sendMessage'],
    events: ['MESSAGE_REVOKED', 'MESSAGE_RECEIVED', 'NET_STATE_CHANGE'],
    deadline: 60000,
    async run(ctx) {
      const { laptop, bobs, groupID, sent, since } = await absence(ctx);
      await bobs.sdk.revokeMessage(ref(sent));
      for (const text of ['one', 'two']) await sendToGroup(bobs, groupID, text);
      await comeBack(laptop);
      await laptop.waitFor(laptop.event.MESSAGE_REVOKED, (list) => list.some(({ ID }) => ID === sent.ID), { since, timeout: 15000 });
      await receivedInGroup(laptop, withText('two'), { since });
      await delay(1500);
      assert.equal(await unreadInGroup(laptop, groupID), 2);
    },
  },
  {
    name: 'an edit, a mention and a read report made while a device was away are there when it is back',
    methods: ['modifyMessage', 'setMessageRead', 'createTextAtMessage'],
    events: ['MESSAGE_MODIFIED', 'CONVERSATION_LIST_UPDATED', 'NET_STATE_CHANGE'],
    deadline: 60000,
    async run(ctx) {
      const { alice, phone, laptop, bobs, groupID, id, sent, since } = await absence(ctx);
      await bobs.changePayload(sent, { text: 'edited' });
      await bobs.sdk.modifyMessage(ref(sent));
      await phone.sdk.setMessageRead({ conversationID: id });
      await bobs.sdk.sendMessage(ref(await createInGroup(bobs, 'textAt', groupID, { text: 'you', atUserList: [alice] })));
      await comeBack(laptop);
      await laptop.waitFor(laptop.event.MESSAGE_MODIFIED, ([message]) => message.ID === sent.ID && message.payload.text === 'edited', { since, timeout: 15000 });
      await eventually(async () => {
        const { unreadCount, groupAtInfoList } = await groupConversation(laptop, groupID);
        assert.deepEqual([unreadCount, groupAtInfoList.length], [1, 1]);
      }, 10000);
    },
  },
  {
    name: 'who was put out of a group while away learns of it when back',
    methods: ['deleteGroupMember'],
    events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED', 'NET_STATE_CHANGE'],
    deadline: 60000,
    async run(ctx) {
      const { carol, phone, carols, groupID } = await meeting(ctx);
      await delay(1100);
      const since = carols.now;
      await leave(carols);
      await phone.sdk.deleteGroupMember({ groupID, userIDList: [carol] });
      await comeBack(carols);
      await receivedInGroup(carols, noticeOf(carols, 4, groupID), { since, timeout: 15000 });
      await eventually(async () => assert.equal(await groupIn(carols, groupID), undefined));
      assert.ok(await groupHistory(carols, groupID).then(({ messageList }) => messageList.every(({ payload }) => payload.text !== 'secret'), () => true));
    },
  },
  {
    name: 'the notice of an application that was handled goes with the next login',
    methods: ['joinGroup', 'getGroupApplicationList', 'handleGroupApplication'],
    deadline: 60000,
    async run(ctx) {
      const { alice, bob, phone, bobs } = await meeting(ctx);
      const groupID = (await phone.sdk.createGroup({ type: phone.types.GRP_PUBLIC, name: 'choir' })).data.group.groupID;
      assert.equal((await bobs.sdk.joinGroup({ groupID, applyMessage: 'please' })).data.status, 'WaitAdminApproval');
      const { data: { applicationList: [application] } } = await phone.sdk.getGroupApplicationList();
      const told = async (device) => (await framesOf(device, '<', 'openim.getmsg')).some(({ text }) => text.includes('"ReportType":1,') && text.includes(groupID));
      const tablet = await ctx.online(alice, { app: ctx.apps.devices });
      await eventually(async () => assert.ok(await told(tablet)));
      assert.deepEqual(await framesOf(tablet, '>', 'openim.deletemsg'), []);
      await phone.sdk.handleGroupApplication({ handleAction: 'Agree', application });
      assert.equal(application.applicant, bob);

      const desk = await ctx.online(alice, { app: ctx.apps.devices });
      await eventually(async () => assert.equal((await framesOf(desk, '<', 'openim.deletemsg')).length, 1));
      const last = await ctx.online(alice, { app: ctx.apps.devices });
      await delay(1500);
      assert.ok(!await told(last));
      assert.deepEqual(await framesOf(last, '>', 'openim.deletemsg'), []);
    },
  },
];
