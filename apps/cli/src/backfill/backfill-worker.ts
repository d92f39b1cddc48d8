import { parentPort, workerData } from 'node:worker_threads';
import { loadPolicy } from '@gavel/engine';
import { InProcessCounters } from '@gavel/store/in-process-counters';
import type { WorkerReply, WorkerStart, WorkerTask } from './backfill-messages.js';
import { HistoryObserver } from './history-observer.js';
import { columnsOf, type RowColumns } from './row-columns.js';
import { RowReader, type WrittenRow } from './row-reader.js';
import { RowWriter } from './row-writer.js';
import { TimeOrder } from './time-order.js';

/** One thread of a backfill: reads and writes blocks, and keeps the history of its shares. */
class BackfillWorker {
  private readonly reader: RowReader;
  private readonly writer: RowWriter;
  private readonly observer: HistoryObserver;
  private readonly order: TimeOrder | undefined;
  private readonly names: { readonly keys: readonly string[]; readonly values: readonly string[]; readonly links: readonly string[] };
  private readonly open = new Map<number, readonly (WrittenRow | undefined)[]>();

  constructor(
    { files, rows, output, shares, mode, latenessMs, labelAfterMs }: WorkerStart,
    private readonly reply: (reply: WorkerReply, transfer?: readonly ArrayBuffer[]) => void,
  ) {
    const loaded = loadPolicy(files);
    if (!loaded.ok) throw new Error('the policy was checked and cannot be loaded');
    const { catalogue, flow } = loaded.value;
    this.reader = new RowReader(loaded.value, rows, mode === 'as-corrected');
    this.writer = new RowWriter(catalogue, output);
    this.observer = new HistoryObserver(flow.name, catalogue, shares, { counters: new InProcessCounters(), labelAfterMs });
    const isCorrected = mode === 'as-corrected';
    this.order = isCorrected ? new TimeOrder(this.observer, latenessMs, (block, answers) => this.observed(block, answers)) : undefined;
    this.names = {
      keys: catalogue.keys.map(({ name }) => name),
      values: catalogue.valueFields,
      links: catalogue.links.map(({ group }) => group),
    };
  }

  async do(task: WorkerTask): Promise<void> {
    if (task.type === 'read') return this.read(task.block, task.bytes);
    if (task.type === 'write') return this.write(task);
    if (task.type === 'flush') return this.order?.flush();
    const { block, columns } = task;
    if (this.order === undefined) await this.observe(block, columns);
    else await this.order.add(block, columns);
    this.reply({ type: 'taken', block });
  }

  private async observe(block: number, columns: RowColumns): Promise<void> {
    const answers = this.observer.answersFor(columns);
    for (let row = 0; row < columns.rows; row += 1) await this.observer.observe(columns, row, answers);
    this.observed(block, answers);
  }

  private read(block: number, bytes: Uint8Array): void {
    const { counted, written, lines, refused, faults } = this.reader.read(bytes);
    this.open.set(block, written);
    this.reply({ type: 'rows', block, columns: columnsOf(counted, this.names), lines, refused, faults });
  }

  private observed(block: number, answers: Awaited<ReturnType<HistoryObserver['answersFor']>>): void {
    const buffers = Object.values(answers).flatMap((column) => (column instanceof Float64Array ? [bufferOf(column)] : []));
    this.reply({ type: 'observed', block, answers, tooLate: this.order?.tooLate ?? 0 }, buffers);
  }

  private write({ block, answers }: WorkerTask & { type: 'write' }): void {
    const { text, rows } = this.writer.write(this.open.get(block) ?? [], answers);
    this.open.delete(block);
    const bytes = new TextEncoder().encode(text);
    this.reply({ type: 'written', block, rows, bytes }, [bytes.buffer]);
  }
}

function bufferOf(column: Float64Array): ArrayBuffer {
  if (column.buffer instanceof ArrayBuffer) return column.buffer;
  throw new Error('a column of answers is kept in memory of its own');
}

/** Tasks are done one after another: the history of a block rests on that of the blocks before it. */
function serve(start: WorkerStart): void {
  const worker = new BackfillWorker(start, (reply, transfer = []) => parentPort?.postMessage(reply, [...transfer]));
  let last = Promise.resolve();
  parentPort?.on('message', (task: WorkerTask) => {
    last = last
      .then(() => worker.do(task))
      .catch((error: unknown) => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        const failed: WorkerReply = { type: 'failed', message };
        parentPort?.postMessage(failed, []);
      });
  });
}

serve(workerData);
