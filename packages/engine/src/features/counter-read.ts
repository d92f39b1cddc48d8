import type { Scalar } from '../contract/json.js';
import type { Aggregate, GroupMeasure, WindowFeature } from '../contract/feature-file.js';

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
  /** By key name, e.g. `{cardId: 'c1', 'cardId+merchantId': '2:c1m1'}`; the keys that the event has. */
  readonly keys: Readonly<Record<string, string>>;
  /** Values of the catalogue's `of` and `where` fields, by name. */
  readonly values: Readonly<Record<string, Scalar | Position>>;
  /** Values whose text `last` may ask for; absent: all. Of others only the identity is kept. */
  readonly texts?: ReadonlySet<string>;
  /** By group, the values of its link fields as `field:value`: what the event joins. */
  readonly links?: Readonly<Record<string, readonly string[]>>;
}

/** What became known of an event. */
export interface EventLabel extends Pick<CounterEvent, 'atMs' | 'keys' | 'links'> {
  readonly eventId: string;
  /** Fraud or default; false: it was not, whatever was said before. */
  readonly isPositive: boolean;
}

/** Which events a read looks at: those that have the fact and for which the comparison holds. */
export type EventFilter = NonNullable<WindowFeature['where']>;

/**
 * One windowed value to read: `aggregate(of)` over other events with `keyField` = `key` in (t − delayMs − windowMs, t − delayMs], in
 * order of time and, at the same millisecond, of `idHash`. Events without a value of `of` are passed over.
 */
export interface WindowRead {
  /** Name of the key: a request field, or `a+b`. */
  readonly keyField: string;
  readonly key: string;
  readonly windowMs: number;
  readonly delayMs: number;
  /** Is the event that asks one of those in the window, where it is counted under this key? */
  readonly includesCurrent: boolean;
  readonly aggregate: Aggregate;
  readonly of?: string | undefined;
  readonly where?: EventFilter | undefined;
  /** The current event's own value of `of`: needed by `zScore`, `quantile`, `seen`, `distance` and `speed`. */
  readonly current?: Scalar | Position | undefined;
  /** What is the same for every event that asks, the very same object each time: implementations may plan by it. */
  readonly spec?: object | undefined;
}

/** One value to read of the group in which a node is. */
export interface GroupRead {
  /** Name of the group kind: its link fields and its hub limit, e.g. `customerId+deviceId/50`. */
  readonly group: string;
  /** `field:value` */
  readonly node: string;
  readonly measure: GroupMeasure;
  /** Members of this link field only. */
  readonly of?: string | undefined;
  /** For `growth`. */
  readonly windowMs?: number | undefined;
  /** As in a window read. */
  readonly spec?: object | undefined;
  /** A group is compared with nothing. */
  readonly current?: undefined;
}

/** One value to read of history. */
export type CounterRead = WindowRead | GroupRead;

/** Is it of a group? */
export function isGroupRead(read: CounterRead): read is GroupRead {
  return 'group' in read;
}

/** The key of a pair of values: `2:c1m1`; no two pairs have the same. */
export function pairKey(first: string, second: string): string {
  return `${first.length}:${first}${second}`;
}

/** The most distinct neighbours with which a node still joins, as a group's name says it. */
export function hubLinksOf(group: string): number {
  return Number(group.slice(group.lastIndexOf('/') + 1));
}
