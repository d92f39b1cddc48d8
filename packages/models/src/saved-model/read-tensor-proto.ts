import type { ElementType } from '../onnx/onnx-types.js';
import { protoInts } from '../onnx/read-protobuf.js';
import { ProtoMessage } from './proto-message.js';

/** Element types by their numbers in tensorflow/core/framework/types.proto, and the bytes that one takes. */
const TYPES: Readonly<Record<number, { readonly element: ElementType; readonly bytes: number }>> = {
  1: { element: 'float32', bytes: 4 },
  2: { element: 'float64', bytes: 8 },
  3: { element: 'int32', bytes: 4 },
  7: { element: 'string', bytes: 0 },
  9: { element: 'int64', bytes: 8 },
  10: { element: 'bool', bytes: 1 },
};
/** The field of a TensorProto that holds numbers of a type one by one. */
const LISTS: Readonly<Record<string, number>> = { float32: 5, float64: 6, int32: 7, string: 8, int64: 10, bool: 11 };
const MAX_RANK = 8;
/** More numbers than any shape, permutation or list of axes has. */
const MAX_INTS = 8;

/** Numbers that stand in a graph. */
export interface GraphTensor {
  readonly element: ElementType;
  readonly shape: readonly number[];
  /** Of few whole numbers: what they are. */
  readonly ints: readonly number[] | undefined;
  /** Of texts: what they are. */
  readonly texts: readonly string[];
}

/** The element type of a number in types.proto; undefined: none that is known here. */
export function tensorType(number: number): { readonly element: ElementType; readonly bytes: number } | undefined {
  return TYPES[number];
}

/** A TensorShapeProto, −1 where a dimension is free; undefined: not even the rank is known. */
export function readShape(shape: ProtoMessage): readonly number[] | undefined {
  if (shape.int(3) !== 0) return undefined;
  const sizes = shape.messages(2).map((dim) => dim.int(1));
  if (sizes.length > MAX_RANK) throw new Error(`a shape has ${sizes.length} dimensions; at most ${MAX_RANK} are read`);
  return sizes;
}

/** Numbers that a shape holds. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Reads a TensorProto; throws unless it holds as many numbers as its shape says, or one for all of them, and none is NaN. */
export function readTensorProto(bytes: Uint8Array, name: string): GraphTensor {
  const tensor = new ProtoMessage(bytes);
  const type = TYPES[tensor.int(1)];
  if (type === undefined) throw new Error(`${name} has numbers of type ${tensor.int(1)}, which is not known here`);
  const { element } = type;
  const shape = readShape(tensor.message(2));
  if (shape === undefined || shape.some((size) => size < 0)) throw new Error(`${name} is a constant without a shape`);
  const count = countOf(shape);
  if (element === 'string') return { element, shape, ints: undefined, texts: tensor.texts(8) };
  const content = tensor.bytes(4);
  const numbers = content === undefined ? listed(tensor, element) : contained(content, element);
  if (numbers.length !== count && numbers.length > 1) throw new Error(`${name} holds ${numbers.length} numbers; its shape says ${count}`);
  if (numbers.some(Number.isNaN)) throw new Error(`${name} holds values that are no numbers`);
  const isWhole = element === 'int32' || element === 'int64';
  const ints = isWhole && count <= MAX_INTS ? Array.from({ length: count }, (_, place) => numbers[place] ?? numbers[0] ?? 0) : undefined;
  return { element, shape, ints, texts: [] };
}

/** Numbers of `tensor_content` or of a file of variables, little-endian. */
export function contained(bytes: Uint8Array, element: ElementType): Float32Array | Float64Array | readonly number[] {
  const own = bytes.slice();
  if (own.byteLength % bytesOf(element) !== 0) throw new Error('numbers are cut short');
  if (element === 'float32') return new Float32Array(own.buffer);
  if (element === 'float64') return new Float64Array(own.buffer);
  if (element === 'int32') return Array.from(new Int32Array(own.buffer));
  return element === 'int64' ? Array.from(new BigInt64Array(own.buffer), Number) : Array.from(own);
}

function bytesOf(element: ElementType): number {
  return Object.values(TYPES).find((type) => type.element === element)?.bytes ?? 1;
}

function listed(tensor: ProtoMessage, element: ElementType): ReturnType<typeof contained> {
  return tensor.packed(LISTS[element] ?? 0).flatMap(({ wire, value, bytes }): readonly number[] => {
    if (wire === 0) return [value];
    return element === 'float32' || element === 'float64' ? Array.from(contained(bytes, element)) : protoInts(bytes);
  });
}
