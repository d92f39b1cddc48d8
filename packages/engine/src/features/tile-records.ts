import type { Tile } from './folded-tiles.js';
import { AGGREGATE } from './window-aggregates.js';
import { isKept, type KeptState, type WindowState } from './window-states.js';

const FIXED_BYTES = 18;

/** A tile as bytes (little-endian): end, number of events, then of each scan its name and the numbers of its state. */
export function encodeTile({ lastMs, count, states }: Tile): Uint8Array {
  const kept = [...states].flatMap(([name, state]) => (isKept(state) ? [{ name, numbers: state.dump() }] : []));
  const bytes = kept.reduce((sum, { name, numbers }) => sum + 2 + 2 * name.length + 4 + 8 * numbers.length, FIXED_BYTES);
  const view = new DataView(new ArrayBuffer(bytes));
  view.setFloat64(0, lastMs, true);
  view.setFloat64(8, count, true);
  view.setUint16(16, kept.length, true);
  let at = FIXED_BYTES;
  for (const { name, numbers } of kept) {
    view.setUint16(at, name.length, true);
    at += 2;
    for (let unit = 0; unit < name.length; unit += 1, at += 2) view.setUint16(at, name.charCodeAt(unit), true);
    view.setUint32(at, numbers.length, true);
    at += 4;
    for (const number of numbers) {
      view.setFloat64(at, number, true);
      at += 8;
    }
  }
  return new Uint8Array(view.buffer);
}

/** The tile that starts at a byte, and where it ends. Throws a RangeError for bytes cut short. */
export function decodeTile(view: DataView, start: number): { tile: Tile; end: number } {
  const states = new Map<string, WindowState>();
  let at = start + FIXED_BYTES;
  for (let left = view.getUint16(start + 16, true); left > 0; left -= 1) {
    const length = view.getUint16(at, true);
    at += 2;
    let name = '';
    for (let unit = 0; unit < length; unit += 1, at += 2) name += String.fromCharCode(view.getUint16(at, true));
    const numbers: number[] = [];
    const count = view.getUint32(at, true);
    at += 4;
    for (let index = 0; index < count; index += 1, at += 8) numbers.push(view.getFloat64(at, true));
    const state = stateOf(name);
    state?.load(numbers);
    if (state !== undefined) states.set(name, state);
  }
  return { tile: { lastMs: view.getFloat64(start, true), count: view.getFloat64(start + 8, true), states }, end: at };
}

/** A scan's name begins with the family of its state; one that this version does not know says nothing. */
function stateOf(name: string): KeptState | undefined {
  const family = /^\["(\w+)"/.exec(name)?.[1];
  const state = Object.values(AGGREGATE)
    .find((aggregate) => aggregate.family === family)
    ?.init();
  return state !== undefined && isKept(state) ? state : undefined;
}
