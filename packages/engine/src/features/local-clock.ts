/** RFC 3339 section 5.6; the leap second is allowed, the offset is required. */
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt ]([01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** What the clock and the calendar on the wall showed. */
export interface LocalClock {
  /** 0–23. */
  readonly hour: number;
  /** 1 (Monday) – 7 (Sunday). */
  readonly weekday: number;
}

/** Hour and weekday by an RFC 3339 timestamp's own offset, which is to say: as written. Undefined: no timestamp, or a day that never was. */
export function localClock(timestamp: string): LocalClock | undefined {
  if (timestamp === last.timestamp) return last.clock;
  last = { timestamp, clock: clockOf(timestamp) };
  return last.clock;
}

/** Hour and weekday are asked of the same timestamp, one after another. */
let last: { readonly timestamp: string; readonly clock: LocalClock | undefined } = { timestamp: '', clock: undefined };

function clockOf(timestamp: string): LocalClock | undefined {
  const [, date, hour] = RFC_3339.exec(timestamp) ?? [];
  if (date === undefined || hour === undefined) return undefined;
  const weekday = weekdayOf(date);
  return weekday === undefined ? undefined : { hour: Number(hour), weekday };
}

/** Days come again and again. */
const MAX_DAYS = 4000;
const weekdays = new Map<string, number | undefined>();

/** 1 (Monday) – 7 (Sunday); undefined: a day that never was. */
function weekdayOf(date: string): number | undefined {
  if (weekdays.has(date)) return weekdays.get(date);
  const day = new Date(`${date}T00:00:00Z`);
  const isReal = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
  const weekday = day.getUTCDay() === 0 ? 7 : day.getUTCDay();
  if (weekdays.size >= MAX_DAYS) weekdays.clear();
  weekdays.set(date, isReal ? weekday : undefined);
  return isReal ? weekday : undefined;
}
