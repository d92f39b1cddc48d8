import type { DecisionRecord, Label, ShadowVerdict } from '../contract/decision.js';
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
  RecordedDecision,
  ServedPolicy,
} from '../ports.js';

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
/** What was written is a copy, as it would be in a database: changing the argument afterwards changes nothing. */
const copyOf = <T>(value: T): T => structuredClone(value);

const BATCH = 100;

/** The decision log in memory, with the promises of the port and none of its durability. */
export class FakeDecisionLog implements DecisionLog {
  /** While set, every call rejects with it: the database is gone. */
  failure: Error | undefined;
  readonly #records = new Map<string, DecisionRecord>();
  readonly #idsByKey = new Map<string, string>();
  readonly #shadows = new Map<string, ShadowVerdict>();
  readonly #labels: { readonly label: Label; readonly sequence: number }[] = [];
  readonly #events = new Map<string, IngestedEvent>();
  readonly #lastPolicies = new Map<string, ServedPolicy>();
  readonly #policies = new Map<string, Readonly<Record<string, string>>>();

  /** Everything appended, oldest first. */
  get records(): readonly DecisionRecord[] {
    return [...this.#records.values()];
  }

  async append(record: DecisionRecord): Promise<AppendResult> {
    this.#check();
    const { flow, idempotencyKey, bodyHash, decisionId } = record.ask;
    const key = keyOf(flow, idempotencyKey);
    const standing = this.#records.get(this.#idsByKey.get(key) ?? '');
    if (standing !== undefined) {
      const isSame = standing.ask.bodyHash === bodyHash;
      return isSame ? { status: 'replayed', record: copyOf(standing) } : { status: 'conflict', decisionId: standing.ask.decisionId };
    }
    if (this.#records.has(decisionId)) throw new Error(`decision id ${decisionId} is already in use`);
    this.#records.set(decisionId, copyOf(record));
    this.#idsByKey.set(key, decisionId);
    return { status: 'appended' };
  }

  async appendShadow(verdict: ShadowVerdict): Promise<void> {
    this.#check();
    const key = keyOf(verdict.decisionId, verdict.version);
    if (!this.#shadows.has(key)) this.#shadows.set(key, copyOf(verdict));
  }

  async find(decisionId: string): Promise<DecisionRecord | undefined> {
    this.#check();
    const record = this.#records.get(decisionId);
    return record === undefined ? undefined : copyOf(record);
  }

  async findMany(decisionIds: readonly string[]): Promise<ReadonlyMap<string, DecisionRecord>> {
    this.#check();
    const found = decisionIds.flatMap((id) => this.#records.get(id) ?? []);
    return new Map(found.map((record) => [record.ask.decisionId, copyOf(record)]));
  }

  async shadowsOf(decisionId: string): Promise<readonly ShadowVerdict[]> {
    this.#check();
    const found = [...this.#shadows.values()].filter((verdict) => verdict.decisionId === decisionId);
    return copyOf(found.toSorted((a, b) => compare(a.version, b.version)));
  }

  async addLabel(label: Label, sequence = 0): Promise<boolean> {
    this.#check();
    if (!this.#records.has(label.decisionId)) return false;
    const kept = { ...label, occurredAt: new Date(label.occurredAt).toISOString() };
    const counts = this.#labels.findLast(({ label: { decisionId } }) => decisionId === kept.decisionId)?.label;
    const isSame = counts?.label === kept.label && counts.occurredAt === kept.occurredAt && counts.source === kept.source;
    if (!isSame) this.#labels.push({ label: kept, sequence });
    return true;
  }

  async labelsOf(decisionId: string): Promise<readonly Label[]> {
    this.#check();
    return copyOf(this.#labels.flatMap(({ label }) => (label.decisionId === decisionId ? [label] : [])));
  }

  async labelsOfMany(decisionIds: readonly string[]): Promise<ReadonlyMap<string, readonly Label[]>> {
    const found = await Promise.all(decisionIds.map(async (id) => [id, await this.labelsOf(id)] as const));
    return new Map(found.filter(([, labels]) => labels.length > 0));
  }

  async keepPolicy(flow: string, hash: string, files: Readonly<Record<string, string>>): Promise<void> {
    this.#check();
    this.#policies.set(keyOf(flow, hash), copyOf(files));
    this.#lastPolicies.set(flow, { hash, files: copyOf(files) });
  }

  async findPolicy(flow: string, hash: string): Promise<Readonly<Record<string, string>> | undefined> {
    this.#check();
    return this.#policies.get(keyOf(flow, hash));
  }

  async lastPolicy(flow: string): Promise<ServedPolicy | undefined> {
    this.#check();
    return this.#lastPolicies.get(flow);
  }

  async findEvents(events: Parameters<DecisionLog['findEvents']>[0]): Promise<readonly AppendedEvent[]> {
    this.#check();
    return events.map(({ flow, kind, eventId, bodyHash }) => {
      const standing = this.#events.get(keyOf(flow, kind, eventId));
      if (standing === undefined) return 'appended';
      return standing.bodyHash === bodyHash ? 'replayed' : 'conflict';
    });
  }

  async appendEvents(events: readonly IngestedEvent[]): Promise<readonly AppendedEvent[]> {
    const results: AppendedEvent[] = [];
    for (const event of events) {
      const [result = 'appended'] = await this.findEvents([event]);
      if (result === 'appended') this.#events.set(keyOf(event.flow, event.kind, event.eventId), copyOf(event));
      results.push(result);
    }
    return results;
  }

  async *history(flow: string): AsyncGenerator<HistoryEntry> {
    this.#check();
    const entries = [...this.#decisionEntries(flow), ...this.#eventEntries(flow), ...this.#labelEntries(flow)];
    for (const entry of entries.toSorted((a, b) => a.sequence - b.sequence)) yield copyOf(entry);
  }

  async *historyAfter(flow: string, after: HistoryPosition): AsyncGenerator<PlacedEntry> {
    const rows = { decision: 0, event: 0, label: 0 };
    let position = after;
    for await (const entry of this.history(flow)) {
      if (entry.sequence > 0) {
        if (entry.sequence <= after.sequence) continue;
        position = { ...position, sequence: entry.sequence };
      } else {
        rows[entry.what] += 1;
        if (rows[entry.what] <= (after.unplaced[entry.what] ?? 0)) continue;
        position = { ...position, unplaced: { ...position.unplaced, [entry.what]: rows[entry.what] } };
      }
      yield { entry, position };
    }
  }

  async countRecorded(flow: string, period: EventPeriod): Promise<number> {
    this.#check();
    return this.#recordsIn(flow, period).length;
  }

  async *recorded(flow: string, period: EventPeriod): AsyncGenerator<RecordedBatch> {
    this.#check();
    const found = this.#recordsIn(flow, period);
    for (let at = 0; at < found.length; at += BATCH) {
      const batch = await Promise.all(found.slice(at, at + BATCH).map((record) => this.#withLearnt(record)));
      yield {
        decisions: batch.length,
        policies: [...new Set(batch.map(({ record }) => record.policy))],
        lines: batch.map((decision) => JSON.stringify(decision)).join('\n'),
      };
    }
  }

  #decisionEntries(flow: string): readonly HistoryEntry[] {
    return this.#recordsIn(flow, {}).map(({ ask: { decisionId, request, eventTimeMs }, facts }) => ({
      what: 'decision',
      decisionId,
      request,
      eventTimeMs,
      sequence: facts.sequence ?? 0,
    }));
  }

  #eventEntries(flow: string): readonly HistoryEntry[] {
    const found = [...this.#events.values()].filter((event) => event.flow === flow);
    return found.map(({ kind, eventId, event, eventTimeMs, sequence = 0 }) => ({
      what: 'event',
      kind,
      eventId,
      event,
      eventTimeMs,
      sequence,
    }));
  }

  #labelEntries(flow: string): readonly HistoryEntry[] {
    return this.#labels.flatMap(({ label, sequence }): HistoryEntry[] => {
      const ask = this.#records.get(label.decisionId)?.ask;
      if (ask?.flow !== flow) return [];
      return [{ what: 'label', label, request: ask.request, eventTimeMs: ask.eventTimeMs, sequence }];
    });
  }

  #recordsIn(flow: string, { fromMs = -Infinity, toMs = Infinity }: EventPeriod): readonly DecisionRecord[] {
    return this.records.filter(({ ask }) => ask.flow === flow && ask.eventTimeMs >= fromMs && ask.eventTimeMs < toMs);
  }

  async #withLearnt(record: DecisionRecord): Promise<RecordedDecision> {
    const { ask, policy, assignment, facts, verdict } = record;
    const labels = await this.labelsOf(ask.decisionId);
    const shadows = await this.shadowsOf(ask.decisionId);
    return copyOf({
      record: { ask, policy, assignment, facts, verdict },
      labels: labels.map(({ label, occurredAt }) => ({ label, occurredAt })),
      shadowScores: Object.fromEntries(shadows.flatMap(({ version, score }) => (score === undefined ? [] : [[version, score]]))),
    });
  }

  #check(): void {
    if (this.failure !== undefined) throw this.failure;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
