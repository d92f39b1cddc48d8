import { checkOps } from './known-ops.js';
/** The nodes of a graph, each behind those that it takes from. Throws unless all operations are known and nothing goes in circles. */
export function readGraphNodes({ modelTopology }) {
    checkOps(modelTopology.node.map(({ op }) => op));
    const nodes = new Map();
    for (const { name, op, input = [], attr = {} } of modelTopology.node) {
        // TensorFlow.js looks nodes up in plain objects, where such names are taken.
        if (name in {} || /[:^]/.test(name))
            throw new Error(`a node is named ${name}, which no converter does`);
        if (nodes.has(name))
            throw new Error(`the node ${name} stands twice`);
        nodes.set(name, { name, op, inputs: input.filter((each) => !each.startsWith('^')).map(nodeOf), attr });
    }
    return inOrder(nodes);
}
/** The node of a tensor: `name` or, of several outputs, `name:1`. */
export function nodeOf(tensor) {
    return tensor.split(':', 1)[0] ?? tensor;
}
function inOrder(nodes) {
    const waiting = new Map([...nodes.values()].map(({ name, inputs }) => [name, inputs.length]));
    const readers = new Map();
    for (const node of nodes.values()) {
        for (const input of node.inputs) {
            if (!nodes.has(input))
                throw new Error(`the node ${node.name} takes ${input}, which is not there`);
            readers.set(input, [...(readers.get(input) ?? []), node]);
        }
    }
    const ready = [...nodes.values()].filter(({ inputs }) => inputs.length === 0);
    for (const { name } of ready) {
        for (const reader of readers.get(name) ?? []) {
            const left = (waiting.get(reader.name) ?? 0) - 1;
            waiting.set(reader.name, left);
            if (left === 0)
                ready.push(reader);
        }
    }
    const stuck = [...waiting].find(([, left]) => left > 0);
    if (stuck !== undefined)
        throw new Error(`the node ${stuck[0]} takes, in a circle, what it gives`);
    return ready;
}
//# sourceMappingURL=read-graph-nodes.js.map