import { BOUND_ROWS, sizeOf } from '../onnx/bound-sizes.js';
import { followSizes } from './follow-sizes.js';
import { nodeOf, readGraphNodes } from './read-graph-nodes.js';
import { readGraphWeights } from './read-graph-weights.js';
const ELEMENTS = {
    DT_FLOAT: 'float32',
    DT_DOUBLE: 'float64',
    DT_INT32: 'int32',
    DT_INT64: 'int64',
    DT_STRING: 'string',
    DT_BOOL: 'bool',
};
/**
 * Makes sure, before TensorFlow.js sees a graph, that it has known operations alone, that its weights are all there, as many as it says and
 * none of them NaN, and that it cannot ask for more memory than a model gets. Throws with the reason.
 */
export function readGraph(file, weights, columns) {
    try {
        return readWhole(file, weights, columns);
    }
    catch (error) {
        throw new Error(`the graph model is refused: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
}
function readWhole(file, bytes, columns) {
    const nodes = readGraphNodes(file);
    const weights = readGraphWeights(file, bytes, nodes);
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const { inputs, outputs } = endsOf(file, nodes);
    const value = ([name, typed], kind) => {
        const node = byName.get(nodeOf(typed.name));
        if (node === undefined)
            throw new Error(`its ${kind} ${name} is the node ${typed.name}, which is not there`);
        return { name, kind: 'tensor', element: elementOf(typed, node), shape: shapeOf(typed.tensorShape ?? placeholderShape(node)) };
    };
    const given = inputs.map((each) => value(each, 'input'));
    const placeholders = inputs.map(([, typed], place) => [
        nodeOf(typed.name),
        sizeOf([BOUND_ROWS, ...(given[place]?.shape?.slice(1) ?? [columns]).map((size) => size ?? columns)]),
    ]);
    const sizes = followSizes(nodes, weights, new Map(placeholders));
    const answers = outputs.map((each) => {
        const found = value(each, 'output');
        return { ...found, shape: found.shape ?? freeRows(sizes.get(nodeOf(each[1].name))) };
    });
    return { inputs: given, outputs: answers, tensorOf: new Map([...inputs, ...outputs].map(([name, typed]) => [name, typed.name])) };
}
/** What the signature says goes in and comes out, with every other placeholder; without one, what nothing goes into and what nobody reads. */
function endsOf({ signature }, nodes) {
    const inputs = Object.entries(signature?.inputs ?? {});
    const named = new Set(inputs.map(([, { name }]) => nodeOf(name)));
    const others = nodes.filter(({ op, name }) => op === 'Placeholder' && !named.has(name));
    const read = new Set(nodes.flatMap((node) => node.inputs));
    const outputs = Object.entries(signature?.outputs ?? {});
    const last = nodes.filter(({ op, name }) => op !== 'Const' && op !== 'Placeholder' && !read.has(name));
    return { inputs: [...inputs, ...others.map(asEnd)], outputs: outputs.length > 0 ? outputs : last.map(asEnd) };
}
function asEnd({ name }) {
    return [name, { name }];
}
function elementOf({ dtype }, { attr }) {
    const own = [attr['DstT'], attr['output_type'], attr['dtype'], attr['T']].find((each) => each !== undefined);
    const type = dtype ?? (typeof own === 'object' && own !== null && 'type' in own ? own.type : 'DT_FLOAT');
    return typeof type === 'string' && Object.hasOwn(ELEMENTS, type) ? ELEMENTS[type] : undefined;
}
function placeholderShape({ op, attr: { shape } }) {
    if (op !== 'Placeholder' || typeof shape !== 'object' || shape === null || !('shape' in shape))
        return undefined;
    const { shape: inner } = shape;
    if (typeof inner !== 'object' || inner === null || !('dim' in inner) || !Array.isArray(inner.dim))
        return undefined;
    return {
        dim: inner.dim.map((each) => ({
            size: typeof each === 'object' && each !== null && 'size' in each ? String(each.size) : '-1',
        })),
    };
}
function shapeOf(shape) {
    return shape?.dim?.map(({ size = -1 }) => (Number(size) > 0 ? Number(size) : undefined));
}
function freeRows(size) {
    return size?.shape?.map((part, place) => (place === 0 && part === BOUND_ROWS ? undefined : part));
}
//# sourceMappingURL=read-graph.js.map