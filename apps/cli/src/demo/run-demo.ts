import type { LabelTable } from '@gavel/engine';
import type { ServiceClient } from '../service/service-client.js';
import type { ShadowReport } from './compare-shadows.js';
import type { Progress } from './progress.js';
import { runLanes } from './run-lanes.js';
import { sendLabel, sendTransaction } from './send-transaction.js';
import { summarise, type Summary } from './summary.js';
import { Tally } from './tally.js';
import type { SourceItem, Transaction, TransactionSource } from './transaction.js';

export interface DemoRun {
  readonly client: ServiceClient;
  readonly flow: string;
  readonly source: TransactionSource;
  readonly concurrency: number;
  readonly sendsLabels: boolean;
  /** The flow's. */
  readonly labels: LabelTable;
  /** How many decisions `compare` is given at most. */
  readonly compareAtMost: number;
  /** Sets champion against shadows on these decisions. */
  readonly compare: (decisionIds: readonly string[]) => Promise<ShadowReport>;
  readonly progress: Progress;
  /** Aborted by Ctrl-C: what is under way is finished, and added up. */
  readonly signal: AbortSignal;
}

/** The service stopped answering while a run was going on. */
class ServiceLost extends Error {
  override readonly name = 'ServiceLost';
}

/** Requests without any answer in a row, each tried several times, after which the service is taken for gone. */
const LOST_AFTER = 20;

/** Streams all transactions through the service and adds up what came back. */
export async function runDemo(run: DemoRun): Promise<Summary> {
  const tally = new Tally(run.compareAtMost);
  const startMs = performance.now();
  let lost: ServiceLost | undefined;
  await runLanes(transactionsOf(run.source.items, tally), {
    laneOf: ({ lane }) => lane,
    concurrency: run.concurrency,
    signal: run.signal,
    work: (transaction) => sendOne(run, tally, transaction),
  }).catch((error: unknown) => {
    if (!(error instanceof ServiceLost)) throw error;
    lost = error;
  });
  const durationSeconds = (performance.now() - startMs) / 1000;
  run.progress.end(tally.done);
  if (lost !== undefined) tally.addTrouble('service-lost', lost.message);
  const shadow = await run.compare(lost === undefined ? tally.decisionIds.all : []);
  const { client, flow, concurrency, source, signal } = run;
  const facts = { url: client.url, flow, source: source.title, interrupted: signal.aborted, durationSeconds, concurrency, shadow };
  return summarise(tally, facts, run.labels);
}

async function sendOne({ client, flow, sendsLabels, progress }: DemoRun, tally: Tally, transaction: Transaction): Promise<void> {
  const sent = await sendTransaction(client, flow, transaction);
  tally.addSent(transaction, sent);
  if (sent.ok && sendsLabels) {
    const refused = await sendLabel(client, sent.answer.decisionId, transaction);
    if (refused !== undefined) tally.addTrouble(refused.kind, `${transaction.id}: ${refused.text}`);
  }
  progress.report(tally.done);
  if (tally.unreachedInARow >= LOST_AFTER)
    throw new ServiceLost(`The service gave no answer to ${LOST_AFTER} requests in a row; the rest was not sent.`);
}

/** The transactions among the items; rows that are none are counted on the way. */
async function* transactionsOf(items: AsyncIterable<SourceItem> | Iterable<SourceItem>, tally: Tally): AsyncGenerator<Transaction> {
  for await (const item of items) {
    if (item.ok) yield item.transaction;
    else tally.addFaulty(item.faults);
  }
}
