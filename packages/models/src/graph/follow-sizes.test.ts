import { describe, expect, it } from 'vitest';
import { sizeOf } from '../onnx/bound-sizes.js';
import { loadBackend } from '../runtime/load-backend.js';
import { followSizes } from './follow-sizes.js';
import { BROADCASTING, ELEMENTWISE, KNOWN_OPS, REDUCING } from './known-ops.js';
import type { GraphNode } from './read-graph-nodes.js';

const ROWS = 5;
const VALUES = Float32Array.from({ length: ROWS * 4 }, (_, place) => ((place * 7) % 11) / 8 - 0.5);
const LOGICAL = /^Logical|^All$|^Any$/;
/** What stands in the graph beside `rows` [5, 4]: constants by name. */
const FLOATS = { kernel: [4, 3], bias: [3], turned: [3, 4], single: [1] } as const;
const INTS: Readonly<Record<string, readonly number[]>> = {
  axis: [1],
  none: [0],
  shape: [-1, 2],
  order: [1, 0],
  begin: [0, 1],
  end: [0, 3],
  strides: [1, 1],
  size: [-1, 2],
  sizes: [1, 3],
  picked: [3, 0, 2],
  times: [1, 3],
};
const SCALARS = new Set(['axis', 'none']);

const node = (op: string, inputs: readonly string[], attr: object = {}): GraphNode => ({ name: 'out', op, inputs, attr: { ...attr } });
const FUSED = { fused_ops: { list: { s: ['Qmlhc0FkZA==', 'UmVsdQ=='] } }, num_args: { i: '1' } };
/** Operations that are more than one number to one number. */
const OTHERS: readonly GraphNode[] = [
  node('_FusedMatMul', ['rows', 'kernel', 'bias'], FUSED),
  node('ArgMax', ['rows', 'axis']),
  node('ArgMin', ['rows', 'axis']),
  node('BatchMatMul', ['rows', 'kernel']),
  node('BatchMatMulV2', ['rows', 'turned'], { adj_y: { b: true } }),
  node('ConcatV2', ['rows', 'rows', 'axis'], { N: { i: '2' } }),
  node('ExpandDims', ['rows', 'axis']),
  node('GatherV2', ['rows', 'picked', 'axis']),
  node('GatherV2', ['rows', 'picked', 'none']),
  node('MatMul', ['rows', 'kernel']),
  node('MatMul', ['rows', 'turned'], { transpose_b: { b: true } }),
  node('Pack', ['rows', 'rows'], { axis: { i: '1' }, N: { i: '2' } }),
  node('Reshape', ['rows', 'shape']),
  node('Shape', ['rows']),
  node('Slice', ['rows', 'begin', 'size']),
  node('Split', ['axis', 'rows'], { num_split: { i: '2' } }),
  node('SplitV', ['rows', 'sizes', 'axis'], { num_split: { i: '2' } }),
  node('Squeeze', ['single'], { squeeze_dims: { list: { i: ['0'] } } }),
  node('StridedSlice', ['rows', 'begin', 'end', 'strides'], { begin_mask: { i: '1' }, end_mask: { i: '1' }, shrink_axis_mask: { i: '2' } }),
  node('Tile', ['rows', 'times']),
  node('Transpose', ['rows', 'order']),
  node('Unpack', ['rows'], { axis: { i: '1' }, num: { i: '4' } }),
];
const CASES: readonly GraphNode[] = [
  ...[...ELEMENTWISE].map((op) => node(op, op === 'ClipByValue' ? ['rows', 'bound', 'bound'] : [LOGICAL.test(op) ? 'truths' : 'rows'])),
  ...[...BROADCASTING].map((op) => {
    if (op.startsWith('Select')) return node(op, ['truths', 'rows', 'rows']);
    return node(op, LOGICAL.test(op) ? ['truths', 'truths'] : op === 'BiasAdd' ? ['rows', 'row'] : ['rows', 'rows']);
  }),
  ...[...REDUCING].flatMap((op) => [
    node(op, [LOGICAL.test(op) ? 'truths' : 'rows', 'axis']),
    node(op, [LOGICAL.test(op) ? 'truths' : 'rows', 'axis'], { keep_dims: { b: true } }),
  ]),
  ...OTHERS,
];

const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);
const floatShapes: Readonly<Record<string, readonly number[]>> = { ...FLOATS, row: [4], bound: [] };

async function run(backend: 'wasm' | 'cpu', tried: GraphNode): Promise<{ readonly shape: readonly number[]; readonly values: number[] }> {
  const { tf } = await loadBackend(backend);
  const constants = tried.inputs.filter((name) => name !== 'rows' && name !== 'truths');
  const specs = constants.map((name) => ({
    name,
    shape: INTS[name] === undefined ? [...(floatShapes[name] ?? [])] : SCALARS.has(name) ? [] : [INTS[name].length],
    dtype: INTS[name] === undefined ? ('float32' as const) : ('int32' as const),
  }));
  const bytes = specs.map(({ name, shape }) =>
    Buffer.from(
      (INTS[name] === undefined ? Float32Array.from({ length: product(shape) }, (_, at) => at / 8) : Int32Array.from(INTS[name])).buffer,
    ),
  );
  const nodes = [
    ...constants.map((name) => ({ name, op: 'Const' })),
    { name: 'rows', op: 'Placeholder' },
    { name: 'truths', op: 'Placeholder' },
    { name: 'out', op: tried.op, input: tried.inputs, attr: { ...tried.attr, DstT: { type: 'DT_FLOAT' } } },
  ];
  const weightData = new Uint8Array(Buffer.concat(bytes)).buffer;
  const topology = { node: nodes, versions: { producer: 1 } };
  const model = await tf.loadGraphModel({ load: () => Promise.resolve({ modelTopology: topology, weightSpecs: specs, weightData }) });
  const rows = tf.tensor2d(VALUES, [ROWS, 4]);
  const given = tried.inputs.includes('truths') ? { rows, truths: rows.greater(0) } : { rows };
  const out = model.execute(tried.inputs.includes('rows') || tried.inputs.includes('truths') ? given : {}, 'out');
  if (Array.isArray(out)) throw new Error('several tensors');
  return { shape: out.shape, values: [...out.dataSync()] };
}

describe('operations of a graph model', () => {
  it('are all tried here', () => {
    expect(new Set(CASES.map(({ op }) => op))).toEqual(new Set([...KNOWN_OPS].filter((op) => op !== 'Const' && op !== 'Placeholder')));
  });

  it.each(CASES.map((tried) => [`${tried.op} of ${tried.inputs.join(', ')}`, tried] as const))(
    '%s runs on both backends alike, and gives no more than was bounded',
    async (_, tried) => {
      const [wasm, cpu] = [await run('wasm', tried), await run('cpu', tried)];
      expect(wasm.shape).toEqual(cpu.shape);
      // NaN is alike only where it is NaN on both.
      const off = wasm.values.filter(
        (value, place) => !Object.is(value, cpu.values[place]) && !(Math.abs(value - cpu.values[place]!) <= 1e-5),
      );
      expect(off).toEqual([]);
      const weights = new Map(
        tried.inputs
          .filter((name) => name !== 'rows' && name !== 'truths')
          .map((name) => [name, { shape: floatShapes[name] ?? [INTS[name]?.length ?? 0], ints: INTS[name] }]),
      );
      const placeholders = new Map(['rows', 'truths'].map((name) => [name, sizeOf([ROWS, 4])]));
      const bound = followSizes([tried], weights, placeholders).get('out');
      expect(bound?.numbers).toBeGreaterThanOrEqual(product(wasm.shape));
      const shape = bound?.shape?.length === wasm.shape.length ? bound.shape : wasm.shape;
      expect(shape.every((size, place) => size >= wasm.shape[place]!)).toBe(true);
    },
  );
});
