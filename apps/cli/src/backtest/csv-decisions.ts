import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Deadline,
  deriveFeatures,
  eventOf,
  instantMs,
  judge,
  labelsOfFlow,
  readsFor,
  scoreKey,
  type EventPeriod,
  type Facts,
  type Fault,
  type JsonObject,
  type Models,
  type Policy,
  type RecordedBatch,
  type RecordedDecision,
} from '@gavel/engine';
import { InProcessCounters } from '@gavel/store';
import { checkLabels } from '../demo/check-labels.js';
import { openCsvSource } from '../demo/csv-source.js';
import type { SourceItem, Transaction, TransactionSource } from '../demo/transaction.js';
import { CommandFailure } from '../command-failure.js';
import { RefusedRows } from '../map/refused-rows.js';
import { faultBlock } from '../fault-block.js';
import type { OpenedSource } from './opened-source.js';

const BATCH = 256;
const MAX_ROWS = 10_000_000;
const SCORE_TIMEOUT_MS = 10_000;

/** What the rows of a file are judged by. */
export interface CsvDecisionsOptions {
  readonly csv: string;
  readonly map: string;
  readonly current: Policy;
  readonly candidate: Policy;
  /** Absent: both policies must be without a model. */
  readonly models?: Models;
  /** Of event time; rows outside of it are history all the same. */
  readonly period: EventPeriod;
}

/** The rows of a CSV file as decisions that the current policy would have made. */
export async function openCsvDecisions({ csv, map, ...sides }: CsvDecisionsOptions): Promise<OpenedSource> {
  const opened = await openCsvSource({ csv, map, limit: MAX_ROWS, flow: sides.candidate.flow });
  const { flow } = sides.candidate;
  if (opened.flow !== flow.name) throw new CommandFailure(2, `The map is for the flow ${opened.flow}, not for ${flow.name}.`);
  checkLabels(opened, labelsOfFlow(flow));
  const source = opened.open(flow.fields);
  const notes: string[] = [];
  return {
    title: source.title,
    total: source.total,
    batches: batches(source, { csv, ...sides }, notes),
    // No batch names a policy: the verdicts were nobody's answers, so there is nothing to judge again.
    findPolicy: async () => undefined,
    notes,
    close: async () => undefined,
  };
}

type Sides = Omit<CsvDecisionsOptions, 'map'>;

async function* batches({ items }: TransactionSource, sides: Sides, notes: string[]): AsyncGenerator<RecordedBatch> {
  const refused = new RefusedRows();
  let batch: Row[] = [];
  for await (const row of rowsOf(items, sides, refused)) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield await batchOf(batch, sides);
    batch = [];
    await nextTurn();
  }
  if (batch.length > 0) yield await batchOf(batch, sides);
  notes.push(...refused.notes());
}

async function batchOf(rows: readonly Row[], sides: Sides): Promise<RecordedBatch> {
  const decisions = await Promise.all(rows.map((row) => decisionOf(row, sides)));
  return { decisions: rows.length, policies: [], lines: decisions.map((decision) => JSON.stringify(decision)).join('\n') };
}

/** Rows with the facts of both sides. They must be in the order of time: each sees the history of those before it, and nothing later. */
async function* rowsOf(items: TransactionSource['items'], sides: Sides, refused: RefusedRows): AsyncGenerator<Row> {
  const { fromMs = -Infinity, toMs = Infinity } = sides.period;
  const current = new SideFacts(sides.current);
  const candidate = isSameCatalogue(sides) ? current : new SideFacts(sides.candidate);
  let last: Transaction | undefined;
  for await (const item of items) {
    const parsed = item.ok ? sides.candidate.parseRequest(item.transaction.request) : item;
    if (!item.ok || !parsed.ok) {
      refused.add(parsed.ok ? [] : parsed.faults.map((fault) => ({ ...placeOf(item, sides), ...fault })));
      continue;
    }
    const transaction = { ...item.transaction, request: parsed.value };
    const atMs = instantMs(transaction.eventTime);
    if (last !== undefined && atMs < instantMs(last.eventTime)) throw outOfOrder(transaction, last, sides);
    last = transaction;
    const currentFacts = await current.next(transaction);
    const row = { transaction, current: currentFacts, candidate: candidate === current ? currentFacts : await candidate.next(transaction) };
    if (atMs >= fromMs && atMs < toMs) yield row;
  }
}

function placeOf(item: SourceItem, { csv }: Sides): Pick<Fault, 'file' | 'line'> {
  return item.ok && item.transaction.line !== undefined ? { file: csv, line: item.transaction.line } : {};
}

function outOfOrder({ eventTime, line }: Transaction, last: Transaction, { csv }: Sides): CommandFailure {
  const fault = {
    file: csv,
    ...(line === undefined ? {} : { line }),
    pointer: '',
    message: `The row is of ${eventTime}, and the row before it (line ${last.line ?? '?'}) of ${last.eventTime}: features look back in time, so rows must be in its order.`,
    mend: 'Sort the rows by their time, the earliest first.',
  };
  return new CommandFailure(2, `The rows cannot be backtested:\n${faultBlock([fault])}`);
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

/** The facts of one side, computed as the live path does: counted and read in one step. */
class SideFacts {
  readonly #counters = new InProcessCounters();
  readonly #policy: Policy;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  async next({ id, eventTime, request }: Transaction): Promise<Facts> {
    const { catalogue, flow } = this.#policy;
    const atMs = instantMs(eventTime);
    const reads = readsFor(catalogue, request);
    const event = eventOf(catalogue, { id, atMs, request });
    const { values, sequence } = await this.#counters.observe(flow.name, event, reads.counterReads);
    const { features, missing, defaulted } = deriveFeatures(catalogue, reads, values);
    return { request, features, scores: {}, missing, degraded: [], sequence, ...(defaulted.length === 0 ? {} : { defaulted }) };
  }
}

async function decisionOf({ transaction, current, candidate }: Row, sides: Sides): Promise<RecordedDecision> {
  const atMs = instantMs(transaction.eventTime);
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
  const deadline = new Deadline();
  const timer = setTimeout(() => deadline.end(), SCORE_TIMEOUT_MS);
  const result = await models.score({ ...model, values, priority: 'shadow' }, deadline).finally(() => clearTimeout(timer));
  const key = scoreKey(model);
  if (result.ok) return { ...facts, scores: { [key]: result.score } };
  return { ...facts, missing: [...facts.missing, { fact: `score:${key}`, reason: result.fault }] };
}
