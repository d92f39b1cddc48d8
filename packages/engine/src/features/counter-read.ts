import type { Scalar } from '../contract/json.js';
import type { Aggregate, WindowFeature } from '../contract/feature-file.js';

/** Degrees, WGS 84: latitude −90 to 90, longitude −180 to 180. */
export interface Position {
  readonly lat: number;
  readonly lon: number;
}

/** What counters keep of an event: when it was and the fields that some feature looks at. */
export interface CounterEvent {
  /** Names one event: the same id always comes with the same time, keys and values. */
  readonly id: string;
  readonly atMs: number;
  /** Key fields present in the event, e.g. `{cardId: 'c1', deviceId: 'd1'}`. */
  readonly keys: Readonly<Record<string, string>>;
  /** Values of the catalogue's `of` and `where` fields, by name. */
  readonly values: Readonly<Record<string, Scalar | Position>>;
}

/** Which earlier events a read looks at: those that have the fact and for which the comparison holds. */
export type EventFilter = NonNullable<WindowFeature['where']>;

/**
 * One windowed value to read: `aggregate(of)` over events with `keyField` = `key` in [t − windowMs, t), in order of time and,
 * at the same millisecond, of id. Events without a value of `of` are passed over.
 */
export interface CounterRead {
  readonly keyField: string;
  readonly key: string;
  readonly windowMs: number;
  readonly aggregate: Aggregate;
  readonly of?: string | undefined;
  readonly where?: EventFilter | undefined;
  /** The current event's own value of `of`: needed by `seen`, `distance` and `speed`. */
  readonly current?: Scalar | Position | undefined;
}
