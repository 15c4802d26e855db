import { assert, eventually, rejects, texts } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { comeBack, conversation, create, history, leave, sendText, sendTexts } from '../lib/chat.mjs';

const friendsOf = async (device) => (await device.sdk.getFriendList()).data.map((one) => one.userID);
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
  {
    name: 'who is blocked sees success on all devices, the receiver sees nothing at all',
    methods: ['addToBlacklist', 'sendMessage', 'revokeMessage', 'modifyMessage', 'getMessageList', 'getConversationList', 'getTotalUnreadMessageCount'],
    events: ['MESSAGE_RECEIVED', 'MESSAGE_REVOKED', 'MESSAGE_MODIFIED'],
    deadline: 60000,
    async run(ctx) {
      const app = ctx.apps.devices;
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [phone, laptop, bobs, bobsOther] = await Promise.all([alice, alice, bob, bob].map((user) => ctx.online(user, { app })));
      await bobs.sdk.addToBlacklist({ userIDList: [alice] });
      const [kept, recalled, edited] = await sendTexts(phone, bob, ['kept', 'recalled', 'edited']);
      await eventually(() => assert.deepEqual(texts(laptop.received()), ['kept', 'recalled', 'edited']));
      await phone.sdk.revokeMessage(ref(recalled));
      await phone.changePayload(edited, { text: 'changed' });
      await phone.sdk.modifyMessage(ref(edited));
      await laptop.waitFor(laptop.event.MESSAGE_REVOKED, ([one]) => one.ID === recalled.ID);
      await laptop.waitFor(laptop.event.MESSAGE_MODIFIED, ([one]) => one.payload.text === 'changed');
      for (const device of [phone, laptop, await ctx.online(alice, { app })]) {
        const { messageList } = await history(device, bob);
        assert.deepEqual(messageList.map((one) => [one.payload?.text, one.isRevoked]).filter(([, isRevoked]) => !isRevoked).map(([text]) => text), ['kept', 'changed']);
        assert.equal((await conversation(device, bob)).lastMessage.payload.text, 'changed');
      }
      const marker = await sendText(bobs, alice, 'from bob');
      await phone.waitFor(phone.event.MESSAGE_RECEIVED, ([one]) => one.ID === marker.ID);
      for (const device of [bobs, bobsOther, await ctx.online(bob, { app })]) {
        await eventually(async () => assert.deepEqual(texts((await history(device, alice)).messageList), ['from bob']));
        assert.deepEqual(device.received().filter((one) => one.from === alice), []);
        assert.deepEqual([...device.seen(device.event.MESSAGE_REVOKED), ...device.seen(device.event.MESSAGE_MODIFIED)], []);
        assert.equal(await device.sdk.getTotalUnreadMessageCount(), 0);
        assert.equal((await conversation(device, alice)).lastMessage.payload.text, 'from bob');
      }
      await bobs.sdk.removeFromBlacklist({ userIDList: [alice] });
      await sendText(laptop, bob, 'open again');
      await bobs.waitFor(bobs.event.MESSAGE_RECEIVED, ([one]) => one.payload.text === 'open again');
      assert.equal(kept.status, 'success');
    },
  },
  {
    name: 'an app may tell who is blocked',
    methods: ['addToBlacklist', 'sendMessage', 'resendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const app = ctx.apps.strict;
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      await ctx.rest(app).ok('sns/black_list_add', { From_Account: bob, To_Account: [alice] });
      const [device, bobs] = await Promise.all([alice, bob].map((user) => ctx.online(user, { app })));
      const message = await create(device, 'text', bob, { text: 'blocked' });
      await rejects(device.sdk.sendMessage(ref(message)), 20007);
      await ctx.rest(app).sendText(app.administrator, bob, 'from an administrator');
      await bobs.waitFor(bobs.event.MESSAGE_RECEIVED, ([one]) => one.payload.text === 'from an administrator');
      await ctx.rest(app).ok('sns/black_list_delete', { From_Account: bob, To_Account: [alice] });
      await device.sdk.resendMessage(ref(message));
      await bobs.waitFor(bobs.event.MESSAGE_RECEIVED, ([one]) => one.payload.text === 'blocked');
    },
  },
  {
    name: 'a muted account sends nothing to users or to groups until its time is over',
    methods: ['sendMessage', 'resendMessage'],
    async run(ctx) {
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice);
      const { data } = await device.sdk.createGroup({ type: device.types.GRP_WORK, name: 'walkers' });
      const toGroup = (text) => device.sdk.createTextMessage({ to: data.group.groupID, conversationType: device.types.CONV_GROUP, payload: { text } });
      const rest = ctx.rest();
      await rest.ok('openconfigsvr/setnospeaking', { Set_Account: alice, C2CmsgNospeakingTime: 3, GroupmsgNospeakingTime: 4294967295 });
      const message = await create(device, 'text', bob, { text: 'muted' });
      await rejects(device.sdk.sendMessage(ref(message)), 20012);
      await rejects(device.sdk.sendMessage(ref(await toGroup('muted'))), 10017);
      assert.equal((await rest.ok('openconfigsvr/getnospeaking', { Get_Account: alice })).GroupmsgNospeakingTime, 4294967295);
      await eventually(() => device.sdk.resendMessage(ref(message)), 8000);
      await rest.ok('openconfigsvr/setnospeaking', { Set_Account: alice, GroupmsgNospeakingTime: 0 });
      await device.sdk.sendMessage(ref(await toGroup('no longer')));
      const { C2CmsgNospeakingTime, GroupmsgNospeakingTime } = await rest.ok('openconfigsvr/getnospeaking', { Get_Account: alice });
      assert.deepEqual([C2CmsgNospeakingTime, GroupmsgNospeakingTime], [0, 0]);
      assert.equal((await rest.post('openconfigsvr/setnospeaking', { Set_Account: alice })).ErrorCode, 130008);
    },
  },
  {
    name: 'imported friends are listed page by page, with what they are called',
    methods: ['getFriendList', 'getFriendProfile', 'checkFriend', 'getConversationList'],
    events: ['FRIEND_LIST_UPDATED', 'CONVERSATION_LIST_UPDATED'],
    deadline: 60000,
    async run(ctx) {
      const app = ctx.apps.devices;
      const rest = ctx.rest(app);
      const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
      const many = Array.from({ length: 120 }, (_, index) => ctx.user(`f${index}`));
      for (const user of many) await rest.importAccount(user);
      await rest.sendText(bob, alice, 'hi');
      const source = { AddSource: 'AddSource_Type_Test' };
      const importing = async (from, items) => (await rest.ok('sns/friend_import', { From_Account: from, AddFriendItem: items.map((item) => ({ ...source, ...item })) })).ResultItem;
      await importing(alice, [{ To_Account: bob, Remark: 'Bobby' }, ...many.map((user) => ({ To_Account: user }))]);
      const device = await ctx.online(alice, { app });
      await eventually(async () => assert.equal((await friendsOf(device)).length, 121), 10000);
      const [friend] = (await device.sdk.getFriendProfile({ userIDList: [bob, carol] })).data.friendList;
      assert.deepEqual([friend.userID, friend.remark, friend.source], [bob, 'Bobby', 'AddSource_Type_Test']);
      await eventually(async () => assert.equal((await conversation(device, bob)).remark, 'Bobby'));
      const [result] = (await device.sdk.checkFriend({ userIDList: [bob] })).data.successUserIDList;
      assert.equal(result.relation, device.types.SNS_TYPE_A_WITH_B);
      const since = device.now;
      const results = await importing(alice, [{ To_Account: carol, Remark: 'Caro' }, { To_Account: ctx.user('nobody') }]);
      assert.deepEqual(results.map((one) => one.ResultCode), [0, 30003]);
      await device.waitFor(device.event.FRIEND_LIST_UPDATED, (friends) => friends.some((one) => one.userID === carol && one.remark === 'Caro'), { since });
    },
  },
  {
    name: 'a deleted friend goes from the lists of all devices concerned',
    methods: ['deleteFriend', 'getFriendList', 'addToBlacklist', 'checkFriend'],
    events: ['FRIEND_LIST_UPDATED'],
    async run(ctx) {
      const app = ctx.apps.devices;
      const rest = ctx.rest(app);
      const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
      const befriend = (one, ...others) => rest.ok('sns/friend_import', {
        From_Account: one, AddFriendItem: others.map((other) => ({ To_Account: other, AddSource: 'AddSource_Type_Test' })),
      });
      await befriend(alice, bob, carol);
      await befriend(bob, alice);
      await befriend(carol, alice);
      const [phone, laptop, bobs, carols] = await Promise.all([alice, alice, bob, carol].map((user) => ctx.online(user, { app })));
      for (const device of [phone, laptop]) await eventually(async () => assert.deepEqual((await friendsOf(device)).sort(), [bob, carol].sort()));
      for (const device of [bobs, carols]) await eventually(async () => assert.deepEqual(await friendsOf(device), [alice]));
      const { data } = await phone.sdk.deleteFriend({ userIDList: [bob, ctx.user('stranger')], type: phone.types.SNS_DELETE_TYPE_BOTH });
      assert.deepEqual([data.successUserIDList.map((one) => one.userID), data.failureUserIDList.map((one) => one.code)], [[bob], [2700]]);
      for (const device of [phone, laptop]) await eventually(async () => assert.deepEqual(await friendsOf(device), [carol]));
      await eventually(async () => assert.deepEqual(await friendsOf(bobs), []));
      await leave(laptop);
      await phone.sdk.addToBlacklist({ userIDList: [carol] });
      await eventually(async () => assert.deepEqual([await friendsOf(phone), await friendsOf(carols)], [[], []]));
      await comeBack(laptop);
      await eventually(async () => assert.deepEqual([await friendsOf(laptop), await blacklistOf(laptop)], [[], [carol]]));
      assert.equal((await rest.post('sns/friend_delete', { From_Account: alice, To_Account: [bob] })).ResultItem[0].ResultCode, 31704);
    },
  },
  {
    name: 'an app may let messages pass between friends only',
    methods: ['sendMessage', 'resendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const app = ctx.apps.friendsOnly;
      const rest = ctx.rest(app);
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const befriend = (one, other) => rest.ok('sns/friend_import', { From_Account: one, AddFriendItem: [{ To_Account: other, AddSource: 'AddSource_Type_Test' }] });
      const [device, bobs] = await Promise.all([alice, bob].map((user) => ctx.online(user, { app })));
      const message = await create(device, 'text', bob, { text: 'to a friend' });
      await rejects(device.sdk.sendMessage(ref(message)), 20009);
      await befriend(alice, bob);
      await rejects(device.sdk.resendMessage(ref(message)), 20010);
      await rejects(sendText(bobs, alice, 'not yet'), 20011);
      await befriend(bob, alice);
      await device.sdk.resendMessage(ref(message));
      await bobs.waitFor(bobs.event.MESSAGE_RECEIVED, ([one]) => one.payload.text === 'to a friend');
      await rest.ok('sns/friend_delete_all', { From_Account: alice, DeleteType: 'Delete_Type_Both' });
      await rejects(sendText(bobs, alice, 'no longer'), 20009);
      await rest.sendText(app.administrator, alice, 'from an administrator');
      await device.waitFor(device.event.MESSAGE_RECEIVED, ([one]) => one.from === app.administrator);
    },
  },
];
