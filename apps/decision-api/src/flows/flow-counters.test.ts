import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventOf, readsFor, type JsonObject, type Policy } from '@gavel/engine';
import { FakeDecisionLog, sampleDecisionRecord } from '@gavel/engine/testing';
import { describe, expect, it } from 'vitest';
import { samplePolicy } from '../testing/sample-flow.js';
import { FlowCounters } from './flow-counters.js';

const AT_MS = Date.parse('2026-05-04T12:00:00Z');
const request = (amount: number): JsonObject => ({ paymentId: 'p', eventTime: '2026-05-04T12:00:00Z', customerId: 'c-1', amount });
const sum = { name: 'sumLastHour', type: 'number', description: 'Sum.', key: 'customerId', window: '1h', aggregate: 'sum', of: 'amount' };
const summing = samplePolicy({
  'features.json': JSON.stringify({
    features: [{ ...sum, name: 'paymentsLastHour', aggregate: 'count', of: undefined }, sum],
  }),
});

async function logged(log: FakeDecisionLog, id: string, amount: number, minutesAgo: number): Promise<void> {
  const ask = { flow: 'sample', request: request(amount), eventTimeMs: AT_MS - minutesAgo * 60_000 };
  await log.append(sampleDecisionRecord(id, { ask }));
}

/** As a request that is not counted itself would see it. */
const read = async (counters: FlowCounters, policy: Policy) => {
  const asking = { id: 'asking', atMs: AT_MS, keys: {}, values: {} };
  return (await counters.observe('sample', asking, readsFor(policy.catalogue, request(1)).counterReads)).values;
};

async function inForce(counters: FlowCounters, policy: Policy, before?: Policy): Promise<void> {
  await counters.prepare(policy, before);
  await counters.swap(policy);
}

describe('FlowCounters', () => {
  it('begin with what the log holds', async () => {
    const log = new FakeDecisionLog();
    await logged(log, 'd-1', 10, 5);
    await logged(log, 'd-2', 20, 50);
    await logged(log, 'd-3', 40, 70);
    const counters = new FlowCounters(log);
    await inForce(counters, samplePolicy());
    expect(await read(counters, samplePolicy())).toEqual([2]);
    expect(counters.stats()).toMatchObject({ sample: { keys: 1 } });
  });

  it('begin with what an earlier start came to, and what the log has after it', async () => {
    const snapshotDir = await mkdtemp(join(tmpdir(), 'gavel-history-'));
    try {
      const lines: string[] = [];
      const tell = (line: unknown): void => void lines.push(String(line));
      const logger = { info: tell, warn: tell, error: tell };
      const log = new FakeDecisionLog();
      for (const [index, minutesAgo] of [5, 50, 70].entries()) await logged(log, `d-${index}`, 10, minutesAgo);
      const first = new FlowCounters(log, { snapshotDir, rebaseItems: 3 });
      await inForce(first, summing);
      await first.close();
      const [version = ''] = await readdir(join(snapshotDir, 'sample'));
      expect(await readdir(join(snapshotDir, 'sample', version))).toEqual(['base.snapshot']);
      await logged(log, 'd-3', 40, 3);
      const second = new FlowCounters(log, { snapshotDir, logger });
      await inForce(second, summing);
      expect(await read(second, summing)).toEqual([3, 60]);
      expect(lines.at(-1)).toContain('3 events by key and 0 items from its snapshot');
      await second.close();
    } finally {
      await rm(snapshotDir, { recursive: true, force: true });
    }
  });

  it('are made anew for a catalogue that looks at other fields, and lose nothing decided meanwhile', async () => {
    const log = new FakeDecisionLog();
    const counters = new FlowCounters(log);
    await inForce(counters, samplePolicy());
    await logged(log, 'd-1', 10, 5);
    await counters.add('sample', eventOf(samplePolicy().catalogue, { id: 'd-1', atMs: AT_MS - 300_000, request: request(10) }));
    await counters.prepare(summing, samplePolicy());
    expect(await read(counters, samplePolicy())).toEqual([1]);
    await logged(log, 'd-2', 20, 4);
    await counters.add('sample', eventOf(samplePolicy().catalogue, { id: 'd-2', atMs: AT_MS - 240_000, request: request(20) }));
    await counters.swap(summing);
    expect(await read(counters, summing)).toEqual([2, 30]);
  });

  it('stay as they are for a policy with the same fields', async () => {
    const log = new FakeDecisionLog();
    const counters = new FlowCounters(log);
    await inForce(counters, samplePolicy());
    await counters.add('sample', eventOf(samplePolicy().catalogue, { id: 'unlogged', atMs: AT_MS - 1000, request: request(1) }));
    const rules = samplePolicy().files['amount.rules.json']!.replace('100000', '200000');
    await inForce(counters, samplePolicy({ 'amount.rules.json': rules }), samplePolicy());
    expect(await read(counters, samplePolicy())).toEqual([1]);
  });

  it('stay as they are where a policy was prepared that did not come into force', async () => {
    const log = new FakeDecisionLog();
    const counters = new FlowCounters(log);
    await inForce(counters, samplePolicy());
    await counters.prepare(summing, samplePolicy());
    await logged(log, 'd-1', 10, 5);
    await inForce(counters, samplePolicy(), samplePolicy());
    // What was prepared would have been brought up to date from the log.
    expect(await read(counters, samplePolicy())).toEqual([0]);
  });

  it('refuse a flow without history rather than take it for one without events', async () => {
    await expect(new FlowCounters(new FakeDecisionLog()).add('nowhere', { id: '', atMs: 0, keys: {}, values: {} })).rejects.toThrow(
      'no history',
    );
  });
});
