import { describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../contract/decision.js';
import { deriveFeatures } from '../features/derive-features.js';
import { requestEvent } from '../features/event-of.js';
import { readsFor } from '../features/reads-for.js';
import { loadPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import type { HistoryEntry } from '../ports.js';
import { FakeCounters } from '../testing/fake-counters.js';
import { SAMPLE_FEATURES, sampleFlow } from '../testing/sample-flow.js';
import { compareFeatures } from './compare-features.js';
import { ParityCheck } from './parity-check.js';

function policyWith(features: unknown = SAMPLE_FEATURES): Policy {
  const loaded = loadPolicy(sampleFlow({ texts: { 'features.json': JSON.stringify(features) } }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.value;
}

type Served = Pick<DecisionRecord, 'policy' | 'facts'>;

/** Serves some payments, out of order, and keeps what was recorded of each. */
async function serve(policy: Policy): Promise<{ entries: HistoryEntry[]; served: Served[] }> {
  const counters = new FakeCounters();
  const entries: HistoryEntry[] = [];
  const served: Served[] = [];
  for (const [index, minute] of [10, 12, 11, 40, 12, 90].entries()) {
    const eventTimeMs = Date.UTC(2026, 2, 1, 12, minute);
    const request = { id: `r${index}`, at: new Date(eventTimeMs).toISOString(), customer: 'c1', amount: index };
    const reads = readsFor(policy.catalogue, request);
    const { values, sequence } = await counters.observe('sample', requestEvent(policy.catalogue, request, eventTimeMs), reads.counterReads);
    const derived = deriveFeatures(policy.catalogue, reads, values);
    served.push({ policy: policy.hash, facts: { ...derived, scores: {}, degraded: [], sequence } });
    entries.push({ what: 'decision', decisionId: `d${index}`, request, eventTimeMs, sequence });
  }
  return { entries, served };
}

function checkOf(policy: Policy, policyOf: (hash: string) => Promise<Policy | undefined> = async () => undefined): ParityCheck {
  return new ParityCheck({ policy, counters: new FakeCounters(), policyOf });
}

describe('parity', () => {
  it('finds nothing where each decision is given what it was given', async () => {
    const policy = policyWith();
    const { entries, served } = await serve(policy);
    const check = checkOf(policy);
    for (const [index, entry] of entries.entries()) expect(await check.take(entry, served[index])).toEqual([]);
    expect(check.report()).toEqual({ decisions: 6, features: 18, mismatches: 0, differences: [] });
  });

  it('tells every value that is not what was served, and what was not compared is counted all the same', async () => {
    const policy = policyWith();
    const { entries, served } = await serve(policy);
    const wrong = { ...served[3]!, facts: { ...served[3]!.facts, features: { ...served[3]!.facts.features, payments1h: 99 } } };
    const check = checkOf(policy);
    for (const entry of entries.slice(0, 3)) await check.take(entry);
    expect(await check.take(entries[3]!, wrong)).toEqual([
      { decisionId: 'd3', feature: 'payments1h', served: 99, again: 3, isDefaulted: false, cause: 'value' },
    ]);
    expect(check.report()).toMatchObject({
      decisions: 1,
      mismatches: 1,
      differences: [{ feature: 'payments1h', cause: 'value', count: 1 }],
    });
  });

  it('excuses what was declared otherwise, or rests on what was, and nothing else', async () => {
    const before = policyWith();
    const { entries, served } = await serve(before);
    const features = SAMPLE_FEATURES.features.map((one) => (one.name === 'payments1h' ? { ...one, window: '2h' } : one));
    const after = policyWith({ features });
    const check = checkOf(after, async (hash) => (hash === before.hash ? before : undefined));
    const causes = [];
    for (const [index, entry] of entries.entries()) {
      const facts = { ...served[index]!.facts, features: { ...served[index]!.facts.features, payments1h: -1, spent1h: -1 } };
      causes.push(...(await check.take(entry, { ...served[index]!, facts })).map(({ feature, cause }) => `${feature}: ${cause}`));
    }
    expect(new Set(causes)).toEqual(new Set(['payments1h: policy changed', 'spent1h: value']));
    expect(check.report().mismatches).toBe(6);
  });

  it('says where the order of arrival is not known, where history was forgotten, and where a policy is gone', async () => {
    const policy = policyWith();
    const { entries, served } = await serve(policy);
    const facts = { ...served[0]!.facts, features: { payments1h: 7 } };
    const { sequence: _sequence, ...without } = facts;
    expect((await checkOf(policy).take(entries[0]!, { policy: policy.hash, facts: without }))[0]?.cause).toBe('sequence missing');
    expect((await checkOf(policy).take(entries[0]!, { policy: 'gone', facts }))[0]?.cause).toBe('policy changed');
    const forgetful = new ParityCheck({ policy, counters: new FakeCounters(), policyOf: async () => undefined, hasEvicted: () => true });
    expect((await forgetful.take(entries[0]!, { policy: policy.hash, facts }))[0]?.cause).toBe('evicted');
  });
});

describe('compareFeatures', () => {
  const again = { features: { a: 1e9 + 1e-3, b: 'x', c: true }, missing: [{ fact: 'd', reason: 'no card' }], defaulted: ['c'] };

  it('lets sums differ by a billionth and nothing else', () => {
    const served = { features: { a: 1e9, b: 'x', c: true, d: 1 }, missing: [] };
    expect(compareFeatures(served, again, ['a', 'b', 'c', 'd'])).toEqual([
      { feature: 'd', served: 1, detail: 'no card', isDefaulted: false },
    ]);
    expect(compareFeatures({ ...served, features: { a: 1e9 + 5, b: 'y' } }, again, ['a', 'b', 'c', 'd'])).toEqual([
      { feature: 'a', served: 1e9 + 5, again: 1e9 + 1e-3, isDefaulted: false },
      { feature: 'b', served: 'y', again: 'x', isDefaulted: false },
      { feature: 'c', again: true, isDefaulted: true },
    ]);
  });
});
