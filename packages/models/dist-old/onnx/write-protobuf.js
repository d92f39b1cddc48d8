const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;
/** A whole number, negative ones as two's complement of 64 bits. */
export function intField(number, value) {
    return joined([varint(number * 8 + VARINT), varint(value)]);
}
/** Whole numbers of a repeated field, packed. */
export function intsField(number, values) {
    return bytesField(number, joined(Array.from(values, varint)));
}
/** A float. */
export function floatField(number, value) {
    const bytes = new Uint8Array(5);
    bytes[0] = number * 8 + FIXED32;
    new DataView(bytes.buffer).setFloat32(1, value, true);
    return bytes;
}
/** Bytes, a text, or a message that is a field of another. */
export function bytesField(number, value) {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return joined([varint(number * 8 + BYTES), varint(bytes.length), bytes]);
}
/** Fields one behind the other: a message. */
export function joined(parts) {
    return new Uint8Array(Buffer.concat(parts));
}
function varint(value) {
    const bytes = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n)
        bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
    return Uint8Array.from(bytes);
}
//# sourceMappingURL=write-protobuf.js.map