import { EventEmitter } from 'node:events';
import type { CounterEvent, CounterRead, Counters, EventLabel, Observed } from '@gavel/engine';
import type { HistorySource } from '../history-source.js';
import type { StoreLogger } from '../../store-logger.js';
import { flowKeys, FlowQuestions, type FlowKeys } from './flow-questions.js';
import { LOCK_SCRIPTS } from './flow-lock.js';
import { HistoryKeeper, type KeeperState } from './history-keeper.js';
import { HISTORY_SCRIPT } from './history-script.js';
import type { KeptField } from './key-histories.js';
import { RedisFlow } from './redis-flow.js';
import { RedisLink, type RedisLinkStats } from './redis-link.js';
import { RedisUnavailableError } from './redis-unavailable-error.js';

const DAY_MS = 86_400_000;

const LIMITS = {
  /** Decisions wait this long for an answer, and no longer. */
  timeoutMs: 25,
  connectTimeoutMs: 2000,
  maxWaiting: 2000,
  /** What builds history waits longer: its questions are large. */
  keeperTimeoutMs: 5000,
  settleMs: 2500,
  sweepEveryMs: 5000,
  maxEventsPerKey: 4096,
  maxLogBytes: 512 << 10,
  maxNodes: 4_000_000,
  maxKnownLogs: 500_000,
  maxKnownBytes: 256 << 20,
};

/** Where Redis is, and what may be spent on it. */
export interface RedisCountersOptions {
  /** `redis[s]://[[user][:password]@]host[:port][/database]` */
  readonly url: string;
  readonly logger?: StoreLogger;
  readonly limits?: Partial<typeof LIMITS> | undefined;
  /** Told the time of each round trip of decisions. */
  readonly onRoundTrip?: (ms: number) => void;
}

/** What is kept of a flow, and where it is read from when Redis has lost it. */
export interface FlowTerms {
  /** Names the catalogue: what was kept for another one is another history. */
  readonly version: string;
  readonly fields: readonly KeptField[];
  /** Graphs of links. */
  readonly groups: readonly string[];
  /** How far back the longest window looks, its delay included. */
  readonly reachMs: number;
  readonly source: HistorySource;
}

/** A flow's history in Redis that is being kept whole. */
export interface FollowedFlow {
  readonly flow: string;
  readonly state: KeeperState;
  readonly known: RedisFlow['known'] & { readonly trimmed: number };
  /** Resolves when it is whole for the first time. */
  whole(): Promise<void>;
  close(): Promise<void>;
}

interface Followed extends FollowedFlow {
  readonly history: RedisFlow;
  readonly keeper: HistoryKeeper;
}

/**
 * History in Redis, the same for all replicas: one round trip for a decision, whatever it reads. Rejects with RedisUnavailableError, in
 * time for an answer without history, while Redis cannot be asked and until what it holds is whole again.
 */
export class RedisCounters implements Counters {
  readonly #options: RedisCountersOptions;
  readonly #limits: typeof LIMITS;
  readonly #link: RedisLink;
  readonly #keeperLink: RedisLink;
  readonly #all = new Set<Followed>();
  readonly #serving = new Map<string, Followed>();

  private constructor(options: RedisCountersOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    const { timeoutMs, connectTimeoutMs, maxWaiting, keeperTimeoutMs } = this.#limits;
    const { url, logger, onRoundTrip } = options;
    const scripts = [HISTORY_SCRIPT, ...LOCK_SCRIPTS];
    const links = { url, connectTimeoutMs, maxWaiting, scripts };
    this.#link = new RedisLink({
      ...links,
      timeoutMs,
      onUp: ({ version, evicts }) => {
        logger?.info(`features: Redis ${version} is reached`);
        if (evicts !== undefined)
          logger?.warn(`features: Redis may forget history to make room (maxmemory-policy ${evicts}); set it to noeviction`);
        this.#nudge();
      },
      onDown: (error) => {
        logger?.warn(`features: Redis is lost, decisions go on without history: ${error.message}`);
        for (const { keeper } of this.#all) keeper.distrust('the connection is lost');
      },
      ...(onRoundTrip === undefined ? {} : { onRoundTrip }),
    });
    this.#keeperLink = new RedisLink({ ...links, timeoutMs: keeperTimeoutMs, onUp: () => this.#nudge() });
  }

  /** Begins to reach for Redis. Never rejects: while it is not there, history is missing. */
  static async open(options: RedisCountersOptions): Promise<RedisCounters> {
    const counters = new RedisCounters(options);
    await Promise.all([counters.#link.open(), counters.#keeperLink.open()]);
    return counters;
  }

  /** Begins to keep a flow's history whole. It is read once `serve` says so. */
  follow(flow: string, terms: FlowTerms): FollowedFlow {
    const keys = flowKeys(flow, terms.version);
    const keepForMs = terms.reachMs + 2 * DAY_MS;
    const questions = new FlowQuestions({
      link: this.#link,
      keys,
      keepForS: Math.ceil(keepForMs / 1000),
      maxLogBytes: this.#limits.maxLogBytes,
      onOtherState: () => keeper.distrust('Redis holds something else than before'),
    });
    const history = this.#historyOf(keys, questions, { ...terms, keepForMs });
    const firstTime = new EventEmitter();
    const whole = new Promise<void>((done) => firstTime.once('whole', done));
    const keeper = this.#keeperOf(flow, { keys, questions, history, terms, onWhole: () => void firstTime.emit('whole') });
    const followed: Followed = {
      flow,
      history,
      keeper,
      get state() {
        return keeper.state;
      },
      get known() {
        return { ...history.known, trimmed: questions.trimmed };
      },
      whole: () => whole,
      close: async () => {
        this.#all.delete(followed);
        if (this.#serving.get(flow) === followed) this.#serving.delete(flow);
        await keeper.close();
      },
    };
    this.#all.add(followed);
    keeper.start();
    return followed;
  }

  /** Reads a flow's history from now on, in the place of another one, which is let go. */
  serve(followed: FollowedFlow): void {
    const chosen = [...this.#all].find((one) => one === followed);
    if (chosen === undefined) throw new Error(`the history of ${followed.flow} is not followed`);
    const before = this.#serving.get(followed.flow);
    this.#serving.set(followed.flow, chosen);
    if (before !== undefined && before !== chosen) void before.close();
  }

  observe(flow: string, event: CounterEvent, reads: readonly CounterRead[]): Promise<Observed> {
    return this.#asking(flow, (history) => history.observe(event, reads));
  }

  add(flow: string, event: CounterEvent): Promise<number> {
    return this.#asking(flow, (history) => history.add(event));
  }

  label(flow: string, label: EventLabel): Promise<number> {
    return this.#asking(flow, (history) => history.label(label));
  }

  stats(): RedisLinkStats {
    return this.#link.stats();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((followed) => followed.close()));
    this.#link.close();
    this.#keeperLink.close();
  }

  async #asking<T>(flow: string, ask: (history: RedisFlow) => Promise<T>): Promise<T> {
    const followed = this.#serving.get(flow);
    if (followed === undefined) throw new RedisUnavailableError('down', `there is no history of the flow ${flow}`);
    return ask(followed.history);
  }

  #historyOf(keys: FlowKeys, questions: FlowQuestions, terms: FlowTerms & { readonly keepForMs: number }): RedisFlow {
    const { maxEventsPerKey, maxNodes, maxKnownLogs, maxKnownBytes } = this.#limits;
    const { keepForMs, fields, reachMs } = terms;
    return new RedisFlow(questions, {
      keys: {
        fields,
        events: { maxEvents: maxEventsPerKey, reachMs },
        logs: { keepForMs, maxLogs: maxKnownLogs, maxBytes: maxKnownBytes },
        nameOf: keys.log,
      },
      graphs: { maxNodes, keepForMs, nameOf: keys.graph },
    });
  }

  #keeperOf(
    flow: string,
    parts: { keys: FlowKeys; questions: FlowQuestions; history: RedisFlow; terms: FlowTerms; onWhole: () => void },
  ): HistoryKeeper {
    const { keys, questions, history, terms, onWhole } = parts;
    const { settleMs, sweepEveryMs } = this.#limits;
    return new HistoryKeeper({
      link: this.#keeperLink,
      questions,
      keys,
      source: terms.source,
      entriesOf: (item) => history.entriesOf(item),
      startOver: () => history.startOver(),
      prime: (link) => history.prime(link, terms.groups),
      serverOf: () => this.#link.server?.runId,
      settleMs,
      sweepEveryMs,
      onState: (state, why) => {
        this.#tell(flow, state, why);
        if (state.is === 'whole') onWhole();
      },
    });
  }

  #tell(flow: string, { is, done, total }: KeeperState, why: string): void {
    const progress = total === undefined ? '' : ` ${done ?? 0} of ${total}`;
    const line = `features: history of ${flow} in Redis is ${is}${progress}: ${why}`;
    if (is === 'unreachable') this.#options.logger?.warn(line);
    else this.#options.logger?.info(line);
  }

  #nudge(): void {
    for (const { keeper } of this.#all) keeper.nudge();
  }
}
