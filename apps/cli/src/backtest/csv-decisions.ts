import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  deriveFeatures,
  eventOf,
  faultLine,
  judge,
  labelsOfFlow,
  readsFor,
  scoreKey,
  type Facts,
  type Fault,
  type JsonObject,
  type Models,
  type Policy,
  type RecordedDecision,
} from '@gavel/engine';
import { InProcessCounters } from '@gavel/store';
import { checkLabels } from '../demo/check-labels.js';
import { openCsvSource } from '../demo/csv-source.js';
import type { Transaction, TransactionSource } from '../demo/transaction.js';
import { CommandFailure } from '../command-failure.js';
import { counted } from '../counted.js';
import type { DecisionSource } from './decision-source.js';

const BATCH = 256;
const MAX_ROWS = 10_000_000;
/** Faults of rows that are told in full. */
const MAX_FAULTS = 3;
const SCORE_TIMEOUT_MS = 10_000;

/** What the rows of a file are judged by. */
export interface CsvDecisionsOptions {
  readonly csv: string;
  readonly map: string;
  readonly current: Policy;
  readonly candidate: Policy;
  /** Absent: both policies must be without a model. */
  readonly models?: Models;
}

/** The rows of a CSV file as decisions that the current policy would have made. */
export async function openCsvDecisions({ csv, map, ...sides }: CsvDecisionsOptions): Promise<DecisionSource> {
  const opened = await openCsvSource({ csv, map, limit: MAX_ROWS });
  const { flow } = sides.candidate;
  if (opened.flow !== flow.name) throw new CommandFailure(2, `The map is for the flow ${opened.flow}, not for ${flow.name}.`);
  checkLabels(opened, labelsOfFlow(flow));
  const source = opened.open(flow.fields);
  const notes: string[] = [];
  return {
    title: source.title,
    total: source.total,
    recorded: new Map(),
    batches: batches(source, sides, notes),
    notes,
    close: async () => undefined,
  };
}

type Sides = Omit<CsvDecisionsOptions, 'csv' | 'map'>;

/** Rows must be in the order of time: each sees the history of those before it, and nothing later. */
async function* batches({ items }: TransactionSource, sides: Sides, notes: string[]): AsyncGenerator<readonly RecordedDecision[]> {
  const current = new SideFacts(sides.current);
  const candidate = isSameCatalogue(sides) ? current : new SideFacts(sides.candidate);
  let refused = 0;
  const firstFaults: Fault[] = [];
  let batch: Row[] = [];
  for await (const item of items) {
    const parsed = item.ok ? sides.candidate.parseRequest(item.transaction.request) : item;
    if (!item.ok || !parsed.ok) {
      refused += 1;
      if (firstFaults.length < MAX_FAULTS && !parsed.ok) firstFaults.push(...parsed.faults.slice(0, 1));
      continue;
    }
    const { transaction } = item;
    const currentFacts = await current.next(transaction);
    batch.push({ transaction, current: currentFacts, candidate: candidate === current ? currentFacts : await candidate.next(transaction) });
    if (batch.length < BATCH) continue;
    yield await Promise.all(batch.map((row) => decisionOf(row, sides)));
    batch = [];
    await nextTurn();
  }
  yield await Promise.all(batch.map((row) => decisionOf(row, sides)));
  if (refused > 0) notes.push(`${counted(refused, 'row')} could not be read as requests of the flow and were left out; the first faults:`);
  notes.push(...firstFaults.map(faultLine));
}

interface Row {
  readonly transaction: Transaction;
  readonly current: Facts;
  readonly candidate: Facts;
}

function isSameCatalogue({ current, candidate }: Sides): boolean {
  const texts = ['flow.json', 'features.json'];
  return texts.every((path) => current.files[path] === candidate.files[path]);
}

/** The facts of one side, computed as the live path does: read first, count afterwards. */
class SideFacts {
  readonly #counters = new InProcessCounters();
  readonly #policy: Policy;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  async next({ id, eventTime, request }: Transaction): Promise<Facts> {
    const { catalogue, flow } = this.#policy;
    const atMs = Date.parse(eventTime);
    const reads = readsFor(catalogue, request);
    const values = await this.#counters.read(flow.name, reads.counterReads, atMs);
    const { features, missing } = deriveFeatures(catalogue, reads, values);
    await this.#counters.add(flow.name, eventOf(catalogue, { id, atMs, request }));
    return { request, features, scores: {}, missing, degraded: [] };
  }
}

async function decisionOf({ transaction, current, candidate }: Row, sides: Sides): Promise<RecordedDecision> {
  const atMs = Date.parse(transaction.eventTime);
  const currentFacts = await scored(current, sides.current, sides.models);
  const { request: _request, ...facts } = await scored(candidate, sides.candidate, sides.models);
  const version = sides.current.model?.version;
  return {
    record: {
      ask: askOf(transaction, sides.candidate.flow.name, atMs),
      policy: sides.current.hash,
      assignment: {
        role: 'champion',
        ...(version === undefined ? {} : { version }),
        shadows: [],
        flags: { source: 'none', ageMs: 0 },
        notes: [],
      },
      facts,
      verdict: judge(sides.current, currentFacts),
    },
    labels: transaction.label === undefined ? [] : [{ label: transaction.label.label, occurredAt: transaction.eventTime }],
    shadowScores: {},
  };
}

function askOf({ id, request }: { id: string; request: JsonObject }, flow: string, atMs: number): RecordedDecision['record']['ask'] {
  return { decisionId: id, flow, request, eventTimeMs: atMs, receivedAtMs: atMs, idempotencyKey: id, bodyHash: '' };
}

/** A score that cannot be had is missing, as it would be live. */
async function scored(facts: Facts, { model }: Policy, models: Models | undefined): Promise<Facts> {
  if (model === undefined || models === undefined) return facts;
  const values = { ...facts.request, ...facts.features };
  const result = await models.score({ ...model, values, priority: 'shadow' }, AbortSignal.timeout(SCORE_TIMEOUT_MS));
  const key = scoreKey(model);
  if (result.ok) return { ...facts, scores: { [key]: result.score } };
  return { ...facts, missing: [...facts.missing, { fact: `score:${key}`, reason: result.fault }] };
}
