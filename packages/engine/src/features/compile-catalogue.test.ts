import { describe, expect, it } from 'vitest';
import { featureFileSchema, type FeatureDefinition } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { FactType, FactTypes } from '../rules/rule-set.js';
import { featureTypes } from './catalogue.js';
import { compileCatalogue } from './compile-catalogue.js';

const flow: FlowFile = {
  name: 'card-fraud',
  title: '',
  description: '',
  fields: { eventTime: 'eventTime', requestId: 'requestId', stickiness: 'customerId' },
  scoreTimeoutMs: 50,
  currencies: { base: 'EUR', rates: { EUR: { decimals: 2, rate: 1 } } },
  request: {
    properties: { issuedAt: { type: 'string', format: 'date-time' }, linkedAt: { $ref: '#/$defs/time' }, note: { type: 'string' } },
  },
  example: {},
};

const number: FactType = { kind: 'number' };
const string: FactType = { kind: 'string' };
const types: FactTypes = new Map<string, FactType>([
  ...['amount', 'installments'].map((name): [string, FactType] => [name, number]),
  ...['eventTime', 'issuedAt', 'linkedAt', 'note', 'currency', 'customerId', 'cardId'].map((name): [string, FactType] => [name, string]),
  ['isOnline', { kind: 'boolean' }],
  ['tags', { kind: 'array', of: string }],
  ['geo', { kind: 'object', fields: { lat: number, lon: number } }],
  ['merchant', { kind: 'object', fields: { lat: number, lon: string } }],
]);

/** Definitions as they stand in a file: the schema lets through whatever is then checked here. */
function define(...entries: readonly object[]): readonly FeatureDefinition[] {
  return featureFileSchema.parse({ features: entries.map((entry) => ({ type: 'number', description: '', ...entry })) }).features;
}

function faultsOf(entries: readonly object[], inFlow: FlowFile = flow): readonly string[] {
  const checked = compileCatalogue(define(...entries), inFlow, types);
  return checked.ok ? [] : checked.faults.map(({ file, pointer, subject, message }) => `${file} ${pointer} ${subject}: ${message}`);
}

const amountEur = { name: 'amountEur', from: 'money', amount: 'amount', currency: 'currency' };
const count1h = { name: 'count1h', key: 'cardId', window: '1h', aggregate: 'count' };

function windowOf(more: object): object {
  return { ...count1h, name: 'w', ...more };
}

describe('the order of computation', () => {
  it('is the request, then history, then what rests on history, whatever the order of declaration', () => {
    const checked = compileCatalogue(
      define(
        count1h,
        amountEur,
        { name: 'perPart', from: 'ratio', of: ['amountEur', 'installments'] },
        {
          name: 'sum1h',
          key: 'customerId',
          window: '1h',
          aggregate: 'sum',
          of: 'amountEur',
          where: { fact: 'perPart', operator: 'lessThan', value: 9 },
        },
        { name: 'mean1h', from: 'ratio', of: ['sum1h', 'count1h'] },
        { name: 'partOfMean', from: 'ratio', of: ['perPart', 'mean1h'] },
        { name: 'log', from: 'log1p', of: 'perPart' },
      ),
      flow,
      types,
    );
    if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
    const { fromRequest, windows, fromWindows, keys, valueFields } = checked.value;
    expect(fromRequest.map(({ name }) => name)).toEqual(['amountEur', 'perPart', 'log']);
    expect(windows.map(({ name }) => name)).toEqual(['count1h', 'sum1h']);
    expect(fromWindows.map(({ name }) => name)).toEqual(['mean1h', 'partOfMean']);
    expect(keys.map(({ name }) => name)).toEqual(['cardId', 'customerId']);
    expect(valueFields).toEqual(['amountEur', 'perPart']);
  });

  it('makes reads of windows, with the current value where it is compared', () => {
    const definitions = define(windowOf({ type: 'boolean', aggregate: 'seen', of: 'note', window: '10m' }), { ...count1h, name: 'plain' });
    const checked = compileCatalogue(definitions, flow, types);
    const key = { name: 'cardId', fields: ['cardId'], kinds: ['decision'] };
    const read = { keyField: 'cardId', delayMs: 0, includesCurrent: false };
    expect(checked.ok && checked.value.windows).toEqual([
      { name: 'w', type: 'boolean', currentOf: 'note', key, read: { ...read, windowMs: 600_000, aggregate: 'seen', of: 'note' } },
      { name: 'plain', type: 'number', key, read: { ...read, windowMs: 3_600_000, aggregate: 'count' } },
    ]);
  });

  it('gives the types of all features', () => {
    const checked = compileCatalogue(define(amountEur, windowOf({ type: 'string', aggregate: 'last', of: 'note' })), flow, types);
    expect(checked.ok && [...featureTypes(checked.value)]).toEqual([
      ['amountEur', { kind: 'number' }],
      ['w', { kind: 'string' }],
    ]);
  });
});

describe('what is let through', () => {
  it.each([
    ['localHour of the event time', { name: 'f', from: 'localHour', of: 'eventTime' }],
    ['weekday of another timestamp', { name: 'f', from: 'weekday', of: 'issuedAt' }],
    ['localHour of a field declared elsewhere', { name: 'f', from: 'localHour', of: 'linkedAt' }],
    ['distinct of a number', windowOf({ aggregate: 'distinct', of: 'amount' })],
    ['last of a boolean', windowOf({ aggregate: 'last', of: 'isOnline', type: 'boolean' })],
    ['speed of a position', windowOf({ aggregate: 'speed', of: 'geo' })],
    ['90 days', windowOf({ window: '90d' })],
    ['where on a boolean', windowOf({ where: { fact: 'isOnline', operator: 'notEqual', value: true } })],
  ])('%s', (_what, entry) => {
    expect(faultsOf([entry])).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['an unknown key', windowOf({ key: 'cardID' }), '/key w: there is no request field "cardID"'],
    ['a key that is no string', windowOf({ key: 'amount' }), '/key w: "amount" is a number, and a key needs a string'],
    ['an unknown of', windowOf({ aggregate: 'sum', of: 'x' }), '/of w: there is no request field or feature "x"'],
    ['a sum of text', windowOf({ aggregate: 'sum', of: 'note' }), '/of w: "note" is a string, and sum needs a number'],
    ['a max of nothing', windowOf({ aggregate: 'max' }), '/of w: "max" needs "of"'],
    ['a count of something', windowOf({ of: 'amount' }), '/of w: "count" looks at no field'],
    ['a sinceLast of something', windowOf({ aggregate: 'sinceLast', of: 'amount' }), '/of w: "sinceLast" looks at no field'],
    [
      'a distance of a number',
      windowOf({ aggregate: 'distance', of: 'amount' }),
      '/of w: "amount" is a number, and distance needs a position',
    ],
    ['a position of text', windowOf({ aggregate: 'speed', of: 'merchant' }), '/of w: "merchant" is a object, and speed needs a position'],
    [
      'a distinct of a list',
      windowOf({ aggregate: 'distinct', of: 'tags' }),
      '/of w: "tags" is a array, and distinct needs a number, string, boolean',
    ],
    ['more than 90 days', windowOf({ window: '91d' }), '/window w: 91d is longer than 90d'],
    ['a type that seen does not give', windowOf({ aggregate: 'seen', of: 'note' }), '/type w: "seen" gives a boolean, not a number'],
    ['a type that last does not give', windowOf({ aggregate: 'last', of: 'note' }), '/type w: "last" gives a string, not a number'],
    ['a type that count does not give', windowOf({ type: 'string' }), '/type w: "count" gives a number, not a string'],
    [
      'a where on nothing',
      windowOf({ where: { fact: 'x', operator: 'equal', value: 1 } }),
      '/where/fact w: there is no request field or feature "x"',
    ],
    [
      'a where on a list',
      windowOf({ where: { fact: 'tags', operator: 'equal', value: 'a' } }),
      '/where/fact w: "tags" is a array, and where needs a number, string, boolean',
    ],
    [
      'a where of another type',
      windowOf({ where: { fact: 'amount', operator: 'equal', value: '1' } }),
      '/where/value w: "amount" is a number, and the value is a string',
    ],
    [
      'a where that orders text',
      windowOf({ where: { fact: 'note', operator: 'lessThan', value: 'b' } }),
      '/where/operator w: "note" is a string, and lessThan compares numbers',
    ],
    ['money of text', { ...amountEur, amount: 'note' }, '/amount amountEur: "note" is a string, and money needs a number'],
    ['money in a number', { ...amountEur, currency: 'amount' }, '/currency amountEur: "amount" is a number, and money needs a string'],
    ['an hour of a number', { name: 'f', from: 'localHour', of: 'amount' }, '/of f: "amount" is a number, and localHour needs a string'],
    [
      'a weekday of a note',
      { name: 'f', from: 'weekday', of: 'note' },
      '/of f: "note" is not declared as a timestamp, and weekday needs one',
    ],
    ['a ratio with itself', { name: 'f', from: 'ratio', of: ['amount', 'f'] }, '/of/1 f: "f" refers to itself'],
    ['a ratio of text', { name: 'f', from: 'ratio', of: ['note', 'amount'] }, '/of/0 f: "note" is a string, and ratio needs a number'],
    ['a text from log1p', { name: 'f', type: 'string', from: 'log1p', of: 'amount' }, '/type f: "log1p" gives a number, not a string'],
    [
      'the name of a request field',
      { name: 'amount', from: 'log1p', of: 'installments' },
      '/name amount: "amount" is a request field already',
    ],
    [
      'a name every object has',
      { ...amountEur, name: 'constructor' },
      '/name constructor: "constructor" is a name that JavaScript gives every object',
    ],
  ])('%s', (_what, entry, expected) => {
    const at = expected.replace('/', '/features/0/').replace(/: [a-z]/, (start) => start.toUpperCase());
    expect(faultsOf([entry]).filter((fault) => !fault.includes('localHour needs one'))).toEqual([`features.json ${at}.`]);
  });

  it('a part that is declared later, or twice', () => {
    const entries = [{ name: 'f', from: 'ratio', of: ['amount', 'count1h'] }, count1h, { name: 'g', from: 'log1p', of: 'amount' }, count1h];
    expect(faultsOf(entries)).toEqual([
      'features.json /features/0/of/1 f: "count1h" is declared later.',
      'features.json /features/3/name count1h: "count1h" is declared twice.',
    ]);
  });

  it('a name that is taken, without blaming what refers to the request field', () => {
    expect(faultsOf([{ name: 'amount', from: 'log1p', of: 'installments' }, amountEur])).toEqual([
      'features.json /features/0/name amount: "amount" is a request field already.',
    ]);
  });

  it('history where only the request may be looked at', () => {
    const entries = [
      count1h,
      { name: 'share', from: 'ratio', of: ['amount', 'count1h'] },
      { name: 'log', from: 'log1p', of: 'share' },
      windowOf({ aggregate: 'sum', of: 'count1h', where: { fact: 'share', operator: 'lessThan', value: 1 } }),
      windowOf({ name: 'moved', aggregate: 'speed', of: 'count1h' }),
    ];
    expect(faultsOf(entries)).toEqual([
      'features.json /features/2/of log: "share" is derived from history, and log1p looks only at what comes from the request alone.',
      'features.json /features/3/of w: "count1h" is derived from history, and sum looks only at what comes from the request alone.',
      'features.json /features/3/where/fact w: "share" is derived from history, and where looks only at what comes from the request alone.',
      'features.json /features/4/of moved: "count1h" is derived from history, and speed looks only at a request field.',
    ]);
  });

  it('money without the table, or with a base that is not 1', () => {
    const { currencies: _none, ...bare } = flow;
    expect(faultsOf([amountEur], bare)).toEqual(["features.json /features/0 amountEur: Money needs the flow's table of currencies."]);
    const dollars: FlowFile = { ...flow, currencies: { base: 'EUR', rates: { USD: { decimals: 2, rate: 0.9 } } } };
    expect(faultsOf([amountEur], dollars)[0]).toContain('The base currency EUR does not stand');
  });

  it('all at once, and says how to mend each', () => {
    const checked = compileCatalogue(
      define(windowOf({ key: 'cardID', window: '99d', aggregate: 'sum' }), { ...amountEur, amount: 'x' }),
      flow,
      types,
    );
    expect(!checked.ok && checked.faults.map(({ pointer, mend }) => [pointer, mend])).toEqual([
      ['/features/0/key', 'Use one of: eventTime, issuedAt, linkedAt, note, currency, customerId, cardId.'],
      ['/features/0/window', 'Use at most 90d.'],
      ['/features/0/of', 'Name a number field.'],
      ['/features/1/amount', 'Use one of: amount, installments.'],
    ]);
  });
});
