import { checkSizes, sizeGiven, sizeOf } from '../onnx/bound-sizes.js';
import { BROADCASTING, ELEMENTWISE, REDUCING } from './known-ops.js';
/**
 * How many numbers each node gives at most, and in which shape (an upper bound in each dimension), where `placeholders` has the sizes of what
 * goes in. Throws where the graph could ask for more memory than a model gets.
 */
export function followSizes(nodes, weights, placeholders) {
    const known = new Map(placeholders);
    for (const [name, { shape }] of weights)
        known.set(name, sizeOf(shape));
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const steps = nodes.filter(({ name }) => !known.has(name));
    return checkSizes(steps.map(({ name, op, inputs }) => ({ operator: `${op} ${name}`, inputs, outputs: [name], attributes: new Map() })), known, ({ operator }, inputs) => {
        const node = byName.get(operator.slice(operator.indexOf(' ') + 1));
        if (node === undefined)
            throw new Error(`there is no node ${operator}`);
        return nodeSize(node, inputs, (place) => weights.get(node.inputs[place] ?? ''));
    });
}
/** As ONNX has it where an operation is the same there. */
function sameAs(operator, inputs, axis) {
    return sizeGiven({ operator, attributes: new Map(axis === undefined ? [] : [['axis', { int: axis, count: 0 }]]) }, inputs);
}
function nodeSize({ op, attr }, inputs, weight) {
    const [first = { numbers: 1 }, second = { numbers: 1 }] = inputs;
    const ints = (place) => weight(place)?.ints;
    const lastInt = ints(inputs.length - 1)?.[0];
    if (ELEMENTWISE.has(op))
        return first;
    if (BROADCASTING.has(op))
        return sameAs('Add', inputs);
    if (REDUCING.has(op))
        return reduced(first, ints(1), boolOf(attr['keep_dims']) || boolOf(attr['keepDims']));
    if (op === 'MatMul' || op.startsWith('BatchMatMul'))
        return multiplied(inputs, weight(1), attr);
    if (op === '_FusedMatMul')
        return sameAs('Add', [multiplied(inputs.slice(0, 2), weight(1), attr), ...inputs.slice(2)]);
    if (op === 'ConcatV2')
        return sameAs('Concat', inputs.slice(0, -1), lastInt ?? 0);
    if (op === 'GatherV2')
        return sameAs('Gather', [first, second], lastInt ?? 0);
    if (op === 'Pack')
        return { numbers: inputs.reduce((sum, { numbers }) => sum + numbers, 0) };
    if (op === 'Reshape')
        return reshaped(first, ints(1));
    if (op === 'ExpandDims')
        return expanded(first, ints(1)?.[0]);
    if (op === 'Transpose')
        return transposed(first, ints(1));
    if (op === 'Tile')
        return tiled(first, ints(1));
    if (op === 'Slice' || op === 'SplitV')
        return first;
    if (op === 'Split')
        return second;
    if (op === 'StridedSlice')
        return strided(first, attr);
    if (op === 'Shape')
        return sizeOf([first.shape?.length ?? 8]);
    return { numbers: first.numbers };
}
/** A number of columns is exact only in a weight: what else is multiplied is bounded as every number by every other. */
function multiplied(inputs, weight, attr) {
    const { numbers } = inputs[0] ?? { numbers: 1 };
    const [rows, columns] = weight?.shape.length === 2 ? weight.shape : [];
    if (rows === undefined || columns === undefined)
        return { numbers: inputs.reduce((total, each) => total * Math.max(1, each.numbers), 1) };
    const isTurned = boolOf(attr['transpose_b']) || boolOf(attr['adj_y']);
    const [inner, outer] = isTurned ? [columns, rows] : [rows, columns];
    return sizeOf([numbers / inner, outer]);
}
function reduced({ numbers, shape }, axes, isKept) {
    if (shape === undefined || axes === undefined)
        return { numbers };
    const gone = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)));
    return sizeOf(shape.flatMap((size, place) => (gone.has(place) ? (isKept ? [1] : []) : [size])));
}
function reshaped({ numbers }, target) {
    if (target === undefined)
        return { numbers };
    const rest = target.reduce((product, size) => (size < 0 ? product : product * size), 1);
    return sizeOf(target.map((size) => (size < 0 ? Math.ceil(numbers / Math.max(1, rest)) : size)));
}
function expanded({ numbers, shape }, axis) {
    if (shape === undefined || axis === undefined)
        return { numbers };
    return sizeOf(shape.toSpliced(axis < 0 ? axis + shape.length + 1 : axis, 0, 1));
}
function transposed({ numbers, shape }, order) {
    return shape === undefined || order?.length !== shape.length ? { numbers } : sizeOf(order.map((place) => shape[place] ?? 1));
}
/** The converter makes one of a layer normalisation. */
function tiled({ numbers, shape }, times) {
    if (times === undefined)
        throw new Error('a node Tile repeats numbers as often as another node says, which has no bound');
    if (shape?.length !== times.length)
        return { numbers: times.reduce((total, time) => total * Math.max(1, time), numbers) };
    return sizeOf(shape.map((size, place) => size * Math.max(1, times[place] ?? 1)));
}
function strided({ numbers, shape }, attr) {
    const mask = (name) => intOf(attr[name]);
    if (shape === undefined || mask('new_axis_mask') !== 0 || mask('ellipsis_mask') !== 0)
        return { numbers };
    return sizeOf(shape.filter((_, place) => ((mask('shrink_axis_mask') >> place) & 1) === 0));
}
function boolOf(attribute) {
    return typeof attribute === 'object' && attribute !== null && 'b' in attribute && attribute.b === true;
}
function intOf(attribute) {
    return typeof attribute === 'object' && attribute !== null && 'i' in attribute ? Number(attribute.i) : 0;
}
//# sourceMappingURL=follow-sizes.js.map