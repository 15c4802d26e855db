import { assert, delay, eventually, rejects } from '../lib/expect.mjs';
import { conversationOf, createGroup, groupIn, noticeOf, receivedInGroup, sendToGroup, tipOf, withText } from '../lib/groups.mjs';
import { nudge } from '../lib/chat.mjs';
import { both, framesOf, guestPollCommand, pollCommand, room, unique } from '../lib/rooms.mjs';

const isPolling = (device, command) => eventually(async () => assert.ok((await framesOf(device, '>', command)).length > 0));

const broadcast = (ctx, app, from, text) => ctx.rest(app).ok('group_open_http_svc/send_broadcast_msg', {
  From_Account: from, Random: Math.floor(Math.random() * 2 ** 32), MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }], CloudCustomData: 'news',
});

/** Who is in a live room besides the usual: guests, several rooms at once, listeners with a key, one room per account, everybody after a restart. */
export default [
  ...both('a message to all live rooms reaches everybody who is in one', {
    methods: ['joinGroup'], events: ['MESSAGE_RECEIVED'], exclusive: true,
  }, async (ctx, app) => {
    const { alice, owner, bobs, carols, groupID } = await room(ctx, app);
    const other = (await createGroup(carols, carols.types.GRP_AVCHATROOM, { name: 'other', groupID: `room_${unique()}` })).groupID;
    await carols.sdk.joinGroup({ groupID: other });
    const guest = await ctx.device(app);
    await guest.sdk.joinGroup({ groupID });
    await isPolling(guest, guestPollCommand);
    await delay(1000);
    const text = `to all ${unique()}`;
    assert.ok((await broadcast(ctx, app, alice, text)).MsgSeq > 0);
    for (const [device, id] of [[bobs, groupID], [carols, other], [guest, groupID]]) {
      const message = await receivedInGroup(device, withText(text));
      assert.deepEqual([message.from, message.to, message.conversationID, message.isBroadcastMessage, message.cloudCustomData],
        [alice, id, conversationOf(id), true, 'news']);
    }
    await sendToGroup(owner, groupID, 'as ever');
    assert.ok(!(await receivedInGroup(bobs, withText('as ever'))).isBroadcastMessage);
    await delay(500);
    for (const device of [bobs, carols, guest]) assert.equal(device.received().filter(withText(text)).length, 1);
    const [one, two] = await Promise.all(['x', 'y'].map((each) => ctx.rest(app).post('group_open_http_svc/send_broadcast_msg', {
      Random: Math.floor(Math.random() * 2 ** 32), MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: each } }],
    })));
    assert.ok([one, two].some(({ ErrorCode }) => ErrorCode === 0 || ErrorCode === 10023));
  }),

  {
    name: 'polls ask for the short form and the SDK understands it',
    methods: ['joinGroup'],
    events: ['MESSAGE_RECEIVED'],
    deadline: 45000,
    async run(ctx) {
      const { carol, owner, bobs, carols, groupID } = await room(ctx, ctx.apps.polling);
      await sendToGroup(owner, groupID, '', { kind: 'custom', payload: { data: 'd', description: '', extension: 'e' }, extra: { cloudCustomData: 'c' } });
      const custom = await receivedInGroup(bobs, (message) => message.type === bobs.types.MSG_CUSTOM);
      assert.deepEqual([custom.payload, custom.cloudCustomData, custom.from, custom.to, custom.priority],
        [{ data: 'd', description: '', extension: 'e' }, 'c', owner.user, groupID, 'Normal']);
      await sendToGroup(owner, groupID, 'plain');
      assert.equal((await receivedInGroup(bobs, withText('plain'))).cloudCustomData, '');
      await carols.sdk.joinGroup({ groupID });
      const tip = await receivedInGroup(bobs, (message) => tipOf(bobs, 1, groupID)(message) && message.payload.userIDList.includes(carol));
      assert.deepEqual([tip.payload.operatorID, tip.payload.memberList.map(({ userID }) => userID), tip.payload.groupProfile.groupName], [carol, [carol], 'live']);
      assert.ok((await framesOf(bobs, '>', pollCommand)).some(({ text }) => text.includes('"DownsizeFlag":1')));
      assert.ok((await framesOf(bobs, '<', pollCommand)).some(({ text }) => text.includes('"E":3')));
    },
  },

  ...both('who comes into another room on another device leaves the first, where the app wants it', {
    methods: ['joinGroup'], events: ['MESSAGE_RECEIVED', 'GROUP_LIST_UPDATED'],
  }, async (ctx, app) => {
    const { alice, bob, owner, bobs, groupID } = await room(ctx, app);
    const other = (await createGroup(owner, owner.types.GRP_AVCHATROOM, { name: 'other', groupID: `room_${unique()}` })).groupID;
    const tablet = await ctx.online(bob, { app });
    await tablet.sdk.joinGroup({ groupID: other });
    await receivedInGroup(bobs, noticeOf(bobs, 8, groupID));
    await receivedInGroup(owner, (message) => tipOf(owner, 2, groupID)(message) && message.payload.userIDList.includes(bob));
    await eventually(async () => assert.equal(await groupIn(bobs, groupID), undefined));
    await rejects(sendToGroup(bobs, groupID, 'too late'), 2101, 10007);
    await delay(1000);
    const polls = (await framesOf(bobs, '>', pollCommand)).length;
    await delay(1500);
    assert.equal((await framesOf(bobs, '>', pollCommand)).length, polls);
    await bobs.sdk.joinGroup({ groupID });
    await receivedInGroup(tablet, noticeOf(tablet, 8, other));
    await sendToGroup(owner, groupID, `welcome back from ${alice}`);
    await receivedInGroup(bobs, withText(`welcome back from ${alice}`));
    assert.equal(tablet.received().filter(withText(`welcome back from ${alice}`)).length, 0);
  }, ['oneRoom', 'oneRoomPolling']),

  {
    name: 'a guest can be in several rooms at once',
    methods: ['joinGroup', 'quitGroup'],
    events: ['MESSAGE_RECEIVED'],
    deadline: 45000,
    async run(ctx) {
      const { owner, bobs, carols, groupID } = await room(ctx, ctx.apps.devices);
      const other = (await createGroup(bobs, bobs.types.GRP_AVCHATROOM, { name: 'other', groupID: `room_${unique()}` })).groupID;
      await carols.sdk.joinGroup({ groupID: other });
      const guest = await ctx.device(ctx.apps.devices, { unlimitedAVChatRoom: true });
      await guest.sdk.joinGroup({ groupID });
      await guest.sdk.joinGroup({ groupID: other });
      await eventually(async () => assert.ok(new Set((await framesOf(guest, '>', guestPollCommand)).map(({ text }) => text.match(/"Key":"([^"]+)"/)[1])).size === 2));
      await delay(300);
      await sendToGroup(owner, groupID, 'here');
      await sendToGroup(carols, other, 'there');
      for (const [text, id] of [['here', groupID], ['there', other]]) assert.equal((await receivedInGroup(guest, withText(text))).to, id);
      await guest.sdk.quitGroup(groupID);
      await sendToGroup(owner, groupID, 'gone');
      await sendToGroup(carols, other, 'still there');
      await receivedInGroup(guest, withText('still there'));
      await delay(300);
      assert.equal(guest.received().filter(withText('gone')).length, 0);
    },
  },

  {
    name: 'a room can be listened to with a key from elsewhere',
    methods: ['callExperimentalAPI'],
    events: ['MESSAGE_RECEIVED'],
    deadline: 45000,
    async run(ctx) {
      const { owner, bobs, carols, groupID } = await room(ctx, ctx.apps.devices);
      await sendToGroup(owner, groupID, 'before');
      await carols.sdk.callExperimentalAPI('startMessageLongPolling', { groupID, longPollingKey: groupID, longPollingSequence: 1 });
      await receivedInGroup(carols, withText('before'));
      await isPolling(carols, pollCommand);
      await sendToGroup(bobs, groupID, 'now');
      assert.equal((await receivedInGroup(carols, withText('now'))).conversationID, conversationOf(groupID));
      assert.equal(carols.received().filter(withText('before')).length, 1);
      await carols.sdk.callExperimentalAPI('stopMessageLongPolling', { groupID });
      await sendToGroup(bobs, groupID, 'later');
      await delay(1500);
      assert.equal(carols.received().filter(withText('later')).length, 0);
    },
  },

  ...['SIGTERM', 'SIGKILL'].flatMap((signal) => both(`members are in their room again after ${signal}`, {
    methods: ['joinGroup', 'sendMessage'], events: ['MESSAGE_RECEIVED', 'NET_STATE_CHANGE'], exclusive: true, deadline: 120000,
  }, async (ctx, app) => {
    const { owner, bobs, groupID } = await room(ctx, app);
    await sendToGroup(owner, groupID, 'before');
    await receivedInGroup(bobs, withText('before'));
    await delay(2500);
    const positions = [owner.now, bobs.now];
    await ctx.host.stop(signal);
    await ctx.host.resume();
    for (const device of [owner, bobs]) nudge(device);
    await Promise.all([owner, bobs].map((device, index) =>
      device.waitFor(device.event.NET_STATE_CHANGE, ({ state }) => state === 'connected', { since: positions[index], timeout: 40000 })));
    await delay(1500);
    await sendToGroup(owner, groupID, 'after');
    await receivedInGroup(bobs, withText('after'));
    await sendToGroup(bobs, groupID, 'answer');
    await receivedInGroup(owner, withText('answer'));
    assert.deepEqual([owner, bobs].flatMap((device) => device.received().filter((message) => message.to === groupID && message.type === device.types.MSG_TEXT))
      .map(({ payload }) => payload.text), ['answer', 'before', 'after']);
  })),
];
