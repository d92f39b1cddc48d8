import { expect, it } from 'vitest';
import { parseRecorded } from '../backtest/parse-recorded.js';
import type { DecisionLog } from '../ports.js';
import { entriesOf } from './event-log-contract.js';
import { sampleDecisionRecord } from './sample-decision-record.js';

/** The part of the decision log's contract that is about labels. */
export function labelSuite(log: () => DecisionLog): void {
  it('takes labels of decisions that exist', async () => {
    const label = { decisionId: 'l-1', label: 'fraud', occurredAt: '2026-01-02T03:04:05.678Z', source: 'chargeback' } as const;
    await expect(log().addLabel(label)).resolves.toBe(false);
    await log().append(sampleDecisionRecord('l-1'));
    await expect(log().addLabel(label)).resolves.toBe(true);
    await expect(log().labelsOf('l-1')).resolves.toStrictEqual([label]);
    await expect(log().labelsOf('l-none')).resolves.toEqual([]);
  });

  it('takes the same label twice as one, also when its time is written otherwise', async () => {
    const label = { decisionId: 'l-2', label: 'fraud', occurredAt: '2026-01-02T03:04:05Z', source: 'analyst' } as const;
    await log().append(sampleDecisionRecord('l-2'));
    await Promise.all([log().addLabel(label), log().addLabel({ ...label, occurredAt: '2026-01-02T04:04:05.000+01:00' })]);
    await log().addLabel({ ...label, label: 'false-alarm', occurredAt: '2026-02-01T00:00:00Z' });
    const kept = await log().labelsOf('l-2');
    expect(kept.map(({ label: what, occurredAt }) => [what, occurredAt])).toEqual([
      ['fraud', '2026-01-02T03:04:05.000Z'],
      ['false-alarm', '2026-02-01T00:00:00.000Z'],
    ]);
  });

  it('keeps a label again once another one has overruled it, in the order received', async () => {
    const fraud = { decisionId: 'l-3', label: 'fraud', occurredAt: '2026-03-02T03:04:05.000Z', source: 'analyst' } as const;
    const genuine = { ...fraud, label: 'genuine', occurredAt: '2026-02-01T00:00:00.000Z' } as const;
    await log().append(sampleDecisionRecord('l-3', { ask: { flow: 'corrected' } }));
    for (const [at, label] of [fraud, fraud, genuine, fraud, fraud].entries()) await log().addLabel(label, at + 1);
    expect(await log().labelsOf('l-3')).toStrictEqual([fraud, genuine, fraud]);
    expect((await log().labelsOfMany(['l-3'])).get('l-3')).toStrictEqual([fraud, genuine, fraud]);
    const told = await entriesOf(log(), 'corrected');
    expect(told.flatMap((entry) => (entry.what === 'label' ? [[entry.label.label, entry.sequence]] : []))).toEqual([
      ['fraud', 1],
      ['genuine', 3],
      ['fraud', 4],
    ]);
    for await (const { lines } of log().recorded('corrected', {}))
      expect(parseRecorded(lines).labels.map(({ label }) => label)).toEqual(['fraud', 'genuine', 'fraud']);
  });
}
