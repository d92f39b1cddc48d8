import { Worker } from 'node:worker_threads';
import type { Fault } from '@gavel/engine';
import type { CheckReply, CheckRequest } from './checker-messages.js';

/** The thread that checks was lost while it was at work, or could not be started: of the files nothing is known. */
export class CheckerDown extends Error {
  override readonly name = 'CheckerDown';
}

export interface FlowCheckerOptions {
  /** Longest check, from when it is asked for; then the thread is taken for hung. Default 60 s. */
  readonly timeoutMs?: number;
  /** Without work for so long, the thread ends. Default 30 s: people save again and again. */
  readonly idleMs?: number;
  /** Starts the thread; for tests. */
  readonly start?: () => Worker;
}

/** JavaScript heap of the thread, in MB: the limits on files keep a policy far below. */
const MAX_HEAP_MB = 1024;

interface Open {
  readonly resolve: (faults: readonly Fault[]) => void;
  readonly reject: (error: CheckerDown) => void;
  readonly timer: NodeJS.Timeout;
}

/** Checks flows in a thread of its own, which is started when it is needed: whatever is wrong with files is found away from decisions. */
export class FlowChecker {
  readonly #options: Required<FlowCheckerOptions>;
  readonly #open = new Map<number, Open>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor({ timeoutMs = 60_000, idleMs = 30_000, start = startThread }: FlowCheckerOptions = {}) {
    this.#options = { timeoutMs, idleMs, start };
  }

  /** Every fault of the files, none where they make a policy whose own cases hold. Rejects with `CheckerDown`. */
  check(flow: string, files: Readonly<Record<string, string>>): Promise<readonly Fault[]> {
    if (this.#isClosed) return Promise.reject(new CheckerDown('the service is stopping'));
    clearTimeout(this.#idle);
    const id = ++this.#lastId;
    const { timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#end(`it took longer than ${timeoutMs / 1000} s`), timeoutMs);
      this.#open.set(id, { resolve, reject, timer });
      try {
        this.#worker ??= this.#start();
        this.#worker.postMessage({ id, flow, files } satisfies CheckRequest, []);
      } catch (error) {
        this.#end(reasonOf(error));
      }
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    this.#end('the service is stopping');
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = this.#options.start();
    worker.unref();
    worker.on('message', (reply: CheckReply) => this.#receive(reply));
    worker.on('error', (error) => this.#endOf(worker, reasonOf(error)));
    worker.on('exit', (code) => this.#endOf(worker, `its thread ended with code ${code}`));
    return worker;
  }

  #receive(reply: CheckReply): void {
    const open = this.#open.get(reply.id);
    if (open === undefined) return;
    this.#open.delete(reply.id);
    clearTimeout(open.timer);
    if (reply.type === 'checked') open.resolve(reply.faults);
    else open.reject(new CheckerDown(reply.reason));
    if (this.#open.size === 0) this.#idle = setTimeout(() => this.#end('it was idle'), this.#options.idleMs).unref();
  }

  /** A thread that was given up long ago may end now. */
  #endOf(worker: Worker, reason: string): void {
    if (worker === this.#worker) this.#end(reason);
  }

  #end(reason: string): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    for (const { reject, timer } of this.#open.values()) {
      clearTimeout(timer);
      reject(new CheckerDown(reason));
    }
    this.#open.clear();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The built file, or the TypeScript source when this very file is one (tests, `tsx`). */
function startThread(): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = isSource ? sourceEntry() : new URL('./checker-thread.js', import.meta.url);
  return new Worker(entry, {
    name: 'gavel-checker',
    execArgv: isSource ? ['--conditions=@gavel/source'] : [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
}

/** Registers tsx from within: on Node 20 its `--import` does nothing in a worker thread. */
function sourceEntry(): URL {
  const tsx = import.meta.resolve('tsx/esm/api');
  const thread = new URL('./checker-thread.ts', import.meta.url).href;
  const code = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(thread)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
