import type { SavedModelFiles } from '../../artifact/saved-model-file.js';
import { type ProtoBytes } from '../../onnx/write-protobuf.js';
import {
  call,
  floats,
  fn,
  node,
  savedModel,
  texts,
  variable,
  variablesIndex,
  type IndexEntry,
  type WrittenGraph,
} from './write-saved-model.js';

/** The input of the graph. */
export const ROWS = node('rows', 'Placeholder');
/** Where the variables are. */
const FILE = node('file', 'Placeholder');
/** The one variable, in the index. */
export const KERNEL: IndexEntry = { key: 'kernel', shape: [8, 1], from: 0, size: 32 };
/** So many of a number. */
export const times = (count: number, value = 0): number[] => Array.from({ length: count }, () => value);
/** Numbers as the file of variables has them. */
export const bytes = (values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** A SavedModel of these nodes, without variables. */
export const frozen = (nodes: readonly ProtoBytes[], graph: Partial<WrittenGraph> = {}): SavedModelFiles =>
  new Map([['saved_model.pb', savedModel({ nodes, ...graph })]]);
/** Rows by a constant, then a sigmoid. */
export const linear = (kernel = floats('w', [8, 1], times(8)), graph: Partial<WrittenGraph> = {}): SavedModelFiles =>
  frozen([ROWS, kernel, node('logit', 'MatMul', ['rows', 'w']), node('score', 'Sigmoid', ['logit'])], graph);

interface Varied {
  readonly handle?: ProtoBytes;
  readonly restoring?: readonly ProtoBytes[];
  readonly more?: readonly ProtoBytes[];
  readonly index?: Uint8Array;
  readonly data?: Uint8Array;
}
/** How TensorFlow loads it. */
export const RESTORING = [
  texts('names', ['kernel']),
  texts('slices', ['']),
  node('restored', 'RestoreV2', ['file', 'names', 'slices']),
  node('set', 'AssignVariableOp', ['w', 'restored']),
];
/** The same with a variable, loaded as TensorFlow loads one. */
export const variant = ({
  handle = variable('w', [8, 1]),
  restoring = RESTORING,
  more = [],
  index = variablesIndex([KERNEL]),
  data = bytes(times(8)),
}: Varied = {}): SavedModelFiles => {
  const body = [node('k', 'ReadVariableOp', ['w']), node('logit', 'MatMul', ['x', 'k:value:0']), node('y', 'Sigmoid', ['logit:product:0'])];
  const graph = savedModel({
    nodes: [
      ROWS,
      FILE,
      handle,
      call('score', '__run', ['rows', 'w']),
      call('load', '__load', ['file', 'w']),
      node('init', 'NoOp'),
      ...more,
    ],
    functions: [fn('__run', ['x', 'w'], body, { out: 'y:y:0' }), fn('__load', ['file', 'w'], restoring, {})],
    restore: { node: 'load', file: 'file:0' },
    initialiser: 'init',
  });
  return new Map([
    ['saved_model.pb', graph],
    ['variables/variables.index', index],
    ['variables/variables.data-00000-of-00001', data],
  ]);
};
/** Without one of its files. */
export const without = (files: SavedModelFiles, path: string): SavedModelFiles => new Map([...files].filter(([name]) => name !== path));
