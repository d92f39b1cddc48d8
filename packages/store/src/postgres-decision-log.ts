import type { AppendResult, DecisionLog, EventPeriod, RecordedBatch } from '@gavel/engine';
import type { DecisionRecord, JsonObject, Label, ShadowVerdict } from '@gavel/engine/contract';
import { appendDecisions, type DecisionToAppend } from './append-decisions.js';
import { appendShadows, shadowVerdictOf } from './append-shadows.js';
import type { Connections } from './connections.js';
import { STATEMENT_TIMEOUT_MS } from './data-source.js';
import { GroupCommit, type GroupCommitStats } from './group-commit.js';
import { countRecorded, recordedDecisions } from './recorded-decisions.js';
import { decisionRows } from './rows/decision-row.js';
import { labelRows } from './rows/label-row.js';
import { policyRows } from './rows/policy-row.js';
import { shadowVerdictRows } from './rows/shadow-verdict-row.js';
import { LogRefusedError } from './store-errors.js';
import { writeBatch } from './write-batch.js';

/** A read, a label or a policy is given up after this long; a page of history may take longer, for no caller waits for it. */
const CALL_TIMEOUT_MS = 2000;
const HISTORY_PAGE_TIMEOUT_MS = STATEMENT_TIMEOUT_MS;
const HISTORY_PAGE_ROWS = 500;
/** Longer ids were never given out. */
const MAX_ID_LENGTH = 200;
const MAX_RECORD_BYTES = 1 << 20;

const LIMITS = {
  maxBatchItems: 256,
  maxBatchBytes: 4 << 20,
  maxQueueItems: 10_000,
  maxQueueBytes: 64 << 20,
  timeoutMs: 2000,
};

const COUNTED_AS = { appended: 'appended', replayed: 'replayed', conflict: 'conflicts' } as const;

/** Counts since the start: of decisions at the top, of shadow verdicts apart. */
export interface DecisionLogStats extends GroupCommitStats {
  readonly appended: number;
  readonly replayed: number;
  readonly conflicts: number;
  readonly shadows: GroupCommitStats;
}

/** The label, and whether there is a decision to put it on, in one statement. */
const ADD_LABEL = `
WITH decision AS (SELECT decision_id FROM decisions WHERE decision_id = $1),
kept AS (
  INSERT INTO labels (decision_id, label, occurred_at, source) SELECT decision_id, $2::text, $3::timestamptz, $4::text FROM decision
  ON CONFLICT DO NOTHING
)
SELECT decision_id FROM decision`;

const HISTORY_PAGE = `
SELECT seq, decision_id AS "decisionId", record #> '{ask,request}' AS request, (record #>> '{ask,eventTimeMs}')::float8 AS "eventTimeMs"
FROM decisions WHERE flow = $1 AND seq > $2 ORDER BY seq LIMIT $3`;

interface HistoryRow {
  readonly seq: string;
  readonly decisionId: string;
  readonly request: JsonObject;
  readonly eventTimeMs: number;
}

/** The decision log in PostgreSQL. Rejects with LogUnavailableError or LogRefusedError, each within about two seconds. */
export class PostgresDecisionLog implements DecisionLog {
  readonly #connections: Connections;
  readonly #decisions: GroupCommit<DecisionToAppend, AppendResult>;
  readonly #shadows: GroupCommit<ShadowVerdict, undefined>;
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

  async shadowsOf(decisionId: string): Promise<readonly ShadowVerdict[]> {
    if (!couldBeAnId(decisionId)) return [];
    return this.#connections.run(CALL_TIMEOUT_MS, async ({ manager }) => {
      const rows = await manager.find(shadowVerdictRows, { where: { decisionId }, order: { version: 'ASC' } });
      return rows.map(shadowVerdictOf);
    });
  }

  async addLabel({ decisionId, label, occurredAt, source }: Label): Promise<boolean> {
    if (!couldBeAnId(decisionId)) return false;
    const values = [decisionId, label, new Date(occurredAt).toISOString(), source];
    const found: readonly unknown[] = await this.#connections.run(CALL_TIMEOUT_MS, (runner) => runner.query(ADD_LABEL, values));
    return found.length > 0;
  }

  async labelsOf(decisionId: string): Promise<readonly Label[]> {
    if (!couldBeAnId(decisionId)) return [];
    return this.#connections.run(CALL_TIMEOUT_MS, async ({ manager }) => {
      const rows = await manager.find(labelRows, { where: { decisionId }, order: { occurredAt: 'ASC', recordedAt: 'ASC' } });
      return rows.map(({ label, occurredAt, source }) => ({ decisionId, label, occurredAt: occurredAt.toISOString(), source }));
    });
  }

  async keepPolicy(flow: string, hash: string, files: Readonly<Record<string, string>>): Promise<void> {
    await this.#connections.run(CALL_TIMEOUT_MS, ({ manager }) =>
      manager.createQueryBuilder().insert().into(policyRows).values({ flow, hash, files }).orIgnore().execute(),
    );
  }

  async findPolicy(flow: string, hash: string): Promise<Readonly<Record<string, string>> | undefined> {
    const row = await this.#connections.run(CALL_TIMEOUT_MS, ({ manager }) => manager.findOneBy(policyRows, { flow, hash }));
    return row?.files;
  }

  /** Page by page along the order of appends: no cursor and no snapshot is held while the caller works. */
  async *history(flow: string): AsyncGenerator<Omit<HistoryRow, 'seq'>> {
    let afterSeq = '0';
    for (;;) {
      const values = [flow, afterSeq, HISTORY_PAGE_ROWS];
      const page: readonly HistoryRow[] = await this.#connections.run(HISTORY_PAGE_TIMEOUT_MS, (runner) =>
        runner.query(HISTORY_PAGE, values),
      );
      for (const { decisionId, request, eventTimeMs } of page) yield { decisionId, request, eventTimeMs };
      if (page.length < HISTORY_PAGE_ROWS) return;
      afterSeq = page.at(-1)?.seq ?? afterSeq;
    }
  }

  countRecorded(flow: string, period: EventPeriod): Promise<number> {
    return this.#connections.run(HISTORY_PAGE_TIMEOUT_MS, (runner) => countRecorded(runner, flow, period));
  }

  recorded(flow: string, period: EventPeriod): AsyncGenerator<RecordedBatch> {
    return recordedDecisions(this.#connections, HISTORY_PAGE_TIMEOUT_MS, { flow, period });
  }

  stats(): DecisionLogStats {
    return { ...this.#decisions.stats(), ...this.#counts, shadows: this.#shadows.stats() };
  }

  /** Takes no more appends and waits for those on their way. */
  async close(): Promise<void> {
    await Promise.all([this.#decisions.close(), this.#shadows.close()]);
  }
}

/** PostgreSQL's text refuses NUL, so such an id would be an error rather than simply unknown. */
function couldBeAnId(decisionId: string): boolean {
  return decisionId.length <= MAX_ID_LENGTH && !decisionId.includes('\0');
}

function jsonOf(value: DecisionRecord | ShadowVerdict): string {
  try {
    const json = JSON.stringify(value);
    if (Buffer.byteLength(json) <= MAX_RECORD_BYTES) return json;
  } catch (cause) {
    throw new LogRefusedError('the record cannot be written as JSON', { cause });
  }
  throw new LogRefusedError(`the record is larger than ${MAX_RECORD_BYTES} bytes`);
}
