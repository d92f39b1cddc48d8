import { describe, expect, it } from 'vitest';
import { crc32c, eventFile } from './tensorboard-events.js';

describe('crc32c', () => {
  it.each([
    // RFC 3720, appendix B.4.
    ['32 bytes of zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['the numbers from 0 to 31', Buffer.from(Array.from({ length: 32 }, (_, byte) => byte)), 0x46dd794e],
  ])('gives the published value for %s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });
});

describe('eventFile', () => {
  it('writes records that can be taken apart again, their checksums right', () => {
    const bytes = Buffer.from(eventFile([{ tag: 'loss/watched', step: 300, value: 0.25, wallTimeS: 5 }]));
    const records: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = Number(bytes.readBigUInt64LE(at));
      expect(bytes.readUInt32LE(at + 8)).toBe(masked(bytes.subarray(at, at + 8)));
      const message = bytes.subarray(at + 12, at + 12 + length);
      expect(bytes.readUInt32LE(at + 12 + length)).toBe(masked(message));
      records.push(message);
      at += length + 16;
    }
    expect(records).toHaveLength(2);
    expect(records[0]!.toString('latin1')).toContain('brain.Event:2');
    // wall_time 5.0, step 300 as a varint, summary { value { tag, simple_value 0.25 } }.
    expect(records[1]!.toString('hex')).toBe(
      ['09', '0000000000001440', '10', 'ac02', '2a15', '0a13', '0a0c', Buffer.from('loss/watched').toString('hex'), '15', '0000803e'].join(
        '',
      ),
    );
  });
});

function masked(bytes: Buffer): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
