/** A picture of 24 bits per pixel, so that no encoder is needed. */
export function bitmap(width, height) {
  const line = Math.ceil(width * 3 / 4) * 4;
  const bytes = Buffer.alloc(54 + line * height, 0x80);
  bytes.fill(0, 0, 54);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}
