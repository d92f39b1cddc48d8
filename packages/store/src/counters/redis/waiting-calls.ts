import { RedisUnavailableError } from './redis-unavailable-error.js';

/** One question on its way. */
interface WaitingCall {
  readonly sentMs: number;
  readonly reject: (error: Error) => void;
  isOver: boolean;
}

/**
 * Questions on their way to Redis, which answers in their order, so that the eldest alone has to be watched: one timer for all of
 * them instead of one for each.
 */
export class WaitingCalls {
  #calls: WaitingCall[] = [];
  #first = 0;
  #timer: NodeJS.Timeout | undefined;
  #overdueInRow = 0;
  readonly #timeoutMs: number;
  readonly #onHung: () => void;

  /** `onHung` is called when `mostOverdue` questions in a row had no answer in time. */
  constructor(options: { readonly timeoutMs: number; readonly mostOverdue: number; readonly onHung: () => void }) {
    this.#timeoutMs = options.timeoutMs;
    this.#onHung = () => {
      this.#overdueInRow += 1;
      if (this.#overdueInRow === options.mostOverdue) options.onHung();
    };
  }

  get count(): number {
    return this.#calls.length - this.#first;
  }

  /** Gives the answer of `asked`, or rejects when it is late; `asked` itself goes on. */
  watch<T>(asked: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const call: WaitingCall = { sentMs: performance.now(), reject, isOver: false };
      this.#calls.push(call);
      // An answer may lie in the socket of a process that was busy: it is read before the look.
      this.#timer ??= setInterval(() => setImmediate(() => this.#look()), Math.max(1, this.#timeoutMs / 5));
      asked.then(
        (answer) => {
          this.#end(call);
          this.#overdueInRow = 0;
          return resolve(answer);
        },
        (error: unknown) => {
          this.#end(call);
          return reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  /** Rejects all that wait. */
  rejectAll(error: Error): void {
    const calls = this.#calls.slice(this.#first);
    this.#calls = [];
    this.#first = 0;
    this.#overdueInRow = 0;
    this.#rest();
    for (const call of calls) this.#reject(call, error);
  }

  #end(call: WaitingCall): void {
    call.isOver = true;
    while (this.#calls[this.#first]?.isOver === true) this.#first += 1;
    if (this.#first === this.#calls.length) {
      this.#calls = [];
      this.#first = 0;
      this.#rest();
    } else if (this.#first > 1024) {
      this.#calls = this.#calls.slice(this.#first);
      this.#first = 0;
    }
  }

  #look(): void {
    const lateMs = performance.now() - this.#timeoutMs;
    for (let call = this.#calls[this.#first]; call !== undefined && call.sentMs <= lateMs; call = this.#calls[this.#first]) {
      this.#first += 1;
      this.#reject(call, new RedisUnavailableError('timeout', `Redis did not answer within ${this.#timeoutMs} ms`));
      this.#onHung();
    }
    if (this.count === 0) this.#rest();
  }

  #reject(call: WaitingCall, error: Error): void {
    call.isOver = true;
    call.reject(error);
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
