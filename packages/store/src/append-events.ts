import type { AppendedEvent, IngestedEvent } from '@gavel/engine';
import type { QueryRunner } from 'typeorm';

/** Sorted, so that two replicas that write the same events never wait in a circle; the first of a key stands. */
const APPEND = `
INSERT INTO events (flow, kind, event_id, sequence, body_hash, event_time, received_at, policy_hash, event)
SELECT flow, kind, event_id, sequence, body_hash, to_timestamp(event_ms / 1000), to_timestamp(received_ms / 1000), policy_hash, event::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::float8[], $7::float8[], $8::text[], $9::text[])
  WITH ORDINALITY AS t (flow, kind, event_id, body_hash, sequence, event_ms, received_ms, policy_hash, event, position)
ORDER BY flow COLLATE "C", kind COLLATE "C", event_id COLLATE "C", position
ON CONFLICT DO NOTHING
RETURNING flow, kind, event_id AS "eventId"`;

const LOOK_UP = `
SELECT asked.position::int AS position, kept.body_hash = asked.body_hash AS "isSame"
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS asked (flow, kind, event_id, body_hash, position)
JOIN events AS kept USING (flow, kind, event_id)`;

/** What is asked of an event that may stand already. */
export type AskedEvent = Pick<IngestedEvent, 'flow' | 'kind' | 'eventId' | 'bodyHash'>;

type EventKey = Pick<IngestedEvent, 'flow' | 'kind' | 'eventId'>;

/** Writes a batch of events by one commit and says what became of each, in order. What an earlier try wrote is told as replayed. */
export async function appendEvents(runner: QueryRunner, batch: readonly IngestedEvent[]): Promise<AppendedEvent[]> {
  const won: readonly EventKey[] = await runner.query(APPEND, columnsOf(batch));
  const wonKeys = new Set(won.map(keyOf));
  // Of several with one key the first was written: it takes the key out of the set.
  const isFirst = batch.map((event) => wonKeys.delete(keyOf(event)));
  const losers = batch.filter((_, index) => isFirst[index] !== true);
  const lost = losers.length === 0 ? [] : await findEvents(runner, losers);
  let next = 0;
  return isFirst.map((first) => (first ? 'appended' : (lost[next++] ?? 'conflict')));
}

/** What stands under the keys of events, in their order; `appended`: nothing yet. */
export async function findEvents(runner: QueryRunner, events: readonly AskedEvent[]): Promise<AppendedEvent[]> {
  const found: readonly { position: number; isSame: boolean }[] = await runner.query(LOOK_UP, [
    events.map(({ flow }) => flow),
    events.map(({ kind }) => kind),
    events.map(({ eventId }) => eventId),
    events.map(({ bodyHash }) => bodyHash),
  ]);
  const isSame = new Map(found.map((standing) => [standing.position, standing.isSame]));
  return events.map((_, index) => {
    const same = isSame.get(index + 1);
    if (same === undefined) return 'appended';
    return same ? 'replayed' : 'conflict';
  });
}

function keyOf({ flow, kind, eventId }: EventKey): string {
  return JSON.stringify([flow, kind, eventId]);
}

/** The batch as one array per parameter of APPEND. */
function columnsOf(batch: readonly IngestedEvent[]): unknown[][] {
  const columns: unknown[][] = Array.from({ length: 9 }, () => []);
  for (const { flow, kind, eventId, bodyHash, sequence = 0, eventTimeMs, receivedAtMs, policy, event } of batch) {
    const row = [flow, kind, eventId, bodyHash, sequence, eventTimeMs, receivedAtMs, policy, JSON.stringify(event)];
    for (const [index, value] of row.entries()) columns[index]?.push(value);
  }
  return columns;
}
