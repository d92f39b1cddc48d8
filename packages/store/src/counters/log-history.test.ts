import type { HistoryPosition } from '@gavel/engine';
import { FakeDecisionLog, sampleDecisionRecord } from '@gavel/engine/testing';
import { expect, it } from 'vitest';

async function idsAfter(log: FakeDecisionLog, after: HistoryPosition): Promise<{ ids: string[]; position: HistoryPosition }> {
  const ids: string[] = [];
  let last = after;
  for await (const { entry, position } of log.historyAfter('sample', after)) {
    if (entry.what === 'decision') ids.push(entry.decisionId);
    last = position;
  }
  return { ids, position: last };
}

it('goes on from any position: first what has no sequence, then what has one', async () => {
  const log = new FakeDecisionLog();
  const append = async (id: string, sequence: number): Promise<void> => {
    const record = sampleDecisionRecord(id);
    await log.append({ ...record, facts: { ...record.facts, ...(sequence === 0 ? {} : { sequence }) } });
  };
  for (const [id, sequence] of [
    ['a', 5],
    ['b', 0],
    ['c', 2],
    ['d', 0],
  ] as const)
    await append(id, sequence);
  const first = await idsAfter(log, { sequence: 0, unplaced: {} });
  expect(first).toEqual({ ids: ['b', 'd', 'c', 'a'], position: { sequence: 5, unplaced: { decision: 2 } } });
  await append('e', 0);
  await append('f', 9);
  expect((await idsAfter(log, first.position)).ids).toEqual(['e', 'f']);
  expect((await idsAfter(log, { ...first.position, sequence: Number.MAX_SAFE_INTEGER })).ids).toEqual(['e']);
});
