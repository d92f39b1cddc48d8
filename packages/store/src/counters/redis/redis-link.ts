import { connectRedis, type RedisArgument, type RedisConnection, type RedisReply, type ServerNotes } from './redis-connection.js';
import type { RedisScript } from './redis-script.js';
import { RedisUnavailableError } from './redis-unavailable-error.js';
import { WaitingCalls } from './waiting-calls.js';

/** Overdue answers in a row after which a connection is given up: what hangs is not asked again and again. */
const MOST_OVERDUE = 3;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

/** Where Redis is, and how long it is waited for. */
export interface RedisLinkOptions {
  /** `redis[s]://[[user][:password]@]host[:port][/database]`. May hold a password: never logged. */
  readonly url: string;
  /** A question without an answer is given up after this long. */
  readonly timeoutMs: number;
  /** For a connection to be made, greeting included. */
  readonly connectTimeoutMs: number;
  /** Questions on their way; above it, one more is refused at once. */
  readonly maxWaiting: number;
  readonly scripts: readonly RedisScript[];
  readonly onUp?: (server: ServerNotes) => void;
  readonly onDown?: (error: Error) => void;
  /** Told the time from a question to its answer. */
  readonly onRoundTrip?: (ms: number) => void;
}

/** Counts since the start. */
export interface RedisLinkStats {
  readonly isUp: boolean;
  readonly waiting: number;
  readonly connects: number;
  readonly timeouts: number;
  readonly refused: number;
  /** Why the last connection was lost or could not be made; absent while there is one. */
  readonly lastFault?: string;
}

/**
 * A way to one Redis server that never keeps anyone waiting: while there is no connection a question is refused at once, and one
 * is made again and again in the background, with growing pauses.
 */
export class RedisLink {
  readonly #options: RedisLinkOptions;
  readonly #waiting: WaitingCalls;
  #connection: RedisConnection | undefined;
  #retry: NodeJS.Timeout | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #isClosed = false;
  #lastFault: string | undefined = 'not connected yet';
  #counts = { connects: 0, timeouts: 0, refused: 0 };

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.#waiting = new WaitingCalls({
      timeoutMs: options.timeoutMs,
      mostOverdue: MOST_OVERDUE,
      onHung: () => this.#lose(new RedisUnavailableError('timeout', `Redis hangs: ${MOST_OVERDUE} answers in a row did not come`)),
    });
  }

  /** Tries to connect once, and goes on trying in the background where that fails. Never rejects. */
  async open(): Promise<void> {
    await this.#connect();
  }

  get server(): ServerNotes | undefined {
    return this.#connection?.server;
  }

  /** Asks one question. Rejects with RedisUnavailableError, at the latest after `timeoutMs`. */
  async ask(args: readonly RedisArgument[]): Promise<RedisReply> {
    const connection = this.#connection;
    if (connection === undefined) throw this.#refusal('down', `Redis cannot be asked: ${this.#lastFault ?? 'no connection'}`);
    if (this.#waiting.count >= this.#options.maxWaiting) throw this.#refusal('busy', `${this.#waiting.count} questions wait for Redis`);
    const sentMs = performance.now();
    try {
      const reply = await this.#waiting.watch(connection.ask(args));
      this.#options.onRoundTrip?.(performance.now() - sentMs);
      return reply;
    } catch (error) {
      throw this.#faultOf(error);
    }
  }

  /** Runs a script, and hands it over first where the server has forgotten it. */
  async run(script: RedisScript, keys: readonly string[], values: readonly RedisArgument[]): Promise<RedisReply> {
    const rest = [String(keys.length), ...keys, ...values];
    try {
      return await this.ask(['EVALSHA', script.sha, ...rest]);
    } catch (error) {
      if (!(error instanceof RedisUnavailableError) || !error.message.includes('NOSCRIPT')) throw error;
      return this.ask(['EVAL', script.source, ...rest]);
    }
  }

  stats(): RedisLinkStats {
    const fault = this.#lastFault === undefined ? {} : { lastFault: this.#lastFault };
    return { isUp: this.#connection !== undefined, waiting: this.#waiting.count, ...this.#counts, ...fault };
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    const connection = this.#connection;
    this.#connection = undefined;
    this.#waiting.rejectAll(new RedisUnavailableError('down', 'the connection to Redis was closed'));
    connection?.destroy();
  }

  async #connect(): Promise<void> {
    const { url, connectTimeoutMs: timeoutMs, scripts } = this.#options;
    try {
      const connection = await connectRedis({ url, timeoutMs, scripts, onLost: (error) => this.#lose(error) });
      if (this.#isClosed) return connection.destroy();
      this.#connection = connection;
      this.#lastFault = undefined;
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#counts.connects += 1;
      this.#options.onUp?.(connection.server);
    } catch (error) {
      this.#lastFault = error instanceof Error ? error.message : String(error);
      this.#connectLater();
    }
  }

  #lose(error: Error): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    this.#lastFault = error.message;
    connection.destroy();
    this.#waiting.rejectAll(new RedisUnavailableError('down', `the connection to Redis was lost: ${error.message}`, { cause: error }));
    this.#options.onDown?.(error);
    this.#connectLater();
  }

  #connectLater(): void {
    if (this.#isClosed) return;
    // Replicas that lost Redis together must not come back together.
    const pauseMs = this.#pauseMs * (0.5 + Math.random());
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), pauseMs).unref();
  }

  #refusal(fault: 'down' | 'busy', message: string): RedisUnavailableError {
    this.#counts.refused += 1;
    return new RedisUnavailableError(fault, message);
  }

  #faultOf(error: unknown): RedisUnavailableError {
    if (error instanceof RedisUnavailableError) {
      if (error.fault === 'timeout') this.#counts.timeouts += 1;
      return error;
    }
    const message = error instanceof Error ? error.message : String(error);
    return new RedisUnavailableError('refused', `Redis answered with an error: ${message}`, { cause: error });
  }
}
