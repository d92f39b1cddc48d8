import type {
  AppendedEvent,
  AppendResult,
  DecisionLog,
  EventPeriod,
  HistoryEntry,
  HistoryPosition,
  IngestedEvent,
  PlacedEntry,
  RecordedBatch,
  ServedPolicy,
} from '@gavel/engine';
import type { DecisionRecord, Label, ShadowVerdict } from '@gavel/engine/contract';
import { In, IsNull, Not } from 'typeorm';
import { appendDecisions, type DecisionToAppend } from './append-decisions.js';
import { appendEvents, findEvents, type AskedEvent } from './append-events.js';
import { appendShadows, shadowVerdictOf } from './append-shadows.js';
import type { Connections } from './connections.js';
import { STATEMENT_TIMEOUT_MS } from './data-source.js';
import { flowHistory, flowHistoryAfter } from './flow-history.js';
import { GroupCommit, type GroupCommitStats } from './group-commit.js';
import { countRecorded, recordedDecisions } from './recorded-decisions.js';
import { decisionRows } from './rows/decision-row.js';
import { labelRows, type LabelRow } from './rows/label-row.js';
import { policyRows } from './rows/policy-row.js';
import { shadowVerdictRows } from './rows/shadow-verdict-row.js';
import { LogRefusedError } from './store-errors.js';
import { writeBatch } from './write-batch.js';

/** A read, a label or a policy is given up after this long; a page of history may take longer, for no caller waits for it. */
const CALL_TIMEOUT_MS = 2000;
const HISTORY_PAGE_TIMEOUT_MS = STATEMENT_TIMEOUT_MS;
/** Longer ids were never given out. */
const MAX_ID_LENGTH = 200;
/** Most of what a lookup of one event takes on its way. */
const LOOKUP_BYTES = 512;
const MAX_RECORD_BYTES = 1 << 20;

const LIMITS = {
  maxBatchItems: 256,
  maxBatchBytes: 4 << 20,
  maxQueueItems: 10_000,
  maxQueueBytes: 64 << 20,
  timeoutMs: 2000,
};

const COUNTED_AS = { appended: 'appended', replayed: 'replayed', conflict: 'conflicts' } as const;

/** Counts since the start: of decisions at the top, of shadow verdicts and events apart. */
export interface DecisionLogStats extends GroupCommitStats {
  readonly appended: number;
  readonly replayed: number;
  readonly conflicts: number;
  readonly shadows: GroupCommitStats;
  readonly events: GroupCommitStats;
}

/** As they were received: the last counts. */
const LABEL_ORDER = { seq: 'ASC' } as const;

/**
 * The label, unless it is the one that counts already, and whether there is a decision to put it on, in one statement. Of two that say
 * the same at the same time the key takes one.
 */
const ADD_LABEL = `
WITH decision AS (SELECT decision_id FROM decisions WHERE decision_id = $1),
last AS (SELECT seq, label, occurred_at, source FROM labels WHERE decision_id = $1 ORDER BY seq DESC LIMIT 1),
kept AS (
  INSERT INTO labels (decision_id, label, occurred_at, source, sequence, overrules)
  SELECT decision_id, $2::text, $3::timestamptz, $4::text, $5::bigint, COALESCE((SELECT seq FROM last), 0) FROM decision
  WHERE NOT EXISTS (SELECT FROM last WHERE (label, occurred_at, source) = ($2::text, $3::timestamptz, $4::text))
  ON CONFLICT DO NOTHING
)
SELECT decision_id FROM decision`;

const KEEP_POLICY = `
INSERT INTO policies AS kept (flow, hash, files, served) VALUES ($1, $2, $3::jsonb, nextval('policies_served'))
ON CONFLICT (flow, hash) DO UPDATE SET served = GREATEST(kept.served, EXCLUDED.served)`;

/** The decision log in PostgreSQL. Rejects with LogUnavailableError or LogRefusedError, each within about two seconds. */
export class PostgresDecisionLog implements DecisionLog {
  readonly #connections: Connections;
  readonly #decisions: GroupCommit<DecisionToAppend, AppendResult>;
  readonly #shadows: GroupCommit<ShadowVerdict, undefined>;
  readonly #events: GroupCommit<IngestedEvent, AppendedEvent>;
  readonly #lookups: GroupCommit<AskedEvent, AppendedEvent>;
  #counts = { appended: 0, replayed: 0, conflicts: 0 };

  constructor(connections: Connections) {
    this.#connections = connections;
    this.#decisions = new GroupCommit<DecisionToAppend, AppendResult>({
      ...LIMITS,
      writers: 2,
      write: (items, timeoutMs) =>
        writeBatch(items, timeoutMs, (part, leftMs, isRetry) =>
          connections.run(leftMs, (runner) => appendDecisions(runner, part, isRetry)),
        ),
    });
    this.#shadows = new GroupCommit<ShadowVerdict, undefined>({
      ...LIMITS,
      writers: 1,
      write: (items, timeoutMs) =>
        writeBatch(items, timeoutMs, (part, leftMs) => connections.run(leftMs, (runner) => appendShadows(runner, part))),
    });
    this.#events = new GroupCommit<IngestedEvent, AppendedEvent>({
      ...LIMITS,
      maxBatchItems: 1000,
      writers: 1,
      write: (items, timeoutMs) =>
        writeBatch(items, timeoutMs, (part, leftMs) => connections.run(leftMs, (runner) => appendEvents(runner, part))),
    });
    // Callers that send events one by one would each hold a connection for it.
    this.#lookups = new GroupCommit<AskedEvent, AppendedEvent>({
      ...LIMITS,
      maxBatchItems: 1000,
      writers: 1,
      write: (items, timeoutMs) =>
        writeBatch(items, timeoutMs, (part, leftMs) => connections.run(leftMs, (runner) => findEvents(runner, part))),
    });
  }

  async append(record: DecisionRecord): Promise<AppendResult> {
    const json = jsonOf(record);
    const result = await this.#decisions.add({ record, json }, Buffer.byteLength(json));
    this.#counts[COUNTED_AS[result.status]] += 1;
    return result;
  }

  async appendShadow(verdict: ShadowVerdict): Promise<void> {
    await this.#shadows.add(verdict, Buffer.byteLength(jsonOf(verdict)));
  }

  async find(decisionId: string): Promise<DecisionRecord | undefined> {
    if (!couldBeAnId(decisionId)) return undefined;
    return this.#connections.run(CALL_TIMEOUT_MS, async ({ manager }) => {
      const row = await manager.findOne(decisionRows, { select: { decisionId: true, record: true }, where: { decisionId } });
      return row?.record;
    });
  }

  findMany(decisionIds: readonly string[]): Promise<ReadonlyMap<string, DecisionRecord>> {
    return this.#connections.run(HISTORY_PAGE_TIMEOUT_MS, async ({ manager }) => {
      const where = { decisionId: In(decisionIds.filter(couldBeAnId)) };
      const rows = await manager.find(decisionRows, { select: { decisionId: true, record: true }, where });
      return new Map(rows.map(({ decisionId, record }) => [decisionId, record]));
    });
  }

  async shadowsOf(decisionId: string): Promise<readonly ShadowVerdict[]> {
    if (!couldBeAnId(decisionId)) return [];
    return this.#connections.run(CALL_TIMEOUT_MS, async ({ manager }) => {
      const rows = await manager.find(shadowVerdictRows, { where: { decisionId }, order: { version: 'ASC' } });
      return rows.map(shadowVerdictOf);
    });
  }

  async addLabel({ decisionId, label, occurredAt, source }: Label, sequence = 0): Promise<boolean> {
    if (!couldBeAnId(decisionId)) return false;
    const values = [decisionId, label, new Date(occurredAt).toISOString(), source, sequence];
    const found: readonly unknown[] = await this.#connections.run(CALL_TIMEOUT_MS, (runner) => runner.query(ADD_LABEL, values));
    return found.length > 0;
  }

  async labelsOf(decisionId: string): Promise<readonly Label[]> {
    if (!couldBeAnId(decisionId)) return [];
    return this.#connections.run(CALL_TIMEOUT_MS, async ({ manager }) => {
      const rows = await manager.find(labelRows, { where: { decisionId }, order: LABEL_ORDER });
      return rows.map(labelOf);
    });
  }

  async labelsOfMany(decisionIds: readonly string[]): Promise<ReadonlyMap<string, readonly Label[]>> {
    const labels = new Map<string, Label[]>();
    const where = { decisionId: In(decisionIds.filter(couldBeAnId)) };
    const rows = await this.#connections.run(HISTORY_PAGE_TIMEOUT_MS, ({ manager }) =>
      manager.find(labelRows, { where, order: LABEL_ORDER }),
    );
    for (const row of rows) labels.set(row.decisionId, [...(labels.get(row.decisionId) ?? []), labelOf(row)]);
    return labels;
  }

  async keepPolicy(flow: string, hash: string, files: Readonly<Record<string, string>>): Promise<void> {
    const values = [flow, hash, JSON.stringify(files)];
    await this.#connections.run(CALL_TIMEOUT_MS, (runner) => runner.query(KEEP_POLICY, values));
  }

  async findPolicy(flow: string, hash: string): Promise<Readonly<Record<string, string>> | undefined> {
    const row = await this.#connections.run(CALL_TIMEOUT_MS, ({ manager }) => manager.findOneBy(policyRows, { flow, hash }));
    return row?.files;
  }

  async lastPolicy(flow: string): Promise<ServedPolicy | undefined> {
    const where = { flow, served: Not(IsNull()) };
    const row = await this.#connections.run(CALL_TIMEOUT_MS, ({ manager }) =>
      manager.findOne(policyRows, { where, order: { served: 'DESC' } }),
    );
    return row === null ? undefined : { hash: row.hash, files: row.files };
  }

  history(flow: string): AsyncGenerator<HistoryEntry> {
    return flowHistory(this.#connections, HISTORY_PAGE_TIMEOUT_MS, flow);
  }

  historyAfter(flow: string, after: HistoryPosition): AsyncGenerator<PlacedEntry> {
    return flowHistoryAfter(this.#connections, HISTORY_PAGE_TIMEOUT_MS, { flow, after });
  }

  findEvents(events: readonly AskedEvent[]): Promise<readonly AppendedEvent[]> {
    return Promise.all(events.map((event) => this.#lookups.add(event, LOOKUP_BYTES)));
  }

  async appendEvents(events: readonly IngestedEvent[]): Promise<readonly AppendedEvent[]> {
    return Promise.all(events.map((event) => this.#events.add(event, Buffer.byteLength(jsonOf(event)))));
  }

  countRecorded(flow: string, period: EventPeriod): Promise<number> {
    return this.#connections.run(HISTORY_PAGE_TIMEOUT_MS, (runner) => countRecorded(runner, flow, period));
  }

  recorded(flow: string, period: EventPeriod): AsyncGenerator<RecordedBatch> {
    return recordedDecisions(this.#connections, HISTORY_PAGE_TIMEOUT_MS, { flow, period });
  }

  stats(): DecisionLogStats {
    return { ...this.#decisions.stats(), ...this.#counts, shadows: this.#shadows.stats(), events: this.#events.stats() };
  }

  /** Takes no more appends and waits for those on their way. */
  async close(): Promise<void> {
    await Promise.all([this.#decisions.close(), this.#shadows.close(), this.#events.close(), this.#lookups.close()]);
  }
}

function labelOf({ decisionId, label, occurredAt, source }: LabelRow): Label {
  return { decisionId, label, occurredAt: occurredAt.toISOString(), source };
}

/** PostgreSQL's text refuses NUL, so such an id would be an error rather than simply unknown. */
function couldBeAnId(decisionId: string): boolean {
  return decisionId.length <= MAX_ID_LENGTH && !decisionId.includes('\0');
}

function jsonOf(value: DecisionRecord | ShadowVerdict | IngestedEvent): string {
  try {
    const json = JSON.stringify(value);
    if (Buffer.byteLength(json) <= MAX_RECORD_BYTES) return json;
  } catch (cause) {
    throw new LogRefusedError('the record cannot be written as JSON', { cause });
  }
  throw new LogRefusedError(`the record is larger than ${MAX_RECORD_BYTES} bytes`);
}
