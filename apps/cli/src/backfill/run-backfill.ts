import type { Worker } from 'node:worker_threads';
import type { Policy } from '@gavel/engine';
import { RefusedRows, type RowFault } from '../map/refused-rows.js';
import type { Answers } from './answers.js';
import type { WorkerReply, WorkerStart, WorkerTask } from './backfill-messages.js';
import type { RowColumns } from './row-columns.js';
import { shareOut, type Share } from './share-out.js';
import { startBackfillWorker } from './start-backfill-worker.js';

/** What is computed, of what, and where it goes. */
export interface BackfillPlan {
  readonly policy: Policy;
  readonly start: Omit<WorkerStart, 'files' | 'shares' | 'thread'>;
  readonly workers: number;
  /** In the order of arrival. */
  readonly blocks: AsyncIterable<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly readBytes: number }>;
  /** Lines of the file before the first block, for the places of faults. */
  readonly linesBefore: number;
  /** Called in the order of the blocks; the next one waits for it. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly onProgress?: (rows: number, readBytes: number) => void;
}

/** What came of it. */
export interface BackfillReport {
  /** Decisions with their features written. */
  readonly rows: number;
  readonly refused: RefusedRows;
  /** As-corrected: rows that came later than was allowed for, so that earlier rows did not see them. */
  readonly tooLate: number;
}

/** Blocks read ahead for each worker: enough that none waits, few enough that memory is bounded. */
const AHEAD = 3;

interface OpenBlock {
  readonly readBytes: number;
  columns?: RowColumns;
  faults: readonly RowFault[];
  refused: number;
  lines: number;
  /** Workers that have yet to take its rows in, and to answer. */
  toTake: number;
  toAnswer: number;
  readonly answers: Answers[];
  written?: { readonly rows: number; readonly bytes: Uint8Array };
}

/**
 * Computes the features of a history on several threads. Reading and writing a block is any worker's work; its history is observed by all
 * workers, each for its own keys, block after block in their order. Rejects when a thread fails; then what was written is not whole.
 */
export async function runBackfill(plan: BackfillPlan): Promise<BackfillReport> {
  const run = new BackfillRun(plan);
  try {
    return await run.finish();
  } finally {
    await run.close();
  }
}

class BackfillRun {
  private readonly threads: readonly { readonly worker: Worker; readonly shares: readonly Share[] }[];
  /** Those that keep history; where no feature needs any, one of them all the same. */
  private readonly observers: readonly number[];
  private readonly open = new Map<number, OpenBlock>();
  private readonly report = { rows: 0, refused: new RefusedRows(), tooLate: 0 };
  private readonly tooLate: number[] = [];
  private lines: number;
  private given = 0;
  private nextObserved = 0;
  private nextWritten = 0;
  private untaken = 0;
  private writing: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private failure: Error | undefined;

  constructor(private readonly plan: BackfillPlan) {
    const shares = shareOut(plan.policy.catalogue, plan.workers);
    this.lines = plan.linesBefore;
    this.threads = shares.map((own, index) => {
      const worker = startBackfillWorker({ ...plan.start, files: plan.policy.files, thread: index, shares: own });
      worker.on('message', (reply: WorkerReply) => this.receive(index, reply));
      worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
      worker.on('exit', (code) => this.fail(new Error(`a thread ended with code ${code}`)));
      return { worker, shares: own };
    });
    const busy = shares.flatMap((own, index) => (own.length > 0 ? [index] : []));
    this.observers = busy.length > 0 ? busy : [0];
  }

  async finish(): Promise<BackfillReport> {
    for await (const { bytes, readBytes } of this.plan.blocks) {
      await this.until(() => this.untaken < this.plan.workers * AHEAD && this.given - this.nextWritten < this.mostOpen());
      await this.writing;
      const block = this.given;
      this.given += 1;
      this.untaken += 1;
      this.open.set(block, {
        readBytes,
        lines: 0,
        faults: [],
        refused: 0,
        toTake: this.observers.length,
        toAnswer: this.observers.length,
        answers: [],
      });
      this.post(this.ownerOf(block), { type: 'read', block, bytes }, [bytes.buffer]);
    }
    await this.until(() => this.untaken === 0);
    for (const [index] of this.threads.entries()) this.post(index, { type: 'flush' });
    await this.until(() => this.nextWritten === this.given);
    await this.writing;
    if (this.failure !== undefined) throw this.failure;
    return { ...this.report, tooLate: Math.max(0, ...this.tooLate.filter((count) => count !== undefined)) };
  }

  async close(): Promise<void> {
    this.failure ??= new Error('closed');
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }

  /** As-corrected, blocks stay open until nothing earlier can come; how many that are is the history's own. */
  private mostOpen(): number {
    return this.plan.start.mode === 'as-known' ? this.plan.workers * AHEAD * 2 : Infinity;
  }

  private ownerOf(block: number): number {
    return block % this.threads.length;
  }

  private async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.failure !== undefined) throw this.failure;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (this.failure !== undefined) throw this.failure;
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  private post(thread: number, task: WorkerTask, transfer: readonly ArrayBuffer[] = []): void {
    this.threads[thread]?.worker.postMessage(task, [...transfer]);
  }

  private receive(thread: number, reply: WorkerReply): void {
    if (reply.type === 'failed') return this.fail(new Error(reply.message));
    const open = this.open.get(reply.block);
    if (open === undefined) return this.fail(new Error(`block ${reply.block} is not open`));
    if (reply.type === 'rows') this.read(open, reply);
    else if (reply.type === 'taken') this.taken(open);
    else if (reply.type === 'observed') this.observed(reply.block, open, reply.answers);
    else this.written(open, reply);
    if (reply.type === 'observed') this.tooLate[thread] = reply.tooLate;
    this.wake();
  }

  private read(open: OpenBlock, { columns, lines, refused, faults }: WorkerReply & { type: 'rows' }): void {
    open.columns = columns;
    open.lines = lines;
    open.refused = refused;
    open.faults = faults;
    this.postInOrder();
  }

  /** History is observed block after block; and only then is it known on which line of the file a block begins. */
  private postInOrder(): void {
    for (let open = this.open.get(this.nextObserved); open?.columns !== undefined; open = this.open.get(this.nextObserved)) {
      const { columns } = open;
      this.tellFaults(open);
      for (const index of this.observers) {
        const shares = this.threads[index]?.shares ?? [];
        this.post(index, { type: 'observe', block: this.nextObserved, columns: onlyFor(columns, shares, this.plan.policy) });
      }
      delete open.columns;
      this.nextObserved += 1;
    }
  }

  private tellFaults({ faults, refused, lines }: OpenBlock): void {
    this.report.refused.merge(refused, faults, this.lines);
    this.lines += lines;
  }

  private taken(open: OpenBlock): void {
    open.toTake -= 1;
    if (open.toTake > 0) return;
    this.untaken -= 1;
    this.writeInOrder();
  }

  private observed(block: number, open: OpenBlock, answers: Answers): void {
    open.answers.push(answers);
    open.toAnswer -= 1;
    if (open.toAnswer > 0) return;
    this.post(this.ownerOf(block), { type: 'write', block, answers: open.answers });
  }

  private written(open: OpenBlock, { rows, bytes }: WorkerReply & { type: 'written' }): void {
    open.written = { rows, bytes };
    this.writeInOrder();
  }

  /** A block may be written before the last worker says that it has taken it: it stays open for that. */
  private writeInOrder(): void {
    for (
      let next = this.open.get(this.nextWritten);
      next?.written !== undefined && next.toTake === 0;
      next = this.open.get(this.nextWritten)
    ) {
      const done = next.written;
      this.report.rows += done.rows;
      this.open.delete(this.nextWritten);
      this.nextWritten += 1;
      this.plan.onProgress?.(this.report.rows, next.readBytes);
      this.writing = this.writing
        .then(() => this.plan.write(done.bytes))
        .catch((error: unknown) => {
          this.fail(error instanceof Error ? error : new Error(String(error)));
        });
    }
  }
}

/** The columns that a worker's features look at; strings cost most on their way to another thread. */
function onlyFor(columns: RowColumns, shares: readonly Share[], { catalogue }: Policy): RowColumns {
  const own = new Set(shares.filter(({ isGroup }) => !isGroup).map(({ name }) => name));
  const groups = new Set(shares.filter(({ isGroup }) => isGroup).map(({ name }) => name));
  const values = new Set(
    catalogue.windows.filter(({ key }) => own.has(key.name)).flatMap(({ read, currentOf }) => [read.of, read.where?.fact, currentOf]),
  );
  return {
    ...columns,
    ids: groups.size === 0 ? [] : columns.ids,
    keys: picked(columns.keys, own),
    values: picked(columns.values, values),
    links: picked(columns.links, groups),
  };
}

function picked<T>(record: Readonly<Record<string, T>>, names: ReadonlySet<string | undefined>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
}
