import { describe, expect, it } from 'vitest';
import type { SavedModelFiles } from '../artifact/saved-model-file.js';
import { findScore } from '../onnx/find-score.js';
import { checkSavedModel } from '../runtime/saved-model.js';
import { type ProtoBytes } from '../onnx/write-protobuf.js';
import { floats, node, texts, variable, variablesIndex } from '../testing/foreign/write-saved-model.js';
import { bytes, frozen, KERNEL, RESTORING, ROWS, times, variant, without } from '../testing/foreign/written-saved-models.js';

/** A model that is loaded by other nodes. */
const restoring = (...nodes: readonly ProtoBytes[]): SavedModelFiles => variant({ restoring: nodes });

const CASES: readonly [string, () => SavedModelFiles, RegExp][] = [
  [
    'without its variables',
    () => frozen([ROWS, variable('w', [8, 1]), node('k', 'ReadVariableOp', ['w']), node('score', 'MatMul', ['rows', 'k'])]),
    /k reads the variable w, of which no numbers are loaded/,
  ],
  ['without variables.index', () => without(variant(), 'variables/variables.index'), /it has no variables\.index/],
  [
    'without the numbers of its variables',
    () => without(variant(), 'variables/variables.data-00000-of-00001'),
    /it has no variables\.data-00000-of-00001/,
  ],
  [
    'whose variables are cut short',
    () => variant({ data: bytes(times(7)) }),
    /the variable kernel ends at byte 32; its file has 28: it is cut short/,
  ],
  [
    'whose index is cut short',
    () => variant({ index: variablesIndex([KERNEL]).subarray(0, 80) }),
    /variables\.index is refused: it is no table, or only/,
  ],
  ['whose index is too short', () => variant({ index: new Uint8Array(20) }), /it has 20 bytes, which is no table/],
  [
    'whose index leads readers astray',
    () => variant({ index: variablesIndex([KERNEL], { restart: 7 }) }),
    /a restart point is where no entry begins/,
  ],
  [
    'whose variables are in two files',
    () => variant({ index: variablesIndex([KERNEL], { shards: 2 }) }),
    /its numbers are in 2 files; one is read/,
  ],
  [
    'whose variables stand twice',
    () => variant({ index: variablesIndex([KERNEL, KERNEL]), data: bytes(times(16)) }),
    /the variable kernel stands twice/,
  ],
  [
    'whose variables lie upon each other',
    () => variant({ index: variablesIndex([KERNEL, { ...KERNEL, key: 'other' }]) }),
    /its variables take 64 bytes, and there are 32: some lie upon others/,
  ],
  [
    'whose variable is larger than its bytes',
    () => variant({ index: variablesIndex([{ ...KERNEL, shape: [8, 2 ** 30] }]) }),
    /has 32 bytes; its shape says 34359738368/,
  ],
  [
    'whose variable is missing',
    () => variant({ index: variablesIndex([]) }),
    /variables\/ has no kernel, which the variable w is loaded from/,
  ],
  [
    'whose variable is of another shape',
    () => variant({ handle: variable('w', [8, 2]) }),
    /the variable w is \[8, 2\]; variables\/ has \[8, 1\] for it/,
  ],
  ['whose variable is NaN', () => variant({ data: bytes([...times(7), Number.NaN]) }), /the variable w holds values that are no numbers/],
  [
    'that loads another file',
    () => restoring(texts('other', ['/etc/passwd']), ...RESTORING.slice(0, 2), node('restored', 'RestoreV2', ['other', 'names', 'slices'])),
    /restored reads another file than the model's own variables/,
  ],
  [
    'that writes when it is loaded',
    () => restoring(...RESTORING, node('saved', 'SaveV2', ['file', 'names', 'slices', 'restored'])),
    /loading its variables runs SaveV2 load\/saved/,
  ],
  [
    'that loads the same numbers many times',
    () => restoring(...RESTORING, texts('more', ['kernel', 'kernel']), node('again', 'RestoreV2', ['file', 'more', 'slices'])),
    /reads kernel twice/,
  ],
  [
    'that loads a variable twice',
    () => restoring(...RESTORING, node('again', 'AssignVariableOp', ['w', 'restored'])),
    /the variable w is loaded twice/,
  ],
  [
    'that loads what is not in the file',
    () => restoring(...RESTORING.slice(0, 3), floats('made', [8, 1], times(8)), node('set', 'AssignVariableOp', ['w', 'made'])),
    /load\/set sets a variable to what is not in variables/,
  ],
];

const read = (files: SavedModelFiles): unknown => findScore(checkSavedModel(files, 8), 8);

describe('the variables of a SavedModel', () => {
  it.each(CASES)('%s is refused, with the reason', (_, files, reason) => {
    expect(() => read(files())).toThrow(reason);
  });

  it('are read where nothing is off', () => {
    expect(() => read(variant())).not.toThrow();
  });
});
