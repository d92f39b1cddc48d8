import { z } from 'zod';
/** Nodes of all trees together. */
const MAX_NODES = 4_000_000;
const NODE_BYTES = 12;
/** `model.json` of the format `trees`; `weights.bin` holds for each tree its features (int32), values (float32) and right children (int32), little-endian. */
const treeFileSchema = z.strictObject({
    format: z.literal('trees'),
    columns: z.int().min(1),
    base: z.number(),
    /** Nodes of each tree. */
    nodes: z.array(z.int().min(1)).min(1).max(20_000),
});
/** The two files of an ensemble. */
export function encodeTrees({ columns, base, trees }) {
    const nodes = trees.map(({ feature }) => feature.length);
    const weights = Buffer.alloc(nodes.reduce((sum, count) => sum + count, 0) * NODE_BYTES);
    let at = 0;
    for (const { feature, value, right } of trees) {
        for (const each of feature)
            at = weights.writeInt32LE(each, at);
        for (const each of value)
            at = weights.writeFloatLE(each, at);
        for (const each of right)
            at = weights.writeInt32LE(each, at);
    }
    const model = { format: 'trees', columns, base, nodes };
    return { modelJson: new TextEncoder().encode(`${JSON.stringify(model)}\n`), weights: new Uint8Array(weights) };
}
/** Reads an ensemble back; throws with the reason unless every walk through every tree ends in a leaf with a finite value. */
export function decodeTrees(modelJson, weights) {
    const { columns, base, nodes } = treeFileSchema.parse(JSON.parse(new TextDecoder().decode(modelJson)));
    const total = nodes.reduce((sum, count) => sum + count, 0);
    if (total > MAX_NODES)
        throw new Error(`the trees have ${total} nodes; at most ${MAX_NODES} are read`);
    if (weights.byteLength !== total * NODE_BYTES)
        throw new Error(`weights.bin has ${weights.byteLength} bytes; ${total} nodes are ${total * NODE_BYTES}`);
    const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
    let at = 0;
    const trees = nodes.map((count) => {
        const tree = treeAt(view, at, count);
        at += count * NODE_BYTES;
        return tree;
    });
    trees.forEach((tree, index) => checkTree(tree, columns, index));
    return { columns, base, trees };
}
function treeAt(view, from, count) {
    const places = Array.from({ length: count }, (_, node) => from + node * 4);
    return {
        feature: Int32Array.from(places, (at) => view.getInt32(at, true)),
        value: Float32Array.from(places, (at) => view.getFloat32(at + count * 4, true)),
        right: Int32Array.from(places, (at) => view.getInt32(at + count * 8, true)),
    };
}
/** A right child always stands behind the left one, so every step of a walk goes forward, and it ends. */
function checkTree({ feature, value, right }, columns, index) {
    feature.forEach((column, node) => {
        const child = right[node] ?? 0;
        const isSound = column === -1 || (column >= 0 && column < columns && child > node + 1 && child < feature.length);
        if (!isSound || !Number.isFinite(value[node]))
            throw new Error(`tree ${index} is broken at node ${node}`);
    });
}
//# sourceMappingURL=tree-file.js.map