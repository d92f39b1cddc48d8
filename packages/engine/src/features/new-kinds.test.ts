import { describe, expect, it } from 'vitest';
import { featureFileSchema } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { FactType } from '../rules/rule-set.js';
import type { Catalogue } from './catalogue.js';
import { compileCatalogue } from './compile-catalogue.js';
import { deriveFeatures } from './derive-features.js';
import { eventOf } from './event-of.js';
import { followersOf } from './followers-of.js';
import { readsFor } from './reads-for.js';

const flow: FlowFile = {
  name: 'sample',
  title: '',
  description: '',
  fields: { eventTime: 'eventTime', requestId: 'id', stickiness: 'cardId' },
  scoreTimeoutMs: 50,
  request: {},
  example: {},
};
const types = new Map<string, FactType>([
  ...['id', 'eventTime', 'zone', 'cardId', 'deviceId', 'ip'].map((name): [string, FactType] => [name, { kind: 'string' }]),
  ['amount', { kind: 'number' }],
  ['limit', { kind: 'number' }],
]);

function check(...entries: readonly object[]) {
  const file = featureFileSchema.parse({ features: entries.map((entry) => ({ type: 'number', description: '', ...entry })) });
  return compileCatalogue(file.features, flow, types);
}

function compile(...entries: readonly object[]): Catalogue {
  const checked = check(...entries);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.value;
}

function faultsOf(...entries: readonly object[]): readonly string[] {
  const checked = check(...entries);
  return checked.ok ? [] : checked.faults.map(({ pointer, message, mend }) => `${pointer} ${message} ${mend ?? ''}`);
}

function derived(catalogue: Catalogue, request: JsonObject, values?: readonly (Scalar | undefined)[]) {
  return deriveFeatures(catalogue, readsFor(catalogue, request), values);
}

const window = { name: 'w', key: 'cardId', window: '1h', aggregate: 'count' };
const group = { name: 'g', from: 'group', links: ['cardId', 'deviceId'], measure: 'size', hubLinks: 50 };

describe('what the request alone gives', () => {
  const catalogue = compile(
    { name: 'hour', from: 'localHour', of: 'eventTime', zone: 'zone' },
    { name: 'weekend', type: 'boolean', from: 'isWeekend', of: 'eventTime', zone: 'zone' },
    { name: 'night', type: 'boolean', from: 'isBetween', of: 'hour', low: 22, high: 5 },
    { name: 'day', type: 'boolean', from: 'isBetween', of: 'hour', low: 8, high: 18 },
    { name: 'left', from: 'difference', of: ['limit', 'amount'], default: -1 },
  );

  it.each([
    ['2026-03-06T22:30:00Z', 'Europe/Berlin', { hour: 23, weekend: false, night: true, day: false }],
    ['2026-03-06T23:30:00Z', 'Europe/Berlin', { hour: 0, weekend: true, night: true, day: false }],
    ['2026-03-08T23:30:00Z', 'America/New_York', { hour: 19, weekend: true, night: false, day: false }],
    ['2026-03-09T18:00:00Z', 'UTC', { hour: 18, weekend: false, night: false, day: true }],
  ])('at %s in %s', (eventTime, zone, features) => {
    expect(derived(catalogue, { eventTime, zone }, []).features).toMatchObject(features);
  });

  it('lacks a zone that is none', () => {
    const { missing } = derived(catalogue, { eventTime: '2026-03-06T22:30:00Z', zone: 'Moon/Base' }, []);
    expect(missing.slice(0, 2)).toEqual([
      { fact: 'hour', reason: 'zone is no time zone' },
      { fact: 'weekend', reason: 'zone is no time zone' },
    ]);
  });

  it('takes the default where there is no value, and says so', () => {
    expect(derived(catalogue, { limit: 10 }, [])).toMatchObject({ features: { left: -1 }, defaulted: ['left'] });
    expect(derived(catalogue, { limit: 10, amount: 4 }, [])).toMatchObject({ features: { left: 6 }, defaulted: [] });
  });
});

describe('defaults of what is read from history', () => {
  const catalogue = compile(
    { ...window, name: 'mean', aggregate: 'mean', of: 'amount', default: 0 },
    { name: 'toMean', from: 'ratio', of: ['amount', 'mean'], default: 1 },
  );

  it('stand for an empty window and for a key that is absent', () => {
    for (const request of [{ cardId: 'c', amount: 5 }, { amount: 5 }]) {
      const values = 'cardId' in request ? [undefined] : [];
      expect(derived(catalogue, request, values)).toEqual({ features: { mean: 0, toMean: 1 }, missing: [], defaulted: ['mean', 'toMean'] });
    }
  });

  it('never stand for history that cannot be read', () => {
    const { features, missing, defaulted } = derived(catalogue, { cardId: 'c', amount: 5 });
    expect(features).toEqual({});
    expect(missing.map(({ fact }) => fact)).toEqual(['mean', 'toMean']);
    expect(defaulted).toEqual([]);
  });
});

describe('pairs and links', () => {
  const catalogue = compile(
    { ...window, key: ['cardId', 'deviceId'] },
    { ...group, of: 'deviceId' },
    { ...group, name: 'h', measure: 'growth', window: '1d' },
  );

  it('keep a pair apart from every other', () => {
    const keyOf = (cardId: string, deviceId: string) => eventOf(catalogue, { id: '1', atMs: 0, request: { cardId, deviceId } }).keys;
    expect(keyOf('a', 'bc')).toEqual({ 'cardId+deviceId': '1:abc' });
    expect(keyOf('ab', 'c')).not.toEqual(keyOf('a', 'bc'));
    expect(eventOf(catalogue, { id: '1', atMs: 0, request: { cardId: 'a' } })).toMatchObject({
      keys: {},
      links: { 'cardId+deviceId/50': ['cardId:a'] },
    });
  });

  it('read one graph for the same links, from the first of them', () => {
    const { counterReads } = readsFor(catalogue, { cardId: 'a', deviceId: 'd' });
    expect(counterReads.slice(1)).toMatchObject([
      { group: 'cardId+deviceId/50', node: 'cardId:a', measure: 'size', of: 'deviceId' },
      { group: 'cardId+deviceId/50', node: 'cardId:a', measure: 'growth', windowMs: 86_400_000 },
    ]);
    expect(readsFor(catalogue, { deviceId: 'd' }).missing).toEqual([
      { fact: 'w', reason: 'no cardId' },
      { fact: 'g', reason: 'no cardId' },
      { fact: 'h', reason: 'no cardId' },
    ]);
  });

  it('make what hangs on them unknowable when one of them is changed', () => {
    expect(followersOf('deviceId', catalogue.definitions, 'eventTime').unknowable).toEqual(['w', 'g', 'h']);
    const own = compile(
      { ...window, aggregate: 'sum', of: 'amount', includesCurrent: true },
      { ...window, name: 'v', aggregate: 'zScore', of: 'amount' },
    );
    expect(followersOf('amount', own.definitions, 'eventTime').unknowable).toEqual(['w', 'v']);
  });
});

describe('what is refused', () => {
  it.each([
    [
      { ...window, key: ['cardId', 'cardId'] },
      '/features/0/key/1 The pair names "cardId" twice. Write "key": "cardId", or name another field.',
    ],
    [
      { ...window, key: ['cardId', 'amount'] },
      '/features/0/key/1 "amount" is a number, and a key needs a string. Use one of: id, eventTime, zone, cardId, deviceId, ip.',
    ],
    [{ ...window, delay: '91d' }, '/features/0/delay 91d is longer than 90d. Use at most 90d.'],
    [
      { ...window, aggregate: 'sinceLast', includesCurrent: true },
      '/features/0/includesCurrent "sinceLast" looks back from the event, so the event itself would always answer. Remove it.',
    ],
    [
      { ...window, delay: '1d', includesCurrent: true },
      '/features/0/includesCurrent A window with a delay ends before the event, so the event cannot be in it. Remove it, or "delay".',
    ],
    [{ ...window, aggregate: 'streak' }, '/features/0/where "streak" needs "where": it says which events belong to the row. Add "where".'],
    [{ ...window, aggregate: 'zScore' }, '/features/0/of "zScore" needs "of". Name a number field.'],
    [{ ...window, aggregate: 'fraudShare', of: 'amount' }, '/features/0/of "fraudShare" looks at no field. Remove "of".'],
    [{ ...window, default: 'none' }, '/features/0/default The default of "w" is a string, and the feature is a number. Write a number.'],
    [{ ...group, links: ['cardId', 'cardId'] }, '/features/0/links/1 "cardId" stands in the links twice. Remove one of the two.'],
    [
      { ...group, links: ['cardId', 'amount'] },
      '/features/0/links/1 "amount" is a number, and a link needs a string. Use one of: id, eventTime, zone, cardId, deviceId, ip.',
    ],
    [{ ...group, measure: 'growth' }, '/features/0/window "growth" needs "window": since when members count. Add it.'],
    [{ ...group, window: '1d' }, '/features/0/window "size" looks at no window. Remove it.'],
    [{ ...group, of: 'ip' }, '/features/0/of "ip" is none of the links. Use one of: cardId, deviceId.'],
    [{ ...group, type: 'boolean' }, '/features/0/type "group" gives a number, not a boolean. Write "type": "number".'],
    [
      { name: 'x', from: 'isWeekend', of: 'eventTime' },
      '/features/0/type "isWeekend" gives a boolean, not a number. Write "type": "boolean".',
    ],
    [
      { name: 'x', from: 'localHour', of: 'eventTime', zone: 'amount' },
      '/features/0/zone "amount" is a number, and a zone needs a string. Use one of: id, eventTime, zone, cardId, deviceId, ip.',
    ],
  ])('%j', (entry, fault) => {
    expect(faultsOf(entry)).toEqual([fault]);
  });
});
