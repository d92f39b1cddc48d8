import type { Outcome } from '@gavel/engine';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../service/service-client.js';
import { compareShadows } from './compare-shadows.js';

function decision(role: 'champion' | 'canary', live: [Outcome, number | null], shadow?: [Outcome, number], status = 'judged'): unknown {
  const [liveVersion, version] = role === 'canary' ? ['2', '1'] : ['1', '2'];
  const verdict = shadow && {
    version,
    status,
    liveVersion,
    liveOutcome: live[0],
    liveScore: live[1],
    outcome: shadow[0],
    score: shadow[1],
  };
  return { assignment: { role, shadows: [version] }, shadows: verdict === undefined ? [] : [verdict] };
}

function serving(documents: Readonly<Record<string, readonly unknown[]>>) {
  const asked = new Map<string, number>();
  const get = (path: string): Promise<Reply> => {
    const id = path.split('/').at(-1) ?? '';
    const times = asked.get(id) ?? 0;
    asked.set(id, times + 1);
    const all = documents[id] ?? [];
    const body = all[Math.min(times, all.length - 1)];
    return Promise.resolve({ status: body === undefined ? 404 : 200, headers: {}, body });
  };
  return { get, asked };
}

describe('compareShadows', () => {
  it('sets champion against candidate, whichever of the two decided', async () => {
    const client = serving({
      a: [decision('champion', ['pass', 0.1], ['review', 0.6])],
      b: [decision('canary', ['block', 0.9], ['pass', 0.2])],
      c: [decision('champion', ['review', 0.5], ['review', 0.4])],
      d: [decision('champion', ['pass', 0.1], ['review', 0], 'failed')],
    });
    const report = await compareShadows(client, ['a', 'b', 'c', 'd'], { patienceMs: 0 });
    expect(report).toMatchObject({
      lookedAt: 4,
      outstanding: 0,
      comparisons: [{ champion: '1', candidate: '2', compared: 3, flips: 2, failed: 1 }],
    });
    expect(report.comparisons[0]?.matrix).toEqual({
      pass: { pass: 0, review: 1, block: 1 },
      review: { pass: 0, review: 1, block: 0 },
      block: { pass: 0, review: 0, block: 0 },
    });
    expect(report.comparisons[0]?.meanScoreShift).toBeCloseTo((0.5 + 0.7 - 0.1) / 3);
  });

  it('tells flips apart that come from a missing score', async () => {
    const client = serving({
      a: [decision('champion', ['review', null], ['pass', 0.1])],
      b: [decision('champion', ['pass', 0.1], ['block', 0.9])],
    });
    expect(await compareShadows(client, ['a', 'b'])).toMatchObject({ comparisons: [{ compared: 2, flips: 2, flipsWithoutScore: 1 }] });
  });

  it('asks again for a verdict that is still to come, and counts what does not come', async () => {
    const late = decision('champion', ['pass', 0.1]);
    const client = serving({ late: [late, decision('champion', ['pass', 0.1], ['pass', 0.1])], never: [late] });
    const report = await compareShadows(client, ['late', 'never', 'unknown'], { patienceMs: 300 });
    expect(report).toMatchObject({ lookedAt: 3, outstanding: 2, comparisons: [{ compared: 1, flips: 0 }] });
    expect(client.asked.get('late')).toBe(2);
  });
});
