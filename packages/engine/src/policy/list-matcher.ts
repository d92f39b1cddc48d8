import type { ListMatch } from '../contract/policy-file.js';
import type { Truth } from '../rules/rule-set.js';
import { atOnce, type Sliced } from '../sliced.js';
import { parseIpAddress } from './ip-address.js';

/** Does a value stand in a list? Unknown where it is nothing that could: no address for networks, no digits for ranges. */
export type ListMatcher = (value: string) => Truth;

/** What is wrong with a row of a list. */
export interface RowFlaw {
  readonly message: string;
  readonly mend: string;
}

/** Rows written as `match` wants them? undefined: yes. */
export function rowFlaw(match: ListMatch, row: string): RowFlaw | undefined {
  if (match === 'cidr' && networkOf(row) === undefined) {
    return {
      message: `"${row}" is no network.`,
      mend: 'Write an address with its number of fixed bits, the others 0: 10.1.0.0/16, 2001:db8::/32.',
    };
  }
  if (match === 'range' && rangeOf(row) === undefined) {
    return {
      message: `"${row}" is no range of digits.`,
      mend: 'Write the first and last with equally many digits, at most 15: 400000-499999.',
    };
  }
  return undefined;
}

/** Makes the test of a list whose rows are without flaw. The time of a look-up grows with the number of different lengths, not of rows. */
export function listMatcher(match: ListMatch, rows: ReadonlySet<string>): ListMatcher {
  return atOnce(listMatcherSliced(match, rows));
}

/** As `listMatcher`, with pauses. */
export function* listMatcherSliced(match: ListMatch, rows: ReadonlySet<string>): Sliced<ListMatcher> {
  switch (match) {
    case 'prefix':
      return prefixMatcher(rows);
    case 'cidr':
      return yield* networkMatcher(rows);
    case 'range':
      return yield* rangeMatcher(rows);
    default:
      return (value) => rows.has(value);
  }
}

function prefixMatcher(rows: ReadonlySet<string>): ListMatcher {
  const lengths = [...new Set([...rows].map((row) => row.length))];
  return (value) => lengths.some((length) => length <= value.length && rows.has(value.slice(0, length)));
}

interface Network {
  readonly bits: number;
  readonly fixed: number;
  readonly start: bigint;
}

function networkOf(row: string): Network | undefined {
  const [address = '', length, ...others] = row.split('/');
  const parsed = parseIpAddress(address);
  if (parsed === undefined || others.length > 0 || (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length))) return undefined;
  const fixed = length === undefined ? parsed.bits : Number(length);
  const free = BigInt(parsed.bits - fixed);
  if (fixed > parsed.bits || (parsed.value >> free) << free !== parsed.value) return undefined;
  return { bits: parsed.bits, fixed, start: parsed.value };
}

function* networkMatcher(rows: ReadonlySet<string>): Sliced<ListMatcher> {
  const starts = new Set<string>();
  const sizes = new Map<string, Pick<Network, 'bits' | 'fixed'>>();
  for (const row of rows) {
    yield;
    const network = networkOf(row);
    if (network === undefined) continue;
    const { bits, fixed, start } = network;
    sizes.set(`${bits}/${fixed}`, { bits, fixed });
    starts.add(`${bits}/${fixed}/${start}`);
  }
  return (value) => {
    const address = parseIpAddress(value);
    if (address === undefined) return undefined;
    return [...sizes.values()].some(({ bits, fixed }) => {
      const free = BigInt(bits - fixed);
      return bits === address.bits && starts.has(`${bits}/${fixed}/${(address.value >> free) << free}`);
    });
  };
}

interface Range {
  readonly digits: number;
  readonly first: number;
  readonly last: number;
}

/** One number, or two with a hyphen; up to 15 digits a number is exact. */
function rangeOf(row: string): Range | undefined {
  const [first = '', last = first, ...others] = row.split('-');
  if (others.length > 0 || !/^\d{1,15}$/.test(first) || !/^\d{1,15}$/.test(last) || first.length !== last.length) return undefined;
  return Number(first) <= Number(last) ? { digits: first.length, first: Number(first), last: Number(last) } : undefined;
}

function* rangeMatcher(rows: ReadonlySet<string>): Sliced<ListMatcher> {
  const byDigits = new Map<number, Range[]>();
  for (const row of rows) {
    yield;
    const range = rangeOf(row);
    if (range === undefined) continue;
    const others = byDigits.get(range.digits);
    if (others === undefined) byDigits.set(range.digits, [range]);
    else others.push(range);
  }
  const tables = [...byDigits].map(([digits, ranges]) => ({ digits, ranges: merged(ranges) }));
  return (value) => {
    if (!/^\d+$/.test(value)) return undefined;
    let isTooShort = false;
    for (const { digits, ranges } of tables) {
      if (value.length < digits) isTooShort = true;
      else if (isWithin(ranges, Number(value.slice(0, digits)))) return true;
    }
    return isTooShort ? undefined : false;
  };
}

/** In ascending order, those that overlap made one. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const joined: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = joined.at(-1);
    if (before === undefined || range.first > before.last) joined.push(range);
    else joined[joined.length - 1] = { ...before, last: Math.max(before.last, range.last) };
  }
  return joined;
}

function isWithin(ranges: readonly Range[], number: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.last ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && (ranges[low]?.first ?? 0) <= number;
}
