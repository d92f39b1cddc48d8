import { withChange, type HostileFile } from './hostile-texts.js';

const FILE = 'velocity.rules.json';

/** The good rules with the first rule's comparison changed. */
const inLeaf = (name: string, leaf: object): HostileFile =>
  withChange(name, FILE, (document) => void Object.assign(document.rules[0].conditions.all[0], leaf));
const inConditions = (name: string, conditions: unknown): HostileFile =>
  withChange(name, FILE, (document) => void (document.rules[0].conditions = conditions));
const inRule = (name: string, member: object): HostileFile =>
  withChange(name, FILE, (document) => void Object.assign(document.rules[0], member));
const inEvent = (name: string, event: object): HostileFile => inRule(name, { event });
const inShared = (name: string, conditions: object, refer = 'c0'): HostileFile =>
  withChange(name, FILE, (document) => {
    document.conditions = conditions;
    document.rules[0].conditions = { condition: refer };
  });

const LEAF = { fact: 'amount', operator: 'greaterThan', value: 1 };
const shared = (count: number, of: (at: number) => object): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`c${at}`, of(at)]));
const nested = (depth: number): object => Array.from({ length: depth }).reduce<object>((inner) => ({ all: [inner] }), LEAF);

const PATHS = [
  '$..*',
  '$[*]',
  '$.a[0]',
  "$['a']",
  '$.a[?(@.b>1)]',
  '$[(@.length-1)]',
  "$[?(this.constructor.constructor('return process')().exit())]",
  "$[?(require('child_process').execSync('id'))]",
  '$.constructor',
  '$.__proto__',
  '$.a.',
  '$',
  '',
  'a.b',
  '@.a',
  `$${'.a'.repeat(10_000)}`,
];

const BOMBS = [
  String.raw`^(\w+\s?)*\1$`,
  String.raw`(?=(a+))*b`,
  String.raw`(?<!a+)b`,
  '(((a{1000}){1000}){1000})',
  '(',
  '[z-a]',
  'a'.repeat(100_000) + '(',
];
const OPERATORS = [
  'equals',
  '==',
  'EQUAL',
  'constructor',
  '__proto__',
  'toString',
  '',
  ' equal',
  'equal ',
  'not:',
  ':equal',
  'bogus:equal',
  'x'.repeat(100_000),
];
const FACTS = ['amuont', '__proto__', 'constructor', 'toString', '', 'amount ', 'lists.0', 'x'.repeat(100_000)];

const MISFITS: readonly (readonly [string, object])[] = [
  ['a string for a number', { operator: 'equal', value: '3' }],
  ['an order of strings', { operator: 'lessThan', value: 'x' }],
  ['null', { operator: 'equal', value: null }],
  ['an object', { operator: 'equal', value: { a: 1 } }],
  ['a list for one value', { operator: 'equal', value: [1] }],
  ['one value for a list', { operator: 'in', value: 1 }],
  ['an empty list', { operator: 'in', value: [] }],
  ['a mixed list', { operator: 'in', value: [1, '1', true, null] }],
  ['a list in a list', { operator: 'in', value: [[1]] }],
  ['what is no array', { operator: 'contains', value: 1 }],
  ['a boolean for a number', { operator: 'greaterThan', value: true }],
  ['another fact of another type', { operator: 'equal', value: { fact: 'customer' } }],
  ['another fact that is not there', { operator: 'equal', value: { fact: 'nobody' } }],
  ['another fact by a script', { operator: 'equal', value: { fact: 'amount', path: '$[?(@)]' } }],
  ['another fact and more', { operator: 'equal', value: { fact: 'amount', params: {} } }],
  ['no value', { value: undefined }],
  ['params', { params: { a: 1 } }],
  ['a fact that is a number', { fact: 1 }],
  ['an operator that is a list', { operator: ['equal'] }],
  ['an unknown member', { values: [1] }],
];

const ROOTS: readonly (readonly [string, unknown])[] = [
  ['a comparison', LEAF],
  ['nothing', undefined],
  ['null', null],
  ['a list', [LEAF]],
  ['a string', 'all'],
  ['an empty object', {}],
  ['an empty all', { all: [] }],
  ['an empty any', { any: [] }],
  ['all beside any', { all: [LEAF], any: [LEAF] }],
  ['all that is an object', { all: LEAF }],
  ['not that is a list', { not: [LEAF] }],
  ['null among all', { all: [LEAF, null] }],
  ['a number among any', { any: [1] }],
  ['33 levels', nested(33)],
  ['2,000 comparisons', { all: Array.from({ length: 2000 }, (_, value) => ({ ...LEAF, value })) }],
  ['an unknown shared condition', { condition: 'nobody' }],
  ['the shared condition toString', { condition: 'toString' }],
  ['a shared condition that is a number', { condition: 7 }],
];

const SHARED: readonly HostileFile[] = [
  inShared('a shared condition that refers to itself', { c0: { all: [{ condition: 'c0' }] } }),
  inShared('a cycle of two', { c0: { all: [{ condition: 'c1' }] }, c1: { not: { condition: 'c0' } } }),
  inShared(
    'a cycle of 1,000',
    shared(1000, (at) => ({ any: [{ condition: `c${(at + 1) % 1000}` }] })),
  ),
  inShared('a cycle that no rule refers to', {
    c0: { all: [LEAF] },
    c1: { all: [{ condition: 'c2' }] },
    c2: { all: [{ condition: 'c1' }] },
  }),
  inShared(
    '2^30 comparisons',
    shared(30, (at) => ({ all: at === 29 ? [LEAF] : [{ condition: `c${at + 1}` }, { condition: `c${at + 1}` }] })),
  ),
  inShared(
    '10^20 comparisons',
    shared(21, (at) => ({ any: at === 20 ? [LEAF] : Array.from({ length: 10 }, () => ({ condition: `c${at + 1}` })) })),
  ),
  inShared(
    'a chain of 5,000',
    shared(5000, (at) => ({ all: at === 4999 ? [LEAF] : [{ condition: `c${at + 1}` }] })),
  ),
  inShared('a comparison as a shared condition', { c0: LEAF }),
  inShared('null as a shared condition', { c0: null }),
];

const EVENTS: readonly (readonly [string, object])[] = [
  ['no params', { type: 'block' }],
  ['an unknown type', { type: 'allow', params: { reason: 'MANY' } }],
  ['a type that is a list', { type: ['block'], params: { reason: 'MANY' } }],
  ['an unknown reason', { type: 'block', params: { reason: 'MANNY' } }],
  ['the reason toString', { type: 'block', params: { reason: 'toString' } }],
  ['the reason constructor', { type: 'block', params: { reason: 'constructor' } }],
  ['a deny list that passes', { type: 'pass', params: { reason: 'MANY', step: 'denyList' } }],
  ['an unknown step', { type: 'block', params: { reason: 'MANY', step: 'hardBlock' } }],
  ['an unknown whenUnknown', { type: 'block', params: { reason: 'MANY', whenUnknown: 'pass' } }],
  ['whenUnknown that is never heard', { type: 'flag', params: { reason: 'MANY', whenUnknown: 'block' } }],
  ['an unknown member', { type: 'block', params: { reason: 'MANY', outcome: 'pass' } }],
];

const RULES: readonly (readonly [string, object])[] = [
  ['no name', { name: undefined }],
  ['a name that is a number', { name: 1 }],
  ['a name with blanks', { name: 'my rule' }],
  ['the name __proto__', { name: '__proto__' }],
  ['a name of 100,000 letters', { name: 'x'.repeat(100_000) }],
  ['a name twice', { name: 'stolen-card' }],
  ['priority 0', { priority: 0 }],
  ['a priority that is a text', { priority: '1' }],
  ['a priority of 1e300', { priority: 1e300 }],
  ['a priority of 1.5', { priority: 1.5 }],
  ['a review date that no month has', { reviewBy: '2026-02-30' }],
  ['an unknown member', { enabled: false }],
  ['a function by name', { onSuccess: 'process.exit()' }],
];

/** Hostile rules: each file is JSON, and none may be taken for a rule file. */
export const HOSTILE_RULES: readonly HostileFile[] = [
  ...PATHS.map((path) => inLeaf(`the path ${path.slice(0, 60)}`, { path })),
  ...PATHS.map((path) => inLeaf(`a value by the path ${path.slice(0, 60)}`, { value: { fact: 'amount', path } })),
  ...BOMBS.map((value) => inLeaf(`matches ${value.slice(0, 40)}`, { fact: 'customer', operator: 'matches', value })),
  ...OPERATORS.map((operator) => inLeaf(`the operator "${operator.slice(0, 40)}"`, { operator })),
  ...FACTS.map((fact) => inLeaf(`the fact "${fact.slice(0, 40)}"`, { fact })),
  ...MISFITS.map(([name, leaf]) => inLeaf(`compared with ${name}`, leaf)),
  ...ROOTS.map(([name, conditions]) => inConditions(`conditions: ${name}`, conditions)),
  ...SHARED,
  ...EVENTS.map(([name, event]) => inEvent(`event: ${name}`, event)),
  ...RULES.map(([name, member]) => inRule(`rule: ${name}`, member)),
  withChange('5,001 rules', FILE, ({ rules }) => ({ rules: Array.from({ length: 5001 }, (_, at) => ({ ...rules[1], name: `r${at}` })) })),
  withChange('10,000 rules that are null', FILE, () => ({ rules: Array.from({ length: 10_000 }, () => null) })),
  withChange('rules as an object', FILE, ({ rules }) => ({ rules: { ...rules } })),
];
