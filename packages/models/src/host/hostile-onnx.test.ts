import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Deadline } from '@gavel/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeOnnxFile, type OnnxFile } from '../artifact/onnx-file.js';
import { bytesField, floatField, intField, joined } from '../onnx/write-protobuf.js';
import { foreignRows } from '../testing/foreign/foreign-rows.js';
import { foreignFile, foreignModels, type ForeignModels } from '../testing/foreign/publish-foreign-models.js';
import type { ModelHost } from './model-host.js';
import { openModels } from './open-models.js';

const never = (): Deadline => new Deadline();
const PLACE: OnnxFile = { format: 'onnx', input: 'rows', output: 'probabilities', column: 1, gives: 'probability' };
const [VALUES] = foreignRows();

/** A float tensor type as a graph's input or output has it; 0: free. */
const value = (name: string, shape: readonly number[]): Uint8Array =>
  joined([
    bytesField(1, name),
    bytesField(
      2,
      bytesField(
        1,
        joined([
          intField(1, 1),
          bytesField(2, joined(shape.map((size) => bytesField(1, size === 0 ? new Uint8Array() : intField(1, size))))),
        ]),
      ),
    ),
  ]);
const node = (operator: string, inputs: readonly string[], ...rest: readonly Uint8Array[]): Uint8Array =>
  bytesField(1, joined([...inputs.map((name) => bytesField(1, name)), bytesField(2, 'probabilities'), bytesField(4, operator), ...rest]));
/** A whole file: opset 17, [rows, 8] in, [rows, 1] out unless said otherwise. */
const file = (nodes: readonly Uint8Array[], input = value('rows', [0, 8]), output = value('probabilities', [0, 1])): Uint8Array =>
  joined([
    intField(1, 8),
    bytesField(8, intField(2, 17)),
    bytesField(7, joined([...nodes, bytesField(2, 'g'), bytesField(11, input), bytesField(12, output)])),
  ]);
const weights = (shape: readonly number[], numbers: readonly number[]): Uint8Array =>
  bytesField(
    5,
    joined([
      ...shape.map((size) => intField(1, size)),
      intField(2, 1),
      bytesField(8, 'w'),
      bytesField(9, new Uint8Array(Float32Array.from(numbers).buffer)),
    ]),
  );
const times = (number: number): number[] => Array.from({ length: 8 }, () => number);

/** ONNX versions that are published whole, digests and all, and that no service may serve. */
describe('a hostile ONNX model in the folder', () => {
  let foreign: ForeignModels;
  let host: ModelHost;
  let whole: Uint8Array;

  beforeAll(async () => {
    foreign = await foreignModels();
    host = await openModels({ modelsDir: foreign.modelsDir, pollMs: 50 });
    whole = await foreignFile('xgboost.onnx');
  });
  afterAll(async () => {
    await host.close();
    await foreign.remove();
  });

  async function refused(version: string, onnx: Uint8Array, place: Partial<OnnxFile> = {}): Promise<string> {
    await foreign.publish(version, ({ draft }) => ({ draft, files: { modelJson: encodeOnnxFile({ ...PLACE, ...place }), weights: onnx } }));
    return refusal(version);
  }

  /** Resolves with the reasons for which it is refused, and that the good one still scores in the same worker. */
  async function refusal(version: string): Promise<string> {
    const found = (): ReturnType<ModelHost['versions']>[number] | undefined => host.versions().find((held) => held.version === version);
    await expect.poll(() => found()?.state, { timeout: 20_000 }).toBe('failed');
    const result = await host.models.score({ name: 'foreign', version: 'xgboost', values: VALUES!, priority: 'live' }, never());
    expect(result.ok).toBe(true);
    expect(host.stats().workerRestarts).toBe(0);
    return (found()?.reasons ?? []).join('; ');
  }

  const cases: readonly [string, () => Uint8Array, RegExp, Partial<OnnxFile>?][] = [
    ['cut short', () => whole.subarray(0, whole.length - 100), /^model\.onnx is refused: it ends in the middle of a field$/],
    ['empty', () => new Uint8Array(), /it holds no graph: it is no ONNX file, or only the beginning of one/],
    ['another file', () => new TextEncoder().encode('{"format": "layers-model"}'), /^model\.onnx is refused: it (ends|has)/],
    [
      'of another shape',
      () => file([node('Gemm', ['rows', 'w']), weights([9, 1], [...times(0), 0])], value('rows', [0, 9])),
      /takes rows \(float32 \[free, 9\]\); the artifact's inputs make float32 \[rows, 8\]/,
    ],
    ['of another shape than it says', () => file([node('Gemm', ['rows', 'w']), weights([7, 1], times(0).slice(1))]), /./],
    [
      'for one row only',
      () => file([node('Gemm', ['rows', 'w']), weights([8, 1], times(0))], value('rows', [1, 8])),
      /always 1 rows; export it with a number of rows that is free/,
    ],
    [
      'with an output that it does not have',
      () => whole,
      /has no output score; it has label \(int64.*probabilities \(float32 \[free, 2\]\)/,
      { output: 'score' },
    ],
    ['with a column that it does not have', () => whole, /has no column 2; the first is column 0/, { column: 2 }],
    [
      'with a weight that is NaN',
      () => file([node('Gemm', ['rows', 'w']), weights([8, 1], [Number.NaN, ...times(0).slice(1)])]),
      /w holds values that are no numbers/,
    ],
    [
      'that gives NaN',
      () =>
        file(
          [
            node('Sqrt', ['h']),
            bytesField(1, joined([bytesField(1, 'rows'), bytesField(1, 'w'), bytesField(2, 'h'), bytesField(4, 'Gemm')])),
            weights([8, 1], times(-1)),
          ].toReversed(),
        ),
      /a golden row scores NaN instead of/,
      { column: 0 },
    ],
    [
      'that gives no probability',
      () => file([node('Gemm', ['rows', 'w']), weights([8, 1], times(5))]),
      /a golden row scores \S+ instead of/,
      { column: 0 },
    ],
    [
      'whose shape is larger than its numbers',
      () => file([node('Gemm', ['rows', 'w']), weights([8, 1_000_000_000], times(0))]),
      /w holds 8 numbers; its shape says 8000000000/,
      { column: 0 },
    ],
    [
      'that asks for the whole memory',
      () => file([node('Expand', ['rows', 'w']), weights([2], [1, 1e12])]),
      /it has the operator Expand, which is not run here; known are/,
      { column: 0 },
    ],
    [
      'that doubles itself forty times',
      () =>
        file([
          ...Array.from({ length: 40 }, (_, step) =>
            bytesField(
              1,
              joined([
                ...[0, 1].map(() => bytesField(1, step === 0 ? 'rows' : `h${step}`)),
                bytesField(2, `h${step + 1}`),
                bytesField(4, 'Concat'),
                bytesField(5, joined([bytesField(1, 'axis'), intField(3, 1), intField(20, 2)])),
              ]),
            ),
          ),
          node('ReduceSum', ['h40']),
        ]),
      /up to the node Concat it could ask for \d+ numbers for 1024 rows; at most 268435456 are given/,
      { column: 0 },
    ],
    [
      'that sets every number against every other',
      () =>
        file([
          bytesField(1, joined([bytesField(1, 'w'), bytesField(2, 'h'), bytesField(4, 'Transpose')])),
          bytesField(1, joined([bytesField(1, 'w'), bytesField(1, 'h'), bytesField(2, 'wide'), bytesField(4, 'Add')])),
          node('ReduceMax', ['wide']),
          weights(
            [1, 100_000],
            Array.from({ length: 100_000 }, () => 0),
          ),
        ]),
      /up to the node Add it could ask for/,
      { column: 0 },
    ],
    [
      'whose trees have a thousand million targets',
      () =>
        file([
          node(
            'TreeEnsembleRegressor',
            ['rows'],
            bytesField(7, 'ai.onnx.ml'),
            bytesField(5, joined([bytesField(1, 'n_targets'), intField(3, 1e9), intField(20, 2)])),
          ),
        ]),
      /up to the node TreeEnsembleRegressor it could ask for/,
      { column: 0 },
    ],
    [
      'with an operator of its own',
      () => file([node('Gemm', ['rows', 'w'], bytesField(7, 'com.example')), weights([8, 1], times(0))]),
      /the operator com\.example\.Gemm/,
      { column: 0 },
    ],
    [
      'with a graph inside',
      () => file([node('Identity', ['rows'], bytesField(5, joined([bytesField(1, 'body'), bytesField(6, new Uint8Array())])))]),
      /a node has a graph of its own/,
      { column: 0 },
    ],
    [
      'with numbers in another file',
      () =>
        file([node('Gemm', ['rows', 'w']), bytesField(5, joined([intField(1, 8), intField(2, 1), bytesField(8, 'w'), intField(14, 1)]))]),
      /the numbers of w stand in another file/,
      { column: 0 },
    ],
    ['whose trees ask for columns that are not there', () => reindexed(whole, 'nodes_featureids', 1_000_000), /./],
    ['whose trees go round in circles', () => reindexed(whole, 'nodes_truenodeids', 0), /./],
    [
      'of too many nodes',
      () => file(Array.from({ length: 5001 }, () => node('Identity', ['rows']))),
      /it has 5001 nodes; 1 to 5000 are run/,
      { column: 0 },
    ],
    [
      'with an odd attribute',
      () =>
        file([node('Gemm', ['rows', 'w'], bytesField(5, joined([bytesField(1, 'alpha'), floatField(2, 1)]))), weights([8, 1], times(0))]),
      /./,
      { column: 0 },
    ],
  ];

  it.each(cases.map((each, index) => [...each.slice(0, 1), index] as [string, number]))('is refused %s', async (_, index) => {
    const [, make, reason, place] = cases[index]!;
    expect(await refused(`odd-${index}`, make(), place)).toMatch(reason);
  });

  it('says how to export a model whose scores are maps', async () => {
    expect(await refused('zipmap', await foreignFile('zipmap.onnx'))).toBe(
      'the output probabilities is no tensor but a list of maps: export it without ZipMap: convert_lightgbm(model, zipmap=False, …) of onnxmltools, or convert_sklearn(model, options={"zipmap": False}, …) of skl2onnx',
    );
  });

  it('is refused unread when it is larger than any model', async () => {
    const folder = join(foreign.modelsDir, 'foreign', 'vast');
    const published = join(foreign.modelsDir, 'foreign', 'xgboost');
    await mkdir(folder);
    const onnx = await open(join(folder, 'model.onnx'), 'w');
    await onnx.truncate(300 * 1024 * 1024);
    await onnx.close();
    await writeFile(join(folder, 'model.json'), await readFile(join(published, 'model.json')));
    const artifact = await readFile(join(published, 'artifact.json'), 'utf8');
    await writeFile(join(folder, 'artifact.json'), artifact.replace('"version": "xgboost"', '"version": "vast"'));
    expect(await refusal('vast')).toContain('model.onnx has 314572800 bytes; at most 268435456 are read');
  });

  it('is refused when its bytes are not those that were published', async () => {
    const folder = join(foreign.modelsDir, 'foreign', 'lightgbm');
    await foreign.publish('altered', (made) => made);
    await writeFile(join(foreign.modelsDir, 'foreign', 'altered', 'model.onnx'), await readFile(join(folder, 'model.onnx')));
    await expect
      .poll(
        () =>
          host
            .versions()
            .find((held) => held.version === 'altered')
            ?.reasons.join(),
        { timeout: 20_000 },
      )
      .toContain('model.onnx has SHA-256');
  });
});

/** The file with another number first in a list of whole numbers. */
function reindexed(onnx: Uint8Array, attribute: string, number: number): Uint8Array {
  const bytes = Buffer.from(onnx);
  const at = bytes.indexOf(attribute) + attribute.length;
  // Of a list that is not packed each number has its tag (field 8, varint) before it: 0x40.
  const first = bytes.indexOf(0x40, at) + 1;
  const length = bytes[first]! < 128 ? 1 : 2;
  const patch = intField(8, number).subarray(1);
  if (patch.length === length) return new Uint8Array(Buffer.concat([bytes.subarray(0, first), patch, bytes.subarray(first + length)]));
  bytes[first] = 127;
  return new Uint8Array(bytes);
}
