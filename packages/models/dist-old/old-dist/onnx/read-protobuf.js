const NOTHING = new Uint8Array();
const MAX_VARINT_BYTES = 10;
/** The fields of a protobuf message, in order (protobuf.dev, Encoding). Throws where the bytes are not one. */
export function* protoFields(bytes) {
    let at = 0;
    const varint = () => {
        const { value, length } = varintAt(bytes, at);
        at += length;
        return value;
    };
    const take = (length) => {
        if (length < 0 || at + length > bytes.length)
            throw new Error('it ends in the middle of a field');
        at += length;
        return bytes.subarray(at - length, at);
    };
    while (at < bytes.length) {
        const tag = varint();
        const [number, wire] = [Math.floor(tag / 8), tag % 8];
        if (wire === 0)
            yield { number, value: varint(), bytes: NOTHING };
        else if (wire === 2)
            yield { number, value: 0, bytes: take(varint()) };
        else if (wire === 1 || wire === 5)
            yield { number, value: 0, bytes: take(wire === 1 ? 8 : 4) };
        else
            throw new Error(`it has a field of the unknown wire type ${wire}`);
    }
    return undefined;
}
/** Numbers of a repeated field, one by one or packed. */
export function protoInts(bytes) {
    const found = [];
    for (let at = 0; at < bytes.length;) {
        const { value, length } = varintAt(bytes, at);
        found.push(value);
        at += length;
    }
    return found;
}
function varintAt(bytes, from) {
    let value = 0n;
    for (let length = 0; length < MAX_VARINT_BYTES; length += 1) {
        const byte = bytes[from + length];
        if (byte === undefined)
            throw new Error('it ends in the middle of a number');
        // Most numbers have one byte: those cost no BigInt.
        if (length === 0 && byte < 128)
            return { value: byte, length: 1 };
        value |= BigInt(byte & 127) << BigInt(7 * length);
        if (byte < 128)
            return { value: Number(BigInt.asIntN(64, value)), length: length + 1 };
    }
    throw new Error('it has a number of more than 10 bytes');
}
//# sourceMappingURL=read-protobuf.js.map