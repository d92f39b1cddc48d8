import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRecorded } from '../backtest/parse-recorded.js';
import type { DecisionRecord, Label, ShadowVerdict } from '../contract/decision.js';
import type { DecisionLog, EventPeriod, RecordedDecision } from '../ports.js';
import { entriesOf, eventSuite } from './event-log-contract.js';
import { labelSuite } from './label-log-contract.js';
import { sampleDecisionRecord } from './sample-decision-record.js';

/** A fresh, empty log, and how to be rid of it. */
export interface DecisionLogUnderTest {
  readonly log: DecisionLog;
  readonly close: () => Promise<void>;
}

/** What every decision log must do, as a vitest suite: run on the fake and on the real adapter, so that they cannot drift apart. */
export function decisionLogContract(name: string, makeLog: () => Promise<DecisionLogUnderTest>): void {
  describe(`decision log: ${name}`, () => {
    let subject: DecisionLogUnderTest;
    const log = (): DecisionLog => subject.log;
    beforeAll(async () => {
      subject = await makeLog();
    });
    afterAll(async () => {
      await subject.close();
    });
    describe('append', () => {
      appendSuite(log);
    });
    describe('shadows', () => {
      shadowSuite(log);
    });
    describe('labels', () => {
      labelSuite(log);
    });
    describe('events', () => {
      eventSuite(log);
    });
    describe('policies and history', () => {
      policyAndHistorySuite(log);
      recordedSuite(log);
    });
  });
}

async function idsOf(log: DecisionLog, flow: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const entry of log.history(flow)) if (entry.what === 'decision') ids.push(entry.decisionId);
  return ids;
}

function appendSuite(log: () => DecisionLog): void {
  it('gives back what was appended', async () => {
    const record = sampleDecisionRecord('a-1');
    await expect(log().append(record)).resolves.toEqual({ status: 'appended' });
    await expect(log().find('a-1')).resolves.toStrictEqual(record);
  });

  it('keeps a record without a model, and values at the edge of their types', async () => {
    const { model: _model, ...rest } = sampleDecisionRecord('a-2');
    const request = {
      zero: 0,
      tiny: 5e-324,
      huge: 1.7976931348623157e308,
      safe: 2 ** 53 - 1,
      none: null,
      text: '\u{1F600}"\\\n{}, é',
      deep: [[[{ a: [] }]]],
    };
    const record: DecisionRecord = { ...rest, ask: { ...rest.ask, request } };
    await log().append(record);
    await expect(log().find('a-2')).resolves.toStrictEqual(record);
  });

  it('finds nothing under an id that was never given, whatever it looks like', async () => {
    for (const id of ['a-none', '', '\0', "' OR 1=1 --", 'x'.repeat(5000)]) await expect(log().find(id)).resolves.toBeUndefined();
  });

  it('finds many at once, with their labels', async () => {
    const records = ['n-1', 'n-2', 'n-3'].map((id) => sampleDecisionRecord(id));
    for (const record of records) await log().append(record);
    const later: Label = { decisionId: 'n-2', label: 'genuine', occurredAt: '2026-03-01T00:00:00.000Z', source: 'analyst' };
    const earlier: Label = { ...later, label: 'fraud', occurredAt: '2026-02-01T00:00:00.000Z' };
    await log().addLabel(earlier);
    await log().addLabel(later);
    expect([...(await log().findMany(['n-2', 'n-none', 'n-3', '\0'])).keys()].toSorted()).toEqual(['n-2', 'n-3']);
    expect((await log().findMany(['n-2'])).get('n-2')).toStrictEqual(records[1]);
    expect(await log().labelsOfMany(['n-1', 'n-2', '\0'])).toEqual(new Map([['n-2', [earlier, later]]]));
    expect(await log().findMany([])).toEqual(new Map());
  });

  it('answers a repeated key and body with the record that stands', async () => {
    const first = sampleDecisionRecord('a-3', { ask: { idempotencyKey: 'same' } });
    const second = sampleDecisionRecord('a-4', { ask: { idempotencyKey: 'same' } });
    await log().append(first);
    await expect(log().append(second)).resolves.toStrictEqual({ status: 'replayed', record: first });
    await expect(log().append(first)).resolves.toStrictEqual({ status: 'replayed', record: first });
    await expect(log().find('a-4')).resolves.toBeUndefined();
  });

  it('refuses a repeated key with another body', async () => {
    await log().append(sampleDecisionRecord('a-5', { ask: { idempotencyKey: 'other body' } }));
    const other = sampleDecisionRecord('a-6', { ask: { idempotencyKey: 'other body', bodyHash: 'd'.repeat(64) } });
    await expect(log().append(other)).resolves.toEqual({ status: 'conflict', decisionId: 'a-5' });
    await expect(log().find('a-6')).resolves.toBeUndefined();
  });

  it('takes the same key in another flow as another key', async () => {
    await log().append(sampleDecisionRecord('a-7', { ask: { idempotencyKey: 'two flows' } }));
    const other = sampleDecisionRecord('a-8', { ask: { idempotencyKey: 'two flows', flow: 'other' } });
    await expect(log().append(other)).resolves.toEqual({ status: 'appended' });
  });

  it('lets exactly one of many concurrent appends of one key win', async () => {
    const records = Array.from({ length: 40 }, (_, index) =>
      sampleDecisionRecord(`a-race-${index}`, { ask: { flow: 'race', idempotencyKey: 'race' } }),
    );
    const results = await Promise.all(records.map((record) => log().append(record)));
    expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1);
    const winner = records[results.findIndex(({ status }) => status === 'appended')];
    const others = results.filter(({ status }) => status !== 'appended');
    expect(others).toStrictEqual(others.map(() => ({ status: 'replayed', record: winner })));
    await expect(idsOf(log(), 'race')).resolves.toEqual([winner!.ask.decisionId]);
  });

  it('takes many concurrent appends, each once', async () => {
    const ids = Array.from({ length: 700 }, (_, index) => `a-many-${index}`);
    await Promise.all(ids.map((id) => log().append(sampleDecisionRecord(id, { ask: { flow: 'many' } }))));
    expect((await idsOf(log(), 'many')).toSorted()).toEqual(ids.toSorted());
  });

  it('rejects a decision id that is in use, and that record alone', async () => {
    await log().append(sampleDecisionRecord('a-used'));
    const records = Array.from({ length: 9 }, (_, index) => {
      const id = index === 4 ? 'a-used' : `a-beside-${index}`;
      return sampleDecisionRecord(id, { ask: { flow: 'beside', idempotencyKey: `beside-${index}` } });
    });
    const results = await Promise.allSettled(records.map((record) => log().append(record)));
    expect(results.map(({ status }) => status)).toEqual(results.map((_, index) => (index === 4 ? 'rejected' : 'fulfilled')));
    await expect(idsOf(log(), 'beside')).resolves.toHaveLength(8);
    const again = sampleDecisionRecord('a-fresh', { ask: { flow: 'beside', idempotencyKey: 'beside-4' } });
    await expect(log().append(again), 'the key of a rejected record is free').resolves.toEqual({ status: 'appended' });
  });

  it('keeps what was appended, not what the caller makes of it later', async () => {
    const record = sampleDecisionRecord('a-9');
    const features: Record<string, number> = { amountEur: 1 };
    await log().append({ ...record, facts: { ...record.facts, features } });
    features['amountEur'] = 2;
    expect((await log().find('a-9'))?.facts.features).toEqual({ amountEur: 1 });
  });
}

const verdict: ShadowVerdict = {
  decisionId: 's-1',
  flow: 'sample',
  version: '2',
  status: 'judged',
  liveVersion: '1',
  liveOutcome: 'pass',
  outcome: 'review',
  reasons: ['MANY_SMALL', 'SCORE_HIGH'],
  score: 0.1 + 0.2,
  liveScore: 0.05,
  latencyMs: 3.141_592_653_589_793,
};

function shadowSuite(log: () => DecisionLog): void {
  it('keeps one shadow verdict per decision and version: the first', async () => {
    const { score: _score, liveScore: _liveScore, ...unscored } = verdict;
    const failed: ShadowVerdict = { ...unscored, version: '3', status: 'failed', error: 'timeout: late', outcome: 'pass', reasons: [] };
    await Promise.all([log().appendShadow(failed), log().appendShadow(verdict)]);
    await log().appendShadow({ ...verdict, outcome: 'block' });
    await expect(log().shadowsOf('s-1')).resolves.toStrictEqual([verdict, failed]);
    await expect(log().shadowsOf('s-none')).resolves.toEqual([]);
  });
}

function policyAndHistorySuite(log: () => DecisionLog): void {
  it('keeps the files of a policy under its flow and hash', async () => {
    const files = { 'flow.json': '{"name":"sample"}', 'lists/deny.csv': 'value,note\nx,"quoted, é"\n' };
    await log().keepPolicy('sample', 'h1', files);
    await log().keepPolicy('sample', 'h1', files);
    await expect(log().findPolicy('sample', 'h1')).resolves.toEqual(files);
    await expect(log().findPolicy('other', 'h1')).resolves.toBeUndefined();
    await expect(log().findPolicy('sample', 'h2')).resolves.toBeUndefined();
  });

  it('knows which policy of a flow came into force last, also one that had served before', async () => {
    await expect(log().lastPolicy('served')).resolves.toBeUndefined();
    for (const hash of ['h1', 'h2', 'h1']) await log().keepPolicy('served', hash, { 'flow.json': hash });
    await log().keepPolicy('other served', 'h3', {});
    await expect(log().lastPolicy('served')).resolves.toEqual({ hash: 'h1', files: { 'flow.json': 'h1' } });
  });

  it('tells the history of one flow in the order of appends', async () => {
    const request = { requestId: 'r', amount: 5 };
    const appended = Array.from({ length: 1200 }, (_, index) =>
      sampleDecisionRecord(`h-${index}`, { ask: { flow: 'told', request, eventTimeMs: 10_000 - index } }),
    );
    for (const record of appended.slice(0, 3)) await log().append(record);
    await Promise.all(appended.slice(3).map((record) => log().append(record)));
    await log().append(sampleDecisionRecord('h-other', { ask: { flow: 'not told' } }));
    const told = await entriesOf(log(), 'told');
    expect(told).toHaveLength(1200);
    expect(told.slice(0, 3)).toStrictEqual(
      [0, 1, 2].map((index) => ({ what: 'decision', decisionId: `h-${index}`, request, eventTimeMs: 10_000 - index, sequence: 0 })),
    );
    expect(new Set(await idsOf(log(), 'told')).size).toBe(1200);
  });

  it('can be left half told', async () => {
    for await (const entry of log().history('told')) {
      expect(entry).toMatchObject({ decisionId: 'h-0' });
      break;
    }
    await expect(log().find('h-0')).resolves.toBeDefined();
  });
}

function recordedSuite(log: () => DecisionLog): void {
  const from = 1_767_225_600_000;
  const all = async (period: EventPeriod): Promise<readonly RecordedDecision[]> => {
    const found: RecordedDecision[] = [];
    for await (const { lines, decisions, policies } of log().recorded('read back', period)) {
      const batch = lines.split('\n').map(parseRecorded);
      expect(batch).toHaveLength(decisions);
      expect(new Set(batch.map(({ record }) => record.policy))).toEqual(new Set(policies));
      found.push(...batch);
    }
    return found;
  };

  it('gives back decisions with their labels and the scores of their shadows', async () => {
    await expect(all({})).resolves.toEqual([]);
    const records = [0, 1, 2].map((at) => sampleDecisionRecord(`b-${at}`, { ask: { flow: 'read back', eventTimeMs: from + at } }));
    for (const record of records) await log().append(record);
    await log().addLabel({ decisionId: 'b-1', label: 'fraud', occurredAt: '2026-01-02T03:04:05.678Z', source: 'chargeback' });
    await log().appendShadow({ ...verdict, decisionId: 'b-1', flow: 'read back', version: '2', score: 0.123_456_789_012_345 });
    const { score: _score, ...failed } = verdict;
    await log().appendShadow({ ...failed, decisionId: 'b-1', flow: 'read back', version: '3', status: 'failed' });
    const found = await all({});
    expect(found.map(({ record }) => record.ask.decisionId)).toEqual(['b-0', 'b-1', 'b-2']);
    const {
      ask,
      policy,
      assignment,
      facts,
      verdict: said,
    } = sampleDecisionRecord('b-1', {
      ask: { flow: 'read back', eventTimeMs: from + 1 },
    });
    expect(found[1]).toStrictEqual({
      record: { ask, policy, assignment, facts, verdict: said },
      labels: [{ label: 'fraud', occurredAt: '2026-01-02T03:04:05.678Z' }],
      shadowScores: { '2': 0.123_456_789_012_345 },
    });
    expect(found[0]).toMatchObject({ labels: [], shadowScores: {} });
  });

  it('takes the first millisecond of a period in and its last not, and counts likewise', async () => {
    const period = { fromMs: from + 1, toMs: from + 2 };
    expect((await all(period)).map(({ record }) => record.ask.decisionId)).toEqual(['b-1']);
    await expect(log().countRecorded('read back', period)).resolves.toBe(1);
    await expect(log().countRecorded('read back', {})).resolves.toBe(3);
  });

  it('reads on over the end of a batch, each decision once', async () => {
    expect(await log().countRecorded('told', {})).toBe(1200);
    const ids = new Set<string>();
    for await (const { lines } of log().recorded('told', {})) {
      for (const line of lines.split('\n')) ids.add(parseRecorded(line).record.ask.decisionId);
    }
    expect(ids.size).toBe(1200);
  });
}
