/** One number of a training after a round. */
export interface ScalarEvent {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
  /** Seconds since 1970. */
  readonly wallTimeS: number;
}

/**
 * The bytes of a TensorBoard event file (`events.out.tfevents.*`): TFRecords that hold `tensorflow.Event` messages.
 * Formats: tensorflow/core/lib/io/record_writer.h and tensorflow/core/util/event.proto.
 */
export function eventFile(events: readonly ScalarEvent[]): Uint8Array {
  const first = events[0]?.wallTimeS ?? 0;
  const version = Buffer.concat([double(1, first), text(3, 'brain.Event:2')]);
  return new Uint8Array(Buffer.concat([record(version), ...events.map((event) => record(eventMessage(event)))]));
}

function eventMessage({ tag, step, value, wallTimeS }: ScalarEvent): Buffer {
  const scalar = Buffer.concat([text(1, tag), float(2, value)]);
  return Buffer.concat([double(1, wallTimeS), Buffer.from([0x10]), varint(step), nested(5, nested(1, scalar))]);
}

/** Length, its checksum, the message, its checksum. */
function record(message: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeUInt32LE(message.length);
  return Buffer.concat([length, maskedChecksum(length), message, maskedChecksum(message)]);
}

function maskedChecksum(bytes: Buffer): Buffer {
  const sum = crc32c(bytes);
  const masked = (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
  const out = Buffer.alloc(4);
  out.writeUInt32LE(masked);
  return out;
}

/** CRC-32C (Castagnoli; RFC 3720, appendix B.4), bit by bit: event files are small. */
export function crc32c(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0x82f63b78 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

function nested(field: number, message: Buffer): Buffer {
  return Buffer.concat([Buffer.from([field * 8 + 2]), varint(message.length), message]);
}

function text(field: number, value: string): Buffer {
  return nested(field, Buffer.from(value, 'utf8'));
}

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = field * 8 + 1;
  bytes.writeDoubleLE(value, 1);
  return bytes;
}

function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = field * 8 + 5;
  bytes.writeFloatLE(value, 1);
  return bytes;
}
