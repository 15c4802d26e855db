import { WebSocket } from 'ws';
import { frameText } from './wire.mjs';

/**
 * The WebSocket that the SDK finds as a global. It behaves like the platform's, until the test breaks the network:
 *   refuse  no new connection succeeds
 *   deaf    frames from the server are lost
 *   mute    frames to the server are lost
 */
const faults = { refuse: false, deaf: false, mute: false };
const sockets = new Set();
const unreachable = 'ws://127.0.0.1:1/';
const traceLength = 400;

export const trace = [];

function record(direction, data) {
  trace.push({ at: Date.now(), direction, text: frameText(data) });
  if (trace.length > traceLength) trace.shift();
}

/** Hands the SDK a frame as if the server had sent it, for pushes that no documented command causes. */
export const receive = (frame) => sockets.forEach((socket) => socket.emit('message', Buffer.from(JSON.stringify(frame)), true));

export class BreakableWebSocket extends WebSocket {
  constructor(url) {
    super(faults.refuse ? unreachable : url);
    sockets.add(this);
    this.on('close', () => sockets.delete(this));
  }

  send(data, ...rest) {
    record(faults.mute ? '>x' : '>', data);
    if (!faults.mute) super.send(data, ...rest);
  }

  emit(event, ...args) {
    if (event === 'message') {
      record(faults.deaf ? '<x' : '<', args[0]);
      if (faults.deaf) return true;
    }
    return super.emit(event, ...args);
  }
}

/** Sets the faults given, leaves the others, and with `cut` also breaks the sockets that are open. */
export function breakNetwork({ cut = false, ...changes }) {
  Object.assign(faults, changes);
  if (cut) sockets.forEach((socket) => socket.terminate());
}
