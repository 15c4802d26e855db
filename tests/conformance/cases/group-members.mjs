import { assert, eventually, rejects } from '../lib/expect.mjs';
import { conversationOf, createGroup, groupIn, noticeOf, receivedInGroup, sendToGroup, tipOf, withText } from '../lib/groups.mjs';

const tip = { joined: 1, quit: 2, kicked: 3, adminGranted: 4, adminRevoked: 5, profile: 6, member: 7 };
const notice = { applied: 1, accepted: 2, rejected: 3, kicked: 4, dismissed: 5, invited: 7, quit: 8, admin: 9, noAdmin: 10, toAccept: 12, agreed: 13, refused: 14, option: 20, inviteApplied: 23 };

/** Alice on two devices, bob and carol on one each. */
async function people(ctx, app = ctx.apps.devices) {
  const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
  const [phone, laptop, bobs, carols] = await Promise.all([alice, alice, bob, carol].map((user) => ctx.online(user, { app })));
  return { app, alice, bob, carol, phone, laptop, bobs, carols };
}

const listed = (device, groupID) => eventually(async () => assert.ok(await groupIn(device, groupID), `${device.user} does not list ${groupID}`));
const unlisted = (device, groupID) => eventually(async () => assert.equal(await groupIn(device, groupID), undefined));
const got = (device, wanted, operation, groupID, since = 0) => receivedInGroup(device, wanted(device, operation, groupID), { since });

/** A group of alice's that all devices know. */
async function group(people, type, { members = [people.bob], ...options } = {}) {
  const made = await createGroup(people.phone, people.phone.types[type], { members, ...options });
  const devices = [people.phone, members.includes(people.bob) && people.bobs, members.includes(people.carol) && people.carols].filter(Boolean);
  for (const device of devices) await listed(device, made.groupID);
  return made.groupID;
}

async function member(device, groupID, userID) {
  const { data } = await device.sdk.getGroupMemberProfile({ groupID, userIDList: [userID] });
  return data.memberList[0];
}

export default [
  {
    name: 'a dismissed group is gone for all members on all devices, and for ever',
    methods: ['dismissGroup', 'getGroupList', 'joinGroup', 'createGroup'],
    events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
    async run(ctx) {
      const all = await people(ctx);
      const { phone, laptop, bobs, carols } = all;
      const groupID = await group(all, 'GRP_PUBLIC', { groupID: ctx.user('walkers') });
      await sendToGroup(phone, groupID, 'to know it');
      await listed(laptop, groupID);
      await rejects(bobs.sdk.dismissGroup(groupID), 10007);
      const { data } = await phone.sdk.dismissGroup(groupID);
      assert.equal(data.groupID, groupID);
      await got(bobs, noticeOf, notice.dismissed, groupID);
      await got(laptop, noticeOf, notice.dismissed, groupID);
      for (const device of [phone, laptop, bobs]) await unlisted(device, groupID);
      await rejects(carols.sdk.joinGroup({ groupID }), 10010);
      await rejects(carols.sdk.createGroup({ type: carols.types.GRP_PUBLIC, name: 'again', groupID }), 10021);
    },
  },
  {
    name: 'a work group cannot be dismissed by its owner, who can leave it without one; it ends with its last member',
    methods: ['dismissGroup', 'quitGroup', 'getGroupProfile'],
    events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
    async run(ctx) {
      const all = await people(ctx);
      const { alice, bob, phone, bobs, carols } = all;
      const groupID = await group(all, 'GRP_WORK');
      await rejects(phone.sdk.dismissGroup(groupID), 10004);
      await phone.sdk.quitGroup(groupID);
      const left = await got(bobs, tipOf, tip.quit, groupID);
      assert.deepEqual([left.payload.operatorID, left.payload.userIDList, left.payload.memberCount ?? left.payload.memberNum], [alice, [alice], 1]);
      await unlisted(phone, groupID);
      const { data } = await bobs.sdk.getGroupProfile({ groupID });
      assert.equal(data.group.ownerID, '');
      await rejects(bobs.sdk.changeGroupOwner({ groupID, newOwnerID: alice }), 10007);
      await bobs.sdk.quitGroup(groupID);
      await rejects(carols.sdk.searchGroupByID(groupID), 10010);
      assert.ok(bob);
    },
  },
  {
    name: 'a changed profile reaches all members and devices, the caller included',
    methods: ['updateGroupProfile', 'getGroupProfile'],
    events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
    async run(ctx) {
      const all = await people(ctx);
      const { alice, phone, laptop, bobs, carols } = all;
      const groupID = await group(all, 'GRP_PUBLIC');
      await sendToGroup(phone, groupID, 'to know it');
      await listed(laptop, groupID);
      const groupCustomField = [{ key: 'color', value: 'blue' }];
      await phone.sdk.updateGroupProfile({ groupID, name: 'new name', introduction: 'about', notification: 'read', avatar: 'https://a.example/x.png', groupCustomField });
      for (const device of [phone, laptop, bobs]) {
        const { payload } = await got(device, tipOf, tip.profile, groupID);
        assert.equal(payload.operatorID, alice);
        assert.deepEqual(
          [payload.newGroupProfile.groupName, payload.newGroupProfile.introduction, payload.newGroupProfile.notification, payload.newGroupProfile.avatar],
          ['new name', 'about', 'read', 'https://a.example/x.png']);
        assert.deepEqual(payload.newGroupProfile.groupCustomField, groupCustomField);
        await eventually(async () => assert.equal((await groupIn(device, groupID)).name, 'new name'));
      }
      const { data } = await bobs.sdk.getGroupProfile({ groupID });
      assert.deepEqual([data.group.introduction, data.group.notification, data.group.groupCustomField], ['about', 'read', groupCustomField]);
      await phone.sdk.updateGroupProfile({ groupID, inviteOption: phone.types.INVITE_OPTIONS_FREE_ACCESS });
      await phone.sdk.addGroupMember({ groupID, userIDList: [all.carol] });
      await eventually(async () => assert.deepEqual((await groupIn(carols, groupID))?.groupCustomField, groupCustomField));
      await carols.sdk.quitGroup(groupID);
      await rejects(bobs.sdk.updateGroupProfile({ groupID, name: 'mine' }), 10007);
      await rejects(phone.sdk.updateGroupProfile({ groupID, name: 'x'.repeat(31) }), 10004);
      await rejects(carols.sdk.getGroupProfile({ groupID }), 10007);
    },
  },
  {
    name: 'muting all reaches everybody at once and silences members, not the owner',
    methods: ['updateGroupProfile', 'sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const all = await people(ctx);
      const { phone, bobs } = all;
      const groupID = await group(all, 'GRP_PUBLIC');
      await phone.sdk.updateGroupProfile({ groupID, muteAllMembers: true });
      await eventually(async () => assert.equal((await groupIn(bobs, groupID)).muteAllMembers, true));
      await eventually(async () => assert.equal((await groupIn(phone, groupID)).muteAllMembers, true));
      await rejects(sendToGroup(bobs, groupID, 'not heard'), 10017);
      await sendToGroup(phone, groupID, 'heard');
      await receivedInGroup(bobs, withText('heard'));
      await phone.sdk.updateGroupProfile({ groupID, muteAllMembers: false });
      await eventually(async () => assert.equal((await groupIn(bobs, groupID)).muteAllMembers, false));
      await sendToGroup(bobs, groupID, 'again');
    },
  },
  {
    name: 'who joins freely is told to the members and to the own other devices',
    methods: ['joinGroup', 'quitGroup', 'getGroupOnlineMemberCount'],
    events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
    async run(ctx) {
      const all = await people(ctx);
      const { alice, bob, phone, laptop, bobs } = all;
      const { groupID } = await createGroup(bobs, bobs.types.GRP_PUBLIC, { name: 'open', joinOption: bobs.types.JOIN_OPTIONS_FREE_ACCESS });
      const { data } = await phone.sdk.joinGroup({ groupID });
      assert.deepEqual([data.status, data.group.groupID, data.group.name], ['JoinedSuccess', groupID, 'open']);
      for (const device of [bobs, laptop]) {
        const { payload } = await got(device, tipOf, tip.joined, groupID);
        assert.deepEqual([payload.userIDList, payload.groupJoinType, payload.memberNum ?? payload.memberCount], [[alice], 1, 2]);
      }
      await eventually(async () => assert.equal((await groupIn(laptop, groupID))?.name, 'open'));
      assert.equal((await phone.sdk.joinGroup({ groupID })).data.status, 'AlreadyInGroup');
      assert.equal((await bobs.sdk.getGroupOnlineMemberCount(groupID)).data.memberCount, 2);
      await rejects(bobs.sdk.quitGroup(groupID), 10009);
      await phone.sdk.quitGroup(groupID);
      await got(bobs, tipOf, tip.quit, groupID);
      await got(laptop, noticeOf, notice.quit, groupID);
      await unlisted(laptop, groupID);
      await rejects(sendToGroup(laptop, groupID, 'from outside'), 10007);
      assert.ok(bob);
    },
  },
  {
    name: 'an application is decided by the owner: accepted, then it is nobody else\'s to decide',
    methods: ['joinGroup', 'getGroupApplicationList', 'handleGroupApplication'],
    events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
    async run(ctx) {
      const all = await people(ctx);
      const { alice, bob, carol, phone, laptop, bobs, carols } = all;
      const groupID = await group(all, 'GRP_PUBLIC', { members: [] });
      assert.equal((await bobs.sdk.joinGroup({ groupID, applyMessage: 'let me in' })).data.status, 'WaitAdminApproval');
      for (const device of [phone, laptop]) {
        const { payload } = await got(device, noticeOf, notice.applied, groupID);
        assert.deepEqual([payload.operatorID, payload.handleMessage], [bob, 'let me in']);
      }
      const [application, ...others] = (await phone.sdk.getGroupApplicationList()).data.applicationList;
      assert.deepEqual([application.applicant, application.groupID, application.note, application.applicationType, others.length], [bob, groupID, 'let me in', 0, 0]);
      assert.deepEqual((await bobs.sdk.getGroupApplicationList()).data.applicationList, []);
      await phone.sdk.handleGroupApplication({ handleAction: 'Agree', handleMessage: 'welcome', application });
      const accepted = await got(bobs, noticeOf, notice.accepted, groupID);
      assert.equal(accepted.payload.handleMessage, 'welcome');
      await listed(bobs, groupID);
      await got(phone, tipOf, tip.joined, groupID);
      assert.deepEqual((await phone.sdk.getGroupApplicationList()).data.applicationList, []);
      await rejects(phone.sdk.handleGroupApplication({ handleAction: 'Agree', application }), 10024);

      await carols.sdk.joinGroup({ groupID });
      const asked = await receivedInGroup(phone, (one) => noticeOf(phone, notice.applied, groupID)(one) && one.payload.operatorID === carol);
      await phone.sdk.handleGroupApplication({ handleAction: 'Reject', handleMessage: 'no', message: asked });
      const refused = await got(carols, noticeOf, notice.rejected, groupID);
      assert.equal(refused.payload.handleMessage, 'no');
      assert.equal(await groupIn(carols, groupID), undefined);
      assert.ok(alice);
    },
  },
  {
    name: 'groups that nobody joins by oneself',
    methods: ['joinGroup', 'searchGroupByID'],
    async run(ctx) {
      const all = await people(ctx);
      const { bobs, phone } = all;
      const work = await group(all, 'GRP_WORK', { members: [] });
      const closed = await group(all, 'GRP_PUBLIC', { members: [], joinOption: phone.types.JOIN_OPTIONS_DISABLE_APPLY });
      await rejects(bobs.sdk.joinGroup({ groupID: work }), 10007);
      await rejects(bobs.sdk.joinGroup({ groupID: closed }), 10007);
      await rejects(bobs.sdk.joinGroup({ groupID: 'no-such-group' }), 10010);
      await rejects(bobs.sdk.searchGroupByID(work), 10007);
      await rejects(bobs.sdk.searchGroupByID('no-such-group'), 10010);
      const { data } = await bobs.sdk.searchGroupByID(closed);
      assert.deepEqual([data.group.groupID, data.group.type, data.group.name, data.group.memberCount], [closed, 'Public', 'a group', 1]);
    },
  },
  {
    name: 'the owner hands the group over and is an ordinary member from then on',
    methods: ['changeGroupOwner', 'getGroupMemberProfile'],
    events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
    async run(ctx) {
      const all = await people(ctx);
      const { alice, bob, carol, phone, bobs } = all;
      const groupID = await group(all, 'GRP_PUBLIC');
      await rejects(bobs.sdk.changeGroupOwner({ groupID, newOwnerID: alice }), 10007);
      await rejects(phone.sdk.changeGroupOwner({ groupID, newOwnerID: carol }), 10019);
      await phone.sdk.changeGroupOwner({ groupID, newOwnerID: bob });
      const { payload } = await got(bobs, tipOf, tip.profile, groupID);
      assert.equal(payload.newGroupProfile.ownerID, bob);
      await eventually(async () => assert.deepEqual([(await groupIn(bobs, groupID)).ownerID, (await groupIn(bobs, groupID)).selfInfo.role], [bob, 'Owner']));
      assert.deepEqual([(await member(bobs, groupID, alice)).role, (await member(bobs, groupID, bob)).role], ['Member', 'Owner']);
      await rejects(phone.sdk.changeGroupOwner({ groupID, newOwnerID: bob }), 10007);
    },
  },
  {
    name: 'members of a work group bring others in; the owner removes them',
    methods: ['addGroupMember', 'deleteGroupMember', 'getGroupMemberList', 'getGroupMemberProfile'],
    events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
    async run(ctx) {
      const all = await people(ctx);
      const { alice, bob, carol, phone, bobs, carols } = all;
      const groupID = await group(all, 'GRP_WORK');
      const { data } = await bobs.sdk.addGroupMember({ groupID, userIDList: [carol, alice, 'nobody-at-all'] });
      assert.deepEqual([data.successUserIDList, data.existedUserIDList, data.failureUserIDList], [[carol], [alice], ['nobody-at-all']]);
      const invited = await got(carols, noticeOf, notice.invited, groupID);
      assert.equal(invited.payload.operatorID, bob);
      await listed(carols, groupID);
      const joined = await got(phone, tipOf, tip.joined, groupID);
      assert.deepEqual([joined.payload.operatorID, joined.payload.userIDList, joined.payload.groupJoinType], [bob, [carol], 2]);

      const list = (await phone.sdk.getGroupMemberList({ groupID, count: 30 })).data.memberList;
      assert.deepEqual(list.map(({ userID, role }) => [userID, role]), [[alice, 'Owner'], [bob, 'Member'], [carol, 'Member']]);
      const first = (await phone.sdk.getGroupMemberList({ groupID, count: 2, offset: 0 })).data;
      const second = (await phone.sdk.getGroupMemberList({ groupID, count: 2, offset: first.offset })).data;
      assert.deepEqual([first.memberList.length, first.offset, second.memberList.map((one) => one.userID), second.offset], [2, 2, [carol], 0]);
      assert.deepEqual((await phone.sdk.getGroupMemberList({ groupID, role: 'Owner' })).data.memberList.map((one) => one.userID), [alice]);

      await rejects(bobs.sdk.deleteGroupMember({ groupID, userIDList: [carol] }), 10007);
      await phone.sdk.deleteGroupMember({ groupID, userIDList: [carol], reason: 'enough' });
      await got(carols, noticeOf, notice.kicked, groupID);
      await unlisted(carols, groupID);
      const kicked = await got(bobs, tipOf, tip.kicked, groupID);
      assert.deepEqual(kicked.payload.userIDList, [carol]);
      await rejects(sendToGroup(carols, groupID, 'from outside'), 10007);
      assert.deepEqual((await bobs.sdk.getGroupMemberProfile({ groupID, userIDList: [carol] })).data.memberList, []);
    },
  },
  {
    name: 'public groups: nobody is brought in unless the option allows it, administrators may have to approve',
    methods: ['addGroupMember', 'getGroupApplicationList', 'handleGroupApplication', 'updateGroupProfile'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const all = await people(ctx);
      const { bob, carol, phone, bobs, carols } = all;
      const groupID = await group(all, 'GRP_PUBLIC');
      await rejects(bobs.sdk.addGroupMember({ groupID, userIDList: [carol] }), 10007);
      await phone.sdk.updateGroupProfile({ groupID, inviteOption: phone.types.INVITE_OPTIONS_NEED_PERMISSION });
      const { data } = await bobs.sdk.addGroupMember({ groupID, userIDList: [carol] });
      assert.deepEqual([data.successUserIDList, data.failureUserIDList], [[], []]);
      await got(phone, noticeOf, notice.inviteApplied, groupID);
      const [application] = (await phone.sdk.getGroupApplicationList()).data.applicationList;
      assert.deepEqual([application.applicant, application.userID, application.applicationType], [bob, carol, 2]);
      await phone.sdk.handleGroupApplication({ handleAction: 'Agree', application });
      await got(carols, noticeOf, notice.invited, groupID);
      const { payload } = await got(bobs, tipOf, tip.joined, groupID);
      assert.deepEqual([payload.operatorID, payload.userIDList, payload.groupJoinType], [bob, [carol], 2]);
    },
  },
  {
    name: 'where the app asks for consent, who is invited decides',
    methods: ['addGroupMember', 'handleGroupInvitation'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const all = await people(ctx, ctx.apps.consent);
      const { alice, bob, carol, phone, bobs, carols } = all;
      const groupID = await group(all, 'GRP_WORK', { members: [] });
      await phone.sdk.addGroupMember({ groupID, userIDList: [bob, carol] });
      const asked = await got(bobs, noticeOf, notice.toAccept, groupID);
      assert.deepEqual([asked.payload.operatorID, asked.payload.inviteeList], [alice, [bob]]);
      assert.equal(await groupIn(bobs, groupID), undefined);
      await bobs.sdk.callExperimentalAPI('handleGroupInvitation', { handleAction: 'Agree', message: asked });
      await listed(bobs, groupID);
      await got(phone, noticeOf, notice.agreed, groupID);
      const { payload } = await got(phone, tipOf, tip.joined, groupID);
      assert.deepEqual([payload.operatorID, payload.userIDList, payload.groupJoinType], [alice, [bob], 2]);
      const other = await got(carols, noticeOf, notice.toAccept, groupID);
      await carols.sdk.callExperimentalAPI('handleGroupInvitation', { handleAction: 'Reject', handleMessage: 'no', message: other });
      await got(phone, noticeOf, notice.refused, groupID);
      await rejects(sendToGroup(carols, groupID, 'from outside'), 10007);
    },
  },
  {
    name: 'roles: made and ended by the owner, told to all, and they give rights',
    methods: ['setGroupMemberRole', 'setGroupMemberMuteTime', 'deleteGroupMember', 'getGroupMemberProfile'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const all = await people(ctx);
      const { alice, bob, carol, phone, bobs, carols } = all;
      const groupID = await group(all, 'GRP_PUBLIC', { members: [bob, carol] });
      await rejects(bobs.sdk.setGroupMemberMuteTime({ groupID, userID: carol, muteTime: 60 }), 10007);
      const { data } = await phone.sdk.setGroupMemberRole({ groupID, userID: bob, role: 'Admin' });
      assert.equal(data.member.role, 'Admin');
      await got(bobs, noticeOf, notice.admin, groupID);
      const granted = await got(carols, tipOf, tip.adminGranted, groupID);
      assert.deepEqual(granted.payload.userIDList, [bob]);
      await rejects(bobs.sdk.setGroupMemberMuteTime({ groupID, userID: alice, muteTime: 60 }), 10007);
      await rejects(bobs.sdk.deleteGroupMember({ groupID, userIDList: [alice] }), 10007);

      const before = Math.floor(Date.now() / 1000);
      await bobs.sdk.setGroupMemberMuteTime({ groupID, userID: carol, muteTime: 600 });
      const muted = await got(phone, tipOf, tip.member, groupID);
      assert.deepEqual([muted.payload.memberList[0].userID, muted.payload.memberList[0].muteTime], [carol, 600]);
      await rejects(sendToGroup(carols, groupID, 'not heard'), 10017);
      const { muteUntil } = await member(phone, groupID, carol);
      assert.ok(Math.abs(muteUntil - before - 600) <= 10, `muted until ${muteUntil}`);
      await bobs.sdk.setGroupMemberMuteTime({ groupID, userID: carol, muteTime: 0 });
      await sendToGroup(carols, groupID, 'heard again');

      await phone.sdk.setGroupMemberRole({ groupID, userID: bob, role: 'Member' });
      await got(bobs, noticeOf, notice.noAdmin, groupID);
      const revoked = await got(carols, tipOf, tip.adminRevoked, groupID);
      assert.deepEqual(revoked.payload.userIDList, [bob]);
      await rejects(bobs.sdk.deleteGroupMember({ groupID, userIDList: [carol] }), 10007);
    },
  },
  {
    name: 'a mute outlives leaving and coming back',
    methods: ['setGroupMemberMuteTime', 'quitGroup', 'joinGroup'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const all = await people(ctx);
      const { bob, phone, bobs } = all;
      const groupID = await group(all, 'GRP_PUBLIC', { joinOption: phone.types.JOIN_OPTIONS_FREE_ACCESS });
      await phone.sdk.setGroupMemberMuteTime({ groupID, userID: bob, muteTime: 600 });
      await bobs.sdk.quitGroup(groupID);
      await bobs.sdk.joinGroup({ groupID });
      await rejects(sendToGroup(bobs, groupID, 'still not heard'), 10017);
    },
  },
  {
    name: 'name cards and custom fields: own ones, and those of others by the owner',
    methods: ['setGroupMemberNameCard', 'setGroupMemberCustomField', 'getGroupMemberProfile', 'getGroupMemberList'],
    async run(ctx) {
      const all = await people(ctx);
      const { alice, bob, carol, phone, bobs } = all;
      const groupID = await group(all, 'GRP_PUBLIC', { members: [bob, carol] });
      await bobs.sdk.setGroupMemberNameCard({ groupID, nameCard: 'Bobby' });
      await phone.sdk.setGroupMemberNameCard({ groupID, userID: carol, nameCard: 'Caro' });
      await rejects(bobs.sdk.setGroupMemberNameCard({ groupID, userID: alice, nameCard: 'x' }), 10007);
      await rejects(bobs.sdk.setGroupMemberNameCard({ groupID, nameCard: 'x'.repeat(51) }), 10004);
      const memberCustomField = [{ key: 'team', value: 'red' }];
      await bobs.sdk.setGroupMemberCustomField({ groupID, memberCustomField });
      await rejects(bobs.sdk.setGroupMemberCustomField({ groupID, userID: carol, memberCustomField }), 10007);
      const { nameCard, memberCustomField: fields } = await member(phone, groupID, bob);
      assert.deepEqual([nameCard, fields], ['Bobby', memberCustomField]);
      const list = (await phone.sdk.getGroupMemberList({ groupID })).data.memberList;
      assert.deepEqual(list.map((one) => one.nameCard), ['', 'Bobby', 'Caro']);
      const sent = await sendToGroup(bobs, groupID, 'by my card');
      assert.equal((await receivedInGroup(phone, withText('by my card'))).nameCard, 'Bobby');
      assert.ok(sent.ID);
    },
  },
  {
    name: 'how a group is received: on all own devices, and discarded messages are not pushed',
    methods: ['setMessageRemindType', 'getConversationProfile'],
    events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
    async run(ctx) {
      const all = await people(ctx);
      const { phone, laptop, bobs } = all;
      const groupID = await group(all, 'GRP_PUBLIC');
      await sendToGroup(bobs, groupID, 'first');
      await receivedInGroup(laptop, withText('first'));
      await phone.sdk.setMessageRemindType({ groupID, messageRemindType: phone.types.MSG_REMIND_DISCARD });
      await eventually(async () => {
        const { data } = await laptop.sdk.getConversationProfile(conversationOf(groupID));
        assert.equal(data.conversation.messageRemindType, laptop.types.MSG_REMIND_DISCARD);
      });
      await sendToGroup(bobs, groupID, 'not for alice');
      await sendToGroup(phone, groupID, 'from my phone');
      await receivedInGroup(laptop, withText('from my phone'));
      assert.equal(laptop.received().some(withText('not for alice')), false);
      assert.equal(phone.received().some(withText('not for alice')), false);
      await phone.sdk.setMessageRemindType({ groupID, messageRemindType: phone.types.MSG_REMIND_ACPT_AND_NOTE });
      await sendToGroup(bobs, groupID, 'for alice');
      await receivedInGroup(laptop, withText('for alice'));
    },
  },
  {
    name: 'members of a meeting come and go without tips',
    methods: ['joinGroup', 'quitGroup', 'deleteGroupMember'],
    events: ['GROUP_LIST_UPDATED', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const all = await people(ctx);
      const { bob, carol, phone, bobs, carols } = all;
      const groupID = await group(all, 'GRP_MEETING', { members: [] });
      await bobs.sdk.joinGroup({ groupID });
      await carols.sdk.joinGroup({ groupID });
      await carols.sdk.quitGroup(groupID);
      await phone.sdk.deleteGroupMember({ groupID, userIDList: [bob] });
      await got(bobs, noticeOf, notice.kicked, groupID);
      await sendToGroup(phone, groupID, 'alone');
      assert.deepEqual([phone, bobs, carols].flatMap((device) => device.received().filter((one) => one.type === device.types.MSG_GRP_TIP)), []);
      assert.deepEqual((await phone.sdk.getGroupMemberList({ groupID })).data.memberList.length, 1);
      assert.ok(carol);
    },
  },
  {
    name: 'communities: members page by page behind the last one, custom roles, own applications',
    methods: ['createGroup', 'joinGroup', 'getGroupMemberList', 'setGroupMemberRole', 'getGroupApplicationList', 'updateGroupProfile'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const all = await people(ctx);
      const { alice, bob, carol, phone, bobs, carols } = all;
      const { groupID } = await createGroup(phone, phone.types.GRP_COMMUNITY, { name: 'townsfolk' });
      await bobs.sdk.joinGroup({ groupID });
      const { payload } = await got(phone, tipOf, tip.joined, groupID);
      assert.deepEqual(payload.userIDList, [bob]);
      await phone.sdk.updateGroupProfile({ groupID, joinOption: phone.types.JOIN_OPTIONS_NEED_PERMISSION });
      assert.equal((await carols.sdk.joinGroup({ groupID })).data.status, 'WaitAdminApproval');
      const [application] = (await phone.sdk.getGroupApplicationList()).data.applicationList;
      await phone.sdk.handleGroupApplication({ handleAction: 'Agree', application });
      await listed(carols, groupID);
      const pages = [];
      for (let offset = 0; ;) {
        const { data } = await phone.sdk.getGroupMemberList({ groupID, count: 2, offset });
        pages.push(data.memberList.map((one) => one.userID));
        if (!(offset = data.offset)) break;
      }
      assert.deepEqual(pages, [[alice, bob], [carol]]);
      await phone.sdk.setGroupMemberRole({ groupID, userID: bob, role: 'Custom' });
      assert.equal((await member(carols, groupID, bob)).role, 'Custom');
    },
  },
];
