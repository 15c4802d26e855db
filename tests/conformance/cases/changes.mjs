import { assert, delay, eventually, rejects, texts } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { comeBack, conversation, conversationWith, history, leave, send, sendText, unreadOf } from '../lib/chat.mjs';

/** Alice on two devices and bob on two. */
async function four(ctx) {
  const app = ctx.apps.devices;
  const [alice, bob] = await ctx.accounts('alice', 'bob');
  const [phone, laptop, bobs, bobsOther] = await Promise.all([alice, alice, bob, bob].map((user) => ctx.online(user, { app })));
  return { app, alice, bob, phone, laptop, bobs, bobsOther };
}

/** The message as a device received it. */
async function received(device, text) {
  const [message] = await device.waitFor(device.event.MESSAGE_RECEIVED, (messages) => messages.some((one) => one.payload.text === text))
    .then((messages) => messages.filter((one) => one.payload.text === text));
  return message;
}

const keyOf = ({ sequence, random, time }) => `${sequence}_${random}_${time}`;
const ids = (messages) => messages.map(({ ID }) => ID);

/** A device that has only just logged in. */
const fresh = (ctx, user, app) => ctx.online(user, { app });

export default [
  {
    name: 'a recalled message is recalled on all devices, in the list and in the history',
    methods: ['revokeMessage', 'getMessageList'],
    events: ['MESSAGE_REVOKED', 'CONVERSATION_LIST_UPDATED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, phone, laptop, bobs, bobsOther } = await four(ctx);
      const sent = await sendText(phone, bob, 'a secret');
      for (const device of [laptop, bobs, bobsOther]) await received(device, 'a secret');
      await eventually(async () => assert.equal(await unreadOf(bobs, alice), 1));
      const { data } = await phone.sdk.revokeMessage(ref(sent));
      assert.equal(data.message.isRevoked, true);
      for (const device of [laptop, bobs, bobsOther]) {
        const [message] = await device.waitFor(device.event.MESSAGE_REVOKED);
        assert.deepEqual([message.ID, message.isRevoked, message.revoker, message.revokerInfo.userID], [sent.ID, true, alice, alice]);
      }
      for (const device of [bobs, bobsOther]) {
        await eventually(async () => assert.equal(await unreadOf(device, alice), 0));
        assert.equal((await conversation(device, alice)).lastMessage.isRevoked, true);
      }
      assert.deepEqual(phone.seen(phone.event.MESSAGE_REVOKED), []);
      const later = await fresh(ctx, bob, app);
      await eventually(async () => assert.equal((await conversation(later, alice))?.lastMessage.isRevoked, true));
      assert.equal(await unreadOf(later, alice), 0);
      const [stored] = (await history(later, alice)).messageList;
      assert.deepEqual([stored.ID, stored.isRevoked, stored.revoker], [sent.ID, true, alice]);
      await rejects(phone.sdk.revokeMessage(ref(sent)), undefined);
    },
  },
  {
    name: 'nobody recalls what another has sent, administrators do',
    methods: ['revokeMessage'],
    events: ['MESSAGE_REVOKED'],
    async run(ctx) {
      const { app, alice, bob, phone, bobs } = await four(ctx);
      const sent = await sendText(phone, bob, 'mine');
      const message = await received(bobs, 'mine');
      await rejects(bobs.sdk.revokeMessage(ref(message)), 20022);
      await ctx.rest(app).ok('openim/admin_msgwithdraw', { From_Account: alice, To_Account: bob, MsgKey: keyOf(sent) });
      for (const device of [phone, bobs]) {
        const [revoked] = await device.waitFor(device.event.MESSAGE_REVOKED);
        assert.deepEqual([revoked.ID, revoked.revoker], [sent.ID, 'administrator']);
      }
    },
  },
  {
    name: 'a message can be recalled for as long as the app says',
    methods: ['revokeMessage'],
    async run(ctx) {
      const app = ctx.apps.shortRecall;
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const device = await ctx.online(alice, { app });
      const late = await sendText(device, bob, 'too late');
      await delay(3200);
      await rejects(device.sdk.revokeMessage(ref(late)), 20016);
      const sent = await sendText(device, bob, 'in time');
      await device.sdk.revokeMessage(ref(sent));
    },
  },
  {
    name: 'recalls take exactly the unread messages that they recall',
    methods: ['revokeMessage', 'getTotalUnreadMessageCount'],
    events: ['MESSAGE_REVOKED'],
    async run(ctx) {
      const { alice, bob, phone, laptop, bobs } = await four(ctx);
      const first = await sendText(phone, bob, 'read');
      await received(bobs, 'read');
      await bobs.sdk.setMessageRead({ conversationID: conversationWith(alice) });
      await delay(1100);
      const second = await sendText(phone, bob, 'unread 1');
      await sendText(phone, bob, 'unread 2');
      await eventually(async () => assert.equal(await unreadOf(bobs, alice), 2));
      await phone.sdk.revokeMessage(ref(second));
      await eventually(async () => assert.equal(await unreadOf(bobs, alice), 1));
      await phone.sdk.revokeMessage(ref(first));
      await bobs.waitFor(bobs.event.MESSAGE_REVOKED, ([message]) => message.ID === first.ID);
      await delay(500);
      assert.equal(await unreadOf(bobs, alice), 1);

      await sendText(bobs, alice, 'to alice');
      await eventually(async () => assert.equal(await unreadOf(laptop, bob), 1));
      const mine = await sendText(phone, bob, 'mine');
      await phone.sdk.revokeMessage(ref(mine));
      await laptop.waitFor(laptop.event.MESSAGE_REVOKED, ([message]) => message.ID === mine.ID);
      await delay(500);
      assert.equal(await unreadOf(laptop, bob), 1);
      assert.equal(await laptop.sdk.getTotalUnreadMessageCount(), 1);
    },
  },
  {
    name: 'an edited message is edited on all devices, in the list and in the history',
    methods: ['modifyMessage', 'getMessageList'],
    events: ['MESSAGE_MODIFIED', 'CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, phone, laptop, bobs } = await four(ctx);
      const sent = await sendText(phone, bob, 'before');
      for (const device of [laptop, bobs]) await received(device, 'before');
      await phone.changePayload(sent, { text: 'after 😀' });
      await phone.change(sent, { cloudCustomData: '{"v":1}' });
      const { data } = await phone.sdk.modifyMessage(ref(sent));
      assert.deepEqual([data.message.payload.text, data.message.cloudCustomData, data.message.isModified], ['after 😀', '{"v":1}', true]);
      for (const device of [phone, laptop, bobs]) {
        const [message] = await device.waitFor(device.event.MESSAGE_MODIFIED);
        assert.deepEqual([message.ID, message.payload.text, message.cloudCustomData], [sent.ID, 'after 😀', '{"v":1}']);
      }
      await eventually(async () => assert.equal((await conversation(bobs, alice)).lastMessage.payload.text, 'after 😀'));
      assert.equal(await unreadOf(bobs, alice), 1);
      const later = await fresh(ctx, bob, app);
      assert.deepEqual(texts((await history(later, alice)).messageList), ['after 😀']);
      assert.equal((await conversation(later, alice)).lastMessage.payload.text, 'after 😀');
    },
  },
  {
    name: 'two edits at the same time: the second one learns of the first',
    methods: ['modifyMessage'],
    events: ['MESSAGE_MODIFIED'],
    async run(ctx) {
      const { bob, phone, laptop } = await four(ctx);
      const sent = await sendText(phone, bob, 'before');
      const copy = await received(laptop, 'before');
      await delay(1100);
      await laptop.network({ deaf: true });
      await phone.changePayload(sent, { text: 'first' });
      await phone.sdk.modifyMessage(ref(sent));
      await laptop.network({ deaf: false });
      await laptop.changePayload(copy, { text: 'second' });
      const error = await rejects(laptop.sdk.modifyMessage(ref(copy)), 2480);
      assert.equal(error.data.message.payload.text, 'first');
      await laptop.changePayload(copy, { text: 'second' });
      await laptop.sdk.modifyMessage(ref(copy));
      await phone.waitFor(phone.event.MESSAGE_MODIFIED, ([message]) => message.payload.text === 'second');
    },
  },
  {
    name: 'messages that are too long after an edit are refused, as are those of others',
    methods: ['modifyMessage'],
    async run(ctx) {
      const { bob, phone, bobs } = await four(ctx);
      const sent = await sendText(phone, bob, 'short');
      const copy = await received(bobs, 'short');
      await bobs.changePayload(copy, { text: 'not mine' });
      await rejects(bobs.sdk.modifyMessage(ref(copy)), 20022);
      await phone.changePayload(sent, { text: 'x'.repeat(13000) });
      await rejects(phone.sdk.modifyMessage(ref(sent)), 80002);
    },
  },
  {
    name: 'a deleted message is gone for one user only',
    methods: ['deleteMessage', 'getMessageList'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, bob, phone, bobs } = await four(ctx);
      await sendText(phone, bob, 'kept');
      await sendText(phone, bob, 'deleted');
      await received(bobs, 'kept');
      const message = await received(bobs, 'deleted');
      await eventually(async () => assert.equal(await unreadOf(bobs, alice), 2));
      await bobs.sdk.deleteMessage([ref(message)]);
      await eventually(async () => assert.equal((await conversation(bobs, alice)).lastMessage.payload.text, 'kept'));
      await eventually(async () => assert.equal(await unreadOf(bobs, alice), 1));
      const later = await fresh(ctx, bob, app);
      assert.deepEqual(texts((await history(later, alice)).messageList), ['kept']);
      await eventually(async () => assert.equal((await conversation(later, alice)).lastMessage.payload.text, 'kept'));
      assert.equal(await unreadOf(later, alice), 1);
      assert.deepEqual(texts((await history(phone, bob)).messageList), ['kept', 'deleted']);
    },
  },
  {
    name: 'read receipts reach the sender once, and later histories',
    methods: ['sendMessageReadReceipt', 'getMessageReadReceiptList'],
    events: ['MESSAGE_READ_RECEIPT_RECEIVED'],
    async run(ctx) {
      const { app, alice, bob, phone, laptop, bobs } = await four(ctx);
      const sent = await sendText(phone, bob, 'read me', { extra: { needReadReceipt: true } });
      assert.equal(sent.needReadReceipt, true);
      await received(laptop, 'read me');
      const message = await received(bobs, 'read me');
      assert.equal(message.needReadReceipt, true);
      await bobs.sdk.sendMessageReadReceipt([ref(message)]);
      for (const device of [phone, laptop]) {
        const [receipt] = await device.waitFor(device.event.MESSAGE_READ_RECEIPT_RECEIVED);
        assert.deepEqual([receipt.userID, receipt.messageID, receipt.isPeerRead], [bob, sent.ID, true]);
      }
      const { data } = await phone.sdk.getMessageReadReceiptList([ref(sent)]);
      assert.equal(data.messageList[0].readReceiptInfo.isPeerRead, true);
      const later = await fresh(ctx, alice, app);
      const [stored] = (await history(later, bob)).messageList;
      assert.equal(stored.readReceiptInfo.isPeerRead, true);
      const plain = await sendText(phone, bob, 'no matter');
      await rejects(bobs.sdk.sendMessageReadReceipt([ref(await received(bobs, 'no matter'))]), 2114);
      assert.equal(plain.needReadReceipt, false);
    },
  },
  {
    name: 'extensions of a message: set, read, deleted, cleared, in conflict',
    methods: ['setMessageExtensions', 'getMessageExtensions', 'deleteMessageExtensions'],
    events: ['MESSAGE_EXTENSIONS_UPDATED', 'MESSAGE_EXTENSIONS_DELETED'],
    async run(ctx) {
      const { bob, phone, laptop, bobs } = await four(ctx);
      const sent = await sendText(phone, bob, 'vote', { extra: { isSupportExtension: true } });
      await received(laptop, 'vote');
      const message = await received(bobs, 'vote');
      const set = await bobs.sdk.setMessageExtensions(ref(message), [{ key: 'yes', value: 'bob' }, { key: 'ü', value: '😀' }]);
      assert.deepEqual(set.data.extensions.map(({ code, key, value }) => [code, key, value]), [[0, 'yes', 'bob'], [0, 'ü', '😀']]);
      for (const device of [phone, laptop]) {
        const { messageID, extensions } = await device.waitFor(device.event.MESSAGE_EXTENSIONS_UPDATED);
        assert.equal(messageID, sent.ID);
        assert.deepEqual(extensions.map(({ key, value }) => [key, value]), [['yes', 'bob'], ['ü', '😀']]);
      }
      const got = await phone.sdk.getMessageExtensions(ref(sent));
      assert.deepEqual(got.data.extensions.map(({ key, value }) => [key, value]).sort(), [['yes', 'bob'], ['ü', '😀']].sort());
      await phone.sdk.deleteMessageExtensions(ref(sent), ['yes']);
      const deleted = await bobs.waitFor(bobs.event.MESSAGE_EXTENSIONS_DELETED);
      assert.deepEqual([deleted.messageID, deleted.keyList], [sent.ID, ['yes']]);
      await phone.sdk.deleteMessageExtensions(ref(sent));
      await bobs.waitFor(bobs.event.MESSAGE_EXTENSIONS_DELETED, ({ keyList }) => keyList.includes('ü'));
      assert.deepEqual((await bobs.sdk.getMessageExtensions(ref(message))).data.extensions, []);

      await phone.sdk.setMessageExtensions(ref(sent), [{ key: 'k', value: '1' }]);
      await delay(1100);
      const raw = await bobs.trace();
      assert.ok(raw.some(({ direction, text }) => direction === '<' && text.includes('MsgExtensionNotify')));
    },
  },
  {
    name: 'extensions need a message that was sent for them',
    methods: ['setMessageExtensions'],
    async run(ctx) {
      const { bob, phone } = await four(ctx);
      const plain = await sendText(phone, bob, 'plain');
      const error = await phone.sdk.setMessageExtensions(ref(plain), [{ key: 'k', value: 'v' }]).then(() => null, (e) => e);
      assert.ok(error, 'it was set');
    },
  },
  {
    name: 'reactions are seen on both sides and counted once per user',
    methods: ['addMessageReaction', 'removeMessageReaction', 'getMessageReactions', 'getAllUserListOfMessageReaction'],
    events: ['MESSAGE_REACTIONS_UPDATED'],
    async run(ctx) {
      const { alice, bob, phone, laptop, bobs } = await four(ctx);
      const sent = await sendText(phone, bob, 'like it');
      await received(laptop, 'like it');
      const message = await received(bobs, 'like it');
      await bobs.sdk.addMessageReaction(ref(message), 'smile');
      for (const device of [phone, laptop, bobs]) {
        const [{ messageID, reactionList: [reaction] }] = [await device.waitFor(device.event.MESSAGE_REACTIONS_UPDATED)].flat();
        assert.deepEqual([messageID, reaction.reactionID, reaction.totalUserCount, reaction.reactedByMyself], [sent.ID, 'smile', 1, device === bobs]);
        assert.deepEqual(reaction.partialUserList.map(({ userID }) => userID), [bob]);
      }
      await rejects(bobs.sdk.addMessageReaction(ref(message), 'smile'), 23007);
      await phone.sdk.addMessageReaction(ref(sent), 'smile');
      const { data } = await phone.sdk.getMessageReactions({ messageList: [ref(sent)] });
      const [{ reactionList: [summary] }] = data.resultList;
      assert.deepEqual([summary.reactionID, summary.totalUserCount, summary.reactedByMyself], ['smile', 2, true]);
      const all = await laptop.sdk.getAllUserListOfMessageReaction({ message: ref(sent), reactionID: 'smile', nextSeq: 0, count: 100 });
      assert.deepEqual(all.data.userList.map(({ userID }) => userID), [bob, alice]);
      await bobs.sdk.removeMessageReaction(ref(message), 'smile');
      await rejects(bobs.sdk.removeMessageReaction(ref(message), 'smile'), 23009);
      const since = bobs.now;
      await phone.sdk.removeMessageReaction(ref(sent), 'smile');
      await bobs.waitFor(bobs.event.MESSAGE_REACTIONS_UPDATED, (event) => [event].flat()[0].reactionList[0].totalUserCount === 0, { since });
    },
  },
  {
    name: 'a message takes ten different reactions',
    methods: ['addMessageReaction'],
    async run(ctx) {
      const { bob, phone } = await four(ctx);
      const sent = await sendText(phone, bob, 'react');
      for (let i = 0; i < 10; i++) await phone.sdk.addMessageReaction(ref(sent), `reaction ${i}`);
      await rejects(phone.sdk.addMessageReaction(ref(sent), 'one more'), 23005);
    },
  },
  {
    name: 'what happened to messages while a device was away is there when it is back, once',
    methods: ['revokeMessage', 'modifyMessage', 'deleteMessage', 'sendMessageReadReceipt'],
    events: ['MESSAGE_REVOKED', 'MESSAGE_MODIFIED', 'MESSAGE_READ_RECEIPT_RECEIVED', 'NET_STATE_CHANGE'],
    async run(ctx) {
      const { alice, bob, phone, bobs } = await four(ctx);
      const recalled = await sendText(phone, bob, 'to be recalled');
      const edited = await sendText(phone, bob, 'to be edited');
      await sendText(phone, bob, 'to stay');
      await received(bobs, 'to stay');
      const asked = await sendText(bobs, alice, 'answer me', { extra: { needReadReceipt: true } });
      const question = await received(phone, 'answer me');
      await eventually(async () => assert.equal(await unreadOf(bobs, alice), 3));
      await delay(1100);
      const since = bobs.now;
      await leave(bobs);
      await phone.sdk.revokeMessage(ref(recalled));
      await phone.changePayload(edited, { text: 'edited' });
      await phone.sdk.modifyMessage(ref(edited));
      await phone.sdk.sendMessageReadReceipt([ref(question)]);
      await comeBack(bobs);
      const [revoked] = await bobs.waitFor(bobs.event.MESSAGE_REVOKED, undefined, { since, timeout: 15000 });
      assert.deepEqual([revoked.ID, revoked.revoker], [recalled.ID, alice]);
      const [modified] = await bobs.waitFor(bobs.event.MESSAGE_MODIFIED, undefined, { since });
      assert.deepEqual([modified.ID, modified.payload.text], [edited.ID, 'edited']);
      const [receipt] = await bobs.waitFor(bobs.event.MESSAGE_READ_RECEIPT_RECEIVED, undefined, { since });
      assert.equal(receipt.messageID, asked.ID);
      await delay(1500);
      for (const name of ['MESSAGE_REVOKED', 'MESSAGE_MODIFIED', 'MESSAGE_READ_RECEIPT_RECEIVED']) assert.equal(bobs.seen(bobs.event[name], since).length, 1, name);
      assert.equal(await unreadOf(bobs, alice), 2);
      const list = (await history(bobs, alice)).messageList;
      assert.deepEqual(list.map(({ payload, isRevoked }) => [payload.text, isRevoked]), [['to be recalled', true], ['edited', false], ['to stay', false], ['answer me', false]]);
    },
  },
  {
    name: 'a message that was sent and recalled while a device was away is not unread',
    methods: ['revokeMessage', 'getTotalUnreadMessageCount'],
    events: ['MESSAGE_RECEIVED', 'NET_STATE_CHANGE'],
    async run(ctx) {
      const { alice, bob, phone, bobs } = await four(ctx);
      await sendText(phone, bob, 'before');
      await eventually(async () => assert.equal(await unreadOf(bobs, alice), 1));
      await delay(1100);
      await leave(bobs);
      const recalled = await sendText(phone, bob, 'gone again');
      await sendText(phone, bob, 'kept');
      await phone.sdk.revokeMessage(ref(recalled));
      await comeBack(bobs);
      await received(bobs, 'kept');
      await delay(1000);
      assert.deepEqual(texts(bobs.received()), ['before', 'kept']);
      assert.equal(await unreadOf(bobs, alice), 2);
      assert.equal(await bobs.sdk.getTotalUnreadMessageCount(), 2);
    },
  },
  {
    name: 'a failed send goes out again with the same number, so it arrives once',
    methods: ['resendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { bob, phone, bobs } = await four(ctx);
      const sent = await sendText(phone, bob, 'once');
      await received(bobs, 'once');
      const again = await phone.sdk.resendMessage(ref(sent)).then(({ data }) => data.message, (error) => error);
      if (!(again instanceof Error)) assert.equal(again.ID, sent.ID);
      await delay(800);
      assert.deepEqual(ids(bobs.received()), [sent.ID]);
      assert.equal((await phone.sdk.findMessage(sent.ID)).ID, sent.ID);
    },
  },
];
