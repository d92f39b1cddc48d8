import { describe, expect, it } from 'vitest';
import type { SavedModelFiles } from '../artifact/saved-model-file.js';
import { findScore } from '../onnx/find-score.js';
import { checkSavedModel } from '../runtime/saved-model.js';
import { savedModelFiles } from '../testing/foreign/saved-model-files.js';
import { bytesField, intField, joined } from '../onnx/write-protobuf.js';
import { call, floats, fn, ints, node, texts } from '../testing/foreign/write-saved-model.js';
import { frozen, linear, ROWS, times, variant } from '../testing/foreign/written-saved-models.js';

const CASES: readonly [string, () => SavedModelFiles, RegExp][] = [
  ['no protobuf', () => new Map([['saved_model.pb', Uint8Array.of(255, 255, 255)]]), /it ends in the middle of a number/],
  [
    'cut short',
    () => new Map([['saved_model.pb', (linear().get('saved_model.pb') ?? new Uint8Array()).subarray(0, 90)]]),
    /it ends in the middle of a field/,
  ],
  ['without a graph', () => new Map([['saved_model.pb', intField(1, 1)]]), /saved_model\.pb holds 0 graphs/],
  ['without saved_model.pb', () => new Map(), /it has no saved_model\.pb/],
  ['of another tag', () => linear(undefined, { tags: ['train'] }), /its graph is tagged train, not serve/],
  [
    'of another signature',
    () => linear(undefined, { signature: 'predict' }),
    /it has no signature serving_default, but predict: save it with/,
  ],
  [
    'whose graph stands twice',
    () => linear(undefined, { more: [bytesField(2, bytesField(1, node('x', 'ReadFile')))] }),
    /its field 2 stands 2 times/,
  ],
  ['with assets', () => linear(undefined, { more: [bytesField(6, bytesField(2, 'vocabulary.txt'))] }), /it has assets \(files for tables/],
  [
    'with files, code and loops',
    () =>
      frozen([
        ROWS,
        texts('path', ['/etc/passwd']),
        node('a', 'ReadFile', ['path']),
        node('b', 'EagerPyFunc', ['a']),
        node('c', 'StatelessWhile', ['b', 'rows']),
        node('d', 'Where', ['c']),
        node('score', 'Mystery', ['d']),
      ]),
    /not run here: EagerPyFunc \(files, code of its own, .*\), Mystery, ReadFile \(files.*\), StatelessWhile \(control flow or tables\), Where \(its size/,
  ],
  [
    'with an operation that has to run before',
    () => frozen([ROWS, texts('path', ['/tmp/x']), node('w', 'WriteFile', ['path', 'path']), node('score', 'Sigmoid', ['rows', '^w'])]),
    /not run here: WriteFile \(files/,
  ],
  [
    'with an operation unused',
    () => frozen([ROWS, node('score', 'Sigmoid', ['rows']), node('idle', 'ReadFile', ['rows'])]),
    /nodes that no score rests on, of operations that may not stand idle here: ReadFile; known are AssignVariableOp/,
  ],
  [
    'with an operation in a function',
    () =>
      frozen([ROWS, call('score', '__f', ['rows'])], {
        functions: [fn('__f', ['x'], [node('hidden', 'PyFunc', ['x']), node('y', 'Sigmoid', ['x'])], { out: 'y:y:0' })],
      }),
    /not run here: PyFunc/,
  ],
  [
    'whose function has the name of an operation',
    () => linear(undefined, { functions: [fn('Sigmoid', ['x'], [node('y', 'PyFunc', ['x'])], { out: 'y:y:0' })] }),
    /a function is named Sigmoid, which TensorFlow does not do/,
  ],
  [
    'whose functions call each other in a circle',
    () =>
      frozen([ROWS, call('score', '__f', ['rows'])], { functions: [fn('__f', ['x'], [call('y', '__f', ['x'])], { out: 'y:output:0' })] }),
    /functions call each other 32 deep, by __f at last/,
  ],
  [
    'whose functions double themselves thirty times',
    () =>
      frozen([ROWS, call('score', '__f0', ['rows'])], {
        functions: Array.from({ length: 31 }, (_, depth) =>
          fn(
            `__f${depth}`,
            ['x'],
            depth === 30 ? [node('b', 'Sigmoid', ['x'])] : [call('a', `__f${depth + 1}`, ['x']), call('b', `__f${depth + 1}`, ['x'])],
            { out: 'b:y:0' },
          ),
        ),
      }),
    /it runs more than 5000 nodes/,
  ],
  ['that calls what is not there', () => frozen([ROWS, call('score', '__f', ['rows'])]), /the node score calls __f, which is not there/],
  ['that takes what is not there', () => frozen([ROWS, node('score', 'Sigmoid', ['h'])]), /there is no node h/],
  [
    'that goes round in circles',
    () => frozen([ROWS, node('a', 'Add', ['rows', 'score']), node('score', 'Sigmoid', ['a'])]),
    /takes, in a circle, what it gives/,
  ],
  [
    'that goes round in circles of identities',
    () => frozen([ROWS, node('a', 'IdentityN', ['b', 'rows']), node('b', 'IdentityN', ['a', 'rows']), node('score', 'Sigmoid', ['a'])]),
    /takes, in a circle, what it gives/,
  ],
  ['whose nodes stand twice', () => frozen([ROWS, ROWS, node('score', 'Sigmoid', ['rows'])]), /the node rows stands twice/],
  [
    'with several inputs',
    () => frozen([ROWS, node('more', 'Placeholder'), node('score', 'Maximum', ['rows', 'more'])]),
    /the graph takes rows, more; here all features go into one tensor/,
  ],
  [
    'whose input is no placeholder',
    () => linear(undefined, { inputs: { rows: { tensor: 'logit:0' } } }),
    /its input rows is logit:0, which no score rests on/,
  ],
  [
    'that takes texts',
    () => linear(undefined, { inputs: { rows: { tensor: 'rows:0', type: 7 } } }),
    /takes rows \(string \[free, 8\]\); the artifact's inputs make float32 \[rows, 8\]/,
  ],
  [
    'of another width',
    () => linear(undefined, { inputs: { rows: { tensor: 'rows:0', shape: [-1, 9] } } }),
    /takes rows \(float32 \[free, 9\]\)/,
  ],
  ['for one row only', () => linear(undefined, { inputs: { rows: { tensor: 'rows:0', shape: [1, 8] } } }), /always 1 rows/],
  [
    'whose score is no float',
    () => linear(undefined, { outputs: { score: { tensor: 'score:0', type: 9, shape: [-1] } } }),
    /no output can be the score: score \(int64 \[free\]\)/,
  ],
  [
    'of numbers that take too much memory',
    () => frozen([ROWS, node('wide', 'Cast', ['rows'], { DstT: intField(6, 18) }), node('score', 'Sigmoid', ['wide'])]),
    /the node wide is of the type 18 \(types\.proto\), which is not run here/,
  ],
  [
    'with functions of very many nodes',
    () =>
      linear(undefined, {
        functions: Array.from({ length: 6 }, (_, place) =>
          fn(
            `__f${place}`,
            [],
            Array.from({ length: 9000 }, () => node('', '')),
            {},
          ),
        ),
      }),
    /its functions have 54000 nodes; at most 50000 are read/,
  ],
  ['with a weight that is NaN', () => linear(floats('w', [8, 1], [Number.NaN, ...times(7)])), /w holds values that are no numbers/],
  ['with fewer numbers than its shape says', () => linear(floats('w', [8, 1], times(7))), /w holds 7 numbers; its shape says 8/],
  ['whose constant is larger than its file', () => linear(floats('w', [8, 2 ** 40], [0])), /its constants and variables hold \d+ numbers/],
  [
    'that asks for the whole memory',
    () => frozen([ROWS, ints('n', [1, 2 ** 30]), node('score', 'Tile', ['rows', 'n'])]),
    /up to the node Tile score it could ask for/,
  ],
  [
    'that doubles itself forty times',
    () =>
      frozen([
        ROWS,
        ints('axis', [1]),
        ...Array.from({ length: 40 }, (_, step) => {
          const before = step === 0 ? 'rows' : `h${step}`;
          return node(`h${step + 1}`, 'ConcatV2', [before, before, 'axis']);
        }),
        node('score', 'Max', ['h40', 'axis']),
      ]),
    /up to the node ConcatV2 h\d+ it could ask for/,
  ],
  [
    'that runs a step of its own when it is loaded',
    () =>
      linear(undefined, { initialiser: 'step', nodes: [ROWS, node('score', 'Sigmoid', ['rows']), node('step', 'LookupTableImportV2')] }),
    /it runs LookupTableImportV2 step when it is loaded/,
  ],
  [
    'that names such a step elsewhere',
    () => {
      const collection = joined([bytesField(1, 'saved_model_main_op'), bytesField(2, bytesField(1, bytesField(1, 'score')))]);
      return linear(undefined, { more: [bytesField(4, collection)] });
    },
    /it runs \w+ \w+ when it is loaded/,
  ],
  ['with a field of another kind', () => linear(undefined, { more: [intField(3, 1)] }), /its field 3 is of the wire type 0 instead of 2/],
  [
    'of nothing but fields',
    () => linear(undefined, { more: [joined(Array.from({ length: 100_001 }, () => intField(99, 0)))] }),
    /a message of more than 100000 fields/,
  ],
  [
    'whose signature says nothing of tensors',
    () => linear(undefined, { outputs: { score: { tensor: '', shape: [-1, 1] } } }),
    /its score is no plain tensor/,
  ],
];

const read = (files: SavedModelFiles): unknown => findScore(checkSavedModel(files, 8), 8);

describe('a SavedModel', () => {
  it.each(CASES)('%s is refused, with the reason', (_, files, reason) => {
    expect(() => read(files())).toThrow(reason);
  });

  it('is read where nothing is off, with constants and with variables', () => {
    const place = { input: 'rows', output: 'score', column: 0, gives: 'probability' };
    expect(read(linear())).toEqual(place);
    expect(read(variant())).toEqual(place);
  });

  it('may hold functions that nothing calls: they are not run', () => {
    expect(() => read(linear(undefined, { functions: [fn('__save', ['x'], [node('y', 'SaveV2', ['x'])], {})] }))).not.toThrow();
  });

  it('that TensorFlow wrote has the inputs and outputs of its signature', async () => {
    const { inputs, outputs } = checkSavedModel(await savedModelFiles(), 8);
    expect(inputs).toEqual([{ name: 'rows', kind: 'tensor', element: 'float32', shape: [undefined, 8] }]);
    expect(outputs.find(({ name }) => name === 'probabilities')).toMatchObject({ element: 'float32', shape: [undefined, 2] });
  });

  it('is refused, and never more than that, wherever it is cut or changed', async () => {
    const files = await savedModelFiles();
    const messages: string[] = [];
    for (const [path, whole] of files) {
      for (let step = 0; step < 150; step += 1) {
        const at = Math.floor((whole.length * step) / 150);
        const changed = whole.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << (step % 8));
        for (const bad of [whole.slice(0, at), changed]) messages.push(messageOf(() => read(new Map([...files, [path, bad]]))));
      }
    }
    const refused = messages.filter((message) => message !== '');
    expect(refused.filter((message) => !/refused|the graph|the output|no output/.test(message))).toEqual([]);
    expect(refused.length).toBeGreaterThan(450);
  });
});

/** Why it throws; empty: it does not. */
function messageOf(tried: () => unknown): string {
  try {
    tried();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
}
