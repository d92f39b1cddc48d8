import { describe, expect, it } from 'vitest';
import { featureFileSchema } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { FactType } from '../rules/rule-set.js';
import type { Catalogue } from './catalogue.js';
import { compileCatalogue } from './compile-catalogue.js';
import { deriveFeatures, type DerivedFeatures } from './derive-features.js';
import { eventOf } from './event-of.js';
import { readsFor, type FeatureReads } from './reads-for.js';

const flow: FlowFile = {
  name: 'card-fraud',
  title: '',
  description: '',
  fields: { eventTime: 'eventTime', requestId: 'requestId', stickiness: 'customerId' },
  scoreTimeoutMs: 50,
  currencies: {
    base: 'EUR',
    rates: {
      EUR: { decimals: 2, rate: 1 },
      JPY: { decimals: 0, rate: 0.006 },
      KWD: { decimals: 3, rate: 3 },
      XXX: { decimals: 0, rate: 1e308 },
    },
  },
  request: {},
  example: {},
};

const number: FactType = { kind: 'number' };
const types = new Map<string, FactType>([
  ['amount', number],
  ['balance', number],
  ['currency', { kind: 'string' }],
  ['eventTime', { kind: 'string' }],
  ['cardId', { kind: 'string' }],
  ['deviceId', { kind: 'string' }],
  ['geo', { kind: 'object', fields: { lat: number, lon: number } }],
]);

function compile(...entries: readonly object[]): Catalogue {
  const { features } = featureFileSchema.parse({ features: entries.map((entry) => ({ type: 'number', description: '', ...entry })) });
  const checked = compileCatalogue(features, flow, types);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.value;
}

const catalogue = compile(
  { name: 'eur', from: 'money', amount: 'amount', currency: 'currency' },
  { name: 'hour', from: 'localHour', of: 'eventTime' },
  { name: 'day', from: 'weekday', of: 'eventTime' },
  { name: 'log', from: 'log1p', of: 'eur' },
  { name: 'share', from: 'ratio', of: ['eur', 'balance'] },
  { name: 'count', key: 'cardId', window: '1h', aggregate: 'count' },
  { name: 'sum', key: 'deviceId', window: '1h', aggregate: 'sum', of: 'eur' },
  { name: 'km', key: 'cardId', window: '1h', aggregate: 'distance', of: 'geo' },
  { name: 'seen', type: 'boolean', key: 'cardId', window: '1h', aggregate: 'seen', of: 'deviceId' },
  { name: 'mean', from: 'ratio', of: ['sum', 'count'] },
);

const whole: JsonObject = {
  amount: 1999,
  currency: 'EUR',
  balance: 39.98,
  eventTime: '2026-03-01T23:30:00-05:00',
  cardId: 'c1',
  deviceId: 'd1',
  geo: { lat: 52.5, lon: 13.4, accuracyM: 12 },
};

function derive(change: JsonObject, values: readonly (Scalar | undefined)[] | undefined): DerivedFeatures {
  return deriveFeatures(catalogue, readsFor(catalogue, { ...whole, ...change }), values);
}

/** As a faulty adapter may answer: methods are checked bivariantly, so this takes anything. */
const faulty: { derive(inCatalogue: Catalogue, reads: FeatureReads, values: unknown): DerivedFeatures } = { derive: deriveFeatures };

function deriveFrom(values: unknown): DerivedFeatures {
  return faulty.derive(catalogue, readsFor(catalogue, whole), values);
}

/** What the request alone gives: the value of the feature or why it is missing. */
function derived(name: string, change: JsonObject): unknown {
  const { features, missing } = derive(change, undefined);
  return features[name] ?? missing.find(({ fact }) => fact === name)?.reason;
}

describe('what the request alone gives', () => {
  it.each([
    ['eur', {}, 19.99],
    ['eur', { currency: 'JPY', amount: 5000 }, 30],
    ['eur', { currency: 'KWD', amount: 1500 }, 4.5],
    ['eur', { currency: 'USD' }, 'no rate for this currency'],
    ['eur', { currency: 'constructor' }, 'no rate for this currency'],
    ['eur', { currency: 'XXX', amount: 1e300 }, 'not a finite number'],
    ['eur', { amount: null }, 'no amount'],
    ['eur', { amount: '1999' }, 'no amount'],
    ['eur', { currency: null }, 'no currency'],
    ['hour', {}, 23],
    ['day', {}, 7],
    ['hour', { eventTime: 'noon' }, 'eventTime is no RFC 3339 timestamp'],
    ['day', { eventTime: null }, 'no eventTime'],
    ['log', {}, Math.log1p(19.99)],
    ['log', { amount: -1 }, 'eur is negative'],
    ['log', { currency: 'USD' }, 'no eur'],
    ['share', {}, 0.5],
    ['share', { balance: 0 }, 'balance is 0'],
    ['share', { balance: null }, 'no balance'],
    ['share', { currency: 'USD' }, 'no eur'],
  ])('%s of %j is %j', (name, change, value) => {
    expect(derived(name, change)).toEqual(value);
  });
});

describe('readsFor', () => {
  it('asks for every window, with its key and the current value', () => {
    const card = { keyField: 'cardId', key: 'c1', windowMs: 3_600_000, delayMs: 0, includesCurrent: false };
    expect(readsFor(catalogue, whole).counterReads).toMatchObject([
      { ...card, aggregate: 'count' },
      { ...card, keyField: 'deviceId', key: 'd1', aggregate: 'sum', of: 'eur' },
      { ...card, aggregate: 'distance', of: 'geo', current: { lat: 52.5, lon: 13.4 } },
      { ...card, aggregate: 'seen', of: 'deviceId', current: 'd1' },
    ]);
  });

  it('asks nothing for a key or a current value that is not there', () => {
    const { deviceId: _device, geo: _geo, ...bare } = whole;
    const reads = readsFor(catalogue, bare);
    expect(reads.counterReads.map((read) => 'aggregate' in read && read.aggregate)).toEqual(['count']);
    expect(reads.missing).toEqual([
      { fact: 'sum', reason: 'no deviceId' },
      { fact: 'km', reason: 'no geo' },
      { fact: 'seen', reason: 'no deviceId' },
    ]);
  });

  it.each([{ lat: 91, lon: 0 }, { lat: 0, lon: -181 }, { lat: '1', lon: 1 }, { lat: 1 }, 'Berlin', null])(
    'takes %j for no position',
    (geo) => {
      expect(readsFor(catalogue, { ...whole, geo }).missing).toContainEqual({ fact: 'km', reason: 'no geo' });
    },
  );
});

describe('deriveFeatures', () => {
  it('merges the request, history and what rests on history', () => {
    const { features, missing } = derive({}, [4, 10, 1.5, true]);
    expect(features).toMatchObject({ eur: 19.99, count: 4, sum: 10, km: 1.5, seen: true, mean: 2.5 });
    expect(missing).toEqual([]);
  });

  it('says that history is unavailable', () => {
    const { features, missing } = derive({}, undefined);
    expect(Object.keys(features)).toEqual(['eur', 'hour', 'day', 'log', 'share']);
    expect(missing).toEqual([
      ...['count', 'sum', 'km', 'seen'].map((fact) => ({ fact, reason: 'history unavailable' })),
      { fact: 'mean', reason: 'no sum' },
    ]);
  });

  it('says what has no history, and keeps 0 and false', () => {
    const { features, missing } = derive({}, [0, 0, undefined, false]);
    expect(features).toMatchObject({ count: 0, sum: 0, seen: false });
    expect(missing).toEqual([
      { fact: 'km', reason: 'no history' },
      { fact: 'mean', reason: 'count is 0' },
    ]);
  });

  it('never throws and never lets through what is not of its type', () => {
    const { features, missing } = deriveFrom([Number.NaN, Number.POSITIVE_INFINITY, '5', 1]);
    expect(Object.keys(features)).toEqual(['eur', 'hour', 'day', 'log', 'share']);
    expect(missing.map(({ reason }) => reason)).toEqual([
      ...['count', 'sum', 'km'].map(() => 'history gave no finite number'),
      'history gave no boolean',
      'no sum',
    ]);
    expect(deriveFrom([null, {}, Symbol('x'), () => 0]).missing).toHaveLength(5);
  });

  it.each([[[]], [[1, 2, 3]], [[1, 2, 3, true, 5]], [null], ['1234'], [{ length: 4 }]])(
    'takes %j, which does not fit the reads, for no answer',
    (values) => {
      const { missing } = deriveFrom(values);
      expect(missing.filter(({ reason }) => reason === 'history unavailable')).toHaveLength(4);
    },
  );

  it('names every feature exactly once, here or there, whatever the request holds', () => {
    const names = catalogue.definitions.map(({ name }) => name).toSorted();
    const odd: readonly JsonObject[] = [
      {},
      { amount: 'x', cardId: 5, geo: [] },
      { cardId: 'c', deviceId: 'd' },
      { eventTime: '', geo: { lat: 1, lon: 2 } },
    ];
    for (const request of odd) {
      const { features, missing } = deriveFeatures(catalogue, readsFor(catalogue, request), undefined);
      expect([...Object.keys(features), ...missing.map(({ fact }) => fact)].toSorted()).toEqual(names);
    }
  });
});

describe('eventOf', () => {
  const filtered = compile(
    { name: 'eur', from: 'money', amount: 'amount', currency: 'currency' },
    { name: 'a', key: 'deviceId', window: '1h', aggregate: 'distance', of: 'geo' },
    { name: 'b', key: 'cardId', window: '1h', aggregate: 'sum', of: 'eur', where: { fact: 'currency', operator: 'equal', value: 'EUR' } },
  );

  it('keeps the keys and the values that windows look at, and nothing else', () => {
    expect(eventOf(filtered, { id: 'e1', atMs: 5, request: whole })).toEqual({
      texts: new Set(),
      id: 'e1',
      atMs: 5,
      keys: { deviceId: 'd1', cardId: 'c1' },
      values: { geo: { lat: 52.5, lon: 13.4 }, eur: 19.99, currency: 'EUR' },
    });
  });

  it('has names in one order, whatever the order of the request', () => {
    const request = Object.fromEntries(Object.entries(whole).toReversed());
    const { keys, values } = eventOf(filtered, { id: 'e1', atMs: 5, request });
    expect([Object.keys(keys), Object.keys(values)]).toEqual([
      ['deviceId', 'cardId'],
      ['geo', 'eur', 'currency'],
    ]);
  });

  it('leaves out what is not there or not of a kind that is kept', () => {
    expect(eventOf(filtered, { id: 'e1', atMs: 5, request: { cardId: 7, deviceId: 'd1', geo: [1, 2], currency: null } })).toEqual({
      texts: new Set(),
      id: 'e1',
      atMs: 5,
      keys: { deviceId: 'd1' },
      values: {},
    });
  });
});
