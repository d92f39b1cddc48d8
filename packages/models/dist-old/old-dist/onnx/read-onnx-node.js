import { checkOnnxTensor } from './check-onnx-tensor.js';
import { KNOWN_OPERATORS } from './known-operators.js';
import { protoFields, protoInts } from './read-protobuf.js';
const DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml']);
/** Reads a node; throws with the reason unless its operator is a known one and runs no graph of its own. */
export function readOnnxNode(bytes) {
    let [operator, domain] = ['', ''];
    const [inputs, outputs] = [[], []];
    const attributes = new Map();
    for (const { number, bytes: part } of protoFields(bytes)) {
        if (number === 1)
            inputs.push(textOf(part));
        if (number === 2)
            outputs.push(textOf(part));
        if (number === 4)
            operator = textOf(part);
        if (number === 7)
            domain = textOf(part);
        if (number === 5)
            attributes.set(...readAttribute(part));
    }
    // A ZipMap at the end is named where the outputs are looked at, with what to do about it.
    const isKnown = DOMAINS.has(domain) && (KNOWN_OPERATORS.has(operator) || operator === 'ZipMap');
    if (!isKnown)
        throw new Error(`it has the operator ${domain === '' ? '' : `${domain}.`}${operator}, which is not run here; known are ${[...KNOWN_OPERATORS].join(', ')}`);
    return { operator, inputs, outputs, attributes };
}
function readAttribute(bytes) {
    let [name, int, count] = ['', 0, 0];
    let shape;
    for (const { number, value, bytes: part } of protoFields(bytes)) {
        if (number === 1)
            name = textOf(part);
        if (number === 3)
            int = value;
        if (number === 5 || number === 10)
            ({ shape } = checkOnnxTensor(part));
        if (number === 6 || number === 11)
            throw new Error('a node has a graph of its own, which is not run here');
        if (number === 7)
            count += Math.max(1, part.length / 4);
        if (number === 8)
            count += part.length === 0 ? 1 : protoInts(part).length;
        if (number === 9)
            count += 1;
    }
    return [name, { int, count, ...(shape === undefined ? {} : { shape }) }];
}
function textOf(bytes) {
    return new TextDecoder().decode(bytes);
}
//# sourceMappingURL=read-onnx-node.js.map