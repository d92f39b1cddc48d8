import { ProtoMessage } from './proto-message.js';

/** Of the graph, and of each function. */
const MAX_NODES = 10_000;
const MAX_ALL_NODES = 50_000;
const MAX_INPUTS = 1000;
/** What TensorFlow Serving and tfjs-node load by default, and what both Keras and `tf.saved_model.save` write. */
const TAG = 'serve';
const SIGNATURE = 'serving_default';
const INIT_SIGNATURE = '__saved_model_init_op';
const INIT_COLLECTIONS = ['saved_model_main_op', 'legacy_init_op'] as const;
const COLLECTION_TEXTS = 1;

/** A node as the file has it. */
export interface SavedNode {
  readonly name: string;
  readonly op: string;
  /** As written: `node`, `node:1`, in a function `node:output:1`; `^node` only has to run before. */
  readonly inputs: readonly string[];
  /** An AttrValue each. */
  readonly attr: ReadonlyMap<string, Uint8Array>;
}

/** A function of the library: nodes with arguments, that a call runs. */
export interface SavedFunction {
  readonly name: string;
  readonly args: readonly string[];
  readonly nodes: readonly SavedNode[];
  /** What it gives, in order, by the names within it. */
  readonly returns: readonly string[];
}

/** An end of the signature. */
export interface SavedEnd {
  readonly name: string;
  readonly tensor: string;
  /** Number of the element type in types.proto. */
  readonly type: number;
  readonly shape: ProtoMessage | undefined;
}

/** `saved_model.pb`, as far as it decides what is run. */
export interface SavedGraph {
  readonly nodes: readonly SavedNode[];
  readonly functions: ReadonlyMap<string, SavedFunction>;
  readonly inputs: readonly SavedEnd[];
  readonly outputs: readonly SavedEnd[];
  /** Nodes that are run once when it is loaded. */
  readonly initialisers: readonly string[];
  /** The node that reads the variables, and the tensor that is told where they are; empty: there is none. */
  readonly restore: { readonly node: string; readonly fileTensor: string };
}

/** Reads `saved_model.pb` (saved_model.proto, meta_graph.proto of TensorFlow). Throws with the reason. */
export function readSavedGraph(bytes: Uint8Array): SavedGraph {
  const graphs = new ProtoMessage(bytes).messages(2);
  const [graph] = graphs;
  if (graph === undefined || graphs.length > 1)
    throw new Error(`saved_model.pb holds ${graphs.length} graphs; a SavedModel with the one graph "${TAG}" is served`);
  const tags = graph.message(1).texts(4);
  if (tags.length !== 1 || tags[0] !== TAG) throw new Error(`its graph is tagged ${tags.join(', ') || 'with nothing'}, not ${TAG}`);
  if (graph.all(6).length > 0) throw new Error('it has assets (files for tables of texts), which are not read here: give it numbers');
  const definition = graph.message(2);
  const saver = graph.message(3);
  const signatures = graph.map(5);
  return {
    nodes: nodesOf(definition.all(1)),
    functions: functionsOf(definition.message(2)),
    ...endsOf(signatures),
    initialisers: initialisersOf(signatures, graph.map(4)),
    restore: { node: saver.text(3), fileTensor: saver.text(1) },
  };
}

function nodesOf(written: readonly Uint8Array[]): readonly SavedNode[] {
  if (written.length > MAX_NODES) throw new Error(`it has ${written.length} nodes; at most ${MAX_NODES} are read`);
  return written.map((bytes) => {
    const node = new ProtoMessage(bytes);
    const [name, inputs] = [node.text(1), node.texts(3)];
    if (inputs.length > MAX_INPUTS) throw new Error(`the node ${name} takes ${inputs.length} tensors; at most ${MAX_INPUTS} are read`);
    return { name, op: node.text(2), inputs, attr: node.map(5) };
  });
}

function functionsOf(library: ProtoMessage): ReadonlyMap<string, SavedFunction> {
  const found = new Map<string, SavedFunction>();
  let total = 0;
  for (const message of library.messages(1)) {
    const signature = message.message(1);
    const [name, returned] = [signature.text(1), message.map(4)];
    const nodes = nodesOf(message.all(3));
    total += nodes.length;
    if (total > MAX_ALL_NODES) throw new Error(`its functions have ${total} nodes; at most ${MAX_ALL_NODES} are read`);
    if (found.has(name)) throw new Error(`the function ${name} stands twice`);
    // A function with the name of an operation would be run in its place.
    if (!name.startsWith('__')) throw new Error(`a function is named ${name}, which TensorFlow does not do`);
    found.set(name, {
      name,
      args: signature.messages(2).map((arg) => arg.text(1)),
      nodes,
      returns: signature.messages(3).map((output) => textIn(returned, output.text(1), name)),
    });
  }
  return found;
}

function textIn(returned: ReadonlyMap<string, Uint8Array>, output: string, name: string): string {
  const bytes = returned.get(output);
  if (bytes === undefined) throw new Error(`the function ${name} gives ${output}, which is not there`);
  return new TextDecoder().decode(bytes);
}

function endsOf(signatures: ReadonlyMap<string, Uint8Array>): Pick<SavedGraph, 'inputs' | 'outputs'> {
  const bytes = signatures.get(SIGNATURE);
  const others = [...signatures.keys()].filter((name) => name !== INIT_SIGNATURE);
  if (bytes === undefined)
    throw new Error(
      `it has no signature ${SIGNATURE}, but ${others.join(', ') || 'none'}: save it with signatures={"${SIGNATURE}": …}, or model.export of Keras`,
    );
  const signature = new ProtoMessage(bytes);
  return { inputs: ends(signature.map(1)), outputs: ends(signature.map(2)) };
}

function ends(infos: ReadonlyMap<string, Uint8Array>): readonly SavedEnd[] {
  return [...infos].map(([name, bytes]) => {
    const info = new ProtoMessage(bytes);
    const tensor = info.text(1);
    if (tensor === '') throw new Error(`its ${name} is no plain tensor (sparse or composite)`);
    return { name, tensor, type: info.int(2), shape: info.bytes(3) === undefined ? undefined : info.message(3) };
  });
}

function initialisersOf(signatures: ReadonlyMap<string, Uint8Array>, collections: ReadonlyMap<string, Uint8Array>): readonly string[] {
  const signature = signatures.get(INIT_SIGNATURE);
  const named = signature === undefined ? [] : ends(new ProtoMessage(signature).map(2)).map(({ tensor }) => tensor);
  const collected = INIT_COLLECTIONS.flatMap((name) => {
    const bytes = collections.get(name);
    return bytes === undefined ? [] : new ProtoMessage(bytes).message(COLLECTION_TEXTS).texts(1);
  });
  return [...named, ...collected];
}
