/** What a frame holds. */
export const FRAME_RECORD = 1;
export const FRAME_LINKS = 2;
export const FRAME_LINK_LABEL = 3;

const MAX_FRAME_BYTES = 0xffff;
const HEAD_BYTES = 3;

/** A frame: its kind, its length in two bytes, its content. Throws a RangeError for a content of more than 64 KiB. */
export function frameOf(kind: number, content: Uint8Array): Buffer {
  if (content.length > MAX_FRAME_BYTES) {
    throw new RangeError(`an event of ${content.length} bytes is more than history can keep (${MAX_FRAME_BYTES})`);
  }
  const frame = Buffer.allocUnsafe(HEAD_BYTES + content.length);
  frame.writeUInt8(kind, 0);
  frame.writeUInt16BE(content.length, 1);
  frame.set(content, HEAD_BYTES);
  return frame;
}

/** Hands over every frame in turn. Throws a RangeError for bytes that are cut short. */
export function eachFrame(frames: Buffer, take: (kind: number, content: Buffer) => void): void {
  let at = 0;
  while (at < frames.length) {
    const length = frames.readUInt16BE(at + 1);
    const start = at + HEAD_BYTES;
    if (start + length > frames.length) throw new RangeError('a history in Redis is cut short');
    take(frames.readUInt8(at), frames.subarray(start, start + length));
    at = start + length;
  }
}
