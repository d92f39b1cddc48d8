/** Each number of what goes in becomes one of what comes out. */
export const ELEMENTWISE = new Set([
    'Abs Cast Ceil ClipByValue Elu Erf Exp Expm1 Floor Identity IsFinite IsInf IsNan LeakyRelu Log Log1p LogSoftmax LogicalNot Neg',
    'Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Softmax Softplus Sqrt Square StopGradient Tanh',
].flatMap((line) => line.split(' ')));
/** What goes in is stretched to the same shape. FloorDiv is left out: of 0 / 0 WebAssembly and plain JavaScript make different numbers. */
export const BROADCASTING = new Set([
    'Add AddN AddV2 BiasAdd Div DivNoNan Equal FloorMod Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr',
    'Maximum Minimum Mod Mul NotEqual Pow Prelu RealDiv Select SelectV2 SquaredDifference Sub',
].flatMap((line) => line.split(' ')));
/** Dimensions are taken together. */
export const REDUCING = new Set('All Any Max Mean Min Prod Sum'.split(' '));
/**
 * Operations that a served graph may have: those of networks over rows of columns, as TensorFlow and Keras convert them. None runs a graph of
 * its own, none gives a tensor whose size depends on the numbers in it, and none makes one as large as a number says that is not followed (Fill,
 * BroadcastTo, OneHot, Range, Pad): a file of a kilobyte must not fill the memory of the process that decides.
 */
export const KNOWN_OPS = new Set([
    ...ELEMENTWISE,
    ...BROADCASTING,
    ...REDUCING,
    ...[
        '_FusedMatMul ArgMax ArgMin BatchMatMul BatchMatMulV2 ConcatV2 Const ExpandDims GatherV2 MatMul Pack Placeholder Reshape Shape Slice Split',
        'SplitV Squeeze StridedSlice Tile Transpose Unpack',
    ].flatMap((line) => line.split(' ')),
]);
const LOOPS_AND_TABLES = /^(Stateless)?(If|While|Case)$|^(Switch|Merge|Enter|Exit|NextIteration|LoopCond)$|^Tensor(Array|List)|HashTable|Lookup/;
const DYNAMIC = /^(Where|Unique|UniqueV2|ListDiff|NonMaxSuppression.*)$/;
/** Makes sure that all operations are known; throws with every one that is not, and why. */
export function checkOps(ops) {
    const strange = [...new Set(ops)].filter((op) => !KNOWN_OPS.has(op)).toSorted();
    if (strange.length === 0)
        return;
    const reasons = strange.map((op) => {
        if (LOOPS_AND_TABLES.test(op))
            return `${op} (control flow or tables)`;
        return DYNAMIC.test(op) ? `${op} (its size depends on the numbers in it)` : op;
    });
    throw new Error(`it has operations that are not run here: ${reasons.join(', ')}; known are ${[...KNOWN_OPS].toSorted().join(', ')}`);
}
//# sourceMappingURL=known-ops.js.map