import type { LocalClock } from './local-clock.js';

/** Formatters are dear to make. There are about 600 zones; names differ in case, so that the number kept needs a limit. */
const MAX_FORMATS = 2000;
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

const WEEKDAYS: ReadonlyMap<string, number> = new Map(
  ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((day, index) => [day, index + 1]),
);

/**
 * Hour and weekday in an IANA time zone, e.g. `Europe/Berlin`, by the zone data of the JavaScript engine. Undefined: there is no such
 * zone, or no such time.
 */
export function zoneClock(atMs: number, zone: string): LocalClock | undefined {
  const format = formatOf(zone);
  if (format === undefined || !Number.isFinite(atMs)) return undefined;
  const [day = '', hour] = format.format(atMs).split(', ');
  const weekday = WEEKDAYS.get(day);
  return weekday === undefined ? undefined : { hour: Number(hour), weekday };
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const kept = formats.get(zone);
  if (kept !== undefined || formats.has(zone)) return kept;
  if (formats.size >= MAX_FORMATS) formats.clear();
  const made = makeFormat(zone);
  formats.set(zone, made);
  return made;
}

/** An offset such as `+02:00` is no zone name, though some engines take it. */
function makeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z]/.test(timeZone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
  } catch {
    return undefined;
  }
}
