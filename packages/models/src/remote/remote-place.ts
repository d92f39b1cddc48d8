import { Dispatcher } from '../host/dispatcher.js';
import { LateScoreError, type Scorer } from '../host/scorer.js';
import type { ScoringPlace } from '../host/scoring-place.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { ModelServer } from './model-server.js';
import { OipProtocol } from './oip-protocol.js';
import { ServerClient } from './server-client.js';
import { ServerDownError } from './server-errors.js';
import type { ServerProtocol } from './server-protocol.js';
import { TfServingProtocol } from './tfserving-protocol.js';

/** Requests of one version under way at once: the next batch need not wait for the way there and back of the last. */
const MAX_IN_FLIGHT = 4;
/**
 * Twenty answers in time in a row show that a server is well again: one that is late every other time has them once in a million
 * runs, one that is well has them within a tenth of a second of traffic. Four times what it takes to give it up.
 */
const BREAKER = { maxFailures: 5, minUsefulInARow: 20, minPauseMs: 500, maxPauseMs: 30_000 } as const;
const ALL_LATE = `${BREAKER.maxFailures} answers in a row came after their decisions had been given`;

/** What a server did, since it was first asked. */
export interface ServerStats {
  readonly model: string;
  readonly version: string;
  readonly protocol: ModelServer['protocol'];
  /** Without credentials. */
  readonly address: string;
  readonly state: 'up' | 'down';
  /** Batches that were sent, by what became of them. */
  readonly batches: Readonly<Record<'scored' | 'late' | 'failed', number>>;
  /** Time that batches that were answered took there and back, all together. */
  readonly spentMs: number;
  /** Times that it was given up for a while. */
  readonly openings: number;
}

/** Told of each change, so that versions can be brought up again and checked. */
export interface RemoteEvents {
  readonly onUp: (place: RemotePlace) => void;
  readonly onDown: (place: RemotePlace, reason: string, retryInMs: number) => void;
}

/**
 * One version on one server. While the server is down nothing is sent; before it gets rows of decisions again it must be ready,
 * of the right shape and true to the golden rows, as at first: that is the trial.
 */
export class RemotePlace implements ScoringPlace, Scorer {
  readonly dispatcher = new Dispatcher(MAX_IN_FLIGHT);
  readonly address: string;
  readonly #server: ModelServer;
  readonly #client: ServerClient;
  readonly #protocol: ServerProtocol;
  readonly #breaker: CircuitBreaker;
  /** `unwanted` ones are of those that were `answered`: too late for every decision in them. */
  readonly #batches = { answered: 0, unwanted: 0, late: 0, failed: 0 };
  #spentMs = 0;

  constructor(server: ModelServer, timeoutMs: number, events: RemoteEvents) {
    this.#server = server;
    this.address = withoutCredentials(server.address);
    this.#client = new ServerClient(server.address, { timeoutMs, maxSockets: MAX_IN_FLIGHT });
    const asked = askedIn(server.address);
    this.#protocol = server.protocol === 'oip' ? new OipProtocol(asked) : new TfServingProtocol(asked.model);
    this.#breaker = new CircuitBreaker(BREAKER, {
      onOpen: (reason, pauseMs) => {
        this.dispatcher.use(undefined, `the server ${this.address} is given up for now: ${reason}`);
        events.onDown(this, reason, pauseMs);
      },
      onTrial: () => {
        this.dispatcher.use(this);
        events.onUp(this);
      },
    });
    this.dispatcher.use(this);
  }

  /** A server says nothing reliable of what it runs on. */
  backend(): { readonly name: ModelServer['protocol']; readonly gpu: boolean } {
    return { name: this.#server.protocol, gpu: false };
  }

  /** Nothing is sent but metadata: the model has to be there already. */
  async load({ columns }: { readonly columns: number }): Promise<void> {
    try {
      await this.#protocol.prepare(this.#client, columns);
    } catch (error) {
      const reason = `the server ${this.address}: ${textOf(error)}`;
      const isDown = error instanceof ServerDownError || error instanceof LateScoreError;
      if (isDown) this.#breaker.open(textOf(error));
      throw isDown ? new ServerDownError(reason) : new Error(reason);
    }
  }

  /** What a server holds is not ours to let go of. */
  unload(): Promise<void> {
    return Promise.resolve();
  }

  async predict({ rows, count }: { readonly rows: Float32Array; readonly count: number }): Promise<Float32Array> {
    const startedAtMs = performance.now();
    try {
      const answer = await this.#client.post(this.#protocol.scoreSuffix, this.#protocol.scoreBody(rows, count));
      const found = this.#protocol.probabilities(answer, count);
      this.#batches.answered += 1;
      this.#spentMs += performance.now() - startedAtMs;
      this.#breaker.succeeded();
      return found;
    } catch (error) {
      this.#batches[error instanceof LateScoreError ? 'late' : 'failed'] += 1;
      this.#breaker.failed(textOf(error));
      if (error instanceof LateScoreError) throw error;
      const reason = `the server ${this.address}: ${textOf(error)}`;
      throw error instanceof ServerDownError ? new ServerDownError(reason) : new Error(reason, { cause: error });
    }
  }

  /** A server that keeps its own time, but not that of the decisions, is of no use to them: it is given up like one that fails. */
  answered(inTime: boolean): void {
    if (!inTime) this.#batches.unwanted += 1;
    this.#breaker.answered(inTime, ALL_LATE);
  }

  stats(): ServerStats {
    const { model, version = '', protocol } = this.#server;
    const { answered, unwanted, late, failed } = this.#batches;
    return {
      model,
      version,
      protocol,
      address: this.address,
      state: this.#breaker.state === 'closed' ? 'up' : 'down',
      batches: { scored: answered - unwanted, late: late + unwanted, failed },
      spentMs: this.#spentMs,
      openings: this.#breaker.openings,
    };
  }

  close(): void {
    this.dispatcher.use(undefined, 'the models are being closed');
    this.#breaker.end();
    this.#client.close();
  }
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

function askedIn(address: string): { readonly model: string; readonly version: string } {
  const found = /\/models\/([^/]+)\/versions\/([^/]+)/.exec(new URL(address).pathname);
  return { model: found?.[1] ?? '', version: found?.[2] ?? '' };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
