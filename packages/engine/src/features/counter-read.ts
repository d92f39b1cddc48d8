import type { Scalar } from '../contract/json.js';
import type { Aggregate } from '../contract/feature-file.js';

/** Degrees, WGS 84. */
export interface Position {
  readonly lat: number;
  readonly lon: number;
}

/** What counters keep of an event: when it was and the fields that some feature looks at. */
export interface CounterEvent {
  readonly id: string;
  readonly atMs: number;
  /** Key fields present in the event, e.g. `{cardId: 'c1', deviceId: 'd1'}`. */
  readonly keys: Readonly<Record<string, string>>;
  /** Values of the catalogue's `of` and `where` fields, by name. */
  readonly values: Readonly<Record<string, Scalar | Position>>;
}

/** One windowed value to read: `aggregate(of)` over events with `keyField` = `key` in [t − windowMs, t). */
export interface CounterRead {
  readonly keyField: string;
  readonly key: string;
  readonly windowMs: number;
  readonly aggregate: Aggregate;
  readonly of?: string;
  readonly where?: { readonly fact: string; readonly operator: string; readonly value: Scalar };
  /** The current event's own value of `of`: needed by `seen`, `distance` and `speed`. */
  readonly current?: Scalar | Position;
}
