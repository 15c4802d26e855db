import { assert, delay, eventually, rejects } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { comeBack, leave } from '../lib/chat.mjs';
import { createGroup, receivedInGroup, sendToGroup, tipOf, withText } from '../lib/groups.mjs';

const denied = 10007;
const withoutTopics = 11000;
const idTaken = 10021;
const muted = 10017;
const badTopicId = 3021;
const topicEnded = 110003;

/** A community with topics: alice, who is there on two devices, has made it, bob is a member. */
async function start(ctx, options = {}) {
  const app = ctx.apps.devices;
  const [alice, bob] = await ctx.accounts('alice', 'bob');
  const [phone, laptop, bobs] = await Promise.all([alice, alice, bob].map((user) => ctx.online(user, { app })));
  const { groupID } = await createGroup(phone, phone.types.GRP_COMMUNITY, { isSupportTopic: true, members: [bob], ...options });
  for (const device of [laptop, bobs]) await eventually(async () => assert.ok(await communityOf(device, groupID)));
  return { app, alice, bob, phone, laptop, bobs, groupID, devices: [phone, laptop, bobs] };
}

const communityOf = async (device, groupID) =>
  (await device.sdk.getJoinedCommunityList()).data.groupList.find((group) => group.groupID === groupID);

const createTopic = async (device, groupID, topicName, options = {}) =>
  (await device.sdk.createTopicInCommunity({ groupID, topicName, ...options })).data.topicID;

const topicsOf = async (device, groupID, topicIDList = []) =>
  (await device.sdk.getTopicList({ groupID, topicIDList })).data;

const topicOf = async (device, groupID, topicID) => (await topicsOf(device, groupID)).successTopicList.find((topic) => topic.topicID === topicID);

const updated = (device, topicID, predicate, since = 0) =>
  device.waitFor(device.event.TOPIC_UPDATED, ({ topic }) => topic.topicID === topicID && predicate(topic), { since });

export default [
  {
    name: 'a community with topics is in a list of its own and no conversation',
    methods: ['createGroup', 'getJoinedCommunityList', 'getConversationList'],
    async run(ctx) {
      const { phone, bobs, groupID } = await start(ctx);
      const plain = await createGroup(phone, phone.types.GRP_COMMUNITY, { name: 'plain' });
      for (const device of [phone, bobs]) {
        const community = await communityOf(device, groupID);
        assert.equal(community.isSupportTopic, true);
        assert.equal(community.name, 'a group');
      }
      assert.equal(await communityOf(phone, plain.groupID), undefined);
      const { conversationList } = (await bobs.sdk.getConversationList()).data;
      assert.ok(!conversationList.some(({ conversationID }) => conversationID === `GROUP${groupID}`));
    },
  },
  {
    name: 'topics are made, listed, changed and ended on all devices',
    methods: ['createTopicInCommunity', 'getTopicList', 'updateTopicProfile', 'deleteTopicFromCommunity'],
    events: ['TOPIC_CREATED', 'TOPIC_UPDATED', 'TOPIC_DELETED'],
    async run(ctx) {
      const { phone, bobs, devices, groupID } = await start(ctx);
      const topicID = await createTopic(phone, groupID, 'news', { introduction: 'what happens', notification: 'be kind', avatar: 'http://x/y.png', customData: 'data' });
      const chosen = await createTopic(phone, groupID, 'sport', { topicID: `${groupID}@TOPIC#_sport` });
      assert.equal(chosen, `${groupID}@TOPIC#_sport`);
      await Promise.all(devices.flatMap((device) => [topicID, chosen].map((id) =>
        device.waitFor(device.event.TOPIC_CREATED, (data) => data.topicID === id && data.groupID === groupID))));

      const { successTopicList } = await topicsOf(bobs, groupID);
      assert.deepEqual(successTopicList.map((topic) => topic.topicName), ['news', 'sport']);
      const [topic] = successTopicList;
      assert.deepEqual(
        [topic.introduction, topic.notification, topic.avatar, topic.customData, topic.muteAllMembers, topic.unreadCount, topic.selfInfo.messageRemindType],
        ['what happens', 'be kind', 'http://x/y.png', 'data', false, 0, 'AcceptAndNotify']);

      for (const device of devices) await topicsOf(device, groupID);
      await phone.sdk.updateTopicProfile({ groupID, topicID, topicName: 'old news', notification: '' });
      await Promise.all(devices.map((device) => updated(device, topicID, (one) => one.topicName === 'old news' && one.notification === '' && one.introduction === 'what happens')));
      for (const device of devices) await receivedInGroup(device, tipOf(device, 8, topicID));

      const { data } = await phone.sdk.deleteTopicFromCommunity({ groupID, topicIDList: [topicID, `${groupID}@TOPIC#_nothing`] });
      assert.deepEqual(data.successTopicList.map((one) => one.topicID), [topicID]);
      assert.deepEqual(data.failureTopicList.map((one) => [one.topicID, one.code]), [[`${groupID}@TOPIC#_nothing`, topicEnded]]);
      await Promise.all(devices.map((device) => device.waitFor(device.event.TOPIC_DELETED, ({ topicIDList }) => topicIDList.length === 1 && topicIDList[0] === topicID)));
      const again = await ctx.online(ctx.user('bob'), { app: ctx.apps.devices });
      await communityOf(again, groupID);
      assert.deepEqual((await topicsOf(again, groupID)).successTopicList.map((one) => one.topicName), ['sport']);
      const { failureTopicList } = await topicsOf(again, groupID, [topicID]);
      assert.deepEqual(failureTopicList.map((one) => one.code), [topicEnded]);
    },
  },
  {
    name: 'only owner and administrators make, change and end topics',
    methods: ['createTopicInCommunity', 'updateTopicProfile', 'deleteTopicFromCommunity', 'getTopicList'],
    async run(ctx) {
      const { phone, bobs, groupID } = await start(ctx);
      const [eve] = await ctx.accounts('eve');
      const stranger = await ctx.online(eve);
      const topicID = await createTopic(phone, groupID, 'news');
      const plain = await createGroup(phone, phone.types.GRP_COMMUNITY);
      await rejects(createTopic(bobs, groupID, 'mine'), denied);
      await rejects(bobs.sdk.updateTopicProfile({ groupID, topicID, topicName: 'mine' }), denied);
      await rejects(bobs.sdk.deleteTopicFromCommunity({ groupID, topicIDList: [topicID] }), denied);
      await rejects(createTopic(phone, plain.groupID, 'news'), withoutTopics);
      await rejects(createTopic(phone, groupID, 'sport', { topicID: 'sport' }), badTopicId);
      await rejects(createTopic(phone, groupID, 'again', { topicID: await createTopic(phone, groupID, 'first', { topicID: `${groupID}@TOPIC#_one` }) }), idTaken);
      await assert.rejects(topicsOf(stranger, groupID));
      assert.equal((await topicOf(bobs, groupID, topicID)).topicName, 'news');
    },
  },
  {
    name: 'messages of a topic reach all members and stay apart from other topics',
    methods: ['sendMessage'],
    events: ['MESSAGE_RECEIVED', 'TOPIC_UPDATED'],
    async run(ctx) {
      const { phone, laptop, bobs, devices, groupID } = await start(ctx);
      const [news, sport] = [await createTopic(phone, groupID, 'news'), await createTopic(phone, groupID, 'sport')];
      for (const device of devices) await topicsOf(device, groupID);
      const sent = await sendToGroup(phone, news, 'hello');
      assert.deepEqual([sent.status, sent.sequence], ['success', 1]);
      const other = await sendToGroup(phone, sport, 'goal');
      assert.equal(other.sequence, 1);
      for (const device of [laptop, bobs]) {
        const message = await receivedInGroup(device, withText('hello'));
        assert.deepEqual([message.ID, message.to, message.conversationID, message.sequence], [sent.ID, news, `GROUP${news}`, 1]);
      }
      await updated(bobs, news, (topic) => topic.unreadCount === 1 && topic.lastMessage.payload.text === 'hello');
      await updated(bobs, sport, (topic) => topic.unreadCount === 1);
      await updated(laptop, news, (topic) => topic.unreadCount === 0 && topic.selfInfo.readedSequence === 1);
      assert.equal(await bobs.sdk.getTotalUnreadMessageCount(), 0);
      await assert.rejects(sendToGroup(phone, groupID, 'to the community'));
    },
  },
  {
    name: 'a device that comes later finds unread counts and last messages of topics',
    methods: ['getTopicList'],
    async run(ctx) {
      const { app, phone, bobs, bob, groupID } = await start(ctx);
      const topicID = await createTopic(phone, groupID, 'news');
      for (const text of ['one', 'two', 'three']) await sendToGroup(phone, topicID, text);
      await sendToGroup(phone, topicID, 'silent', { options: { messageControlInfo: { excludedFromUnreadCount: true } } });
      await receivedInGroup(bobs, withText('silent'));
      const later = await ctx.online(bob, { app });
      await communityOf(later, groupID);
      const topic = await topicOf(later, groupID, topicID);
      assert.deepEqual(
        [topic.unreadCount, topic.nextMessageSeq, topic.selfInfo.readedSequence, topic.lastMessage.payload.text, topic.lastMessage.lastSequence],
        [3, 5, 0, 'silent', 4]);
      const own = await ctx.online(ctx.user('alice'), { app });
      await communityOf(own, groupID);
      assert.equal((await topicOf(own, groupID, topicID)).unreadCount, 0);
      await sendToGroup(later, topicID, 'answer');
      const again = await ctx.online(bob, { app });
      await communityOf(again, groupID);
      assert.equal((await topicOf(again, groupID, topicID)).unreadCount, 0);
    },
  },
  {
    name: 'a topic in which all are muted takes messages of owner and administrators only',
    methods: ['updateTopicProfile', 'sendMessage'],
    events: ['TOPIC_UPDATED'],
    async run(ctx) {
      const { phone, bobs, devices, groupID } = await start(ctx);
      const [news, sport] = [await createTopic(phone, groupID, 'news'), await createTopic(phone, groupID, 'sport')];
      for (const device of devices) await topicsOf(device, groupID);
      await phone.sdk.updateTopicProfile({ groupID, topicID: news, muteAllMembers: true });
      await Promise.all(devices.map((device) => updated(device, news, (topic) => topic.muteAllMembers === true)));
      await rejects(sendToGroup(bobs, news, 'no'), muted);
      await sendToGroup(bobs, sport, 'yes');
      await sendToGroup(phone, news, 'from above');
      const since = bobs.now;
      await phone.sdk.updateTopicProfile({ groupID, topicID: news, muteAllMembers: false });
      await updated(bobs, news, (topic) => topic.muteAllMembers === false, since);
      await sendToGroup(bobs, news, 'again');
    },
  },
  {
    name: 'a message that mentions a member shows in its list of topics',
    methods: ['sendMessage', 'getTopicList'],
    async run(ctx) {
      const { app, phone, bobs, bob, groupID } = await start(ctx);
      const topicID = await createTopic(phone, groupID, 'news');
      await sendToGroup(phone, topicID, 'look', { kind: 'textAt', payload: { text: 'look', atUserList: [bob] } });
      await receivedInGroup(bobs, withText('look'));
      const later = await ctx.online(bob, { app });
      await communityOf(later, groupID);
      const topic = await topicOf(later, groupID, topicID);
      assert.deepEqual(topic.groupAtInfoList.map((one) => [one.from, one.messageSequence, one.atTypeArray]), [[ctx.user('alice'), 1, [1]]]);
    },
  },
  {
    name: 'a recall and an edit in a topic made while a device was away are there when it is back, and the count is right',
    methods: ['revokeMessage', 'modifyMessage', 'getTopicList', 'getMessageList'],
    events: ['NET_STATE_CHANGE'],
    deadline: 60000,
    async run(ctx) {
      const { phone, bobs, devices, groupID } = await start(ctx);
      const topicID = await createTopic(phone, groupID, 'news');
      for (const device of devices) await topicsOf(device, groupID);
      const [recalled, edited] = [await sendToGroup(phone, topicID, 'one'), await sendToGroup(phone, topicID, 'two')];
      await updated(bobs, topicID, (topic) => topic.unreadCount === 2);
      await delay(1100);
      await leave(bobs);
      await phone.sdk.revokeMessage(ref(recalled));
      await phone.changePayload(edited, { text: 'edited' });
      await phone.sdk.modifyMessage(ref(edited));
      await sendToGroup(phone, topicID, 'three');
      await comeBack(bobs);
      await delay(1500);
      const { messageList } = (await bobs.sdk.getMessageList({ conversationID: `GROUP${topicID}` })).data;
      assert.deepEqual(messageList.map((message) => [message.isRevoked, message.isModified]), [[true, false], [false, true], [false, false]]);
      assert.deepEqual(messageList.slice(1).map((message) => message.payload.text), ['edited', 'three']);
      assert.equal((await topicOf(bobs, groupID, topicID)).unreadCount, 2);
    },
  },
  {
    name: 'a topic that is read on one device is read on the others',
    methods: ['setMessageRead', 'getMessageList', 'getTopicList'],
    events: ['TOPIC_UPDATED'],
    async run(ctx) {
      const { app, bob, phone, laptop, bobs, devices, groupID } = await start(ctx);
      const topicID = await createTopic(phone, groupID, 'news');
      for (const device of devices) await topicsOf(device, groupID);
      for (const text of ['one', 'two']) await sendToGroup(bobs, topicID, text);
      await Promise.all([phone, laptop].map((device) => updated(device, topicID, (topic) => topic.unreadCount === 2)));
      const { messageList } = (await phone.sdk.getMessageList({ conversationID: `GROUP${topicID}` })).data;
      assert.deepEqual(messageList.map((message) => message.payload.text), ['one', 'two']);
      const since = laptop.now;
      await phone.sdk.setMessageRead({ conversationID: `GROUP${topicID}` });
      await updated(laptop, topicID, (topic) => topic.unreadCount === 0, since);
      await sendToGroup(phone, topicID, 'three');
      await receivedInGroup(bobs, withText('three'));
      const later = await ctx.online(bob, { app });
      await communityOf(later, groupID);
      const topic = await topicOf(later, groupID, topicID);
      assert.deepEqual([topic.unreadCount, topic.selfInfo.readedSequence], [1, 2]);
      const history = (await later.sdk.getMessageList({ conversationID: `GROUP${topicID}` })).data.messageList;
      assert.deepEqual(history.map((message) => [message.to, message.payload.text]), ['one', 'two', 'three'].map((text) => [topicID, text]));
    },
  },
];
