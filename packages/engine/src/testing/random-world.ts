import * as fc from 'fast-check';
import type { Scalar } from '../contract/json.js';
import type { ListMatch } from '../contract/policy-file.js';
import { listMatcher } from '../policy/list-matcher.js';
import type { FactType, FactTypes, NamedLists } from '../rules/rule-set.js';

/** Kind of a single value. */
export type Kind = 'number' | 'string' | 'boolean';

const NUMBER = { kind: 'number' } as const;
const STRING = { kind: 'string' } as const;

/** The lists that random rules name, one for each way to match. */
export const LISTS = {
  words: { match: 'exact', rows: ['a', 'NL', '10.1.2.3'] },
  starts: { match: 'prefix', rows: ['N', '10.', '41', 'true'] },
  networks: { match: 'cidr', rows: ['10.0.0.0/8', '192.168.1.0/24', '2001:db8::/32', '8.8.8.8'] },
  bins: { match: 'range', rows: ['400000-409999', '41-42', '5'] },
} as const satisfies Readonly<Record<string, { match: ListMatch; rows: readonly string[] }>>;

/** The facts and reasons that random rules speak of. `toString` is there because every object inherits that name. */
export const WORLD: { readonly types: FactTypes; readonly reasons: Readonly<Record<string, string>>; readonly lists: NamedLists } = {
  types: new Map<string, FactType>([
    ['amount', NUMBER],
    ['count', NUMBER],
    ['toString', NUMBER],
    ['country', STRING],
    ['channel', STRING],
    ['isNew', { kind: 'boolean' }],
    ['isHome', { kind: 'boolean' }],
    ['lists', { kind: 'array', of: STRING }],
    ['tags', { kind: 'array', of: STRING }],
    ['codes', { kind: 'array', of: NUMBER }],
    ['bag', { kind: 'array' }],
    ['address', STRING],
    ['card', STRING],
    ['place', { kind: 'object', fields: { lat: NUMBER, lon: NUMBER } }],
    ['geo', { kind: 'object', fields: { lat: NUMBER, place: { kind: 'object', fields: { city: STRING } } } }],
  ]),
  reasons: { R1: 'a reason' },
  lists: new Map(Object.entries(LISTS).map(([name, { match, rows }]) => [name, { holds: listMatcher(match, new Set(rows)) }])),
};

const VALUES: Readonly<Record<Kind, readonly Scalar[]>> = {
  number: [0, 1, 5, 50, 100.5, -3, 2.5, 7, 8, 9],
  string: ['', 'a', 'b', 'NL', 'GB', '5', '100', 'true', 'c', 'd'],
  boolean: [true, false],
};
/** One of the kinds. */
export const kindArbitrary = fc.constantFrom<Kind>('number', 'string', 'boolean');

/** A value of a kind, one of the few that rules and facts share. */
export const valueOf = (kind: Kind): fc.Arbitrary<Scalar> => fc.constantFrom(...VALUES[kind]);
