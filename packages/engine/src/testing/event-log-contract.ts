import { expect, it } from 'vitest';
import type { DecisionRecord, Label } from '../contract/decision.js';
import type { DecisionLog, HistoryEntry, IngestedEvent } from '../ports.js';
import { sampleDecisionRecord } from './sample-decision-record.js';

/** All that a log tells of a flow. */
export async function entriesOf(log: DecisionLog, flow: string): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for await (const entry of log.history(flow)) entries.push(entry);
  return entries;
}

function sampleEvent(eventId: string, changes: Partial<IngestedEvent> = {}): IngestedEvent {
  return {
    flow: 'events',
    kind: 'login',
    eventId,
    bodyHash: 'e'.repeat(64),
    event: { id: eventId, customer: 'c1' },
    eventTimeMs: 1_767_225_600_123,
    receivedAtMs: 1_767_225_600_456,
    policy: 'a'.repeat(64),
    sequence: 7,
    ...changes,
  };
}

/** What every log must do with events, and with the order in which everything arrived: part of the contract of decision logs. */
export function eventSuite(log: () => DecisionLog): void {
  it('keeps an event once, whoever sends it again, and refuses another under its id', async () => {
    const event = sampleEvent('e-1');
    const other = { ...event, bodyHash: 'f'.repeat(64) };
    await expect(log().findEvents([event])).resolves.toEqual(['appended']);
    await expect(log().appendEvents([event])).resolves.toEqual(['appended']);
    await expect(log().appendEvents([event, other, sampleEvent('e-2')])).resolves.toEqual(['replayed', 'conflict', 'appended']);
    await expect(log().findEvents([other, sampleEvent('e-3'), event])).resolves.toEqual(['conflict', 'appended', 'replayed']);
  });

  it('takes the same id in another kind or flow as another event, and the first of two in one batch', async () => {
    const event = sampleEvent('e-4');
    const batch = [
      event,
      { ...event, kind: 'address-change' },
      { ...event, flow: 'other events' },
      { ...event, bodyHash: 'd'.repeat(64) },
      event,
    ];
    await expect(log().appendEvents(batch)).resolves.toEqual(['appended', 'appended', 'appended', 'conflict', 'replayed']);
  });

  it('keeps many at once', async () => {
    const many = Array.from({ length: 2500 }, (_, index) => sampleEvent(`m-${index}`, { flow: 'many events', sequence: 2500 - index }));
    const results = await log().appendEvents(many);
    expect(results.filter((result) => result === 'appended')).toHaveLength(2500);
    expect((await entriesOf(log(), 'many events')).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 2500 }, (_, index) => index + 1),
    );
  });

  it('tells decisions, events and labels in the order in which they arrived', async () => {
    const flow = 'arrivals';
    const decision = (id: string, sequence: number): DecisionRecord => {
      const record = sampleDecisionRecord(id, { ask: { flow } });
      return { ...record, facts: { ...record.facts, sequence } };
    };
    await log().append(decision('o-2', 5));
    await log().append(decision('o-1', 1));
    const label: Label = { decisionId: 'o-1', label: 'fraud', occurredAt: '2026-02-01T00:00:00.000Z', source: 'chargeback' };
    await log().addLabel(label, 4);
    await log().addLabel(label, 9);
    await log().addLabel({ ...label, decisionId: 'o-2' });
    await log().appendEvents([sampleEvent('o-3', { flow, sequence: 3 })]);
    const told = await entriesOf(log(), flow);
    expect(told.map(({ what, sequence }) => [what, sequence])).toEqual([
      ['label', 0],
      ['decision', 1],
      ['event', 3],
      ['label', 4],
      ['decision', 5],
    ]);
    expect(told[2]).toStrictEqual({
      what: 'event',
      kind: 'login',
      eventId: 'o-3',
      event: { id: 'o-3', customer: 'c1' },
      eventTimeMs: 1_767_225_600_123,
      sequence: 3,
    });
    const { request, eventTimeMs } = decision('o-1', 1).ask;
    expect(told[3]).toStrictEqual({ what: 'label', label, request, eventTimeMs, sequence: 4 });
  });
}
