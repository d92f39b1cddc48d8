import { ELEMENT_BYTES, elementTypeOf } from './onnx-types.js';
import { protoFields, protoInts } from './read-protobuf.js';
/** A tensor's fields of `onnx.proto` that hold numbers one by one, and how many bytes a number has there; 0: any. */
const LIST_FIELDS = { 4: 4, 5: 0, 7: 0, 10: 8 };
/** Makes sure that a tensor in the file holds as many numbers as its shape says, none of them NaN; answers name and shape. Throws with the reason. */
export function checkOnnxTensor(bytes) {
    let [name, type, found] = ['', 0, 0];
    const shape = [];
    let raw;
    let floats;
    for (const { number, value, bytes: part } of protoFields(bytes)) {
        if (number === 8)
            name = new TextDecoder().decode(part);
        if (number === 2)
            type = value;
        if (number === 1)
            shape.push(...(part.length === 0 ? [value] : protoInts(part)));
        if (number === 6)
            found += 1;
        if (number === 9)
            raw = part;
        if (number === 13 || (number === 14 && value !== 0))
            throw new Error(`the numbers of ${name} stand in another file, which is not read`);
        const size = LIST_FIELDS[number];
        if (size === undefined)
            continue;
        found += part.length === 0 ? 1 : size === 0 ? protoInts(part).length : part.length / size;
        if (size !== 0)
            floats = part;
    }
    const count = shape.reduce((product, size) => product * size, 1);
    const element = elementTypeOf(type);
    if (element === undefined)
        throw new Error(`${name} has numbers of type ${type}, which is not known here`);
    if (raw !== undefined)
        found = raw.length / ELEMENT_BYTES[element];
    if (found !== count)
        throw new Error(`${name} holds ${found} numbers; its shape says ${count}`);
    if (element === 'float32' || element === 'float64')
        checkNumbers(raw ?? floats, ELEMENT_BYTES[element], name);
    return { name, shape };
}
/** Some activations hide a NaN: the network would score, and wrongly. */
function checkNumbers(bytes, size, name) {
    if (bytes === undefined)
        return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; at += size) {
        if (Number.isNaN(size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true)))
            throw new Error(`${name} holds values that are no numbers`);
    }
}
//# sourceMappingURL=check-onnx-tensor.js.map