/** One field, written. A message is its fields one behind the other (protobuf.dev, Encoding). */
export type ProtoBytes = Uint8Array;
/** A whole number, negative ones as two's complement of 64 bits. */
export declare function intField(number: number, value: number): ProtoBytes;
/** Whole numbers of a repeated field, packed. */
export declare function intsField(number: number, values: Iterable<number>): ProtoBytes;
/** A float. */
export declare function floatField(number: number, value: number): ProtoBytes;
/** Bytes, a text, or a message that is a field of another. */
export declare function bytesField(number: number, value: Uint8Array | string): ProtoBytes;
/** Fields one behind the other: a message. */
export declare function joined(parts: readonly Uint8Array[]): ProtoBytes;
