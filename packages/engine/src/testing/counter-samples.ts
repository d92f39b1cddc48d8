import type { Scalar } from '../contract/json.js';
import type { CounterEvent, CounterRead, WindowRead } from '../features/counter-read.js';
import type { Counters } from '../ports.js';

/** The time from which samples count. */
export const T = Date.parse('2026-03-02T12:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** An event of card c1 at a time before (negative) or after T. */
export function event(offsetMs: number, values: CounterEvent['values'] = {}, more: Partial<CounterEvent> = {}): CounterEvent {
  return { id: `e${offsetMs}`, atMs: T + offsetMs, keys: { cardId: 'c1' }, values, ...more };
}

/** A read of card c1 over an hour. */
export function read(aggregate: WindowRead['aggregate'], more: Partial<WindowRead> = {}): WindowRead {
  return { keyField: 'cardId', key: 'c1', windowMs: HOUR, delayMs: 0, includesCurrent: false, aggregate, ...more };
}

/** What an event that is not counted itself is answered. */
export async function ask(
  counters: Counters,
  reads: readonly CounterRead[],
  atMs = T,
  flow = 'flow',
): Promise<readonly (Scalar | undefined)[]> {
  return (await counters.observe(flow, { id: 'asking', atMs, keys: {}, values: {} }, reads)).values;
}
