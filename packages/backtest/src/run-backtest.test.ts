import { createBacktest, judge, loadPolicy, parseRecorded, type Policy, type RecordedBatch } from '@gavel/engine';
import { FakeDecisionLog, sampleDecisionRecord, sampleFlow } from '@gavel/engine/testing';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { htmlReport } from './report/html-report.js';
import { logSource } from './log-source.js';
import { runBacktest } from './run-backtest.js';
import { checkApart } from './thread/check-apart.js';
import type { BacktestTerms } from './thread/thread-messages.js';

// Each backtest starts threads, which compile the sources anew: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 90_000 });

const FILES = sampleFlow();
const CHANGED = { ...FILES, 'velocity.rules.json': (FILES['velocity.rules.json'] ?? '').replace('"value": 3', '"value": 1') };
const START_MS = Date.parse('2026-03-01T12:00:00Z');

function policyOf(files: Readonly<Record<string, string>>): Policy {
  const loaded = loadPolicy(files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.value;
}

const LABEL_TERMS = { asOfMs: START_MS + 1e10, labelAgeDays: 30, presumeGenuine: false };
const TERMS: BacktestTerms = { candidate: { files: CHANGED }, ...LABEL_TERMS };

describe('a backtest in threads', () => {
  const log = new FakeDecisionLog();
  beforeAll(async () => {
    const policy = policyOf(FILES);
    await log.keepPolicy('sample', policy.hash, policy.files);
    for (let at = 0; at < 950; at += 1) {
      const request = { id: `r${at}`, at: '2026-03-01T12:00:00Z', customer: `c${at % 37}`, card: 'k1', amount: at + 0.1 };
      const facts = { features: { payments1h: at % 5, spent1h: 0, sinceLast: 60 }, scores: { 'sample@1': 0.1 }, missing: [], degraded: [] };
      const ask = { request, eventTimeMs: START_MS + at * 600_000 };
      const verdict = judge(policy, { request, ...facts });
      await log.append(sampleDecisionRecord(`d${at}`, { ask, record: { policy: at === 7 ? 'gone' : policy.hash, facts, verdict } }));
      if (at % 3 === 0) await log.addLabel({ decisionId: `d${at}`, label: 'fraud', occurredAt: '2026-03-09T00:00:00Z', source: 't' });
    }
  });

  it('answers what one thread alone would, to the last bit, with one thread and with three', async () => {
    const policy = policyOf(FILES);
    const alone = createBacktest({ ...LABEL_TERMS, candidate: policyOf(CHANGED), recorded: new Map([[policy.hash, policy]]) });
    for await (const { lines } of log.recorded('sample', {})) for (const line of lines.split('\n')) alone.add(parseRecorded(line));
    for (const threads of [1, 3]) {
      const seen: number[] = [];
      const { report, notes } = await runBacktest(logSource(log, 'sample', {}), TERMS, { threads, onProgress: (done) => seen.push(done) });
      expect(JSON.stringify(report)).toBe(JSON.stringify(alone.finish()));
      expect(seen.at(-1)).toBe(950);
      expect(notes).toEqual([expect.stringContaining('gone')]);
    }
    expect(alone.finish().sameVerdicts).toMatchObject({ judgedAgain: 949, same: 949 });
  });

  it('makes a page of it that needs nothing from outside', async () => {
    const { report, notes } = await runBacktest(logSource(log, 'sample', {}), TERMS, { threads: 1, workShare: 0.5 });
    const page = htmlReport(report, [...notes, 'A <b>note</b>.']);
    expect(page).toContain('many-payments');
    expect(page).toContain('A &lt;b&gt;note&lt;/b&gt;.');
    expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/);
  });

  it('ends when it is told to, also while the source does not answer', async () => {
    const never: AsyncIterable<RecordedBatch> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const stop = new AbortController();
    const running = runBacktest({ batches: never, findPolicy: async () => undefined }, TERMS, { threads: 2, signal: stop.signal });
    stop.abort(new Error('not wanted any more'));
    await expect(running).rejects.toThrow('not wanted any more');
  });

  it('rejects with what is wrong when the source or a thread fails', async () => {
    log.failure = new Error('the database is gone');
    await expect(runBacktest(logSource(log, 'sample', {}), TERMS, { threads: 2 })).rejects.toThrow('the database is gone');
    log.failure = undefined;
    const broken = async function* (): AsyncGenerator<RecordedBatch> {
      yield { decisions: 1, policies: [], lines: '{"no' };
    };
    const source = { batches: broken(), findPolicy: async () => undefined };
    await expect(runBacktest(source, TERMS, { threads: 2 })).rejects.toThrow(/JSON/);
  });
});

describe('a candidate checked apart', () => {
  it('is told by its hash, facts and model, or by all its faults', async () => {
    const policy = policyOf(FILES);
    const checked = await checkApart(FILES);
    expect(checked).toMatchObject({ ok: true, hash: policy.hash, flow: 'sample', model: policy.model?.name });
    expect(checked.ok && checked.facts).toContain('payments1h');
    await expect(checkApart({ ...FILES, 'velocity.rules.json': '{"rules": 1}' })).resolves.toMatchObject({
      ok: false,
      faults: [{ file: 'velocity.rules.json' }],
    });
  });
});
