/** Joined to a product of matrices, as the converter does, but not run so by every backend. */
const APART = new Set(['Tanh']);
/** What an activation joined to a product is as an operation of its own. */
const ALONE = new Set([...APART, 'Relu', 'Relu6', 'Elu', 'Sigmoid', 'LeakyRelu']);
/**
 * The graph with products of matrices, biases and activations apart where WebAssembly does not run them as one: an activation such as tanh, or
 * a bias that is a single number. The numbers stay the same.
 */
export function unfuse(file) {
    const { node: nodes } = file.modelTopology;
    const ranks = new Map(file.weightsManifest.flatMap(({ weights }) => weights.map(({ name, shape }) => [name, shape.length])));
    const names = new Set(nodes.map(({ name }) => name));
    const node = nodes.flatMap((each) => {
        const parts = partsOf(each, ranks);
        const taken = parts.slice(0, -1).find(({ name }) => names.has(name));
        if (taken !== undefined)
            throw new Error(`a node is named ${taken.name}, which is taken by what the node ${each.name} becomes`);
        return parts;
    });
    return { ...file, modelTopology: { ...file.modelTopology, node } };
}
function partsOf(node, ranks) {
    const { name, op, input = [], attr = {} } = node;
    const [sum, activation] = op === '_FusedMatMul' ? fusedOps(attr['fused_ops']) : [];
    const [a, b, bias] = input;
    const isApart = (activation !== undefined && APART.has(activation)) || ranks.get(bias ?? '') === 0;
    const isKnown = activation === undefined || ALONE.has(activation);
    if (sum !== 'BiasAdd' || !isApart || !isKnown || a === undefined || b === undefined || bias === undefined)
        return [node];
    const [product, sums] = [`${name}/apart/product`, activation === undefined ? name : `${name}/apart/sum`];
    const parts = [
        { name: product, op: 'MatMul', input: [a, b], attr },
        { name: sums, op: 'AddV2', input: [product, bias], attr },
    ];
    return activation === undefined
        ? parts
        : [...parts, { name, op: activation, input: [sums], attr: { ...attr, alpha: attr['leakyrelu_alpha'] } }];
}
/** The operations in the attribute, by their names; BiasAdd first. */
function fusedOps(attribute) {
    const list = typeof attribute === 'object' && attribute !== null && 'list' in attribute ? attribute.list : undefined;
    const names = typeof list === 'object' && list !== null && 's' in list ? list.s : undefined;
    if (!Array.isArray(names))
        return [];
    return names.map((name) => (typeof name === 'string' ? Buffer.from(name, 'base64').toString('latin1') : ''));
}
//# sourceMappingURL=unfuse.js.map