import { describe, expect, it } from 'vitest';
import type { CaseSource } from '../contract/case-file.js';
import { faultLine } from '../contract/fault.js';
import { loadPolicy } from '../policy/load-policy.js';
import { FakeCounters } from '../testing/fake-counters.js';
import { SAMPLE_POLICY, SAMPLE_RULES, sampleFlow, type SampleChanges } from '../testing/sample-flow.js';
import { loadCases } from './load-cases.js';
import { runCases } from './run-cases.js';

const PASS: CaseSource['expect'] = { outcome: 'pass', reasons: [] };

async function run(source: Partial<CaseSource>, changes: SampleChanges = {}) {
  const cases = JSON.stringify({ cases: [{ name: 'it', expect: PASS, ...source }] });
  const files = sampleFlow({ ...changes, texts: { ...changes.texts, 'cases/a.json': cases } });
  const policy = loadPolicy(files);
  const loaded = loadCases(files);
  if (!policy.ok) throw new Error(policy.faults.map(faultLine).join('\n'));
  if (!loaded.ok) throw new Error(loaded.faults.map(faultLine).join('\n'));
  const [result] = await runCases(policy.value, loaded.value, () => new FakeCounters());
  return result!;
}

/** A rule file with one rule that holds for a condition. */
function ruleFor(fact: string, operator: string, value: number | string) {
  const rule = { ...SAMPLE_RULES.rules[0], name: 'probe', conditions: { all: [{ fact, operator, value }] } };
  return { texts: { 'probe.rules.json': JSON.stringify({ rules: [rule] }), 'velocity.rules.json': '{"rules": []}' } };
}

describe('runCases', () => {
  it('judges the example as it is', async () => {
    expect(await run({})).toEqual({
      file: 'cases/a.json',
      line: 1,
      name: 'it',
      ok: true,
      expected: PASS,
      got: { outcome: 'pass', reasons: [], hits: [], unknown: [] },
    });
  });

  it('judges a patched request, its score, and tells what came instead', async () => {
    const expected: CaseSource['expect'] = { outcome: 'block', reasons: ['SCORE', 'STOLEN'] };
    expect(await run({ request: { card: 'k9' }, score: 0.95, expect: expected })).toMatchObject({
      ok: true,
      got: { outcome: 'block', reasons: ['STOLEN', 'SCORE'], hits: ['stolen-card'] },
    });
    expect(await run({ request: { card: null }, expect: expected })).toMatchObject({
      ok: false,
      expected,
      got: { outcome: 'pass', reasons: [] },
    });
    expect(await run({ request: { card: 'k9' }, expect: { outcome: 'block', reasons: [] } })).toMatchObject({ ok: false });
    expect(await run({ request: { card: 'k9' }, expect: { outcome: 'review', reasons: ['STOLEN'] } })).toMatchObject({ ok: false });
  });

  it('takes the score null for a model that is down', async () => {
    expect(await run({ score: null })).toMatchObject({ ok: false, got: { outcome: 'review', reasons: ['NO_SCORE'] } });
    expect(await run({ score: null, request: { amount: 20 } })).toMatchObject({
      ok: false,
      got: { outcome: 'pass', reasons: ['NO_SCORE'] },
    });
  });

  it('counts history at its own time and key, and does not judge it', async () => {
    const many: CaseSource['expect'] = { outcome: 'review', reasons: ['MANY'] };
    const entry = { ago: '10m', times: 3 };
    expect(await run({ history: [entry], expect: many })).toMatchObject({ ok: true, got: { hits: ['many-payments'] } });
    expect(await run({ history: [{ ...entry, ago: '2h' }] })).toMatchObject({ ok: true });
    expect(await run({ history: [{ ...entry, request: { customer: 'other' } }] })).toMatchObject({ ok: true });
    expect(await run({ history: [{ ago: '1s' }, { ago: '1m' }, { ago: '59m' }], expect: many })).toMatchObject({ ok: true });
    expect(await run({ history: [{ ago: '10m', request: { card: 'k9' } }] })).toMatchObject({ ok: true });
  });

  it('keeps cases apart', async () => {
    const history = [{ ago: '10m', times: 2 }];
    const cases = JSON.stringify({ cases: ['a', 'b', 'c'].map((name) => ({ name, history, expect: PASS })) });
    const files = sampleFlow({ texts: { 'cases/a.json': cases } });
    const policy = loadPolicy(files);
    const loaded = loadCases(files);
    const results = policy.ok && loaded.ok ? await runCases(policy.value, loaded.value, () => new FakeCounters()) : [];
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it('gives history the clock of its own offset, as an ISO text, and ids of its own', async () => {
    const local = { name: 'hour', type: 'number', description: 'Hour.', from: 'localHour', of: 'at' };
    const last = {
      name: 'lastHour',
      type: 'number',
      description: 'Hour of the last.',
      key: 'customer',
      window: '1h',
      aggregate: 'last',
      of: 'hour',
    };
    const distinct = { name: 'ids', type: 'number', description: 'Ids.', key: 'customer', window: '1h', aggregate: 'distinct', of: 'id' };
    const features = JSON.stringify({ features: [local, last, distinct] });
    const request = { at: '2026-03-01T00:10:00+05:30' };
    const history = [{ ago: '20m', times: 4, request: { at: '2020-01-01T00:00:00+05:30' } }];
    const expected: CaseSource['expect'] = { outcome: 'review', reasons: ['MANY'] };
    const probe = (fact: string, value: number) => {
      const { texts } = ruleFor(fact, 'equal', value);
      return run({ request, history, expect: expected }, { texts: { ...texts, 'features.json': features } });
    };
    expect(await probe('lastHour', 23)).toMatchObject({ ok: true });
    expect(await probe('ids', 4)).toMatchObject({ ok: true });
  });

  it('tells rules that could not be decided', async () => {
    const changes = { ...ruleFor('sinceLast', 'lessThan', 5), policy: { unknownRules: { block: 'review', review: 'review' } } };
    expect(await run({}, changes)).toMatchObject({ got: { outcome: 'review', reasons: ['UNSURE'], unknown: ['probe'] } });
  });

  it('fails a case whose requests do not fit the schema, with its faults', async () => {
    const result = await run({ request: { amount: -1, extra: 1 } });
    expect(result).toMatchObject({ ok: false, faults: [{ file: 'cases/a.json', subject: 'it' }, { file: 'cases/a.json' }] });
    expect(result.got).toBeUndefined();
    expect((await run({ history: [{ ago: '1m', request: { customer: null } }] })).faults).toEqual([
      expect.objectContaining({ message: 'In history[0]: The property "customer" is missing.' }),
    ]);
  });

  it('fails a case with a score in a flow without a model', async () => {
    const policy = JSON.stringify({ ...SAMPLE_POLICY, model: undefined, bands: [] });
    expect(await run({ score: 0.5 }, { texts: { 'policy.json': policy } })).toMatchObject({ ok: false, faults: [{ subject: 'it' }] });
    expect(await run({}, { texts: { 'policy.json': policy } })).toMatchObject({ ok: true });
  });
});

describe('loadCases', () => {
  it('reads the cases of all files, in order, with their lines', () => {
    const one = (name: string): string => JSON.stringify({ name, expect: PASS });
    const files = {
      'cases/b.json': `{"cases": [${one('x')}]}`,
      'cases/a.json': `{"cases": [\n${one('x')},\n${one('y')}]}`,
      'flow.json': '',
    };
    const result = loadCases(files);
    expect(result.ok && result.value.map(({ file, line, source }) => [file, line, source.name])).toEqual([
      ['cases/a.json', 2, 'x'],
      ['cases/a.json', 3, 'y'],
      ['cases/b.json', 1, 'x'],
    ]);
  });

  it('tells the faults of all files', () => {
    const twice = { name: 'x', expect: PASS };
    const result = loadCases({
      'cases/a.json': JSON.stringify({ cases: [twice, twice] }),
      'cases/b.json': JSON.stringify({ cases: [{ name: 'y', expect: { outcome: 'maybe', reasons: [] }, history: [{ ago: 'soon' }] }] }),
      'cases/c.json': '{',
    });
    expect(result).toMatchObject({
      ok: false,
      faults: [
        { file: 'cases/a.json', pointer: '/cases/1/name', subject: 'x' },
        { file: 'cases/b.json', pointer: '/cases/0/history/0/ago' },
        { file: 'cases/b.json', pointer: '/cases/0/expect/outcome' },
        { file: 'cases/c.json', pointer: '' },
      ],
    });
  });

  it('finds none in a flow without cases', () => {
    expect(loadCases(sampleFlow())).toEqual({ ok: true, value: [] });
  });
});
