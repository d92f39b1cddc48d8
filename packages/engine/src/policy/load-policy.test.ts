import { describe, expect, it } from 'vitest';
import { faultLine } from '../contract/fault.js';
import { SAMPLE_FEATURES, SAMPLE_FLOW, SAMPLE_POLICY, SAMPLE_RULES, sampleFlow, type SampleChanges } from '../testing/sample-flow.js';
import { loadPolicy } from './load-policy.js';

function loaded(changes: SampleChanges = {}) {
  const result = loadPolicy(sampleFlow(changes));
  if (!result.ok) throw new Error(result.faults.map(faultLine).join('\n'));
  return result.value;
}

function faultsOf(changes: SampleChanges) {
  const result = loadPolicy(sampleFlow(changes));
  return result.ok ? [] : result.faults.map((fault) => `${fault.file} ${fault.pointer}: ${fault.message}`);
}

describe('loadPolicy', () => {
  it('makes a policy of a good flow', () => {
    const policy = loaded();
    expect(policy).toMatchObject({ flow: SAMPLE_FLOW, definition: SAMPLE_POLICY, model: { name: 'sample', version: '1' } });
    expect(policy.rules.size).toBe(2);
    expect(policy.lists).toMatchObject([{ name: 'stolen-cards', field: 'card', values: new Set(['k9']) }]);
    expect(policy.fallback.map((row) => [row.name, row.holds?.({ amount: 49 }), row.holds?.({})])).toEqual([
      ['small', true, undefined],
      ['rest', undefined, undefined],
    ]);
    expect(policy.factTypes.get('lists')).toEqual({ kind: 'array', of: { kind: 'string' } });
    expect([...policy.factTypes.keys()]).toEqual([
      'id',
      'at',
      'customer',
      'card',
      'amount',
      'payments1h',
      'spent1h',
      'sinceLast',
      'score',
      'lists',
    ]);
    expect(policy.parseRequest(SAMPLE_FLOW.example)).toEqual({ ok: true, value: SAMPLE_FLOW.example });
  });

  it('makes one without a model', () => {
    const policy = loaded({ texts: { 'policy.json': JSON.stringify({ ...SAMPLE_POLICY, model: undefined, bands: [] }) } });
    expect(policy).not.toHaveProperty('model');
  });

  it('hashes the same whatever the order of the files, the line ends and the cases', () => {
    const { hash } = loaded();
    const windows = Object.entries(sampleFlow()).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]);
    const result = loadPolicy({ 'cases/a.json': 'anything', ...Object.fromEntries(windows.toReversed()) });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(result).toMatchObject({ ok: true, value: { hash } });
    expect(result.ok && Object.keys(result.value.files)).not.toContain('cases/a.json');
  });

  it('hashes otherwise when a text or a name changes', () => {
    const { hash } = loaded();
    const moved = sampleFlow();
    delete moved['velocity.rules.json'];
    const other = loadPolicy({ ...moved, 'speed.rules.json': sampleFlow()['velocity.rules.json'] ?? '' });
    expect(other.ok && other.value.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(other).not.toMatchObject({ value: { hash } });
    expect(loaded({ texts: { 'lists/stolen-cards.csv': 'value,note\nk8,\n' } }).hash).not.toBe(hash);
  });
});

describe('faults', () => {
  it('tells those of all files at once, by file and line', () => {
    const faults = faultsOf({
      flow: { fields: { ...SAMPLE_FLOW.fields, stickiness: 'client' }, example: { id: 'r1' } },
      policy: { unknownReason: 'NOPE' },
      texts: {
        'features.json': JSON.stringify({ features: [{ ...SAMPLE_FEATURES.features[1], of: 'amuont' }] }),
        'velocity.rules.json': JSON.stringify(SAMPLE_RULES).replace('"lists"', '"list"').replace('"MANY"', '"MANNY"'),
        'lists/stolen-cards.csv': 'value,note\nk9,\nk9,\n',
        'lists/old.csv': 'value,note\n',
        'velocity.rule.json': '{}',
      },
    });
    expect(faults).toEqual([
      expect.stringMatching(/^features\.json \/features\/0\/of: .*amuont/),
      'flow.json /fields/stickiness: The request schema has no property "client".',
      'flow.json /example: The property "at" is missing.',
      'flow.json /example: The property "customer" is missing.',
      'flow.json /example: The property "amount" is missing.',
      'lists/old.csv : No list of policy.json uses this file.',
      'lists/stolen-cards.csv : The value "k9" stands already on line 2.',
      'policy.json /unknownReason: The reason NOPE is not in the reason table.',
      'velocity.rule.json : This file has no place in the folder of a flow.',
      // The feature with the fault is known; the one that is not declared at all is not.
      expect.stringMatching(/^velocity\.rules\.json \/rules\/0\/conditions.*payments1h/),
      expect.stringMatching(/^velocity\.rules\.json \/rules\/0\/event.*MANNY/),
      expect.stringMatching(/^velocity\.rules\.json \/rules\/1\/conditions.*"list"/),
    ]);
  });

  it('gives line and column of each', () => {
    const result = loadPolicy(sampleFlow({ policy: { unknownReason: 'NOPE' } }));
    expect(result).toMatchObject({
      ok: false,
      faults: [{ file: 'policy.json', line: 34, column: 20, mend: expect.stringContaining('reasons') }],
    });
  });

  it('does not blame rules for facts that are not known because the request schema is faulty', () => {
    const open = { flow: { request: { type: 'object', properties: { x: {} } } } };
    const faults = faultsOf({ ...open, texts: { 'velocity.rules.json': '{"rules": [{}]}' } });
    expect(faults).toContain('flow.json /request: This object is open: it lets unknown properties in.');
    expect(faults).toContain('velocity.rules.json /rules/0/name: "name" is missing.');
    expect(faultsOf(open).filter((fault) => fault.startsWith('velocity'))).toEqual([]);
  });

  it.each(['flow.json', 'features.json', 'policy.json'])('tells that %s is missing, or is no JSON', (file) => {
    const rest = sampleFlow();
    delete rest[file];
    expect(loadPolicy(rest)).toEqual({
      ok: false,
      faults: [{ file, pointer: '', message: `The file ${file} is missing.`, mend: expect.any(String) }],
    });
    expect(loadPolicy({ ...rest, [file]: '{"a": 1,\n "a": 2}' })).toMatchObject({
      ok: false,
      faults: [{ file, pointer: '/a', line: 2, column: 2 }],
    });
  });

  it('takes the names score, lists and those of the request from features and fields', () => {
    const request = { ...SAMPLE_FLOW.request, properties: { ...SAMPLE_FLOW.request.properties, score: { type: 'number' } } };
    const features = JSON.stringify({ features: ['lists', 'amount'].map((name) => ({ ...SAMPLE_FEATURES.features[0], name })) });
    const faults = faultsOf({ flow: { request }, texts: { 'features.json': features, 'velocity.rules.json': '{"rules": []}' } });
    expect(faults).toEqual([
      'features.json /features/0/name: The name "lists" is taken: judging adds a fact of that name.',
      expect.stringMatching(/^features\.json \/features\/1\/name: .*amount/),
      'flow.json /request/properties/score: The name "score" is taken: judging adds a fact of that name.',
    ]);
  });

  it('wants the meaningful fields to be required strings, and the event time a date-time', () => {
    const request = {
      ...SAMPLE_FLOW.request,
      required: ['amount', 'customer'],
      properties: { ...SAMPLE_FLOW.request.properties, at: { type: 'string' } },
    };
    expect(faultsOf({ flow: { request, fields: { eventTime: 'at', requestId: 'amount', stickiness: 'card' } } })).toEqual([
      'flow.json /fields/eventTime: The property "at" is not required.',
      'flow.json /fields/eventTime: The property "at" is not declared as a date-time.',
      'flow.json /fields/requestId: The property "amount" is not declared as a string.',
      'flow.json /fields/stickiness: The property "card" is not required.',
    ]);
  });

  it('wants conditions of the fallback table to be sound', () => {
    const fallback = [
      { ...SAMPLE_POLICY.fallback[0], conditions: { all: [{ fact: 'amont', operator: 'lessThan', value: 1 }] } },
      SAMPLE_POLICY.fallback[1],
    ];
    expect(faultsOf({ policy: { fallback } })).toEqual([
      expect.stringMatching(/^policy\.json \/fallback\/0\/conditions\/all\/0\/fact: .*amont/),
    ]);
  });

  it.each([
    ['no such file', { file: 'lists/stolen.csv', field: 'card' }, /\/lists\/x\/file: There is no list file "lists\/stolen.csv"/],
    ['no such field', { file: 'lists/stolen-cards.csv', field: 'crad' }, /\/lists\/x\/field: The request has no string field "crad"/],
    [
      'a field that is no string',
      { file: 'lists/stolen-cards.csv', field: 'amount' },
      /\/lists\/x\/field: The request has no string field "amount"/,
    ],
  ])('tells of a list with %s', (_what, list, message) => {
    expect(faultsOf({ policy: { lists: { ...SAMPLE_POLICY.lists, x: list } } })).toEqual([expect.stringMatching(message)]);
  });

  it('matches lists as they say, and lets rules name them by inList', () => {
    const lists = { offices: { file: 'lists/offices.csv', field: 'card', match: 'cidr' as const } };
    const rule = {
      name: 'outside',
      conditions: { all: [{ fact: 'customer', operator: 'not:inList', value: 'offices' }] },
      event: { type: 'review', params: { reason: 'MANY' } },
    };
    const rules = JSON.stringify({ rules: [rule] });
    const texts = { 'lists/offices.csv': 'value,note\n10.0.0.0/8,\n', 'o.rules.json': rules };
    const policy = loaded({ policy: { lists: { ...SAMPLE_POLICY.lists, ...lists } }, texts });
    expect(policy.rules.evaluate({ customer: '11.1.1.1' }).hits.map((hit) => hit.rule)).toEqual(['outside']);
    expect(policy.rules.evaluate({ customer: '10.1.1.1' })).toMatchObject({
      hits: [],
      unknown: expect.not.arrayContaining([{ rule: 'outside' }]),
    });
    expect(policy.lists.map(({ name, match }) => [name, match])).toEqual([
      ['stolen-cards', 'exact'],
      ['offices', 'cidr'],
    ]);
  });

  it('tells what is wrong with the rows of a list that does not match exactly, and does not blame the rules that use it', () => {
    const lists = { offices: { file: 'lists/offices.csv', field: 'card', match: 'cidr' } };
    const texts = { 'lists/offices.csv': 'value,note\n10.0.0.1/8,\n' };
    expect(faultsOf({ policy: { lists: { ...SAMPLE_POLICY.lists, ...lists } }, texts })).toEqual([
      expect.stringMatching(/lists\/offices.csv : "10.0.0.1\/8" is no network/),
    ]);
  });
});
