const BYTES = { float32: 4, int32: 4, bool: 1 };
/** More numbers than any shape, permutation or list of axes has. */
const MAX_INTS = 8;
/**
 * The weights by their nodes. Throws unless `weights.bin` holds exactly what `model.json` describes, none of it NaN, and each constant of the
 * graph has its weight and each weight its constant.
 */
export function readGraphWeights({ weightsManifest }, bytes, nodes) {
    const specs = weightsManifest.flatMap(({ weights }) => weights);
    const sizes = specs.map(({ shape, dtype }) => shape.reduce((product, size) => product * size, BYTES[dtype]));
    const described = sizes.reduce((sum, size) => sum + size, 0);
    if (described !== bytes.byteLength)
        throw new Error(`its weights have ${bytes.byteLength} bytes; model.json describes ${described}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const weights = new Map();
    let at = 0;
    specs.forEach(({ name, shape, dtype }, place) => {
        const to = at + (sizes[place] ?? 0);
        if (weights.has(name))
            throw new Error(`the weight ${name} stands twice`);
        if (dtype === 'float32')
            checkNumbers(view, { name, from: at, to });
        weights.set(name, { shape, ints: dtype === 'int32' ? intsIn(view, at, to) : undefined });
        at = to;
    });
    checkConstants(weights, nodes);
    return weights;
}
/** Some activations hide a NaN: the network would score, and wrongly. */
function checkNumbers(view, { name, from, to }) {
    for (let at = from; at < to; at += BYTES.float32)
        if (Number.isNaN(view.getFloat32(at, true)))
            throw new Error(`the weight ${name} holds values that are no numbers`);
}
function intsIn(view, from, to) {
    const count = (to - from) / BYTES.int32;
    return count > MAX_INTS ? undefined : Array.from({ length: count }, (_, place) => view.getInt32(from + place * BYTES.int32, true));
}
function checkConstants(weights, nodes) {
    const constants = new Set(nodes.filter(({ op }) => op === 'Const').map(({ name }) => name));
    const [bare, idle] = [[...constants].filter((name) => !weights.has(name)), [...weights.keys()].filter((name) => !constants.has(name))];
    if (bare.length > 0)
        throw new Error(`it has no weights for ${bare.join(', ')}`);
    if (idle.length > 0)
        throw new Error(`it has weights for ${idle.join(', ')}, which ${idle.length === 1 ? 'is' : 'are'} no constant of the graph`);
}
//# sourceMappingURL=read-graph-weights.js.map