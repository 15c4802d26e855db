import { bitmap } from './lib/bitmap.mjs';
import { fileWith } from './lib/device.mjs';

/** Kinds of messages that carry a file, with the unit in which the SDK takes the length of a recording or film. */
const unitsPerSecond = { image: 1, audio: 1000, video: 1, file: 1 };

export const isMedia = (kind) => kind in unitsPerSecond;

function contentOf({ picture, base64, start = '', length = 0 }) {
  if (picture) return bitmap(...picture);
  return base64 ? Buffer.from(base64, 'base64') : Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(length)]);
}

/** The payload of a step's `file`. */
export const payloadOf = (kind, { name, type, seconds, customFileName, ...content }) => ({
  file: fileWith(name, type, contentOf(content), seconds && { duration: seconds * unitsPerSecond[kind] }),
  ...customFileName && { customFileName },
});
