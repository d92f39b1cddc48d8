import type { ElementType } from '../onnx/onnx-types.js';
import { ProtoMessage } from './proto-message.js';
import { countOf, readShape, tensorType } from './read-tensor-proto.js';

const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** A byte for how a block is packed, and four for its checksum, which TensorFlow holds against it when it loads. */
const TRAILER_BYTES = 5;
const RESTART_BYTES = 4;

/** Where the numbers of a variable are in the file of variables. */
export interface SavedVariable {
  readonly element: ElementType;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/**
 * Reads `variables.index`: a table of LevelDB (table_format.md there) whose values are BundleEntryProtos (tensor_bundle.proto), by their keys.
 * Throws unless every variable lies within the `dataBytes` of the one file of numbers, as long as its shape says, and none upon another.
 */
export function readVariablesIndex(bytes: Uint8Array, dataBytes: number): ReadonlyMap<string, SavedVariable> {
  try {
    return readTable(bytes, dataBytes);
  } catch (error) {
    throw new Error(`variables.index is refused: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function readTable(bytes: Uint8Array, dataBytes: number): ReadonlyMap<string, SavedVariable> {
  if (bytes.length < FOOTER_BYTES) throw new Error(`it has ${bytes.length} bytes, which is no table`);
  const footer = bytes.subarray(bytes.length - FOOTER_BYTES);
  if (viewOf(footer).getBigUint64(FOOTER_BYTES - 8, true) !== MAGIC) throw new Error('it is no table, or only a part of one');
  const position = { at: 0 };
  blockHandle(footer, position);
  const blocks = [...entriesOf(blockAt(bytes, blockHandle(footer, position)))];
  const found = new Map<string, SavedVariable>();
  let header: ProtoMessage | undefined;
  for (const [, handle] of blocks) {
    for (const [key, value] of entriesOf(blockAt(bytes, blockHandle(handle, { at: 0 })))) {
      if (found.has(key) || (key === '' && header !== undefined)) throw new Error(`the variable ${key} stands twice`);
      if (key === '') header = new ProtoMessage(value);
      else found.set(key, variableOf(key, new ProtoMessage(value), dataBytes));
    }
  }
  if (header?.int(1) !== 1) throw new Error(`its numbers are in ${header?.int(1) ?? 0} files; one is read: save it on one machine`);
  if (header.int(2) !== 0) throw new Error('its numbers are big-endian');
  const total = [...found.values()].reduce((sum, { from, to }) => sum + to - from, 0);
  if (total > dataBytes) throw new Error(`its variables take ${total} bytes, and there are ${dataBytes}: some lie upon others`);
  return found;
}

function variableOf(key: string, entry: ProtoMessage, dataBytes: number): SavedVariable {
  const type = tensorType(entry.int(1));
  const shape = readShape(entry.message(2));
  const [from, size] = [entry.int(4), entry.int(5)];
  if (type === undefined || shape === undefined)
    throw new Error(`the variable ${key} is of the type ${entry.int(1)}, which is not known here`);
  if (entry.int(3) !== 0 || entry.all(7).length > 0) throw new Error(`the variable ${key} is in pieces`);
  const needed = type.element === 'string' ? size : countOf(shape) * type.bytes;
  if (size !== needed) throw new Error(`the variable ${key} [${shape.join(', ')}] has ${size} bytes; its shape says ${needed}`);
  if (from < 0 || size < 0 || from + size > dataBytes)
    throw new Error(`the variable ${key} ends at byte ${from + size}; its file has ${dataBytes}: it is cut short, or another one`);
  return { element: type.element, shape, from, to: from + size };
}

function blockAt(bytes: Uint8Array, { from, size }: { readonly from: number; readonly size: number }): Uint8Array {
  if (from < 0 || size < RESTART_BYTES || from + size + TRAILER_BYTES > bytes.length - FOOTER_BYTES)
    throw new Error('it ends in the middle of a block');
  if (bytes[from + size] !== 0) throw new Error('it is compressed, which TensorFlow does not do');
  return bytes.subarray(from, from + size);
}

/** Keys and values of a block. Its restart points must be where entries begin: readers jump to them, and must find what is found here. */
function* entriesOf(block: Uint8Array): Generator<readonly [string, Uint8Array], undefined> {
  const view = viewOf(block);
  const restarts = view.getUint32(block.length - RESTART_BYTES, true);
  const end = block.length - RESTART_BYTES * (restarts + 1);
  if (end < 0) throw new Error('a block has more restart points than bytes');
  const [starts, position] = [new Set<number>([0]), { at: 0 }];
  let key = new Uint8Array();
  while (position.at < end) {
    const start = position.at;
    const [kept, added, size] = [varintAt(block, position), varintAt(block, position), varintAt(block, position)];
    if (kept > key.length || position.at + added + size > end) throw new Error('it ends in the middle of an entry');
    if (kept === 0) starts.add(start);
    key = new Uint8Array([...key.subarray(0, kept), ...block.subarray(position.at, position.at + added)]);
    position.at += added + size;
    yield [new TextDecoder('utf-8', { fatal: true }).decode(key), block.subarray(position.at - size, position.at)];
  }
  for (let place = 0; place < restarts; place += 1)
    if (!starts.has(view.getUint32(end + place * RESTART_BYTES, true))) throw new Error('a restart point is where no entry begins');
  return undefined;
}

function blockHandle(bytes: Uint8Array, position: { at: number }): { readonly from: number; readonly size: number } {
  return { from: varintAt(bytes, position), size: varintAt(bytes, position) };
}

function varintAt(bytes: Uint8Array, position: { at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 49; shift += 7) {
    const byte = bytes[position.at];
    if (byte === undefined) break;
    position.at += 1;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
  throw new Error('it ends in the middle of a number');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
