import { bytesField, intField, joined, type ProtoBytes } from '../../onnx/write-protobuf.js';

/** Parts of `saved_model.pb`, written field by field, so that each can be off. */
const [FLOAT, INT32, STRING] = [1, 3, 7];

type Attr = Readonly<Record<string, ProtoBytes>>;

const map = (number: number, entries: Readonly<Record<string, ProtoBytes | string>>): ProtoBytes =>
  joined(Object.entries(entries).map(([key, value]) => bytesField(number, joined([bytesField(1, key), bytesField(2, value)]))));

/** A TensorShapeProto. */
function shape(sizes: readonly number[]): ProtoBytes {
  return joined(sizes.map((size) => bytesField(2, intField(1, size))));
}

/** A NodeDef. */
export function node(name: string, op: string, inputs: readonly string[] = [], attr: Attr = {}): ProtoBytes {
  return joined([bytesField(1, name), bytesField(2, op), ...inputs.map((input) => bytesField(3, input)), map(5, attr)]);
}

/** A VarHandleOp. */
export function variable(name: string, sizes: readonly number[], sharedName = name): ProtoBytes {
  return node(name, 'VarHandleOp', [], {
    dtype: intField(6, FLOAT),
    shape: bytesField(7, shape(sizes)),
    shared_name: bytesField(2, sharedName),
  });
}

/** A constant of float32; fewer values than the shape says stand for all. */
export function floats(name: string, sizes: readonly number[], values: readonly number[]): ProtoBytes {
  const content = new Uint8Array(Float32Array.from(values).buffer);
  return constant(name, [intField(1, FLOAT), bytesField(2, shape(sizes)), bytesField(4, content)]);
}

/** A constant of int32. */
export function ints(name: string, values: readonly number[]): ProtoBytes {
  const content = new Uint8Array(Int32Array.from(values).buffer);
  return constant(name, [intField(1, INT32), bytesField(2, shape([values.length])), bytesField(4, content)]);
}

/** A constant of texts. */
export function texts(name: string, values: readonly string[]): ProtoBytes {
  return constant(name, [intField(1, STRING), bytesField(2, shape([values.length])), ...values.map((value) => bytesField(8, value))]);
}

function constant(name: string, tensor: readonly ProtoBytes[]): ProtoBytes {
  return node(name, 'Const', [], { value: bytesField(8, joined(tensor)) });
}

/** A call of a function. */
export function call(name: string, called: string, inputs: readonly string[]): ProtoBytes {
  return node(name, 'StatefulPartitionedCall', inputs, { f: bytesField(10, bytesField(1, called)) });
}

/** A FunctionDef. */
export function fn(
  name: string,
  args: readonly string[],
  nodes: readonly ProtoBytes[],
  returns: Readonly<Record<string, string>>,
): ProtoBytes {
  const argument = (arg: string): ProtoBytes => bytesField(1, arg);
  const signature = joined([
    bytesField(1, name),
    ...args.map((arg) => bytesField(2, argument(arg))),
    ...Object.keys(returns).map((output) => bytesField(3, argument(output))),
  ]);
  return joined([bytesField(1, signature), ...nodes.map((each) => bytesField(3, each)), map(4, returns)]);
}

/** What goes in or comes out, as a signature says it. */
interface End {
  readonly tensor: string;
  readonly type?: number;
  readonly shape?: readonly number[];
}

function end({ tensor, type = FLOAT, shape: sizes = [-1, 8] }: End): ProtoBytes {
  return joined([bytesField(1, tensor), intField(2, type), bytesField(3, shape(sizes))]);
}

/** A graph, as far as it is off from one linear layer and a sigmoid. */
export interface WrittenGraph {
  readonly nodes: readonly ProtoBytes[];
  readonly functions?: readonly ProtoBytes[];
  readonly inputs?: Readonly<Record<string, End>>;
  readonly outputs?: Readonly<Record<string, End>>;
  readonly signature?: string;
  readonly tags?: readonly string[];
  readonly initialiser?: string;
  readonly restore?: { readonly node: string; readonly file: string };
  /** Fields of the MetaGraphDef beside these. */
  readonly more?: readonly ProtoBytes[];
}

/** A whole `saved_model.pb`. */
export function savedModel(graph: WrittenGraph): ProtoBytes {
  const {
    nodes,
    functions = [],
    inputs = { rows: { tensor: 'rows:0' } },
    outputs = { score: { tensor: 'score:0', shape: [-1, 1] } },
  } = graph;
  const ends = (number: number, all: Readonly<Record<string, End>>): ProtoBytes =>
    map(number, Object.fromEntries(Object.entries(all).map(([name, each]) => [name, end(each)])));
  const signatures = {
    [graph.signature ?? 'serving_default']: joined([ends(1, inputs), ends(2, outputs)]),
    ...(graph.initialiser === undefined
      ? {}
      : { __saved_model_init_op: ends(2, { __saved_model_init_op: { tensor: graph.initialiser } }) }),
  };
  const definition = joined([
    ...nodes.map((each) => bytesField(1, each)),
    bytesField(2, joined(functions.map((each) => bytesField(1, each)))),
  ]);
  const saver = graph.restore === undefined ? [] : [bytesField(1, graph.restore.file), bytesField(3, graph.restore.node)];
  const meta = joined([
    bytesField(1, joined((graph.tags ?? ['serve']).map((tag) => bytesField(4, tag)))),
    bytesField(2, definition),
    bytesField(3, joined(saver)),
    map(5, signatures),
    ...(graph.more ?? []),
  ]);
  return joined([intField(1, 1), bytesField(2, meta)]);
}

/** An entry of `variables.index`: where a variable of float32 is. */
export interface IndexEntry {
  readonly key: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly size: number;
}

/** `variables.index`: one block of entries, one that points to it, and an empty one. */
export function variablesIndex(entries: readonly IndexEntry[], { shards = 1, restart = 0 } = {}): Uint8Array {
  const values = entries.map(({ key, shape: sizes, from, size }): [string, ProtoBytes] => [
    key,
    joined([intField(1, FLOAT), bytesField(2, shape(sizes)), intField(4, from), intField(5, size)]),
  ]);
  const data = block([['', joined([intField(1, shards)])], ...values], restart);
  const empty = block([], 0);
  const handle = (from: number, size: number): ProtoBytes => joined([varint(from), varint(size)]);
  const index = block([['zzz', handle(0, data.length)]], 0);
  const [trailer, footer] = [new Uint8Array(5), new Uint8Array(48)];
  const [emptyFrom, indexFrom] = [data.length + 5, data.length + 5 + empty.length + 5];
  footer.set(joined([handle(emptyFrom, empty.length), handle(indexFrom, index.length)]));
  new DataView(footer.buffer).setBigUint64(40, 0xdb4775248b80fb57n, true);
  return joined([data, trailer, empty, trailer, index, trailer, footer]);
}

function block(entries: readonly (readonly [string, Uint8Array])[], restart: number): ProtoBytes {
  const written = entries.map(([key, value]) =>
    joined([Uint8Array.of(0), varint(key.length), varint(value.length), new TextEncoder().encode(key), value]),
  );
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, restart, true);
  new DataView(tail.buffer).setUint32(4, 1, true);
  return joined([...written, tail]);
}

/** A field's number taken away is a varint. */
function varint(value: number): Uint8Array {
  return intField(1, value).subarray(1);
}
