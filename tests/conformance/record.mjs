import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocket, WebSocketServer } from 'ws';
import { parseFrame } from './lib/wire.mjs';

/**
 * Frames pass unchanged in both directions; each is also given to `onFrame` as {at, connection, direction, servcmd, frame}.
 * `replies` maps commands to fields that take the place of those in the server's replies.
 */
export async function startRelay({ target, port = 0, onFrame, onOpen = () => {}, replies = new Map() }) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  let connections = 0;

  new WebSocketServer({ server }).on('connection', (client, request) => {
    const connection = ++connections;
    const upstream = new WebSocket(new URL(request.url, target));
    const waiting = [];
    onOpen({ at: Date.now(), connection, path: request.url });

    const observe = (direction, data) => {
      const frame = parseFrame(data);
      onFrame({ at: Date.now(), connection, direction, servcmd: frame.head?.servcmd, frame });
      return frame;
    };
    const sendUp = (data, binary) => upstream.send(data, { binary });
    client.on('message', (data, binary) => {
      observe('client', data);
      if (upstream.readyState === WebSocket.OPEN) sendUp(data, binary);
      else waiting.push([data, binary]);
    });
    upstream.on('open', () => waiting.splice(0).forEach((item) => sendUp(...item)));
    upstream.on('message', (data, binary) => {
      const { head, body } = observe('server', data);
      const fields = replies.get(head?.servcmd);
      client.send(fields ? Buffer.from(JSON.stringify({ head, body: { ...body, ...fields } })) : data, { binary });
    });
    client.on('close', () => upstream.terminate());
    upstream.on('close', () => client.terminate());
    upstream.on('error', () => client.terminate());
  });

  return { port: server.address().port, url: `ws://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { target: { type: 'string' }, listen: { type: 'string' }, out: { type: 'string' } } });
  if (!values.target || !values.out) {
    console.error('node record.mjs --target ws://host:port --listen port --out file.ndjson');
    process.exit(2);
  }
  const file = createWriteStream(values.out);
  const write = (line) => file.write(`${JSON.stringify(line)}\n`);
  const relay = await startRelay({ target: values.target, port: Number(values.listen ?? 0), onFrame: write, onOpen: write });
  console.log(`${relay.url} -> ${values.target}`);
}
