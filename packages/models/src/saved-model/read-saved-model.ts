import { checkOps, KNOWN_OPS, NATIVE_ELEMENTWISE } from '../graph/known-ops.js';
import { followSizes } from '../graph/follow-sizes.js';
import { nodesInOrder, type GraphNode } from '../graph/read-graph-nodes.js';
import type { GraphWeight } from '../graph/read-graph-weights.js';
import { BOUND_ROWS, sizeOf } from '../onnx/bound-sizes.js';
import type { OnnxGraph, OnnxValue } from '../onnx/read-onnx-graph.js';
import { inlineCalls, type FlatNode } from './inline-calls.js';
import { ProtoMessage } from './proto-message.js';
import { readRestore, type RestoredVariable } from './read-restore.js';
import { readSavedGraph, type SavedEnd, type SavedGraph } from './read-saved-graph.js';
import { countOf, readShape, readTensorProto, tensorType } from './read-tensor-proto.js';
import type { SavedVariables } from './saved-variables.js';

/** Beside those of a graph model: what a converter takes away, and what TensorFlow alone runs. */
const SCORING_OPS: ReadonlySet<string> = new Set([...KNOWN_OPS, ...NATIVE_ELEMENTWISE, 'NoOp', 'ReadVariableOp', 'VarHandleOp']);
/** What may stand in the graph unused. Functions that nothing calls are not looked at: they are not run. */
const IDLE_OPS: ReadonlySet<string> = new Set(
  'AssignVariableOp Const Identity NoOp PartitionedCall Placeholder ReadVariableOp StatefulPartitionedCall VarHandleOp VarIsInitializedOp'.split(
    ' ',
  ),
);
/** float, double, int32, uint8, int64, bool, bfloat16, half, and the handle of a variable: their numbers in types.proto. */
const NUMBER_TYPES: ReadonlySet<number> = new Set([1, 2, 3, 4, 9, 10, 14, 19, 20]);
/** Numbers that constants and variables may hold together, as they lie in memory. */
const MAX_NUMBERS = 2 ** 26;

/** The files of a SavedModel. */
export interface SavedModelBytes {
  readonly graph: Uint8Array;
  /** Undefined: all its numbers are constants of the graph. */
  readonly variables: SavedVariables | undefined;
}

/**
 * Makes sure, before TensorFlow sees a SavedModel, that loading it reads its own variables and does nothing else, that scoring runs known
 * operations alone, that its numbers are all there and none of them NaN, and that it cannot ask for more memory than a model gets. Answers
 * inputs and outputs of its signature `serving_default`. Throws with the reason.
 */
export function readSavedModel(files: SavedModelBytes, columns: number): OnnxGraph {
  try {
    return readWhole(files, columns);
  } catch (error) {
    throw new Error(`the SavedModel is refused: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function readWhole({ graph: bytes, variables }: SavedModelBytes, columns: number): OnnxGraph {
  const graph = readSavedGraph(bytes);
  checkInitialisers(graph);
  const restored = readRestore(graph, variables);
  const { nodes, given } = inlineCalls(graph, { tensors: graph.outputs.map(({ tensor }) => tensor), nodes: [] });
  checkOps(
    nodes.map(({ op }) => op),
    SCORING_OPS,
  );
  checkIdle(graph, nodes);
  const ordered = nodesInOrder(graphNodes(nodes));
  const weights = weightsOf(nodes, restored);
  const inputs = inputsOf(graph, nodes);
  const rows = new Map(inputs.map(({ node, value: { shape } }) => [node, sizeOf([BOUND_ROWS, ...widths(shape, columns)])]));
  const sizes = followSizes(
    ordered.filter(({ op }) => op !== 'VarHandleOp'),
    weights,
    rows,
  );
  const outputs = graph.outputs.map((end, place) => {
    const value = valueOf(end);
    const shape = sizes.get(given[place] ?? '')?.shape?.map((size, at) => (at === 0 && size === BOUND_ROWS ? undefined : size));
    return { ...value, shape: value.shape ?? shape };
  });
  return { inputs: inputs.map(({ value }) => value), outputs };
}

/** What runs when it is loaded could be anything: nothing is needed. */
function checkInitialisers(graph: SavedGraph): void {
  const { nodes } = inlineCalls(graph, { tensors: [], nodes: graph.initialisers });
  const odd = nodes.find(({ op }) => op !== 'NoOp');
  if (odd !== undefined)
    throw new Error(`it runs ${odd.op} ${odd.name} when it is loaded, which is not done here: give it numbers, not tables`);
}

/** TensorFlow takes the whole graph in, not only what is run. */
function checkIdle({ nodes }: SavedGraph, run: readonly FlatNode[]): void {
  const used = new Set(run.map(({ name }) => name));
  const odd = nodes.filter(({ name, op }) => !used.has(name) && !IDLE_OPS.has(op)).map(({ op }) => op);
  if (odd.length > 0)
    throw new Error(
      `it has nodes that no score rests on, of operations that may not stand idle here: ${[...new Set(odd)].toSorted().join(', ')}; known are ${[...IDLE_OPS].join(', ')}`,
    );
}

function widths(shape: OnnxValue['shape'], columns: number): readonly number[] {
  return (shape?.slice(1) ?? [columns]).map((size) => size ?? columns);
}

/** The signature's inputs, and every other placeholder that scoring rests on. */
function inputsOf({ inputs }: SavedGraph, nodes: readonly FlatNode[]): readonly { readonly node: string; readonly value: OnnxValue }[] {
  const placeholders = new Set(nodes.filter(({ op }) => op === 'Placeholder').map(({ name }) => name));
  const named = inputs.map((end) => {
    const node = end.tensor.replace(/:0$/, '');
    if (!placeholders.has(node)) throw new Error(`its input ${end.name} is ${end.tensor}, which no score rests on`);
    placeholders.delete(node);
    return { node, value: valueOf(end) };
  });
  const others = [...placeholders].map((node) => ({
    node,
    value: { name: node, kind: 'tensor', element: undefined, shape: undefined } as const,
  }));
  return [...named, ...others];
}

function valueOf({ name, type, shape }: SavedEnd): OnnxValue {
  const sizes = shape === undefined ? undefined : readShape(shape);
  return { name, kind: 'tensor', element: tensorType(type)?.element, shape: sizes?.map((size) => (size > 0 ? size : undefined)) };
}

/** A node that a function has is read once, however often the function is called. */
function graphNodes(nodes: readonly FlatNode[]): ReadonlyMap<string, GraphNode> {
  const read = new Map<FlatNode['attr'], GraphNode['attr']>();
  return new Map(
    nodes.map(({ name, op, inputs, attr }) => {
      const followed = read.get(attr) ?? attributesOf(name, attr);
      read.set(attr, followed);
      return [name, { name, op, inputs, attr: followed }];
    }),
  );
}

/** Of attributes only numbers and truths are followed; types are looked at, since some would take four times the memory. */
function attributesOf(name: string, attr: FlatNode['attr']): GraphNode['attr'] {
  const followed = [...attr].map(([key, bytes]): [string, object] => {
    const value = new ProtoMessage(bytes);
    const type = value.int(6);
    if (type !== 0 && !NUMBER_TYPES.has(type))
      throw new Error(`the node ${name} is of the type ${type} (types.proto), which is not run here`);
    return [key, { i: String(value.int(3)), b: value.int(5) !== 0 }];
  });
  return Object.fromEntries(followed);
}

/** Constants, and variables where they are read. */
function weightsOf(nodes: readonly FlatNode[], restored: ReadonlyMap<string, RestoredVariable>): ReadonlyMap<string, GraphWeight> {
  const weights = new Map<string, GraphWeight>();
  let numbers = 0;
  for (const { name, op, inputs, attr } of nodes) {
    if (op !== 'Const' && op !== 'ReadVariableOp') continue;
    const weight = op === 'Const' ? constantOf(name, attr) : variableOf(name, inputs[0], restored);
    numbers += countOf(weight.shape);
    if (numbers > MAX_NUMBERS)
      throw new Error(`up to ${name} its constants and variables hold ${numbers} numbers; at most ${MAX_NUMBERS} are read`);
    weights.set(name, weight);
  }
  return weights;
}

function constantOf(name: string, attr: FlatNode['attr']): GraphWeight {
  const tensor = new ProtoMessage(attr.get('value') ?? new Uint8Array()).bytes(8);
  if (tensor === undefined) throw new Error(`the constant ${name} has no numbers`);
  const { element, shape, ints } = readTensorProto(tensor, name);
  if (element === 'string') throw new Error(`the constant ${name} is a text, which no score rests on here`);
  return { shape, ints };
}

function variableOf(name: string, handle: string | undefined, restored: ReadonlyMap<string, RestoredVariable>): GraphWeight {
  const variable = restored.get(handle ?? '');
  if (variable === undefined)
    throw new Error(
      `${name} reads the variable ${handle ?? ''}, of which no numbers are loaded: a Keras model is saved by model.export, not by tf.saved_model.save`,
    );
  if (variable.hasNaN()) throw new Error(`the variable ${handle ?? ''} holds values that are no numbers`);
  return { shape: variable.shape, ints: undefined };
}
