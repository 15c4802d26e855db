import { assert, delay, eventually } from '../lib/expect.mjs';
import { comeBack, leave } from '../lib/chat.mjs';
import { receivedInGroup, sendToGroup, withText } from '../lib/groups.mjs';
import { fresh, groupConversation, groupHistory, meeting, said, unreadInGroup } from '../lib/group-people.mjs';

const say = async (device, groupID, ...list) => {
  const sent = [];
  for (const text of list) sent.push(await sendToGroup(device, groupID, text));
  return sent;
};

const numbered = (count, name = 'm') => Array.from({ length: count }, (_, index) => `${name}${index}`);

export default [
  {
    name: 'the history of a group comes page by page, the newest first, the same for everybody',
    methods: ['getMessageList'],
    async run(ctx) {
      const { app, alice, bob, phone, groupID } = await meeting(ctx);
      await say(phone, groupID, ...numbered(35));
      for (const user of [alice, bob]) {
        const device = await ctx.online(user, { app });
        const all = [];
        for (let next; ;) {
          const page = await groupHistory(device, groupID, next ? { nextReqMessageID: next } : {});
          all.unshift(...page.messageList);
          if (page.isCompleted) break;
          next = page.nextReqMessageID;
        }
        assert.deepEqual(said(all), numbered(35));
        assert.deepEqual(all.map(({ sequence }) => sequence), all.map((_, index) => index + all[0].sequence));
      }
    },
  },
  {
    name: 'hopping through the history of a group in both directions',
    methods: ['getMessageListHopping'],
    async run(ctx) {
      const { app, bob, phone, groupID, id } = await meeting(ctx);
      const sent = await say(phone, groupID, ...numbered(20));
      const device = await ctx.online(bob, { app });
      const older = (await device.sdk.getMessageListHopping({ conversationID: id, sequence: sent[9].sequence, count: 5, direction: 0 })).data;
      assert.deepEqual(said(older.messageList), numbered(10).slice(5));
      const newer = (await device.sdk.getMessageListHopping({ conversationID: id, sequence: sent[10].sequence, count: 5, direction: 1 })).data;
      assert.deepEqual(said(newer.messageList), numbered(15).slice(10));
      assert.equal(newer.nextMessageSeq, sent[15].sequence);
    },
  },
  {
    name: 'unread messages of a group count for others, are read on all devices and stay read',
    methods: ['setMessageRead', 'getTotalUnreadMessageCount', 'getConversationList'],
    events: ['CONVERSATION_LIST_UPDATED', 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', 'MESSAGE_RECEIVED'],
    async run(ctx) {
      const { app, alice, bob, phone, laptop, bobs, groupID, id } = await meeting(ctx);
      await say(bobs, groupID, 'one', 'two');
      for (const device of [phone, laptop]) {
        await eventually(async () => assert.equal(await unreadInGroup(device, groupID), 2));
        await device.waitFor(device.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 2);
      }
      assert.equal(await unreadInGroup(bobs, groupID), 0);
      await fresh(ctx, alice, app, async (device) => {
        assert.equal(await unreadInGroup(device, groupID), 2);
        assert.equal(await device.sdk.getTotalUnreadMessageCount(), 2);
        assert.equal((await groupConversation(device, groupID)).lastMessage.payload.text, 'two');
      });
      const since = laptop.now;
      await phone.sdk.setMessageRead({ conversationID: id });
      await laptop.waitFor(laptop.event.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, (count) => count === 0, { since });
      assert.equal(await unreadInGroup(laptop, groupID), 0);
      await say(bobs, groupID, 'three');
      await eventually(async () => assert.equal(await unreadInGroup(phone, groupID), 1));
      const last = await ctx.online(bob, { app });
      assert.equal(await unreadInGroup(last, groupID), 0);
    },
  },
  {
    name: 'reading everything reads groups too, on all devices',
    methods: ['setAllMessageRead'],
    events: ['CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { app, alice, phone, laptop, bobs, groupID } = await meeting(ctx);
      await say(bobs, groupID, 'one', 'two');
      for (const device of [phone, laptop]) await eventually(async () => assert.equal(await unreadInGroup(device, groupID), 2));
      await phone.sdk.setAllMessageRead({ scope: phone.types.READ_ALL_GROUP_MSG });
      for (const device of [phone, laptop]) await eventually(async () => assert.equal(await unreadInGroup(device, groupID), 0));
      await fresh(ctx, alice, app, async (device) => assert.equal(await unreadInGroup(device, groupID), 0));
    },
  },
  {
    name: 'messages of a group sent while a device was away come when it is back, each once, and are counted once',
    methods: ['getMessageList'],
    events: ['MESSAGE_RECEIVED', 'NET_STATE_CHANGE'],
    deadline: 60000,
    async run(ctx) {
      const { phone, bobs, groupID } = await meeting(ctx);
      await say(phone, groupID, 'known');
      await receivedInGroup(bobs, withText('known'));
      await delay(1100);
      const since = bobs.now;
      await leave(bobs);
      await say(phone, groupID, ...numbered(20, 'missed '));
      await comeBack(bobs);
      await say(phone, groupID, 'live');
      await eventually(() => assert.deepEqual(said(bobs.received(since)).sort(), [...numbered(20, 'missed '), 'live'].sort()), 15000);
      await eventually(async () => assert.equal(await unreadInGroup(bobs, groupID), 22));
    },
  },
];
