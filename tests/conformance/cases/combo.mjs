import { assert, delay, rejects } from '../lib/expect.mjs';
import { history } from '../lib/chat.mjs';
import { receivedInGroup, sendToGroup, withText } from '../lib/groups.mjs';
import { groupConversation, groupHistory, meeting } from '../lib/group-people.mjs';

const text = (Text) => ({ MsgType: 'TIMTextElem', MsgContent: { Text } });
const custom = (Data) => ({ MsgType: 'TIMCustomElem', MsgContent: { Data, Desc: 'what', Ext: 'more' } });
const face = (Index, Data) => ({ MsgType: 'TIMFaceElem', MsgContent: { Index, Data } });

let last = 0;
const sendCombo = (device, body) => device.sdk.callExperimentalAPI('sendComboMessage', body);
const random = () => Math.floor(Math.random() * 1e6) * 100 + (last = (last + 1) % 100);

/** The bodies in which a device was told of a message, as they came over the wire; what the SDK shows is the first element. */
const bodies = async (device, messageRandom) => (await device.trace())
  .filter(({ direction, text: frame }) => direction === '<' && frame.includes(`"MsgRandom":${messageRandom}`))
  .flatMap(({ text: frame }) => JSON.parse(frame).body.EventArray ?? [])
  .flatMap(({ C2cMsgArray, GroupMsgArray }) => C2cMsgArray ?? GroupMsgArray ?? [])
  .filter(({ MsgRandom }) => MsgRandom === messageRandom)
  .map(({ MsgBody }) => MsgBody);

export default [
  {
    name: 'a message of several elements to a user arrives whole, on the sender\'s other device too',
    methods: ['sendComboMessage', 'getMessageList'],
    events: ['MESSAGE_RECEIVED', 'CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const app = ctx.apps.devices;
      const [alice, bob] = await ctx.accounts('alice', 'bob');
      const [phone, laptop, bobs] = await Promise.all([alice, alice, bob].map((user) => ctx.online(user, { app })));
      const MsgRandom = random();
      const MsgBody = [text('see'), custom('{"a":1}'), face(3, 'smile')];
      const { data: { message: sent } } = await sendCombo(phone, { To_Account: bob, MsgRandom, MsgBody, CloudCustomData: 'combo' });
      assert.deepEqual([sent.status, sent.type, sent.payload.text, sent.conversationID], ['success', 'TIMTextElem', 'see', `C2C${bob}`]);
      for (const [device, flow] of [[bobs, 'in'], [laptop, 'out']]) {
        const [received] = await device.waitFor(device.event.MESSAGE_RECEIVED);
        assert.deepEqual([received.ID, received.flow, received.payload.text, received.cloudCustomData], [sent.ID, flow, 'see', 'combo']);
        assert.deepEqual(await bodies(device, MsgRandom), [MsgBody]);
      }
      assert.deepEqual(phone.received(), [], 'its sender is not told');
      const { messageList } = await history(bobs, alice);
      assert.deepEqual(messageList.map(({ ID }) => ID), [sent.ID]);
      assert.equal((await history(phone, bob)).messageList.at(-1).ID, sent.ID);
    },
  },
  {
    name: 'a message of several elements to a group arrives whole at all members',
    methods: ['sendComboMessage', 'getMessageList'],
    events: ['MESSAGE_RECEIVED', 'CONVERSATION_LIST_UPDATED', 'GROUP_LIST_UPDATED'],
    async run(ctx) {
      const { phone, laptop, bobs, carols, groupID } = await meeting(ctx);
      const Random = random();
      const MsgBody = [text('see'), text('this')];
      const { data: { message: sent } } = await sendCombo(phone, { GroupId: groupID, Random, MsgBody });
      assert.ok(sent.sequence > 0);
      for (const device of [laptop, bobs, carols]) {
        const received = await receivedInGroup(device, withText('see'));
        assert.deepEqual([received.ID, received.sequence], [sent.ID, sent.sequence]);
        assert.deepEqual(await bodies(device, Random), [MsgBody]);
      }
      await delay(1100);
      assert.equal((await groupConversation(bobs, groupID)).lastMessage.payload.text, 'see');
      assert.equal((await groupHistory(carols, groupID)).messageList.at(-1).ID, sent.ID);
    },
  },
  {
    name: 'a message of several elements that cannot be sent is refused with the code of any other',
    methods: ['sendComboMessage'],
    deadline: 60000,
    async run(ctx) {
      const { phone, bobs, bob, groupID, dave } = await meeting(ctx);
      const daves = await ctx.online(dave, { app: ctx.apps.devices });
      const MsgBody = [text('one'), text('two')];
      await rejects(sendCombo(phone, { To_Account: 'nobody-at-all', MsgRandom: random(), MsgBody }), 20003);
      await rejects(sendCombo(phone, { To_Account: bob, MsgRandom: -1, MsgBody }), 20001);
      await rejects(sendCombo(phone, { To_Account: bob, MsgRandom: random(), MsgBody: [] }), 2100);
      await rejects(sendCombo(phone, { To_Account: bob, MsgRandom: random(), MsgBody: [text('one'), { MsgType: 'TIMTextElem' }] }), 2100);
      await rejects(sendCombo(phone, { To_Account: bob, MsgRandom: random(), MsgBody: [text('one'), text('x'.repeat(13000))] }), 80002);
      await rejects(sendCombo(daves, { GroupId: groupID, Random: random(), MsgBody }), 10007);
      await rejects(sendCombo(phone, { GroupId: 'no-such-group', Random: random(), MsgBody }), 10010);
      const error = await rejects(sendCombo(phone, { GroupId: groupID, Random: -1, MsgBody }), 10004);
      assert.equal(error.data.message.status, 'fail');
      await sendToGroup(phone, groupID, 'the only one');
      await receivedInGroup(bobs, withText('the only one'));
      assert.deepEqual(bobs.received().filter(({ payload }) => ['one', 'two'].includes(payload.text)), []);
    },
  },
];
