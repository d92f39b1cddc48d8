import { checkOnnxTensor } from './check-onnx-tensor.js';
import { KNOWN_OPERATORS } from './known-operators.js';
import { elementTypeOf, type ElementType } from './onnx-types.js';
import { protoFields } from './read-protobuf.js';

const MAX_NODES = 5000;
const DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml']);

/** What goes into a graph or comes out of it. */
export interface OnnxValue {
  readonly name: string;
  /** `other`: a sequence or a map. */
  readonly kind: 'tensor' | 'other';
  /** Undefined: a type that is not known here. */
  readonly element: ElementType | undefined;
  /** A dimension that is not fixed is undefined; all of it is where the graph does not say. */
  readonly shape: readonly (number | undefined)[] | undefined;
}

/** What of an ONNX file decides whether, and how, it can be served. */
export interface OnnxGraph {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly operators: ReadonlySet<string>;
}

/**
 * Reads `model.onnx` (onnx.proto of ONNX 1.x) and makes sure, before a runtime sees it, that it has known operators alone, that its numbers
 * are all in the file, as many as it says, and none of them is NaN. Throws with the reason.
 */
export function readOnnxGraph(bytes: Uint8Array): OnnxGraph {
  try {
    return readModel(bytes);
  } catch (error) {
    throw new Error(`model.onnx is refused: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function readModel(bytes: Uint8Array): OnnxGraph {
  let graph: Uint8Array | undefined;
  for (const field of protoFields(bytes)) {
    if (field.number === 7) graph = field.bytes;
    if (field.number === 20 || field.number === 25)
      throw new Error('it has functions or training steps of its own, which are not run here');
  }
  if (graph === undefined) throw new Error('it holds no graph: it is no ONNX file, or only the beginning of one');
  return readGraph(graph);
}

function readGraph(bytes: Uint8Array): OnnxGraph {
  const [inputs, outputs]: [OnnxValue[], OnnxValue[]] = [[], []];
  const [operators, constants] = [new Set<string>(), new Set<string>()];
  let nodes = 0;
  for (const { number, bytes: part } of protoFields(bytes)) {
    if (number === 1) {
      nodes += 1;
      operators.add(readNode(part));
    } else if (number === 5) constants.add(checkOnnxTensor(part));
    else if (number === 11) inputs.push(readValue(part));
    else if (number === 12) outputs.push(readValue(part));
    else if (number === 15) throw new Error('it has sparse numbers, which are not read here');
  }
  if (nodes === 0 || nodes > MAX_NODES) throw new Error(`it has ${nodes} nodes; 1 to ${MAX_NODES} are run`);
  return { inputs: inputs.filter(({ name }) => !constants.has(name)), outputs, operators };
}

/** The operator of a node. */
function readNode(bytes: Uint8Array): string {
  let [operator, domain] = ['', ''];
  for (const { number, bytes: part } of protoFields(bytes)) {
    if (number === 4) operator = textOf(part);
    if (number === 7) domain = textOf(part);
    if (number === 5) checkAttribute(part);
  }
  // A ZipMap at the end is named where the outputs are looked at, with what to do about it.
  const isKnown = DOMAINS.has(domain) && (KNOWN_OPERATORS.has(operator) || operator === 'ZipMap');
  if (!isKnown)
    throw new Error(
      `it has the operator ${domain === '' ? '' : `${domain}.`}${operator}, which is not run here; known are ${[...KNOWN_OPERATORS].join(', ')}`,
    );
  return operator;
}

function checkAttribute(bytes: Uint8Array): void {
  for (const { number, bytes: part } of protoFields(bytes)) {
    if (number === 5 || number === 10) checkOnnxTensor(part);
    if (number === 6 || number === 11) throw new Error('a node has a graph of its own, which is not run here');
  }
}

function readValue(bytes: Uint8Array): OnnxValue {
  let name = '';
  let type: Omit<OnnxValue, 'name'> = { kind: 'other', element: undefined, shape: undefined };
  for (const { number, bytes: part } of protoFields(bytes)) {
    if (number === 1) name = textOf(part);
    if (number !== 2) continue;
    for (const { number: kind, bytes: inner } of protoFields(part)) if (kind === 1) type = { kind: 'tensor', ...readTensorType(inner) };
  }
  return { name, ...type };
}

function readTensorType(bytes: Uint8Array): Pick<OnnxValue, 'element' | 'shape'> {
  let element: ElementType | undefined;
  let shape: OnnxValue['shape'];
  for (const { number, value, bytes: part } of protoFields(bytes)) {
    if (number === 1) element = elementTypeOf(value);
    if (number === 2) shape = [...protoFields(part)].filter((field) => field.number === 1).map((field) => readDimension(field.bytes));
  }
  return { element, shape };
}

function readDimension(bytes: Uint8Array): number | undefined {
  for (const { number, value } of protoFields(bytes)) if (number === 1 && value > 0) return value;
  return undefined;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
