import { isGroupRead, type CounterRead, type WindowRead } from './counter-read.js';
import { AimedSpan, type Look } from './event-span.js';
import { AGGREGATE, type AnyAggregate } from './window-aggregates.js';
import type { WindowState } from './window-states.js';

/** One value that a scan gives. */
interface ScanOutput {
  /** Place of the read among all. */
  readonly place: number;
  readonly aggregate: AnyAggregate;
}

/** One pass over a window, for all aggregates that share a state. */
export interface ScanPlan extends Look {
  /** What is kept of stretches of events is found again by this. */
  readonly name: string;
  readonly first: ScanOutput;
  readonly outputs: ScanOutput[];
  /** Used again for every event: reading is one step, so nobody else is in the middle of it. */
  readonly span: AimedSpan;
  readonly state: WindowState;
}

/** One stretch of time, searched once. */
interface WindowPlan {
  readonly windowMs: number;
  readonly delayMs: number;
  readonly includesCurrent: boolean;
  readonly scans: ScanPlan[];
}

/** All that is read of one key. */
export interface KeyPlan {
  readonly keyField: string;
  /** Place of a read that has the key. */
  readonly place: number;
  readonly windows: WindowPlan[];
  /** How far back the furthest window looks. */
  reachMs: number;
}

/** The reads of one event, grouped so that nothing is searched or scanned twice. */
export interface ReadPlan {
  readonly keys: readonly KeyPlan[];
  /** Places of reads of groups. */
  readonly groups: readonly number[];
}

/** Groups reads by key, window and scan. */
export function planReads(reads: readonly CounterRead[]): ReadPlan {
  const keys = new Map<string, KeyPlan>();
  const groups: number[] = [];
  reads.forEach((read, place) => {
    if (isGroupRead(read)) {
      groups.push(place);
      return;
    }
    const { keyField, key, windowMs, delayMs, includesCurrent } = read;
    const ofKey = entryOf(keys, JSON.stringify([keyField, key]), () => ({ keyField, place, windows: [], reachMs: 0 }));
    ofKey.reachMs = Math.max(ofKey.reachMs, windowMs + delayMs);
    const isWindow = (one: WindowPlan): boolean =>
      one.windowMs === windowMs && one.delayMs === delayMs && one.includesCurrent === includesCurrent;
    const window = found(ofKey.windows, isWindow, () => ({ windowMs, delayMs, includesCurrent, scans: [] }));
    const output = { place, aggregate: AGGREGATE[read.aggregate] };
    const name = scanName(read, output);
    found(
      window.scans,
      (scan) => scan.name === name,
      () => scanOf(read, name, output),
    ).outputs.push(output);
  });
  for (const { windows } of keys.values()) inOrder(windows);
  return { keys: [...keys.values()], groups };
}

function scanOf(read: WindowRead, name: string, first: ScanOutput): ScanPlan {
  const look = lookOf(read);
  return { ...look, name, first, outputs: [], span: new AimedSpan(look), state: first.aggregate.init() };
}

/** Windows that end together one after another, the shortest first: so each search goes on from where the one before it ended. */
function inOrder(windows: WindowPlan[]): void {
  windows.sort((a, b) => a.delayMs - b.delayMs || a.windowMs - b.windowMs);
}

/** What hangs on the current event's value is shared with nobody. */
function scanName({ of, where }: WindowRead, { place, aggregate: { family, keeps } }: ScanOutput): string {
  return JSON.stringify([family, of ?? null, where ?? null, ...(keeps === 'never' ? [place] : [])]);
}

function lookOf({ aggregate, of, where }: WindowRead): Look {
  return { of, where, isPosition: aggregate === 'distance' || aggregate === 'speed' };
}

function entryOf<T>(entries: Map<string, T>, name: string, make: () => T): T {
  const known = entries.get(name);
  if (known !== undefined) return known;
  const entry = make();
  entries.set(name, entry);
  return entry;
}

function found<T>(list: T[], suits: (item: T) => boolean, make: () => T): T {
  const known = list.find(suits);
  if (known !== undefined) return known;
  const item = make();
  list.push(item);
  return item;
}

/** Requests of a flow lack this or that field, so that their reads come in a few forms; more than these are planned anew. */
const MAX_PLANS = 32;

interface KnownPlan {
  readonly specs: readonly object[];
  readonly plan: ReadPlan;
}

/** Plans the reads of a catalogue once for each form in which they come. */
export class ReadPlanner {
  readonly #known: KnownPlan[] = [];

  /** The plan of these reads. Those of a catalogue are known again by their `spec`. */
  plan(reads: readonly CounterRead[]): ReadPlan {
    const place = this.#known.findIndex(({ specs }) => isOf(specs, reads));
    const known = this.#known[place];
    if (known !== undefined) {
      if (place > 0) this.#known.unshift(...this.#known.splice(place, 1));
      return known.plan;
    }
    const plan = planReads(reads);
    const specs = reads.map(({ spec }) => spec).filter((spec) => spec !== undefined);
    if (specs.length === reads.length) {
      this.#known.unshift({ specs, plan });
      this.#known.length = Math.min(this.#known.length, MAX_PLANS);
    }
    return plan;
  }
}

function isOf(specs: readonly object[], reads: readonly CounterRead[]): boolean {
  if (specs.length !== reads.length) return false;
  for (let index = 0; index < specs.length; index += 1) if (specs[index] !== reads[index]?.spec) return false;
  return true;
}
