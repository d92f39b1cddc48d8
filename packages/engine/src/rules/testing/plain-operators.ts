import type { Condition, LeafCondition } from '../../contract/condition.js';
import { LISTS } from '../../testing/random-world.js';

/** Our own operators as somebody would add them to json-rules-engine, written apart from the engine: two values in, true or false out. */
export const PLAIN_OPERATORS: Readonly<Record<string, (fact: unknown, value: never) => boolean>> = {
  between: (fact, [low, high]: readonly [number, number]) => Number(fact) >= low && Number(fact) <= high,
  startsWith: (fact, value: string) => typeof fact === 'string' && fact.indexOf(value) === 0,
  endsWith: (fact, value: string) => typeof fact === 'string' && fact.slice(fact.length - value.length) === value,
  matches: (fact, value: string) => typeof fact === 'string' && new RegExp(value, 'u').test(fact),
  inList: (fact, value: keyof typeof LISTS) => typeof fact === 'string' && standsIn(value, fact) === true,
  withinKm: (fact, value: { lat: number; lon: number; km: number }) => isPlace(fact) && kmBetween(fact, value) <= value.km,
  isMissing: (fact, value: boolean) => (fact === undefined) === value,
};

/** Does a text stand in a list of `LISTS`? undefined: it is nothing that could. */
export function standsIn(name: keyof typeof LISTS, text: string): boolean | undefined {
  const { match, rows } = LISTS[name];
  switch (match) {
    case 'exact':
      return rows.some((row) => row === text);
    case 'prefix':
      return rows.some((row) => text.startsWith(row));
    case 'cidr': {
      const bits = bitsOf(text);
      return bits === undefined ? undefined : rows.some((row) => bits.startsWith(networkBits(row)));
    }
    default:
      return inRanges(rows, text);
  }
}

function inRanges(rows: readonly string[], text: string): boolean | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const isIn = rows.some((row) => {
    const [first = '', last = first] = row.split('-');
    const head = text.slice(0, first.length);
    return head.length === first.length && head >= first && head <= last;
  });
  return isIn || !rows.some((row) => row.split('-')[0]!.length > text.length) ? isIn : undefined;
}

function networkBits(row: string): string {
  const [address = '', length = '128'] = row.split('/');
  return bitsOf(address)!.slice(0, Number(length));
}

/** Bits as text. */
function bitsOf(address: string): string | undefined {
  if (address.startsWith('::ffff:')) return bitsOf(address.slice('::ffff:'.length));
  const byteOf = (part: string): string => Number(part).toString(2).padStart(8, '0');
  if (/^(\d+\.){3}\d+$/.test(address)) {
    const parts = address.split('.');
    return parts.every((part) => Number(part) < 256) ? parts.map(byteOf).join('') : undefined;
  }
  if (!/^[0-9a-f:]*::[0-9a-f:]*$/.test(address)) return undefined;
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** An object with degrees. */
export function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null || !('lat' in value) || !('lon' in value)) return false;
  const { lat, lon } = value;
  return typeof lat === 'number' && typeof lon === 'number' && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}

/** By the angle between two vectors: another formula than the engine's. */
function kmBetween(from: Place, to: Place): number {
  const [a, b] = [vectorOf(from), vectorOf(to)];
  const cosine = a.reduce((sum, part, index) => sum + part * b[index]!, 0);
  return 6371.0088 * Math.acos(Math.min(1, Math.max(-1, cosine)));
}

function vectorOf({ lat, lon }: Place): readonly number[] {
  const [north, east] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}

/** All comparisons of a condition; references are not followed. */
export function leavesOf(condition: Condition): readonly LeafCondition[] {
  if ('all' in condition) return condition.all.flatMap(leavesOf);
  if ('any' in condition) return condition.any.flatMap(leavesOf);
  if ('not' in condition) return leavesOf(condition.not);
  return 'condition' in condition ? [] : [condition];
}
