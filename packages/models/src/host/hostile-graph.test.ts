import { Deadline } from '@gavel/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foreignRows } from '../testing/foreign/foreign-rows.js';
import { graphModels, type GraphModels } from '../testing/foreign/graph-network.js';
import type { ModelFiles } from '../training/trained-model.js';
import type { ModelHost } from './model-host.js';
import { openModels } from './open-models.js';

const never = (): Deadline => new Deadline();
const [VALUES] = foreignRows();
const SCORE = { input: 'rows', output: 'score', column: 0, gives: 'probability' };

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

const dims = (shape: readonly number[]): object => ({ dim: shape.map((size) => ({ size: String(size) })) });
const node = (name: string, op: string, input: readonly string[] = [], attr: object = { T: { type: 'DT_FLOAT' } }): object => ({
  name,
  op,
  input,
  attr,
});
const placeholder = (name: string, shape: readonly number[] = [-1, 8], type = 'DT_FLOAT'): object =>
  node(name, 'Placeholder', [], { dtype: { type }, shape: { shape: dims(shape) } });
const constant = (name: string): object => node(name, 'Const', [], { dtype: { type: 'DT_FLOAT' } });
const floats = (name: string, shape: readonly number[], values: readonly number[]): Weight => ({ name, shape, dtype: 'float32', values });
const ints = (name: string, values: readonly number[]): Weight => ({ name, shape: [values.length], dtype: 'int32', values });
const times = (count: number, number = 0): number[] => Array.from({ length: count }, () => number);
const KERNEL = floats('w', [8, 1], times(8));

/** A whole model: what `weights` describe is in the second file, and each has its constant. */
function model(nodes: readonly object[], weights: readonly Weight[] = [], change: Record<string, unknown> = {}): ModelFiles {
  const bytes = weights.map(({ dtype, values }) => new Uint8Array((dtype === 'int32' ? Int32Array : Float32Array).from(values).buffer));
  const file = {
    format: 'graph-model',
    modelTopology: { node: [...weights.map(({ name }) => constant(name)), ...nodes], versions: { producer: 1 } },
    weightsManifest: [{ paths: ['weights.bin'], weights: weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }],
    userDefinedMetadata: { score: SCORE },
    ...change,
  };
  return { modelJson: new TextEncoder().encode(JSON.stringify(file)), weights: new Uint8Array(Buffer.concat(bytes)) };
}

/** A linear model and a sigmoid, of which one thing is off. */
const linear = (weight: Weight = KERNEL, change: Record<string, unknown> = {}, rows = placeholder('rows')): ModelFiles =>
  model([rows, node('logit', 'MatMul', ['rows', 'w']), node('score', 'Sigmoid', ['logit'])], [weight], change);
const manifest = (entry: object): Record<string, unknown> => ({ weightsManifest: [{ paths: ['weights.bin'], weights: [entry] }] });
const scored = (change: object): Record<string, unknown> => ({ userDefinedMetadata: { score: { ...SCORE, ...change } } });

const CASES: readonly [string, () => ModelFiles, RegExp][] = [
  ['no JSON', () => ({ ...linear(), modelJson: new TextEncoder().encode('{"format":') }), /JSON/],
  ['without a topology', () => linear(KERNEL, { modelTopology: undefined }), /no TensorFlow\.js graph model: \/modelTopology:/],
  [
    'a layers model',
    () => linear(KERNEL, { format: 'layers-model', modelTopology: { class_name: 'Sequential', config: { layers: [] } } }),
    /is a TensorFlow\.js layers model, not a graph model: convert it with --output_format=tfjs_graph_model/,
  ],
  [
    'with control flow and operations of its own',
    () => model([placeholder('rows'), node('a', 'StatelessWhile', ['rows']), node('b', 'Where', ['a']), node('score', 'Mystery', ['b'])]),
    /not run here: Mystery, StatelessWhile \(control flow or tables\), Where \(its size depends on the numbers in it\); known are Abs, /,
  ],
  ['with tables of texts', () => linear(KERNEL, { modelInitializer: { node: [] } }), /it has an initializer \(tables of texts\)/],
  [
    'that takes texts',
    () => linear(KERNEL, {}, placeholder('rows', [-1, 8], 'DT_STRING')),
    /takes rows \(string \[free, 8\]\); the artifact's inputs make float32 \[rows, 8\]/,
  ],
  [
    'with several inputs',
    () => model([placeholder('rows'), placeholder('more'), node('score', 'Maximum', ['rows', 'more'])]),
    /the graph takes rows, more; here all features go into one tensor/,
  ],
  [
    'of another shape',
    () => linear(KERNEL, {}, placeholder('rows', [-1, 9])),
    /takes rows \(float32 \[free, 9\]\); the artifact's inputs make/,
  ],
  ['of another shape than it says', () => linear(floats('w', [7, 1], times(7))), /the backend wasm does not run the graph model: .*matMul/],
  [
    'for one row only',
    () => linear(KERNEL, {}, placeholder('rows', [1, 8])),
    /always 1 rows; export it with a number of rows that is free/,
  ],
  [
    'with an output that it does not have',
    () => linear(KERNEL, scored({ output: 'answer' })),
    /has no output answer; it has score \(float32/,
  ],
  ['with a column that it does not have', () => linear(KERNEL, scored({ column: 1 })), /has no column 1; the first is column 0/],
  [
    'whose weights are cut short',
    () => ({ ...linear(), weights: new Uint8Array(28) }),
    /its weights have 28 bytes; model\.json describes 32/,
  ],
  [
    'whose weights are too long',
    () => ({ ...linear(), weights: new Uint8Array(36) }),
    /its weights have 36 bytes; model\.json describes 32/,
  ],
  ['whose weights are missing', () => linear(KERNEL, manifest({ ...KERNEL, name: 'v' })), /it has no weights for w$/],
  [
    'with weights for what is no constant',
    () => model([placeholder('rows'), node('score', 'Sigmoid', ['rows'])], [], manifest({ name: 'rows', shape: [0], dtype: 'float32' })),
    /it has weights for rows, which is no constant of the graph/,
  ],
  [
    'with a weight that is NaN',
    () => linear(floats('w', [8, 1], [Number.NaN, ...times(7)])),
    /the weight w holds values that are no numbers/,
  ],
  [
    'with weights of texts',
    () => linear(KERNEL, manifest({ name: 'w', shape: [8, 1], dtype: 'string' })),
    /weights\/0\/dtype: weights are float32, int32 or bool/,
  ],
  [
    'with quantised weights',
    () => linear(KERNEL, manifest({ ...KERNEL, quantization: { dtype: 'uint8', min: 0, scale: 1 } })),
    /the weights are quantised/,
  ],
  ['whose shape is larger than its numbers', () => linear({ ...KERNEL, shape: [8, 1e9] }), /model\.json describes 32000000000/],
  ['that gives another score', () => linear(floats('w', [8, 1], times(8, -1))), /a golden row scores \S+ instead of/],
  [
    'that gives NaN',
    () =>
      model(
        [placeholder('rows'), node('h', 'MatMul', ['rows', 'w']), node('l', 'Sub', ['h', 'one']), node('score', 'Sqrt', ['l'])],
        [KERNEL, floats('one', [1], [1])],
      ),
    /a golden row scores NaN instead of/,
  ],
  [
    'whose output is not one score a row',
    () => model([placeholder('rows'), node('score', 'Max', ['rows', 'axis'])], [ints('axis', [0])]),
    /the output score is float32 \[8\] for 1 rows; a score is float32 \[rows, k\] or \[rows\]/,
  ],
  [
    'that asks for the whole memory',
    () => model([placeholder('rows'), node('score', 'Tile', ['rows', 'n'])], [ints('n', [1, 2 ** 30])]),
    /up to the node Tile score it could ask for/,
  ],
  [
    'that asks for as much as its rows say',
    () => model([placeholder('rows'), node('n', 'ArgMax', ['rows', 'axis']), node('score', 'Tile', ['rows', 'n'])], [ints('axis', [1])]),
    /a node Tile repeats numbers as often as another node says, which has no bound/,
  ],
  [
    'that fills what it likes',
    () => model([placeholder('rows'), node('score', 'Fill', ['n', 'rows'])], [ints('n', [2 ** 30])]),
    /operations that are not run here: Fill; known are/,
  ],
  [
    'that doubles itself forty times',
    () =>
      model(
        [
          placeholder('rows'),
          ...Array.from({ length: 40 }, (_, step) => {
            const before = step === 0 ? 'rows' : `h${step}`;
            return node(`h${step + 1}`, 'ConcatV2', [before, before, 'axis']);
          }),
          node('score', 'Max', ['h40', 'axis']),
        ],
        [ints('axis', [1])],
      ),
    /up to the node ConcatV2 h\d+ it could ask for \d+ numbers for 1024 rows; at most 268435456 are given/,
  ],
  [
    'that sets every number against every other',
    () =>
      model(
        [placeholder('rows'), node('wide', 'Add', ['a', 'b']), node('score', 'MatMul', ['rows', 'wide'])],
        [floats('a', [1, 100_000], times(100_000)), floats('b', [100_000, 1], times(100_000))],
      ),
    /up to the node Add wide it could ask for/,
  ],
  [
    'that goes round in circles',
    () => model([placeholder('rows'), node('a', 'Add', ['rows', 'score']), node('score', 'Sigmoid', ['a'])]),
    /takes, in a circle, what it gives/,
  ],
  [
    'that takes what is not there',
    () => model([placeholder('rows'), node('score', 'Sigmoid', ['h'])]),
    /the node score takes h, which is not there/,
  ],
  [
    'whose nodes stand twice',
    () => model([placeholder('rows'), placeholder('rows'), node('score', 'Sigmoid', ['rows'])]),
    /the node rows stands twice/,
  ],
  [
    'with the name of what every object has',
    () => model([placeholder('rows'), node('constructor', 'Relu', ['rows']), node('score', 'Sigmoid', ['constructor'])]),
    /a node is named constructor/,
  ],
  [
    'whose signature names what is not there',
    () => linear(KERNEL, { signature: { inputs: { rows: { name: 'elsewhere:0', dtype: 'DT_FLOAT' } } } }),
    /its input rows is the node elsewhere:0, which is not there/,
  ],
  [
    'of too many nodes',
    () => model([placeholder('rows'), ...Array.from({ length: 5000 }, (_, place) => node(`n${place}`, 'Identity', ['rows']))]),
    /\/modelTopology\/node: Too big/,
  ],
  [
    'with an odd attribute',
    () =>
      model(
        [
          placeholder('rows'),
          node('score', '_FusedMatMul', ['rows', 'w', 'w'], {
            fused_ops: { list: { s: ['Qmlhc0FkZA==', 'Tm9uZQ=='] } },
            num_args: { i: '9' },
          }),
        ],
        [KERNEL],
      ),
    /the backend wasm does not run the graph model: /,
  ],
];

/** Graph models that are published whole, digests and all, and that no service may serve. */
describe('a hostile graph model in the folder', () => {
  let graph: GraphModels;
  let host: ModelHost;

  beforeAll(async () => {
    graph = await graphModels();
    host = await openModels({ modelsDir: graph.modelsDir, pollMs: 50, forceBackend: 'wasm' });
  });
  afterAll(async () => {
    await host.close();
    await graph.remove();
  });

  it.each(CASES)('%s is refused, named, and harms nothing', async (label, files, reason) => {
    const version = label.replaceAll(/[^a-zA-Z]+/g, '-').slice(0, 40);
    await graph.publish(version, ({ draft }) => ({ draft, files: files() }));
    const found = (): ReturnType<ModelHost['versions']>[number] | undefined => host.versions().find((held) => held.version === version);
    await expect.poll(() => found()?.state, { timeout: 20_000 }).toBe('failed');
    expect((found()?.reasons ?? []).join('; ')).toMatch(reason);
    const result = await host.models.score({ name: 'foreign', version: 'graph', values: VALUES!, priority: 'live' }, never());
    expect(result.ok).toBe(true);
    expect(host.stats().workerRestarts).toBe(0);
  });

  it('is served as soon as nothing is off, with or without a signature', async () => {
    const files = linear();
    await graph.publish('whole', ({ draft }) => ({
      draft: { ...draft, goldenRows: draft.goldenRows.map((row) => ({ ...row, score: 0.5 })) },
      files,
    }));
    await expect.poll(() => host.versions().find(({ version }) => version === 'whole')?.state, { timeout: 20_000 }).toBe('ready');
    const result = await host.models.score({ name: 'foreign', version: 'whole', values: VALUES!, priority: 'live' }, never());
    expect(result).toMatchObject({ ok: true, score: 0.5 });
  });

  it('leaves no tensor of what was refused behind', async () => {
    // The weights of the network and of the whole one; the last answer of the worker tells.
    await expect.poll(() => host.stats().tensors).toBe(16 + 1);
  });
});
