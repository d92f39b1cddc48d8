import * as fc from 'fast-check';
import { AGGREGATES, featureFileSchema, type Aggregate } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { Catalogue } from '../features/catalogue.js';
import { compileCatalogue } from '../features/compile-catalogue.js';
import type { FactType } from '../rules/rule-set.js';

/** The flow that random catalogues belong to. */
export const RANDOM_FLOW: FlowFile = {
  name: 'card-fraud',
  title: '',
  description: '',
  fields: { eventTime: 'eventTime', requestId: 'id', stickiness: 'cardId' },
  scoreTimeoutMs: 50,
  request: {},
  example: {},
};

const number: FactType = { kind: 'number' };
const types = new Map<string, FactType>([
  ['cardId', { kind: 'string' }],
  ['deviceId', { kind: 'string' }],
  ['ip', { kind: 'string' }],
  ['amount', number],
  ['balance', number],
  ['channel', { kind: 'string' }],
  ['isOnline', { kind: 'boolean' }],
  ['geo', { kind: 'object', fields: { lat: number, lon: number } }],
]);

const NUMBERS = ['amount', 'share'];
const SCALARS = ['amount', 'channel', 'deviceId', 'isOnline'];
const OF: Readonly<Record<Aggregate, readonly string[]>> = {
  count: [],
  sinceLast: [],
  streak: [],
  fraudShare: [],
  sum: NUMBERS,
  mean: NUMBERS,
  min: NUMBERS,
  max: NUMBERS,
  stddev: NUMBERS,
  zScore: NUMBERS,
  quantile: NUMBERS,
  distinct: SCALARS,
  last: SCALARS,
  seen: SCALARS,
  distance: ['geo'],
  speed: ['geo'],
};
const LAST_TYPES: Readonly<Record<string, string>> = { channel: 'string', deviceId: 'string', isOnline: 'boolean' };
const LOOKING_BACK: ReadonlySet<Aggregate> = new Set(['last', 'seen', 'sinceLast', 'distance', 'speed']);

const where = fc.oneof(
  fc.record({
    fact: fc.constantFrom('channel', 'deviceId'),
    operator: fc.constantFrom('equal', 'notEqual'),
    value: fc.constantFrom('a', 'b'),
  }),
  fc.record({ fact: fc.constant('isOnline'), operator: fc.constantFrom('equal', 'notEqual'), value: fc.boolean() }),
  fc.record({
    fact: fc.constantFrom('amount', 'share'),
    operator: fc.constantFrom('equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'),
    value: fc.constantFrom(-1, 0, 0.5, 2, 3),
  }),
);

const length = fc.constantFrom('30s', '10m', '1h', '24h', '7d', '30d');
const key = fc.constantFrom<string | readonly string[]>('cardId', 'deviceId', ['cardId', 'deviceId'], ['deviceId', 'channel']);

const windowFeature = fc.constantFrom(...AGGREGATES).chain((aggregate) =>
  fc
    .record({
      key,
      window: length,
      delay: fc.option(length, { nil: undefined, freq: 3 }),
      includesCurrent: LOOKING_BACK.has(aggregate) ? fc.constant(false) : fc.boolean(),
      of: OF[aggregate].length === 0 ? fc.constant(undefined) : fc.constantFrom(...OF[aggregate]),
      where: aggregate === 'streak' ? where : fc.option(where, { nil: undefined }),
    })
    .map(({ includesCurrent, ...drawn }) => ({
      ...drawn,
      aggregate,
      includesCurrent: includesCurrent && drawn.delay === undefined,
      type: aggregate === 'seen' ? 'boolean' : aggregate === 'last' ? (LAST_TYPES[drawn.of ?? ''] ?? 'number') : 'number',
    })),
);

const groupFeature = fc.record({
  type: fc.constant('number'),
  from: fc.constant('group'),
  links: fc.constantFrom(['cardId', 'deviceId'], ['cardId', 'deviceId', 'ip']),
  hubLinks: fc.constantFrom(1, 2, 5),
  of: fc.constantFrom(undefined, 'cardId', 'deviceId'),
  measure: fc.constantFrom('size', 'growth', 'fraudShare'),
  window: length,
});

/** Any catalogue over `RANDOM_FLOW` with up to eight features read from history. */
export const arbitraryCatalogue = fc
  .array(fc.oneof({ weight: 5, arbitrary: windowFeature }, { weight: 1, arbitrary: groupFeature }), { minLength: 1, maxLength: 8 })
  .map((drawn): Catalogue => {
    const share = { name: 'share', type: 'number', description: '', from: 'ratio', of: ['amount', 'balance'] };
    const features = drawn.map((entry, index) => written({ name: `f${index}`, description: '', ...entry }));
    const checked = compileCatalogue(featureFileSchema.parse({ features: [share, ...features] }).features, RANDOM_FLOW, types);
    if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
    return checked.value;
  });

/** As it stands in a file: without what is not said. */
function written(drawn: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isIdle = (name: string): boolean => name === 'window' && drawn['from'] === 'group' && drawn['measure'] !== 'growth';
  return Object.fromEntries(Object.entries(drawn).filter(([name, value]) => value !== undefined && value !== false && !isIdle(name)));
}
