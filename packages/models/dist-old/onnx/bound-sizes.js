/** As many rows as a batch of an explanation or an evaluation may have, about. */
export const BOUND_ROWS = 1024;
/** Numbers that all nodes together may give for them: 1 GiB of float32, as a network of TensorFlow.js may take. */
const MAX_NUMBERS = 2 ** 28;
/** A shape as a size. */
export function sizeOf(shape) {
    return { numbers: shape.reduce((total, part) => total * part, 1), shape };
}
/**
 * Makes sure, by following shapes through the graph, that it cannot ask for more memory than a model gets. Where a shape is not followed the
 * product of what goes in stands for it, so the bound is never too low. Answers the size of all there is; throws with the node that goes too far.
 */
export function checkSizes(nodes, known, given = sizeGiven) {
    const sizes = new Map(known);
    let total = 0;
    for (const node of nodes) {
        const inputs = node.inputs.filter((name) => name !== '').map((name) => sizes.get(name));
        const missing = inputs.indexOf(undefined);
        if (missing !== -1)
            throw new Error(`the node ${node.operator} takes what no node before it gives`);
        const size = given(node, inputs.flatMap((each) => each ?? []));
        for (const name of node.outputs)
            sizes.set(name, size);
        total += size.numbers * node.outputs.length;
        if (!(total <= MAX_NUMBERS))
            throw new Error(`up to the node ${node.operator} it could ask for ${total} numbers for ${BOUND_ROWS} rows; at most ${MAX_NUMBERS} are given`);
    }
    return sizes;
}
const SAME = new Set([
    'Abs BatchNormalization Cast Ceil Clip Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish Identity IsInf IsNaN LayerNormalization LeakyRelu',
    'Log LogSoftmax Neg Not Reciprocal Relu Round Selu Sigmoid Sign Softmax Softplus Softsign Sqrt Tanh ThresholdedRelu',
    'Binarizer Imputer LabelEncoder Normalizer Scaler',
].flatMap((line) => line.split(' ')));
const BROADCAST = new Set('Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Mul Or PRelu Pow Sub Sum Where Xor'.split(' '));
/** These give no more than their first input has. */
const NOT_MORE = new Set('ArgMax ArgMin Flatten ReduceMax ReduceMean ReduceMin ReduceSum Reshape Slice Split Squeeze TopK Transpose Unsqueeze ZipMap'.split(' '));
/** What a node gives at most, for what goes into it. */
export function sizeGiven({ operator, attributes }, inputs) {
    const first = inputs[0] ?? { numbers: 1 };
    const listed = [...attributes.values()].reduce((sum, { count }) => sum + count, 0);
    if (SAME.has(operator))
        return first;
    if (NOT_MORE.has(operator))
        return { numbers: first.numbers };
    if (BROADCAST.has(operator))
        return broadcast(inputs);
    if (operator === 'Gemm' || operator === 'MatMul')
        return multiplied(inputs);
    if (operator === 'Concat' || operator === 'FeatureVectorizer')
        return concatenated(inputs, attributes.get('axis')?.int ?? 0);
    if (operator === 'Gather')
        return gathered(inputs, attributes.get('axis')?.int ?? 0);
    if (operator === 'Constant')
        return sizeOf(attributes.get('value')?.shape ?? [Math.max(1, listed)]);
    if (operator === 'Shape')
        return sizeOf([8]);
    if (operator === 'OneHotEncoder')
        return { numbers: first.numbers * (1 + listed) };
    if (/^(TreeEnsemble|Linear|SVM)/.test(operator))
        return { numbers: rowsOf(first) * scoresOf(attributes) };
    return everyWithEvery(inputs);
}
/** Columns that a model for trees, lines or support vectors gives. */
function scoresOf(attributes) {
    const classes = ['classlabels_int64s', 'classlabels_ints', 'classlabels_strings'].map((name) => attributes.get(name)?.count ?? 0);
    const ints = ['n_targets', 'targets'].map((name) => attributes.get(name)?.int ?? 0);
    return Math.max(2, ...classes, ...ints);
}
function rowsOf({ shape, numbers }) {
    return shape?.[0] ?? numbers;
}
function everyWithEvery(inputs) {
    return { numbers: inputs.reduce((total, { numbers }) => total * Math.max(1, numbers), 1) };
}
/** The shapes of all inputs; undefined where one is not known. */
function shapesOf(inputs) {
    const shapes = inputs.flatMap(({ shape }) => (shape === undefined ? [] : [shape]));
    return shapes.length === inputs.length ? shapes : undefined;
}
/** From the last dimension on the larger of both, as ONNX broadcasts. */
function broadcast(inputs) {
    const many = inputs.filter(({ numbers }) => numbers > 1);
    // A single number changes no shape, whatever the shape of the other.
    if (many.length <= 1)
        return many[0] ?? inputs[0] ?? { numbers: 1 };
    const shapes = shapesOf(many);
    if (shapes === undefined)
        return everyWithEvery(many);
    const rank = Math.max(...shapes.map(({ length }) => length));
    const at = (shape, place) => shape[place - (rank - shape.length)] ?? 1;
    return sizeOf(Array.from({ length: rank }, (_, place) => Math.max(...shapes.map((shape) => at(shape, place)))));
}
/** [n, k] by [k, m], either of them transposed or not; what is added to it broadcasts. */
function multiplied([a, b, c]) {
    if (a === undefined || b === undefined)
        throw new Error('a product of matrices lacks one of them');
    const [left, right] = [a.shape, b.shape];
    if (left?.length !== 2 || right?.length !== 2)
        return everyWithEvery([a, b, ...(c === undefined ? [] : [c])]);
    const [n = 1, k = 1] = left;
    const [p = 1, q = 1] = right;
    const out = p === k ? [n, q] : q === k ? [n, p] : [Math.max(n, k), Math.max(p, q)];
    return c === undefined ? sizeOf(out) : broadcast([sizeOf(out), c]);
}
function concatenated(inputs, axis) {
    const numbers = inputs.reduce((sum, each) => sum + each.numbers, 0);
    const shapes = shapesOf(inputs);
    const isBeside = shapes?.every((shape) => shape.length === 2 && shape[0] === shapes[0]?.[0]) === true && (axis === 1 || axis === -1);
    return isBeside ? sizeOf([shapes[0]?.[0] ?? 1, shapes.reduce((sum, shape) => sum + (shape[1] ?? 1), 0)]) : { numbers };
}
function gathered([data, indices], axis) {
    if (data === undefined || indices === undefined)
        throw new Error('the node Gather takes two inputs');
    const isOfColumns = data.shape?.length === 2 && indices.shape?.length === 1 && (axis === 1 || axis === -1);
    return isOfColumns ? sizeOf([data.shape?.[0] ?? 1, indices.numbers]) : everyWithEvery([data, indices]);
}
//# sourceMappingURL=bound-sizes.js.map