import type { HistoryPosition } from '@gavel/engine';
import { randomBytes } from 'node:crypto';
import { NOTHING_READ, type HistoryItem, type HistorySource } from '../history-source.js';
import type { FlowKeys, FlowQuestions } from './flow-questions.js';
import { FlowLock } from './flow-lock.js';
import type { Entry } from './history-question.js';
import { textOf } from './redis-connection.js';
import type { RedisLink } from './redis-link.js';
import { positionOf, SweptPositions, textOfPosition } from './swept-positions.js';

/** Entries that are added by one call while history is built. */
const PUT_ENTRIES = 64;
const WAIT_FOR_OTHERS_MS = 250;

/** What a flow's history is just now. */
export interface KeeperState {
  /** `unreachable`: there is no Redis; `building`: by this replica; `waiting`: another one builds it; `whole`: it is read. */
  readonly is: 'unreachable' | 'building' | 'waiting' | 'whole';
  /** Of a build: how much was added, and about how much there is. */
  readonly done?: number;
  readonly total?: number;
}

/** What a keeper needs. */
export interface HistoryKeeperOptions {
  /** A link of its own: what it moves is large and must not delay decisions. */
  readonly link: RedisLink;
  readonly questions: FlowQuestions;
  readonly keys: FlowKeys;
  readonly source: HistorySource;
  /** What to add to Redis for an item, where it is not there yet. A build from nothing begins with `startOver`. */
  readonly entriesOf: (item: HistoryItem) => readonly Entry[];
  readonly startOver: () => void;
  /** Reads what is too large to be read by a decision, before decisions read it. */
  readonly prime: (link: RedisLink, token: string) => Promise<void>;
  /** Runs the server that decisions are asked of; undefined while there is none. */
  readonly serverOf: () => string | undefined;
  /** The longest time from an event's counting to its commit in the decision log. */
  readonly settleMs: number;
  readonly sweepEveryMs: number;
  readonly onState: (state: KeeperState, why: string) => void;
}

/**
 * Keeps a flow's history in Redis whole. Where Redis has lost it (a new server, a flush, a restart with older data), one replica builds
 * it anew from the decision log while all of them call it missing; and what was decided while Redis did not answer is added afterwards.
 */
export class HistoryKeeper {
  readonly #options: HistoryKeeperOptions;
  readonly #swept = new SweptPositions();
  #state: KeeperState = { is: 'unreachable' };
  #served: string | undefined;
  #wake: (() => void) | undefined;
  #isNudged = false;
  /** How often decisions may have gone uncounted, and after how many of these times all was added. */
  #timesUncounted = 0;
  #timesMended = 0;
  #isClosed = false;
  #running: Promise<void> | undefined;

  constructor(options: HistoryKeeperOptions) {
    this.#options = options;
  }

  get state(): KeeperState {
    return this.#state;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** To be called when decisions could not ask: they may be missing in Redis now, and nothing is read until that is mended. */
  distrust(why: string): void {
    if (this.#served !== undefined) this.#become({ is: 'unreachable' }, why);
    this.#stopServing();
    this.nudge();
  }

  /** Looks at once. */
  nudge(): void {
    this.#isNudged = true;
    this.#wake?.();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#options.questions.know(undefined);
    this.nudge();
    await this.#running;
  }

  /** Nothing is read from now on. What is decided is counted at most in the state that is `joined`. */
  #stopServing(joined?: string): void {
    this.#served = undefined;
    this.#timesUncounted += 1;
    this.#options.questions.know(joined, true);
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      this.#isNudged = false;
      const pauseMs = await this.#turn().catch((error: unknown) => {
        this.#become({ is: 'unreachable' }, error instanceof Error ? error.message : String(error));
        return WAIT_FOR_OTHERS_MS;
      });
      await this.#pause(pauseMs);
    }
  }

  /** Answers how long to wait before the next. */
  async #turn(): Promise<number> {
    const { link, keys, questions, serverOf, sweepEveryMs } = this.#options;
    const server = link.server?.runId;
    if (server === undefined || serverOf() !== server) {
      this.#stopServing();
      this.#become({ is: 'unreachable' }, link.stats().lastFault ?? 'no connection');
      return WAIT_FOR_OTHERS_MS;
    }
    const state = textOf((await link.ask(['GET', keys.state])) ?? '');
    const token = state.slice(1);
    if (!token.endsWith(`@${server}`) || !state.startsWith('w')) return this.#buildOrWait(state, server);
    if (this.#served !== token) {
      const times = this.#timesUncounted;
      await this.#options.prime(link, token);
      if (this.#timesMended < times) await this.#settle(token);
      await this.#sweep(token);
      if (this.#timesUncounted !== times) return 0;
      this.#timesMended = times;
      this.#served = token;
      questions.know(token);
      this.#become({ is: 'whole' }, 'history is whole');
    } else if (await this.#isOurTurnToSweep()) {
      await this.#sweep(token);
    }
    return sweepEveryMs;
  }

  /** Decisions are counted again from here on; those that could not be may still be on their way into the decision log. */
  async #settle(token: string): Promise<void> {
    this.#become({ is: 'waiting' }, 'what was decided meanwhile is to be added');
    this.#options.questions.know(token, true);
    await this.#pause(this.#options.settleMs, true);
  }

  async #buildOrWait(state: string, server: string): Promise<number> {
    const { link, keys } = this.#options;
    // Events that come while another replica ends its build join in; what they ask is refused.
    this.#stopServing(state.startsWith('j') ? state.slice(1) : undefined);
    const lock = await FlowLock.take(link, keys.lock);
    if (lock === undefined) {
      const [done, total] = textOf((await link.ask(['GET', keys.progress])) ?? '')
        .split('/')
        .map(Number);
      this.#become({ is: 'waiting', ...(total === undefined ? {} : { done: done ?? 0, total }) }, 'another replica builds it');
      return WAIT_FOR_OTHERS_MS;
    }
    try {
      await this.#build(lock, state, `${randomBytes(8).toString('hex')}@${server}`);
    } finally {
      await lock.release();
    }
    return 0;
  }

  async #build(lock: FlowLock, before: string, token: string): Promise<void> {
    const { link, keys, questions, source, settleMs } = this.#options;
    const total = await source.count();
    this.#become({ is: 'building', done: 0, total }, before === '' ? 'Redis knows nothing of it' : 'another server than before');
    questions.know(undefined);
    this.#options.startOver();
    const after = before === '' ? NOTHING_READ : await this.#kept();
    await lock.set({ [keys.state]: `b${token}` });
    // What was counted just before may still be on its way into the decision log.
    if (total > 0) await this.#pause(settleMs, true);
    let done = 0;
    let position = after;
    for await (const page of source.pages(after)) {
      await this.#put(link, token, page.items);
      done += page.items.length;
      position = page.position;
      this.#become({ is: 'building', done, total }, 'reading the decision log');
      await lock.set({ [keys.progress]: `${done}/${total}` });
      if (this.#isClosed) throw new Error('the service is stopping');
    }
    const last = String(Math.max(position.sequence, questions.highest));
    await lock.set({ [keys.state]: `j${token}`, [keys.last]: last, [keys.swept]: textOfPosition(after) });
    const times = this.#timesUncounted;
    questions.know(token, true);
    if (total > 0) await this.#pause(settleMs, true);
    await this.#sweep(token, { ...position, sequence: Number.MAX_SAFE_INTEGER });
    await lock.set({ [keys.state]: `w${token}` });
    this.#timesMended = times;
  }

  /** How far the history goes that a server came back with. */
  async #kept(): Promise<HistoryPosition> {
    const { link, keys } = this.#options;
    const sequence = Number(textOf((await link.ask(['GET', keys.last])) ?? '0'));
    const { unplaced } = positionOf(textOf((await link.ask(['GET', keys.swept])) ?? ''));
    return { sequence, unplaced };
  }

  /** Adds what was decided without having been counted. What came in the last moments is looked at again by the next. */
  async #sweep(token: string, from?: HistoryPosition): Promise<void> {
    const { link, keys, source, settleMs, keepForS } = { keepForS: 100 * 86_400, ...this.#options };
    const kept = from ?? positionOf(textOf((await link.ask(['GET', keys.swept])) ?? ''));
    const startMs = performance.now();
    let position: HistoryPosition = { ...kept, sequence: Number.MAX_SAFE_INTEGER };
    for await (const page of source.pages(position)) {
      await this.#put(link, token, page.items);
      position = { ...page.position, sequence: Number.MAX_SAFE_INTEGER };
    }
    const safe = this.#swept.add(token, position, { atMs: startMs, settleMs });
    if (safe !== undefined) await link.ask(['SET', keys.swept, textOfPosition(safe)]);
    for (const key of [keys.state, keys.last, keys.swept]) await link.ask(['EXPIRE', key, String(keepForS)]);
  }

  /** One replica sweeps at a time: whoever takes the turn has it until the next is due. */
  async #isOurTurnToSweep(): Promise<boolean> {
    const { link, keys, sweepEveryMs } = this.#options;
    const turn = await link.ask(['SET', `${keys.lock}:sweep`, '1', 'NX', 'PX', String(Math.ceil(sweepEveryMs * 0.9))]);
    return turn !== null;
  }

  async #put(link: RedisLink, token: string, items: readonly HistoryItem[]): Promise<void> {
    const { questions, entriesOf } = this.#options;
    for (let from = 0; from < items.length; from += PUT_ENTRIES) {
      const part = items.slice(from, from + PUT_ENTRIES);
      for (const { sequence } of part) questions.raiseFloor(sequence);
      await questions.put(link, token, part.flatMap(entriesOf));
    }
  }

  #become(state: KeeperState, why: string): void {
    const isNew = state.is !== this.#state.is;
    this.#state = state;
    if (isNew || state.is === 'building') this.#options.onState(state, why);
  }

  #pause(ms: number, isWhole = false): Promise<void> {
    if (this.#isClosed || (this.#isNudged && !isWhole)) return Promise.resolve();
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        if (isWhole && !this.#isClosed) return;
        clearTimeout(timer);
        done();
      };
    });
  }
}
