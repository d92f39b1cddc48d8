import { BOUND_ROWS, checkSizes, sizeOf } from './bound-sizes.js';
import { checkOnnxTensor } from './check-onnx-tensor.js';
import { elementTypeOf } from './onnx-types.js';
import { readOnnxNode } from './read-onnx-node.js';
import { protoFields } from './read-protobuf.js';
const MAX_NODES = 5000;
/** Columns of an input whose graph does not say how many it takes: 500 features may be categories. */
const MAX_COLUMNS = 4000;
/**
 * Reads `model.onnx` (onnx.proto of ONNX 1.x) and makes sure, before a runtime sees it, that it has known operators alone, that its numbers
 * are all in the file, as many as it says, and none of them is NaN. Throws with the reason.
 */
export function readOnnxGraph(bytes) {
    try {
        return readModel(bytes);
    }
    catch (error) {
        throw new Error(`model.onnx is refused: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
}
function readModel(bytes) {
    let graph;
    for (const field of protoFields(bytes)) {
        if (field.number === 7)
            graph = field.bytes;
        if (field.number === 20 || field.number === 25)
            throw new Error('it has functions or training steps of its own, which are not run here');
    }
    if (graph === undefined)
        throw new Error('it holds no graph: it is no ONNX file, or only the beginning of one');
    return readGraph(graph);
}
function readGraph(bytes) {
    const [inputs, outputs, nodes] = [[], [], []];
    const sizes = new Map();
    for (const { number, bytes: part } of protoFields(bytes)) {
        if (number === 1)
            nodes.push(readOnnxNode(part));
        else if (number === 5) {
            const { name, shape } = checkOnnxTensor(part);
            sizes.set(name, sizeOf(shape));
        }
        else if (number === 11)
            inputs.push(readValue(part));
        else if (number === 12)
            outputs.push(readValue(part));
        else if (number === 15)
            throw new Error('it has sparse numbers, which are not read here');
    }
    if (nodes.length === 0 || nodes.length > MAX_NODES)
        throw new Error(`it has ${nodes.length} nodes; 1 to ${MAX_NODES} are run`);
    const given = inputs.filter(({ name }) => !sizes.has(name));
    for (const { name, shape = [] } of given)
        sizes.set(name, sizeOf([BOUND_ROWS, ...shape.slice(1).map((size) => size ?? MAX_COLUMNS)]));
    checkSizes(nodes, sizes);
    return { inputs: given, outputs };
}
function readValue(bytes) {
    let name = '';
    let type = { kind: 'other', element: undefined, shape: undefined };
    for (const { number, bytes: part } of protoFields(bytes)) {
        if (number === 1)
            name = textOf(part);
        if (number !== 2)
            continue;
        for (const { number: kind, bytes: inner } of protoFields(part))
            if (kind === 1)
                type = { kind: 'tensor', ...readTensorType(inner) };
    }
    return { name, ...type };
}
function readTensorType(bytes) {
    let element;
    let shape;
    for (const { number, value, bytes: part } of protoFields(bytes)) {
        if (number === 1)
            element = elementTypeOf(value);
        if (number === 2)
            shape = [...protoFields(part)].filter((field) => field.number === 1).map((field) => readDimension(field.bytes));
    }
    return { element, shape };
}
function readDimension(bytes) {
    for (const { number, value } of protoFields(bytes))
        if (number === 1 && value > 0)
            return value;
    return undefined;
}
function textOf(bytes) {
    return new TextDecoder().decode(bytes);
}
//# sourceMappingURL=read-onnx-graph.js.map