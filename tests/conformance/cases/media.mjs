import { randomBytes } from 'node:crypto';
import { assert, rejects } from '../lib/expect.mjs';
import { fileWith, progressAs, ref } from '../lib/device.mjs';
import { bitmap } from '../lib/bitmap.mjs';
import { history } from '../lib/chat.mjs';

const megabyte = 1024 * 1024;
const browser = { browser: true };

const startingWith = (head, length) => Buffer.concat([Buffer.from(head, 'latin1'), randomBytes(length)]);
const sound = () => startingWith('ID3\x03', 50000);
const film = () => startingWith('\0\0\0\x18ftypisom', 200000);

async function download(address) {
  const response = await fetch(address);
  assert.equal(response.status, 200, address);
  return Buffer.from(await response.arrayBuffer());
}

async function pair(ctx, options = {}, app = ctx.apps.main) {
  const [alice, bob] = await ctx.accounts('alice', 'bob');
  const [sender, receiver] = await Promise.all([alice, bob].map((user) => ctx.online(user, { app, options: { ...browser, ...options } })));
  return { alice, bob, sender, receiver };
}

const create = (device, kind, to, file) =>
  device.sdk[`create${kind}Message`]({ to, conversationType: device.types.CONV_C2C, payload: { file }, onProgress: progressAs('progress') });

/** Sends a file; resolves to the message as both see it. */
async function exchange({ alice, bob, sender, receiver }, kind, file) {
  const { data: { message: sent } } = await sender.sdk.sendMessage(ref(await create(sender, kind, bob, file)));
  assert.equal(sent.status, 'success');
  const [received] = await receiver.waitFor(receiver.event.MESSAGE_RECEIVED);
  assert.equal(received.ID, sent.ID);
  assert.equal(received.type, sent.type);
  const { messageList } = await history(receiver, alice);
  assert.deepEqual(messageList.at(-1).payload, received.payload);
  return { sent, received };
}

async function upload(ctx) {
  const { sender, bob } = await pair(ctx);
  const { data: { message } } = await sender.sdk.sendMessage(ref(await create(sender, 'File', bob, fileWith('a.bin', '', randomBytes(100)))));
  return message.payload.fileUrl;
}

const tooLarge = (what, kind, code, file) => ({
  name: `a ${what} above the limit of the app is refused before it is sent`,
  methods: [`create${kind}Message`, 'sendMessage'],
  async run(ctx) {
    const { sender, bob } = await pair(ctx, {}, ctx.apps.smallFiles);
    await rejects(sender.sdk.sendMessage(ref(await create(sender, kind, bob, file()))), code);
    assert.ok(!(await sender.trace()).some(({ text }) => text.includes('im_cos_msg')), 'an upload address was asked for');
  },
});

export default [
  {
    name: 'a picture arrives in three sizes',
    methods: ['createImageMessage', 'sendMessage', 'registerPlugin', 'getMessageList'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const devices = await pair(ctx);
      const picture = bitmap(1600, 1200);
      const { received: { payload } } = await exchange(devices, 'Image', fileWith('photo.bmp', 'image/bmp', picture));
      const [original, thumb, large] = payload.imageInfoArray;
      assert.deepEqual([original, thumb, large].map(({ width, height }) => [width, height]), [[1600, 1200], [264, 198], [960, 720]]);
      assert.equal(original.size, picture.length);
      assert.deepEqual(await download(original.url), picture);
      for (const { url } of [thumb, large]) assert.deepEqual([...(await download(url)).subarray(0, 2)], [0xff, 0xd8]);
      assert.deepEqual(devices.sender.seen('progress').at(-1), 1);
    },
  },
  {
    name: 'a small picture is served as it is in all sizes',
    methods: ['createImageMessage', 'sendMessage'],
    async run(ctx) {
      const picture = bitmap(100, 50);
      const { received: { payload } } = await exchange(await pair(ctx), 'Image', fileWith('dot.bmp', 'image/bmp', picture));
      for (const { url, width, height } of payload.imageInfoArray) {
        assert.deepEqual([width, height], [100, 50]);
        assert.deepEqual(await download(url), picture);
      }
    },
  },
  {
    name: 'a file arrives with its name, and the sender sees its progress',
    methods: ['createFileMessage', 'sendMessage', 'registerPlugin'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const devices = await pair(ctx);
      const content = randomBytes(3 * megabyte);
      const { received: { payload } } = await exchange(devices, 'File', fileWith('Bericht "ü" 用户.txt', 'text/plain', content));
      assert.equal(payload.fileName, 'Bericht "ü" 用户.txt');
      assert.equal(payload.fileSize, content.length);
      assert.deepEqual(await download(payload.fileUrl), content);
      const progress = devices.sender.seen('progress');
      assert.ok(progress.length > 2 && progress.at(-1) === 1, `progress: ${progress}`);
      assert.deepEqual(progress, progress.toSorted((one, other) => one - other));
    },
  },
  {
    name: 'a sound arrives',
    methods: ['createAudioMessage', 'sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const content = sound();
      const { received: { payload } } = await exchange(await pair(ctx), 'Audio', fileWith('voice.mp3', 'audio/mp3', content, { duration: 2500 }));
      assert.equal(payload.second, 2);
      assert.equal(payload.size, content.length);
      assert.deepEqual(await download(payload.url), content);
    },
  },
  {
    name: 'a film arrives, without a snapshot',
    methods: ['createVideoMessage', 'sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const content = film();
      const { received: { payload } } = await exchange(await pair(ctx), 'Video', fileWith('film.mp4', 'video/mp4', content, { duration: 7 }));
      assert.equal(payload.videoSecond, 7);
      assert.equal(payload.videoSize, content.length);
      assert.equal(payload.thumbUrl, '');
      assert.deepEqual(await download(payload.videoUrl), content);
    },
  },
  {
    name: 'a file of 30 MB arrives',
    methods: ['createFileMessage', 'sendMessage'],
    async run(ctx) {
      const content = randomBytes(30 * megabyte);
      const { received: { payload } } = await exchange(await pair(ctx), 'File', fileWith('large.bin', '', content));
      assert.ok((await download(payload.fileUrl)).equals(content));
    },
  },
  tooLarge('picture', 'Image', 2253, () => fileWith('a.bmp', 'image/bmp', Buffer.alloc(megabyte + 1))),
  tooLarge('sound', 'Audio', 2301, () => fileWith('a.mp3', 'audio/mp3', Buffer.alloc(megabyte + 1), { duration: 1000 })),
  tooLarge('film', 'Video', 2351, () => fileWith('a.mp4', 'video/mp4', Buffer.alloc(megabyte + 1), { duration: 1 })),
  tooLarge('file', 'File', 2402, () => fileWith('a.bin', '', Buffer.alloc(megabyte + 1))),
  {
    name: 'a picture that is none is refused by the upload',
    methods: ['createImageMessage', 'sendMessage'],
    async run(ctx) {
      const { sender, bob } = await pair(ctx);
      const page = fileWith('photo.png', 'image/png', Buffer.from('<script>alert(1)</script>'));
      await rejects(sender.sdk.sendMessage(ref(await create(sender, 'Image', bob, page))), 2400);
    },
  },
  {
    name: 'a page is never served as one',
    methods: ['createFileMessage', 'sendMessage'],
    async run(ctx) {
      const page = fileWith('page.html', 'text/html', Buffer.from('<script>alert(1)</script>'));
      const { received: { payload } } = await exchange(await pair(ctx), 'File', page);
      const { headers } = await fetch(payload.fileUrl);
      assert.equal(headers.get('content-type'), 'application/octet-stream');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-disposition'), /^attachment/);
    },
  },
  {
    name: 'an address that was tampered with opens nothing',
    methods: ['createFileMessage', 'sendMessage'],
    async run(ctx) {
      const address = await upload(ctx);
      assert.equal((await fetch(address)).status, 200);
      assert.equal((await fetch(address.replace('/files/', '/files/0'))).status, 403);
      assert.equal((await fetch(address.replace(/\.(\d{9,})\./, (_, end) => `.${Number(end) + 86400}.`))).status, 403);
      assert.equal((await fetch(`${ctx.host.url}/upload/abc.def`, { method: 'PUT', body: 'x' })).status, 403);
    },
  },
  {
    name: 'with a file proxy addresses come by the simple way, and sizes are asked for after the upload',
    methods: ['createImageMessage', 'createFileMessage', 'sendMessage'],
    events: ['MESSAGE_RECEIVED'],
    async run(ctx) {
      const devices = await pair(ctx, { fileUploadProxy: ctx.host.url, fileDownloadProxy: ctx.host.url });
      const picture = bitmap(1600, 1200);
      const { received: { payload } } = await exchange(devices, 'Image', fileWith('photo.bmp', 'image/bmp', picture));
      const [original, thumb, large] = payload.imageInfoArray;
      assert.deepEqual([original, thumb, large].map(({ width, height }) => [width, height]), [[1600, 1200], [264, 198], [960, 720]]);
      assert.deepEqual(await download(original.url), picture);
      for (const { url } of [thumb, large]) assert.deepEqual([...(await download(url)).subarray(0, 2)], [0xff, 0xd8]);
      const sent = (await devices.sender.trace()).filter(({ direction }) => direction === '>').map(({ text }) => text);
      assert.ok(sent.some((text) => text.includes('im_cos_msg.simple_sig')) && !sent.some((text) => text.includes('im_cos_msg.pre_sig')));
      assert.ok(sent.some((text) => text.includes('im_cos_msg.get_imageinfo')));
    },
  },
];
