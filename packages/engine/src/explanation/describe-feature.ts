import {
  isDerivedFeature,
  isGroupFeature,
  isWindowFeature,
  type DerivedFeature,
  type FeatureDefinition,
  type GroupFeature,
  type WindowFeature,
} from '../contract/feature-file.js';
import type { Scalar } from '../contract/json.js';
import type { Policy } from '../policy/policy.js';

/** One feature of a catalogue, for people. */
export interface FeatureDescription {
  readonly name: string;
  readonly type: FeatureDefinition['type'];
  readonly unit?: string;
  /** The flow's own description. */
  readonly description: string;
  /** What is computed, in words, made from the definition. */
  readonly definition: string;
  readonly default?: Scalar;
  /** What it means when it is missing: the flow's own words, or what can be said of any such feature. */
  readonly whenMissing: string;
  readonly cost: FeatureCost;
}

/** What a feature costs one decision. */
export interface FeatureCost {
  /** `request`: computed from the request; `window`: a read of one key's history; `group`: a read of the graph of links; `derived`: from those. */
  readonly from: 'request' | 'window' | 'group' | 'derived';
  /** The key or links that are read. */
  readonly key?: string;
  /** How many features read that key: history is fetched once for all of them. */
  readonly sharedBy?: number;
  /** Memory must reach back so far, in milliseconds. */
  readonly historyMs?: number;
}

/** All features of a policy in the order in which they are declared, in plain words. */
export function describeFeatures({ catalogue }: Pick<Policy, 'catalogue'>): readonly FeatureDescription[] {
  const windows = new Map(catalogue.windows.map((step) => [step.name, step]));
  const fromRequest = new Set(catalogue.fromRequest.map(({ name }) => name));
  const costOf = (definition: FeatureDefinition): FeatureCost => {
    if (isGroupFeature(definition)) return { from: 'group', key: definition.links.join('+') };
    const step = windows.get(definition.name);
    if (step === undefined) return { from: fromRequest.has(definition.name) ? 'request' : 'derived' };
    const sharedBy = catalogue.windows.filter(({ read }) => read.keyField === step.read.keyField).length;
    return { from: 'window', key: step.read.keyField, sharedBy, historyMs: step.read.windowMs + step.read.delayMs };
  };
  return catalogue.definitions.map((definition) => ({
    name: definition.name,
    type: definition.type,
    ...(definition.unit === undefined ? {} : { unit: definition.unit }),
    description: definition.description,
    definition: definitionWords(definition),
    ...(definition.default === undefined ? {} : { default: definition.default }),
    whenMissing: definition.meaning ?? missingWords(definition),
    cost: costOf(definition),
  }));
}

/** What a definition computes, as one phrase. */
function definitionWords(definition: FeatureDefinition): string {
  if (isWindowFeature(definition)) return windowWords(definition);
  if (isGroupFeature(definition)) return groupWords(definition);
  return derivedWords(definition);
}

const AGGREGATE_WORDS: Readonly<Record<WindowFeature['aggregate'], (of: string) => string>> = {
  count: () => 'number of events',
  sum: (of) => `sum of ${of}`,
  mean: (of) => `mean of ${of}`,
  min: (of) => `least ${of}`,
  max: (of) => `greatest ${of}`,
  stddev: (of) => `standard deviation of ${of}`,
  zScore: (of) => `how many standard deviations this ${of} is from the mean`,
  quantile: (of) => `share of values of ${of} not above this one`,
  distinct: (of) => `number of different values of ${of}`,
  last: (of) => `${of} of the last event`,
  seen: (of) => `whether an event had the same ${of} as this one`,
  streak: () => 'how many of the last events in a row are such',
  sinceLast: () => 'seconds since the last event',
  distance: (of) => `kilometres from the last ${of}`,
  speed: (of) => `kilometres an hour from the last ${of}, over at least a minute`,
  fraudShare: () => 'share of events known to be fraud',
};

function windowWords({ aggregate, of, key, window, delay, includesCurrent, where, events }: WindowFeature): string {
  const what = AGGREGATE_WORDS[aggregate](of ?? '');
  const keys = typeof key === 'string' ? key : key.join(' and ');
  const span = delay === undefined ? `in the ${window} up to the event` : `in the ${window} that end ${delay} before the event`;
  const kinds = events === undefined ? '' : `, among events of kind ${events.join(', ')}`;
  const filter = where === undefined ? '' : `, where ${where.fact} ${OPERATOR_WORDS[where.operator]} ${JSON.stringify(where.value)}`;
  return `${what} with the same ${keys} ${span}${kinds}${filter}${includesCurrent === true ? ', the event itself included' : ''}`;
}

const OPERATOR_WORDS: Readonly<Record<NonNullable<WindowFeature['where']>['operator'], string>> = {
  equal: 'is',
  notEqual: 'is not',
  lessThan: 'is less than',
  lessThanInclusive: 'is at most',
  greaterThan: 'is more than',
  greaterThanInclusive: 'is at least',
};

function groupWords({ links, measure, of, window, hubLinks }: GroupFeature): string {
  const members = of === undefined ? 'members' : `values of ${of}`;
  const group = `the group that ${links.join(', ')} join (a value met with more than ${hubLinks} others joins nothing)`;
  if (measure === 'size') return `number of ${members} in ${group}`;
  if (measure === 'growth') return `number of ${members} first met in the last ${window ?? ''} in ${group}`;
  return `share of ${members} known from fraud in ${group}`;
}

function derivedWords(definition: DerivedFeature): string {
  switch (definition.from) {
    case 'money':
      return `${definition.amount} in the flow's base currency, by ${definition.currency}`;
    case 'localHour':
      return `hour of ${definition.of} on the clock ${clockWords(definition.zone)}`;
    case 'weekday':
      return `day of the week of ${definition.of}, 1 is Monday, on the clock ${clockWords(definition.zone)}`;
    case 'isWeekend':
      return `whether ${definition.of} is a Saturday or Sunday on the clock ${clockWords(definition.zone)}`;
    case 'isBetween':
      return `whether ${definition.of} is from ${definition.low} to ${definition.high}`;
    case 'ratio':
      return `${definition.of[0]} / ${definition.of[1]}`;
    case 'difference':
      return `${definition.of[0]} − ${definition.of[1]}`;
    default:
      return `logarithm of 1 + ${definition.of}`;
  }
}

function clockWords(zone: string | undefined): string {
  return zone === undefined ? 'of its own offset' : `of the zone in ${zone}`;
}

const ZERO_WHEN_EMPTY: ReadonlySet<string> = new Set(['count', 'sum', 'distinct', 'streak', 'fraudShare', 'seen']);

function missingWords(definition: FeatureDefinition): string {
  if (isDerivedFeature(definition)) return 'something that it is computed from is missing';
  if (isGroupFeature(definition)) return `the request has no ${definition.links[0] ?? ''}, or history could not be read`;
  const keys = typeof definition.key === 'string' ? definition.key : definition.key.join(' or no ');
  const empty = ZERO_WHEN_EMPTY.has(definition.aggregate) ? '' : ', there is no such event';
  return `the request has no ${keys}${empty}, or history could not be read`;
}
