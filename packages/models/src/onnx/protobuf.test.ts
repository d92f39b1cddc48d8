import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protoFields, protoInts } from './read-protobuf.js';
import { bytesField, floatField, intField, intsField, joined } from './write-protobuf.js';

const whole = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

describe('protobuf', () => {
  it('reads back what it writes: whole numbers of any size and sign, lists, floats, bytes', () => {
    fc.assert(
      fc.property(whole, fc.array(whole), fc.float({ noNaN: true }), fc.uint8Array(), (int, ints, float, bytes) => {
        const message = joined([intField(3, int), intsField(8, ints), floatField(2, float), bytesField(200, bytes)]);
        const [first, second, third, fourth] = [...protoFields(message)];
        expect(first).toMatchObject({ number: 3, value: int });
        expect(protoInts(second!.bytes)).toEqual(ints);
        expect(new DataView(third!.bytes.buffer, third!.bytes.byteOffset).getFloat32(0, true)).toBe(float);
        expect(fourth!.number).toBe(200);
        expect([...fourth!.bytes]).toEqual([...bytes]);
      }),
    );
  });

  it('writes the bytes of the format’s own examples', () => {
    expect([...intField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
    expect([...bytesField(2, 'testing')]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...intsField(6, [3, 270, 86_942])]).toEqual([0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]);
  });

  it('reads or refuses any bytes, and ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        let said = 'it has fields';
        try {
          for (const { bytes: part } of protoFields(bytes)) if (part.length > bytes.length) said = 'a field is longer than its message';
        } catch (error) {
          said = (error as Error).message;
        }
        expect(said).toMatch(/^it (ends|has)/);
      }),
    );
  });
});
