import { describe, expect, it } from 'vitest';
import { featureFileSchema, type FeatureDefinition } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { FactType } from '../rules/rule-set.js';
import { compileCatalogue } from './compile-catalogue.js';
import { deriveFeatures } from './derive-features.js';
import { readsFor } from './reads-for.js';

const flow: FlowFile = {
  name: 'loan-application',
  title: '',
  description: '',
  fields: { eventTime: 'eventTime', requestId: 'id', stickiness: 'id' },
  scoreTimeoutMs: 50,
  request: {},
  example: {},
};
const number: FactType = { kind: 'number' };
const string: FactType = { kind: 'string' };
const statement: FactType = { kind: 'object', fields: { overdue: number, conduct: string, tags: { kind: 'array', of: string } } };
const types = new Map<string, FactType>([
  ['id', string],
  ['amount', number],
  ['statements', { kind: 'array', of: statement }],
  ['tags', { kind: 'array', of: string }],
]);
const items = { name: 'f', type: 'number', description: '', from: 'items', of: 'statements', member: 'overdue', take: 'max' };

function define(entry: object): readonly FeatureDefinition[] {
  return featureFileSchema.parse({ features: [{ ...items, ...entry }] }).features;
}

function figure(entry: object, statements: unknown): unknown {
  const catalogue = compileCatalogue(define(entry), flow, types);
  if (!catalogue.ok) throw new Error(JSON.stringify(catalogue.faults));
  const request = JSON.parse(JSON.stringify({ id: 'a', statements }));
  const { features, missing } = deriveFeatures(catalogue.value, readsFor(catalogue.value, request), []);
  return features['f'] ?? missing.map(({ reason }) => reason).join();
}

describe('a figure of a list in the request', () => {
  const statements = [{ overdue: 1, conduct: 'late' }, { overdue: 3 }, { conduct: 'paid' }, { overdue: 0, conduct: 'paid' }];

  it.each([
    [{ take: 'item', at: 0 }, 1],
    [{ take: 'item', at: 1 }, 3],
    [{ take: 'item', at: 3, member: 'conduct', type: 'string' }, 'paid'],
    [{ take: 'max' }, 3],
    [{ take: 'min' }, 0],
    [{ take: 'sum' }, 4],
    [{ take: 'mean' }, 4 / 3],
    [{ take: 'mean', first: 2 }, 2],
    [{ take: 'max', first: 1 }, 1],
    [{ take: 'count' }, 3],
    [{ take: 'count', first: 2 }, 2],
    [{ take: 'count', where: { operator: 'greaterThanInclusive', value: 1 } }, 2],
    [{ take: 'count', where: { operator: 'greaterThan', value: 1 } }, 1],
    [{ take: 'count', where: { operator: 'lessThan', value: 1 } }, 1],
    [{ take: 'count', where: { operator: 'lessThanInclusive', value: 1 } }, 2],
    [{ take: 'count', where: { operator: 'notEqual', value: 1 } }, 2],
    [{ take: 'count', member: 'conduct', where: { operator: 'equal', value: 'paid' } }, 2],
  ])('%j gives %j', (entry, expected) => {
    expect(figure(entry, statements)).toEqual(expected);
  });

  it.each([
    ['a list that was not sent', { take: 'count' }, undefined, 'no statements'],
    ['what is no list', { take: 'max' }, { overdue: 2 }, 'no statements'],
    ['an item that is not there', { take: 'item', at: 4 }, statements, 'no overdue in item 4 of statements'],
    ['an item without the member', { take: 'item', at: 2 }, statements, 'no overdue in item 2 of statements'],
    ['the largest of nothing', { take: 'max' }, [], 'no overdue in statements'],
    ['the mean of text', { take: 'mean' }, [{ overdue: '9' }, 7, null], 'no overdue in statements'],
  ])('%s is missing', (_what, entry, sent, reason) => {
    expect(figure(entry, sent)).toBe(reason);
  });

  it('counts and adds up nothing to 0', () => {
    expect(figure({ take: 'count' }, [])).toBe(0);
    expect(figure({ take: 'sum' }, [])).toBe(0);
  });

  it.each([
    ['a list of text', { of: 'tags' }, '/member the items of "tags" have no member "overdue"'],
    ['no list', { of: 'amount' }, '/of "amount" is a number, and items needs a array'],
    ['a member that is not there', { member: 'late' }, '/member the items of "statements" have no member "late"'],
    ['a list in the list', { member: 'tags' }, '/member "tags" is an array'],
    ['the sum of text', { member: 'conduct', take: 'sum' }, '/member "conduct" is a string, and sum needs a number'],
    ['an item without a place', { take: 'item' }, '/at item needs "at"'],
    ['a place of many', { take: 'max', at: 1 }, '/at max looks at many items'],
    ['the first few of one', { take: 'item', at: 1, first: 2 }, '/first item looks at one item'],
    ['a filter on a mean', { take: 'mean', where: { operator: 'equal', value: 1 } }, '/where mean has no "where"'],
    [
      'a filter of another type',
      { take: 'count', where: { operator: 'equal', value: 'x' } },
      '/where/value "overdue" is a number, and the value is a string',
    ],
    ['the type of another member', { take: 'item', at: 0, member: 'conduct' }, '/type "items" gives a string, not a number'],
  ])('is refused for %s', (_what, entry, expected) => {
    const catalogue = compileCatalogue(define(entry), flow, types);
    const faults = catalogue.ok ? [] : catalogue.faults.map(({ pointer, message }) => `${pointer} ${message}`);
    const [at, ...words] = expected.split(' ');
    const text = words.join(' ');
    expect(faults).toEqual([`/features/0${at} ${text.charAt(0).toUpperCase()}${text.slice(1)}.`]);
  });
});
