import { ref } from '../lib/device.mjs';
import { assert, delay, eventually, rejects } from '../lib/expect.mjs';
import { conversationOf, noticeOf, receivedInGroup, sendToGroup, tipOf, withText } from '../lib/groups.mjs';
import { both, room, unique } from '../lib/rooms.mjs';

export default [
  ...both('members of a live room receive its messages', {
    methods: ['createGroup', 'joinGroup', 'sendMessage', 'getMessageList'], events: ['MESSAGE_RECEIVED'],
  }, async (ctx, app) => {
    const { owner, bobs, carols, groupID } = await room(ctx, app);
    const again = await bobs.sdk.joinGroup({ groupID });
    assert.equal(again.data.status, 'AlreadyInGroup');
    for (const priority of ['High', 'Normal', 'Low', 'Lowest']) {
      const sent = await sendToGroup(owner, groupID, `hello ${priority}`, { extra: { priority } });
      const message = await receivedInGroup(bobs, withText(`hello ${priority}`));
      assert.deepEqual([message.ID, message.sequence, message.conversationID, message.priority],
        [sent.ID, sent.sequence, conversationOf(groupID), priority]);
    }
    await sendToGroup(bobs, groupID, 'and back');
    await receivedInGroup(owner, withText('and back'));
    await delay(500);
    assert.deepEqual(carols.received().filter((message) => message.to === groupID), []);
    assert.equal(owner.received().filter(withText('hello High')).length, 0);
    assert.deepEqual((await bobs.sdk.getMessageList({ conversationID: conversationOf(groupID) })).data.isCompleted, true);
    await rejects(sendToGroup(carols, groupID, 'from outside'), 2101, 10007);
  }),

  ...both('comings and goings are told with the number of viewers', {
    methods: ['joinGroup', 'quitGroup', 'getGroupOnlineMemberCount'], events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
  }, async (ctx, app) => {
    const { carol, owner, bobs, carols, groupID } = await room(ctx, app);
    assert.equal((await owner.sdk.getGroupOnlineMemberCount(groupID)).data.memberCount, 2);
    const { data } = await carols.sdk.joinGroup({ groupID });
    assert.equal(data.status, 'JoinedSuccess');
    assert.equal(data.group.type, 'AVChatRoom');
    const joined = await receivedInGroup(bobs, (message) => tipOf(bobs, 1, groupID)(message) && message.payload.userIDList.includes(carol));
    assert.equal(joined.payload.operatorID, carol);
    await eventually(async () => assert.equal((await owner.sdk.getGroupOnlineMemberCount(groupID)).data.memberCount, 3));
    await carols.sdk.quitGroup(groupID);
    await receivedInGroup(bobs, (message) => tipOf(bobs, 2, groupID)(message) && message.payload.userIDList.includes(carol));
    await eventually(async () => assert.equal((await owner.sdk.getGroupOnlineMemberCount(groupID)).data.memberCount, 2));
    const since = carols.now;
    await sendToGroup(owner, groupID, 'carol has left');
    await receivedInGroup(bobs, withText('carol has left'));
    await delay(500);
    assert.deepEqual(carols.received(since), []);
    await rejects(carols.sdk.quitGroup(groupID), 2623);
  }),

  ...both('a member whose connection is gone leaves the room', {
    methods: ['joinGroup'], events: ['MESSAGE_RECEIVED'],
  }, async (ctx, app) => {
    const { bob, owner, bobs, groupID } = await room(ctx, app);
    bobs.stop();
    await receivedInGroup(owner, (message) => tipOf(owner, 2, groupID)(message) && message.payload.userIDList.includes(bob), { timeout: 25000 });
    assert.equal((await owner.sdk.getGroupOnlineMemberCount(groupID)).data.memberCount, 1);
  }),

  ...both('a short outage loses nothing and nobody notices it', {
    methods: ['joinGroup'], events: ['MESSAGE_RECEIVED'],
  }, async (ctx, app) => {
    const { owner, bobs, groupID } = await room(ctx, app);
    await bobs.cut();
    await sendToGroup(owner, groupID, 'meanwhile');
    bobs.sdk.getUserProfile({ userIDList: ['nobody'] }).catch(() => {});
    await receivedInGroup(bobs, withText('meanwhile'), { timeout: 25000 });
    await sendToGroup(bobs, groupID, 'still here');
    await receivedInGroup(owner, withText('still here'));
    assert.equal(owner.received().filter(tipOf(owner, 2, groupID)).length, 0);
  }),

  ...both('the sender and the owner take messages back', {
    methods: ['revokeMessage'], events: ['MESSAGE_REVOKED'],
  }, async (ctx, app) => {
    const { alice, bob, owner, bobs, carols, groupID } = await room(ctx, app);
    await carols.sdk.joinGroup({ groupID });
    const own = await sendToGroup(bobs, groupID, 'a mistake');
    await receivedInGroup(carols, withText('a mistake'));
    await bobs.sdk.revokeMessage(ref(own));
    const [revoked] = await carols.waitFor(carols.event.MESSAGE_REVOKED, (list) => list.some((one) => one.sequence === own.sequence));
    assert.equal(revoked.revoker, bob);
    const other = await sendToGroup(bobs, groupID, 'not wanted');
    const seen = await receivedInGroup(owner, withText('not wanted'));
    const byCarol = await receivedInGroup(carols, withText('not wanted'));
    await rejects(carols.sdk.revokeMessage(ref(byCarol)), 10007, 2110);
    await owner.sdk.revokeMessage(ref(seen));
    const list = await carols.waitFor(carols.event.MESSAGE_REVOKED, (items) => items.some((one) => one.sequence === other.sequence));
    assert.equal(list.find((one) => one.sequence === other.sequence).revoker, alice);
  }),

  ...both('the owner bans a member for a time', {
    methods: ['deleteGroupMember', 'joinGroup'], events: ['MESSAGE_RECEIVED'],
  }, async (ctx, app) => {
    const { bob, owner, bobs, carols, groupID } = await room(ctx, app);
    await carols.sdk.joinGroup({ groupID });
    await rejects(carols.sdk.deleteGroupMember({ groupID, userIDList: [bob], duration: 5 }), 10007);
    await owner.sdk.deleteGroupMember({ groupID, userIDList: [bob], duration: 5, reason: 'shouting' });
    const notice = await receivedInGroup(bobs, noticeOf(bobs, 21, groupID));
    assert.deepEqual([notice.payload.duration, notice.payload.reason], [5, 'shouting']);
    const tip = await receivedInGroup(carols, tipOf(carols, 10, groupID));
    assert.deepEqual(tip.payload.userIDList, [bob]);
    await rejects(bobs.sdk.joinGroup({ groupID }), 10007);
    const since = bobs.now;
    await sendToGroup(owner, groupID, 'without bob');
    await receivedInGroup(carols, withText('without bob'));
    assert.equal(bobs.received(since).filter(withText('without bob')).length, 0);
    await receivedInGroup(bobs, noticeOf(bobs, 22, groupID), { timeout: 12000 });
    assert.equal((await bobs.sdk.joinGroup({ groupID })).data.status, 'JoinedSuccess');
  }),

  ...both('the owner dismisses a room', {
    methods: ['dismissGroup'], events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
  }, async (ctx, app) => {
    const { owner, bobs, carols, groupID } = await room(ctx, app);
    await rejects(bobs.sdk.dismissGroup(groupID), 10007);
    await owner.sdk.dismissGroup(groupID);
    await receivedInGroup(bobs, noticeOf(bobs, 5, groupID));
    await rejects(carols.sdk.joinGroup({ groupID }), 10010);
    await rejects(sendToGroup(bobs, groupID, 'after the end'), 2101, 10010);
  }),

  ...both('newcomers are shown the newest messages', {
    methods: ['joinGroup'], events: ['MESSAGE_RECEIVED'],
  }, async (ctx, app) => {
    const { owner, carols, groupID } = await room(ctx, app);
    const sent = [];
    for (let i = 0; i < 22; i++) sent.push(await sendToGroup(owner, groupID, `old ${i}`));
    await owner.sdk.revokeMessage(ref(sent[21]));
    await carols.sdk.joinGroup({ groupID });
    await receivedInGroup(carols, withText('old 20'));
    assert.deepEqual(carols.received().filter((one) => one.type === carols.types.MSG_TEXT).map((one) => one.payload.text),
      Array.from({ length: 20 }, (_, i) => `old ${i + 1}`));
  }),

  {
    name: 'guests see a room without a login',
    deadline: 45000,
    methods: ['joinGroup', 'quitGroup'],
    events: ['MESSAGE_RECEIVED', 'MESSAGE_REVOKED'],
    async run(ctx) {
      const { owner, bobs, groupID } = await room(ctx, ctx.apps.devices);
      await sendToGroup(owner, groupID, 'before the guest');
      const guest = await ctx.device(ctx.apps.devices);
      assert.equal((await guest.sdk.joinGroup({ groupID })).data.status, 'JoinedSuccess');
      await eventually(async () => assert.ok((await guest.trace()).some(({ direction, text }) => direction === '>' && text.includes('noauth_svc.get_msg'))));
      await delay(300);
      const sent = await sendToGroup(bobs, groupID, 'for everybody');
      const message = await receivedInGroup(guest, withText('for everybody'));
      assert.deepEqual([message.ID, message.from], [sent.ID, bobs.user]);
      await bobs.sdk.revokeMessage(ref(sent));
      await guest.waitFor(guest.event.MESSAGE_REVOKED, (list) => list.some((one) => one.sequence === sent.sequence));
      assert.equal(guest.received().filter(withText('before the guest')).length, 0);
      await guest.sdk.quitGroup(groupID);
      const unknown = await ctx.device(ctx.apps.devices);
      await rejects(unknown.sdk.joinGroup({ groupID: `none_${unique()}` }), 10010);
    },
  },

  {
    name: 'data that only the app understands reaches it (raw push)',
    events: ['ROOM_CUSTOM_DATA_RECEIVED'],
    async run(ctx) {
      const { bobs } = await room(ctx, ctx.apps.devices);
      await bobs.receive({ head: { servcmd: 'im_open_push.msg_push', seq: 0 }, body: { EventArray: [{ Event: 100, Content: 'a gift' }], NeedAck: 0 } });
      await bobs.waitFor(bobs.event.ROOM_CUSTOM_DATA_RECEIVED, (text) => text === 'a gift');
    },
  },

  ...both('the profile says who one is in a room', {
    methods: ['getGroupProfile', 'joinGroup'],
  }, async (ctx, app) => {
    const { alice, owner, bobs, groupID } = await room(ctx, app);
    for (const [device, role] of [[owner, 'Owner'], [bobs, 'Member']]) {
      const { group } = (await device.sdk.getGroupProfile({ groupID })).data;
      assert.deepEqual([group.type, group.ownerID, group.memberCount, group.selfInfo.role, group.selfInfo.messageRemindType],
        ['AVChatRoom', alice, 2, role, 'AcceptNotNotify']);
    }
  }),

  ...both('the owner lists and marks members', {
    methods: ['getGroupMemberList', 'markGroupMemberList'],
  }, async (ctx, app) => {
    const { alice, bob, carol, owner, bobs, carols, groupID } = await room(ctx, app);
    await carols.sdk.joinGroup({ groupID });
    const list = async (device, options) => (await device.sdk.getGroupMemberList({ groupID, ...options })).data.memberList;
    assert.deepEqual((await list(owner)).map((one) => one.userID), [carol, bob, alice]);
    const marked = await owner.sdk.markGroupMemberList({ groupID, userIDList: [bob, `${bob}_nobody`], markType: 1000, enableMark: true });
    assert.deepEqual([marked.data.successUserIDList, marked.data.failureUserIDList], [[bob], [`${bob}_nobody`]]);
    assert.deepEqual((await list(owner, { filter: 1000 })).map((one) => one.userID), [bob]);
    await rejects(bobs.sdk.markGroupMemberList({ groupID, userIDList: [bob], markType: 1000, enableMark: true }), 10007);
    await owner.sdk.markGroupMemberList({ groupID, userIDList: [bob], markType: 1000, enableMark: false });
    assert.deepEqual((await list(carols, { filter: 1000 })).map((one) => one.userID), []);
  }),
];
