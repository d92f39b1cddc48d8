import type { Table } from '../table.js';

/** Rows of a step: a stretch of the epoch's order. */
export interface BatchRange {
  readonly from: number;
  readonly count: number;
}

/** All that a step reads and writes. Over shared memory, threads see the same of it. */
export interface StepMemory {
  readonly table: Table;
  /** Rows of the table in the order of this epoch. */
  readonly order: Uint32Array;
  /** Of all layers, as `layersOver` reads them. */
  readonly weights: Float32Array;
  /** Of each part of the batch, in the same layout. */
  readonly gradients: readonly Float32Array[];
  /** Sum of the losses of each part's rows. */
  readonly losses: Float64Array;
  /** What each part draws its dropout from. */
  readonly seeds: Uint32Array;
  /** As the places in `SIGNAL` say. */
  readonly signals: Int32Array;
}

/** Places in `signals`: the last step begun, the last step that the second thread has done, the rows of the step. */
export const SIGNAL = { begun: 0, done: 1, from: 2, count: 3 } as const;

/** In place of a step begun: the thread is to end. */
export const END = -1;

/** Sizes of what is made room for. */
export interface MemoryPlan {
  readonly weights: number;
  readonly parts: number;
  /** In shared memory, with a copy of the table. */
  readonly isShared: boolean;
}

/** Room for steps over a table. */
export function allocateStep(table: Table, { weights, parts, isShared }: MemoryPlan): StepMemory {
  const bytes = (count: number): ArrayBufferLike => (isShared ? new SharedArrayBuffer(count) : new ArrayBuffer(count));
  return {
    table: isShared ? sharedCopy(table) : table,
    order: new Uint32Array(bytes(table.labels.length * 4)),
    weights: new Float32Array(bytes(weights * 4)),
    gradients: Array.from({ length: parts }, () => new Float32Array(bytes(weights * 4))),
    losses: new Float64Array(bytes(parts * 8)),
    seeds: new Uint32Array(bytes(parts * 4)),
    signals: new Int32Array(bytes(Object.keys(SIGNAL).length * 4)),
  };
}

function sharedCopy({ columns, rows, labels }: Table): Table {
  const shared = {
    columns,
    rows: new Float32Array(new SharedArrayBuffer(rows.length * 4)),
    labels: new Uint8Array(new SharedArrayBuffer(labels.length)),
  };
  shared.rows.set(rows);
  shared.labels.set(labels);
  return shared;
}

/** The share of a batch's rows that a part computes. */
export function partOf({ from, count }: BatchRange, part: number, parts: number): BatchRange {
  const [first, next] = [Math.floor((count * part) / parts), Math.floor((count * (part + 1)) / parts)];
  return { from: from + first, count: next - first };
}

/** Longer than what lies between two steps. */
const SPIN_MS = 0.1;
const LOADS_PER_LOOK = 200;

/**
 * Waits until a signal is another than `held`; false after `timeoutMs`. At first without sleeping: threads that sleep and wake each other
 * every millisecond are put on the same core by the system's scheduler, one behind the other.
 */
export function changed(
  signals: Int32Array,
  { place, held }: { readonly place: number; readonly held: number },
  timeoutMs: number,
): boolean {
  const until = performance.now() + SPIN_MS;
  do {
    for (let load = 0; load < LOADS_PER_LOOK; load += 1) if (Atomics.load(signals, place) !== held) return true;
  } while (performance.now() < until);
  return Atomics.wait(signals, place, held, timeoutMs) !== 'timed-out' && Atomics.load(signals, place) !== held;
}
