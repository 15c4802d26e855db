import { assert, delay, eventually, rejects, texts } from '../lib/expect.mjs';
import { ref } from '../lib/device.mjs';
import { conversation, create, history, send, sendText, sendTexts, unreadOf } from '../lib/chat.mjs';

async function pair(ctx) {
  const [alice, bob] = await ctx.accounts('alice', 'bob');
  const [sender, receiver] = await Promise.all([ctx.online(alice), ctx.online(bob)]);
  return { alice, bob, sender, receiver };
}

const next = async (device, since) => (await device.waitFor(device.event.MESSAGE_RECEIVED, undefined, { since }))[0];

const file = (name) => `https://files.invalid/${name}`;
const media = {
  TIMImageElem: {
    UUID: 'u1', ImageFormat: 1,
    ImageInfoArray: [1, 2, 3].map((Type) => ({ Type, Size: 1000 / Type, Width: 1200 / Type, Height: 900 / Type, URL: file(`picture-${Type}.jpg`) })),
  },
  TIMSoundElem: { Url: file('a.mp3'), UUID: 'u2', Size: 100, Second: 7, Download_Flag: 2 },
  TIMVideoFileElem: {
    VideoUrl: file('v.mp4'), VideoUUID: 'u3', VideoSize: 200, VideoSecond: 8, VideoFormat: 'mp4', VideoDownloadFlag: 2,
    ThumbUrl: file('t.jpg'), ThumbUUID: 'u4', ThumbSize: 10, ThumbWidth: 100, ThumbHeight: 80, ThumbFormat: 'JPG', ThumbDownloadFlag: 2,
  },
  TIMFileElem: { Url: file('f.pdf'), UUID: 'u5', FileSize: 300, FileName: 'Bericht 😀.pdf', Download_Flag: 2 },
};
const shown = {
  TIMImageElem: ({ imageInfoArray }) => assert.deepEqual(imageInfoArray.map(({ width, url }) => [width, url]).slice(0, 2), [[1200, file('picture-1.jpg')], [400, file('picture-3.jpg')]]),
  TIMSoundElem: (payload) => assert.deepEqual([payload.url, payload.second, payload.size], [file('a.mp3'), 7, 100]),
  TIMVideoFileElem: (payload) => assert.deepEqual([payload.videoUrl, payload.videoSecond, payload.thumbUrl, payload.thumbWidth], [file('v.mp4'), 8, file('t.jpg'), 100]),
  TIMFileElem: (payload) => assert.deepEqual([payload.fileUrl, payload.fileName, payload.fileSize], [file('f.pdf'), 'Bericht 😀.pdf', 300]),
};

export default [
  {
    name: 'a text that mentions somebody is a text',
    methods: ['createTextAtMessage', 'sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      const sent = await send(sender, 'textAt', bob, { text: '@bob look', atUserList: [bob] });
      const message = await next(receiver);
      assert.deepEqual([message.ID, message.type, message.payload.text, message.from], [sent.ID, 'TIMTextElem', '@bob look', alice]);
    },
  },
  {
    name: 'a short merged message carries its list, the IDs of which are those of the originals',
    methods: ['createMergerMessage', 'sendMessage', 'downloadMergerMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { bob, sender, receiver } = await pair(ctx);
      const originals = await sendTexts(sender, bob, ['one', 'two 😀']);
      await eventually(() => assert.equal(receiver.received().length, 2));
      const since = receiver.now;
      await send(sender, 'merger', bob, { messageList: originals.map(ref), title: 'two', abstractList: ['a', 'b'], compatibleText: 'too old' });
      const message = await next(receiver, since);
      assert.deepEqual([message.type, message.payload.title, message.payload.abstractList, message.payload.downloadKey], ['TIMRelayElem', 'two', ['a', 'b'], '']);
      assert.deepEqual(message.payload.messageList.map(({ ID }) => ID), originals.map(({ ID }) => ID));
      assert.deepEqual(message.payload.messageList.map((item) => (item.payload ?? item.messageBody[0].payload).text), ['one', 'two 😀']);
    },
  },
  {
    name: 'a long merged message is fetched by its key',
    methods: ['createMergerMessage', 'sendMessage', 'downloadMergerMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { bob, sender, receiver } = await pair(ctx);
      const originals = await sendTexts(sender, bob, Array.from({ length: 12 }, (_, i) => `${i} ${'long '.repeat(300)}`));
      await eventually(() => assert.equal(receiver.received().length, 12));
      const since = receiver.now;
      await send(sender, 'merger', bob, { messageList: originals.map(ref), title: 'many', abstractList: ['a'], compatibleText: 'too old' });
      const message = await next(receiver, since);
      assert.ok(message.payload.downloadKey, 'there is no key');
      const { payload } = await receiver.sdk.downloadMergerMessage(ref(message));
      assert.deepEqual(payload.messageList.map(({ ID }) => ID), originals.map(({ ID }) => ID));
    },
    deadline: 60000,
  },
  {
    name: 'a forwarded message has the content of the original',
    methods: ['createForwardMessage', 'sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { bob, sender, receiver } = await pair(ctx);
      const original = await send(sender, 'custom', bob, { data: '{"a":1}', description: 'd', extension: 'e' });
      await next(receiver);
      const since = receiver.now;
      const { data } = await sender.sdk.sendMessage(ref(await create(sender, 'forward', bob, ref(original))));
      const message = await next(receiver, since);
      assert.notEqual(data.message.ID, original.ID);
      assert.deepEqual([message.ID, message.payload], [data.message.ID, original.payload]);
    },
  },
  ...Object.entries(media).map(([type, content]) => ({
    name: `${type} of an administrator arrives with its addresses`,
    methods: ['getMessageList'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { alice, bob, receiver } = await pair(ctx);
      await ctx.rest().ok('openim/sendmsg', { From_Account: alice, To_Account: bob, MsgRandom: 7, MsgBody: [{ MsgType: type, MsgContent: content }] });
      const message = await next(receiver);
      assert.equal(message.type, type);
      shown[type](message.payload);
      shown[type]((await history(receiver, alice)).messageList[0].payload);
    },
  })),
  {
    name: 'options of sending: online only, not counted, not shown as the last message',
    methods: ['sendMessage', 'getMessageList', 'getConversationList'],
    events: ['MESSAGE_RECEIVED', 'CONVERSATION_LIST_UPDATED'],
    async run(ctx) {
      const { alice, bob, sender, receiver } = await pair(ctx);
      await sendText(sender, bob, 'counted');
      await sendText(sender, bob, 'not counted', { options: { messageControlInfo: { excludedFromUnreadCount: true } } });
      await sendText(sender, bob, 'not shown', { options: { messageControlInfo: { excludedFromLastMessage: true } } });
      await sendText(sender, bob, 'not kept', { options: { onlineUserOnly: true } });
      await eventually(() => assert.deepEqual(texts(receiver.received()), ['counted', 'not counted', 'not shown', 'not kept']));
      await eventually(async () => assert.equal(await unreadOf(receiver, alice), 2));
      assert.equal((await conversation(receiver, alice)).lastMessage.payload.text, 'not counted');
      const later = await ctx.online(bob);
      await eventually(async () => assert.equal(await unreadOf(later, alice), 2));
      assert.equal((await conversation(later, alice)).lastMessage.payload.text, 'not counted');
      assert.deepEqual(texts((await history(later, alice)).messageList), ['counted', 'not counted', 'not shown']);
    },
  },
  {
    name: 'offline push information is passed on as it is',
    methods: ['sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const { bob, sender, receiver } = await pair(ctx);
      const offlinePushInfo = { disablePush: false, title: 't', description: 'd', extension: 'e', apnsInfo: { sound: 's', ignoreIOSBadge: true }, androidInfo: { sound: 's.mp3', XiaoMiChannelID: '5' } };
      await sendText(sender, bob, 'with a push', { options: { offlinePushInfo } });
      assert.equal((await next(receiver)).payload.text, 'with a push');
      const frames = (await receiver.trace()).filter(({ direction, text }) => direction === '<' && text.includes('with a push'));
      assert.ok(frames.some(({ text }) => text.includes('"Title":"t"') && text.includes('"XiaoMiChannelID":"5"')));
    },
  },
  {
    name: 'a message of more than 12 KB is refused',
    methods: ['sendMessage'],
    async run(ctx) {
      const { bob, sender, receiver } = await pair(ctx);
      await rejects(sendText(sender, bob, 'x'.repeat(13000)), 80002);
      await sendText(sender, bob, 'x'.repeat(11000));
      assert.equal((await next(receiver)).payload.text.length, 11000);
    },
  },
  {
    name: 'texts are translated by the service that the host was given',
    methods: ['translateText'],
    async run(ctx) {
      const { sender } = await pair(ctx);
      const { data } = await sender.sdk.translateText({ sourceTextList: ['hello', 'wörld 😀'], sourceLanguage: 'en', targetLanguage: 'zh' });
      assert.deepEqual(data.translatedTextList, ['[en>zh] hello', '[en>zh] wörld 😀']);
      await rejects(sender.sdk.translateText({ sourceTextList: ['fail'], sourceLanguage: 'en', targetLanguage: 'zh' }), 60008);
    },
  },
  {
    name: 'without a service recordings are not put into words',
    methods: ['convertVoiceToText'],
    async run(ctx) {
      const { alice, bob, receiver } = await pair(ctx);
      await ctx.rest().ok('openim/sendmsg', { From_Account: alice, To_Account: bob, MsgRandom: 7, MsgBody: [{ MsgType: 'TIMSoundElem', MsgContent: media.TIMSoundElem }] });
      const message = await next(receiver);
      const error = await rejects(receiver.sdk.convertVoiceToText({ message: ref(message), language: 'zh (cmn-Hans-CN)' }), 2118, 60017);
      await delay(100);
      assert.ok((await receiver.trace()).some(({ direction, text }) => direction === '<' && text.includes('60017')), error.message);
    },
  },
];
