import { parentPort, workerData } from 'node:worker_threads';
import { loadPolicy } from '@gavel/engine';
import type { Answers } from './answers.js';
import type { WorkerReply, WorkerStart, WorkerTask } from './backfill-messages.js';
import { HistoryObserver } from './history-observer.js';
import { ColumnMaker, type RowColumns } from './row-columns.js';
import { RowReader } from './row-reader.js';
import { RowWriter } from './row-writer.js';
import { TimeOrder } from './time-order.js';
import type { WrittenRows } from './written-rows.js';

/** One thread of a backfill: reads and writes blocks, and keeps the history of its shares. */
class BackfillWorker {
  private readonly reader: RowReader;
  private readonly writer: RowWriter;
  private readonly observer: HistoryObserver;
  private readonly order: TimeOrder | undefined;
  private readonly open = new Map<number, WrittenRows>();

  constructor(
    { files, rows, output, thread, shares, mode, latenessMs, labelAfterMs }: WorkerStart,
    private readonly reply: (reply: WorkerReply, transfer?: readonly ArrayBuffer[]) => void,
  ) {
    const loaded = loadPolicy(files);
    if (!loaded.ok) throw new Error('the policy was checked and cannot be loaded');
    const { catalogue } = loaded.value;
    this.writer = new RowWriter(catalogue, output);
    const maker = new ColumnMaker(thread, {
      keys: catalogue.keys.map(({ name }) => name),
      values: catalogue.valueFields,
      links: catalogue.links.map(({ group }) => group),
    });
    this.reader = new RowReader(loaded.value, rows, mode === 'as-corrected', { maker, kept: this.writer.kept });
    this.observer = new HistoryObserver(catalogue, shares, labelAfterMs);
    const isCorrected = mode === 'as-corrected';
    this.order = isCorrected ? new TimeOrder(this.observer, latenessMs, (block, answers) => this.observed(block, answers)) : undefined;
  }

  do(task: WorkerTask): void {
    if (task.type === 'read') return this.read(task.block, task.bytes);
    if (task.type === 'write') return this.write(task);
    if (task.type === 'flush') return this.order?.flush();
    const { block, columns } = task;
    if (this.order === undefined) this.observe(block, columns);
    else this.order.add(block, columns);
    this.reply({ type: 'taken', block });
  }

  private observe(block: number, columns: RowColumns): void {
    const observed = this.observer.open(columns);
    this.observer.observe(observed);
    this.observed(block, observed.answers);
  }

  private read(block: number, bytes: Uint8Array): void {
    const { columns, written, lines, refused, faults } = this.reader.read(bytes);
    this.open.set(block, written);
    this.reply({ type: 'rows', block, columns, lines, refused, faults });
  }

  private observed(block: number, answers: Answers): void {
    this.reply({ type: 'observed', block, answers, tooLate: this.order?.tooLate ?? 0 });
  }

  private write({ block, answers }: WorkerTask & { type: 'write' }): void {
    const written = this.open.get(block);
    if (written === undefined) throw new Error(`block ${block} was not read here`);
    const { text, rows } = this.writer.write(written, answers);
    this.open.delete(block);
    const bytes = new TextEncoder().encode(text);
    this.reply({ type: 'written', block, rows, bytes }, [bytes.buffer]);
  }
}

/** Tasks are done one after another, in the order in which they come: the history of a block rests on that of the blocks before it. */
function serve(start: WorkerStart): void {
  const worker = new BackfillWorker(start, (reply, transfer = []) => parentPort?.postMessage(reply, [...transfer]));
  parentPort?.on('message', (task: WorkerTask) => {
    try {
      worker.do(task);
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const failed: WorkerReply = { type: 'failed', message };
      parentPort?.postMessage(failed, []);
    }
  });
}

serve(workerData);
