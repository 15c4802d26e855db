import { assert, delay, eventually, rejects } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { createInGroup, receivedInGroup, sendToGroup, withText } from '../lib/groups.mjs';
import { fresh, groupConversation, groupHistory, meeting, said, unreadInGroup } from '../lib/group-people.mjs';

/** The group of `meeting` with a message from bob that everybody has. */
async function talk(ctx, { type, options, extra } = {}) {
  const room = await meeting(ctx, type);
  const sent = await sendToGroup(room.bobs, room.groupID, 'hello', { options, extra });
  const copies = {};
  for (const name of ['phone', 'laptop', 'carols']) copies[name] = await receivedInGroup(room[name], withText('hello'));
  return { ...room, sent, copies };
}

const find = async (device, groupID, sequence) => (await groupHistory(device, groupID)).messageList.find((message) => message.sequence === sequence);

export default [
  {
    name: 'a recalled message is recalled for everybody, also later, and no longer counts as unread',
    methods: ['revokeMessage', 'getMessageList'],
    events: ['MESSAGE_REVOKED', 'CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, phone, laptop, bobs, carols, groupID, sent } = await talk(ctx);
      for (const device of [phone, laptop, carols]) await eventually(async () => assert.equal(await unreadInGroup(device, groupID), 1));
      const { data } = await bobs.sdk.revokeMessage(ref(sent));
      assert.equal(data.message.isRevoked, true);
      for (const device of [phone, laptop, carols]) {
        const [revoked] = await device.waitFor(device.event.MESSAGE_REVOKED, (list) => list.some(({ ID }) => ID === sent.ID));
        assert.deepEqual([revoked.sequence, revoked.revoker, revoked.revokerInfo.userID], [sent.sequence, bob, bob]);
        await eventually(async () => assert.equal(await unreadInGroup(device, groupID), 0));
        assert.equal((await groupConversation(device, groupID)).lastMessage.isRevoked, true);
      }
      await fresh(ctx, alice, app, async (device) => {
        const message = await find(device, groupID, sent.sequence);
        assert.deepEqual([message.isRevoked, message.revoker], [true, bob]);
        const { lastMessage, unreadCount } = await groupConversation(device, groupID);
        assert.deepEqual([lastMessage.isRevoked, lastMessage.revoker, unreadCount], [true, bob, 0]);
      });
    },
  },
  {
    name: 'the owner recalls what others say, members do not; the sender only for a while',
    methods: ['revokeMessage'],
    events: ['MESSAGE_REVOKED'],
    async run(ctx) {
      const app = ctx.apps.shortRecall;
      const [alice, bob, carol] = await ctx.accounts('alice', 'bob', 'carol');
      const [owner, bobs, carols] = await Promise.all([alice, bob, carol].map((user) => ctx.online(user, { app })));
      const { groupID } = (await owner.sdk.createGroup({ type: owner.types.GRP_PUBLIC, name: 'rules', memberList: [{ userID: bob }, { userID: carol }] })).data.group;
      const [first, second] = [await sendToGroup(bobs, groupID, 'first'), await sendToGroup(bobs, groupID, 'second')];
      const seen = await receivedInGroup(carols, withText('first'));
      await rejects(carols.sdk.revokeMessage(ref(seen)), 10007);
      await delay(3500);
      await rejects(bobs.sdk.revokeMessage(ref(first)), 10031);
      await owner.sdk.revokeMessage(ref(await receivedInGroup(owner, withText('second'))));
      const [revoked] = await bobs.waitFor(bobs.event.MESSAGE_REVOKED);
      assert.deepEqual([revoked.ID, revoked.revoker], [second.ID, alice]);
    },
  },
  {
    name: 'deleted messages are gone for one member only, on all devices',
    methods: ['deleteMessage'],
    async run(ctx) {
      const { app, alice, phone, carols, groupID, sent, copies } = await talk(ctx);
      await phone.sdk.deleteMessage([ref(copies.phone)]);
      await fresh(ctx, alice, app, async (device) => {
        assert.equal(await find(device, groupID, sent.sequence), undefined);
        assert.equal(await unreadInGroup(device, groupID), 0);
        assert.equal((await groupConversation(device, groupID)).lastMessage.payload?.text, undefined);
      });
      assert.ok(said((await groupHistory(carols, groupID)).messageList).includes('hello'));
    },
  },
  {
    name: 'an edited message is edited for everybody, an edit of an old version is refused with what is there',
    methods: ['modifyMessage', 'getMessageList'],
    events: ['MESSAGE_MODIFIED'],
    async run(ctx) {
      const { app, alice, phone, laptop, bobs, carols, groupID, sent, copies } = await talk(ctx);
      await bobs.changePayload(sent, { text: 'edited' });
      await bobs.change(sent, { cloudCustomData: 'why' });
      await bobs.sdk.modifyMessage(ref(sent));
      for (const device of [phone, laptop, carols]) {
        const [message] = await device.waitFor(device.event.MESSAGE_MODIFIED);
        assert.deepEqual([message.ID, message.payload.text, message.cloudCustomData], [sent.ID, 'edited', 'why']);
      }
      await fresh(ctx, alice, app, async (device) => assert.equal((await find(device, groupID, sent.sequence)).payload.text, 'edited'));
      await rejects(carols.sdk.modifyMessage(ref(copies.carols)), 10007);
      await phone.sdk.modifyMessage(ref(copies.phone));
      await bobs.waitFor(bobs.event.MESSAGE_MODIFIED, ([message]) => message.ID === sent.ID);
    },
  },
  {
    name: 'read receipts are counted, told to the sender, and listed',
    methods: ['sendMessageReadReceipt', 'getMessageReadReceiptList', 'getGroupMessageReadMemberList'],
    events: ['MESSAGE_READ_RECEIPT_RECEIVED'],
    async run(ctx) {
      const { alice, carol, phone, bobs, groupID, sent, copies } = await talk(ctx, { extra: { needReadReceipt: true } });
      assert.equal(copies.phone.needReadReceipt, true);
      const before = (await bobs.sdk.getMessageReadReceiptList([ref(sent)])).data.messageList[0];
      assert.deepEqual([before.readReceiptInfo.readCount, before.readReceiptInfo.unreadCount], [0, 2]);
      await phone.sdk.sendMessageReadReceipt([ref(copies.phone)]);
      const [receipt] = await bobs.waitFor(bobs.event.MESSAGE_READ_RECEIPT_RECEIVED);
      assert.deepEqual(receipt, { groupID, messageID: sent.ID, readCount: 1, unreadCount: 1 });
      await phone.sdk.sendMessageReadReceipt([ref(copies.phone)]);
      const read = (await bobs.sdk.getGroupMessageReadMemberList({ message: ref(sent), filter: 0, cursor: '', count: 10 })).data;
      assert.deepEqual([read.readUserIDList, read.isCompleted], [[alice], true]);
      const unread = (await bobs.sdk.getGroupMessageReadMemberList({ message: ref(sent), filter: 1, cursor: '', count: 10 })).data;
      assert.deepEqual([unread.unreadUserIDList, unread.isCompleted], [[carol], true]);
      assert.equal(bobs.seen(bobs.event.MESSAGE_READ_RECEIPT_RECEIVED).length, 1);
    },
  },
  {
    name: 'extensions of a message are set, told, read and deleted',
    methods: ['setMessageExtensions', 'getMessageExtensions', 'deleteMessageExtensions'],
    events: ['MESSAGE_EXTENSIONS_UPDATED', 'MESSAGE_EXTENSIONS_DELETED'],
    async run(ctx) {
      const { phone, bobs, carols, sent, copies } = await talk(ctx, { extra: { isSupportExtension: true } });
      await bobs.sdk.setMessageExtensions(ref(sent), [{ key: 'a', value: '1' }, { key: 'b', value: '2' }]);
      const updated = await carols.waitFor(carols.event.MESSAGE_EXTENSIONS_UPDATED);
      assert.equal(updated.messageID, sent.ID);
      assert.deepEqual(updated.extensions.map(({ key, value }) => [key, value]), [['a', '1'], ['b', '2']]);
      const read = (await phone.sdk.getMessageExtensions(ref(copies.phone))).data.extensions;
      assert.deepEqual(read.map(({ key, value }) => [key, value]), [['a', '1'], ['b', '2']]);
      await bobs.sdk.deleteMessageExtensions(ref(sent), ['a']);
      const deleted = await carols.waitFor(carols.event.MESSAGE_EXTENSIONS_DELETED);
      assert.deepEqual([deleted.messageID, deleted.keyList], [sent.ID, ['a']]);
    },
  },
  {
    name: 'reactions are told to everybody and listed with their users',
    methods: ['addMessageReaction', 'removeMessageReaction', 'getMessageReactions', 'getAllUserListOfMessageReaction'],
    events: ['MESSAGE_REACTIONS_UPDATED'],
    async run(ctx) {
      const { alice, phone, laptop, bobs, carols, sent, copies } = await talk(ctx);
      await phone.sdk.addMessageReaction(ref(copies.phone), 'smile');
      for (const device of [laptop, bobs, carols]) {
        const update = await device.waitFor(device.event.MESSAGE_REACTIONS_UPDATED);
        assert.equal(update.messageID, sent.ID);
        const [{ reactionID, totalUserCount, partialUserList }] = update.reactionList;
        assert.deepEqual([reactionID, totalUserCount, partialUserList.map(({ userID }) => userID)], ['smile', 1, [alice]]);
      }
      await laptop.waitFor(laptop.event.MESSAGE_REACTIONS_UPDATED, ({ reactionList }) => reactionList[0].reactedByMyself);
      const { data } = await phone.sdk.getMessageReactions({ messageList: [ref(copies.phone)], maxUserCountPerReaction: 10 });
      assert.deepEqual(data.resultList[0].reactionList.map(({ reactionID, reactedByMyself }) => [reactionID, reactedByMyself]), [['smile', true]]);
      const users = (await bobs.sdk.getAllUserListOfMessageReaction({ message: ref(sent), reactionID: 'smile', nextSeq: 0, count: 10 })).data;
      assert.deepEqual(users.userInfoList.map(({ userID }) => userID), [alice]);
      const since = carols.now;
      await phone.sdk.removeMessageReaction(ref(copies.phone), 'smile');
      await carols.waitFor(carols.event.MESSAGE_REACTIONS_UPDATED, ({ reactionList }) => reactionList[0].totalUserCount === 0, { since });
      await rejects(phone.sdk.removeMessageReaction(ref(copies.phone), 'smile'), 23005, 23006);
    },
  },
  {
    name: 'pinned messages of a group are told to all members and listed, ten at most, each once',
    methods: ['pinGroupMessage', 'getPinnedGroupMessageList'],
    events: ['PINNED_GROUP_MESSAGE_UPDATED'],
    deadline: 60000,
    async run(ctx) {
      const { app, alice, carol, phone, laptop, bobs, carols, groupID, sent, copies } = await talk(ctx);
      await phone.sdk.pinGroupMessage({ groupID, message: ref(copies.phone), isPinned: true });
      for (const device of [laptop, bobs, carols]) {
        const update = await device.waitFor(device.event.PINNED_GROUP_MESSAGE_UPDATED);
        assert.deepEqual([update.groupID, update.isPinned, update.message.ID, update.operatorInfo.userID], [groupID, true, sent.ID, alice]);
      }
      await rejects(bobs.sdk.pinGroupMessage({ groupID, message: ref(sent), isPinned: true }), 10071);
      await fresh(ctx, carol, app, async (device) => {
        const { data } = await device.sdk.getPinnedGroupMessageList(groupID);
        assert.deepEqual((data.messageList ?? data.pinnedMessageList ?? data).map((message) => message.ID), [sent.ID]);
      });
      for (let i = 0; i < 9; i++) await bobs.sdk.pinGroupMessage({ groupID, message: ref(await sendToGroup(bobs, groupID, `pin ${i}`)), isPinned: true });
      await rejects(bobs.sdk.pinGroupMessage({ groupID, message: ref(await sendToGroup(bobs, groupID, 'eleventh')), isPinned: true }), 10070);
      const since = carols.now;
      await bobs.sdk.pinGroupMessage({ groupID, message: ref(sent), isPinned: false });
      const update = await phone.waitFor(phone.event.PINNED_GROUP_MESSAGE_UPDATED, ({ isPinned }) => !isPinned);
      assert.deepEqual([update.message.ID, update.message.sequence], [sent.ID, sent.sequence]);
      assert.ok(since >= 0);
    },
  },
  {
    name: 'a message to some members is seen by nobody else and counts for nobody else',
    methods: ['sendMessage', 'getMessageList'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { app, alice, carol, phone, bobs, carols, groupID } = await meeting(ctx);
      const message = await createInGroup(bobs, 'text', groupID, { text: 'psst' }, { receiverList: [alice] });
      await bobs.sdk.sendMessage(ref(message));
      await receivedInGroup(phone, withText('psst'));
      await eventually(async () => assert.equal(await unreadInGroup(phone, groupID), 1));
      await delay(500);
      assert.ok(!said(carols.received()).includes('psst'));
      await fresh(ctx, carol, app, async (device) => {
        assert.ok(!said((await groupHistory(device, groupID)).messageList).includes('psst'));
        assert.equal(await unreadInGroup(device, groupID), 0);
      });
      await fresh(ctx, alice, app, async (device) => {
        assert.ok(said((await groupHistory(device, groupID)).messageList).includes('psst'));
        assert.equal(await unreadInGroup(device, groupID), 1);
      });
    },
  },
  {
    name: 'messages that do not count, do not show or are not stored',
    methods: ['sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { app, alice, phone, bobs, groupID } = await meeting(ctx);
      await sendToGroup(bobs, groupID, 'quiet', { options: { messageControlInfo: { excludedFromUnreadCount: true } } });
      await sendToGroup(bobs, groupID, 'unshown', { options: { messageControlInfo: { excludedFromLastMessage: true } } });
      await sendToGroup(bobs, groupID, 'fleeting', { options: { onlineUserOnly: true } });
      await receivedInGroup(phone, withText('fleeting'));
      await eventually(async () => assert.equal(await unreadInGroup(phone, groupID), 1));
      await fresh(ctx, alice, app, async (device) => {
        const { lastMessage, unreadCount } = await groupConversation(device, groupID);
        assert.deepEqual([lastMessage.payload.text, unreadCount], ['quiet', 1]);
        assert.deepEqual(said((await groupHistory(device, groupID)).messageList).slice(-2), ['quiet', 'unshown']);
      });
    },
  },
];
