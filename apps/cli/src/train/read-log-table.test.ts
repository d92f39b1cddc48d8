import { loadPolicy, type Policy } from '@gavel/engine';
import { FakeDecisionLog, sampleDecisionRecord, sampleFlow } from '@gavel/engine/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLogTable, type LogTableRequest } from './read-log-table.js';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-03-01T12:00:00Z');

function samplePolicy(): Policy {
  const loaded = loadPolicy(sampleFlow());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.value;
}

describe('a table of the decision log', () => {
  const log = new FakeDecisionLog();
  const policy = samplePolicy();
  const inputs = [
    { fact: 'amount', kind: 'number' },
    { fact: 'spent1h', kind: 'number' },
    { fact: 'card', kind: 'category' },
  ] as const;
  const request: LogTableRequest = { policy, inputs, asOfMs: START_MS + 20 * DAY_MS, labelAgeDays: 7, unlabelled: 'left out' };

  /** A decision a day, the later logged first; every third is fraud, the next genuine, the last of three has no label. */
  beforeAll(async () => {
    for (let day = 19; day >= 0; day -= 1) {
      const asked = { id: `r${day}`, at: '2026-03-01T12:00:00Z', customer: `c${day % 4}`, card: `k${day % 2}`, amount: day };
      const facts = { features: day < 5 ? {} : { spent1h: day * 10 }, scores: {}, missing: [], degraded: [] };
      const ask = { flow: 'sample', request: asked, eventTimeMs: START_MS + day * DAY_MS };
      await log.append(sampleDecisionRecord(`d${day}`, { ask, record: { facts } }));
      if (day % 3 === 2) continue;
      const label = { decisionId: `d${day}`, label: day % 3 === 0 ? 'fraud' : 'genuine', occurredAt: '2026-03-21T00:00:00Z', source: 't' };
      await log.addLabel(label);
    }
  });

  it('has what was served, in order of time, of decisions whose labels have had time to come', async () => {
    const { table, notes } = await readLogTable(log, request);
    expect([...table.columns.keys()]).toEqual(['amount', 'spent1h', 'card']);
    expect([...table.columns.get('amount')!.values]).toEqual([0, 1, 3, 4, 6, 7, 9, 10, 12, 13]);
    expect([...table.columns.get('spent1h')!.values].slice(3, 6)).toEqual([Number.NaN, 60, 70]);
    expect(table.columns.get('card')).toMatchObject({ kind: 'category', names: ['k1', 'k0'] });
    expect([...table.labels]).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
    expect(notes).toEqual(['10 decisions of the log; 4 without a label left out, 6 younger than 7 days left out.']);
  });

  it('takes what has no label for genuine where that was said, and says which line has none where nothing was', async () => {
    const { table, notes } = await readLogTable(log, { ...request, unlabelled: 'genuine' });
    expect([table.rows, notes[0]]).toEqual([14, expect.stringContaining('4 without a label taken for genuine')]);
    const { unlabelled: _unlabelled, ...strict } = request;
    await expect(readLogTable(log, strict)).rejects.toThrow('with --presume-genuine such a row counts as genuine');
  });

  it('takes every feature of the flow where nothing says what the model reads, and names what no decision had', async () => {
    const { inputs: _inputs, ...all } = request;
    const { table, notes } = await readLogTable(log, all);
    expect([...table.columns.keys()]).toEqual(policy.catalogue.definitions.map(({ name }) => name));
    expect(notes[1]).toContain('In none of them: payments1h');
  });

  it('is refused where no decision is old enough', async () => {
    await expect(readLogTable(log, { ...request, labelAgeDays: 30 })).rejects.toThrow('and 20 that are younger');
  });
});
