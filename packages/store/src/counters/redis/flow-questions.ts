import { packQuestion, type Entry, type QuestionTerms } from './history-question.js';
import { readReply, type EntryReply, type HistoryReply } from './history-reply.js';
import { HISTORY_SCRIPT } from './history-script.js';
import type { RedisLink } from './redis-link.js';
import { RedisUnavailableError } from './redis-unavailable-error.js';

/** Entries in one question: few enough that Redis works on the next while we work on the answers, and serves others in between. */
const MOST_ENTRIES = 16;

/** Names of a flow's keys. They share a hash tag, so that a cluster keeps them on one node and a script may touch them together. */
export interface FlowKeys {
  readonly state: string;
  readonly sequence: string;
  /** The last sequence that this history has seen: as old or new as the history itself, whatever a server comes back with. */
  readonly last: string;
  readonly swept: string;
  readonly lock: string;
  readonly progress: string;
  readonly log: (keyField: string, key: string) => string;
  readonly graph: (group: string) => string;
}

/** `version`: history kept for another catalogue is another history. */
export function flowKeys(flow: string, version: string): FlowKeys {
  const prefix = `{gavel:${flow}}:${version}`;
  const named = (name: string): string => `${prefix}:${name}`;
  return {
    state: named('state'),
    sequence: `{gavel:${flow}}:sequence`,
    last: named('last'),
    swept: named('swept'),
    lock: named('lock'),
    progress: named('progress'),
    log: (keyField, key) => `${prefix}:k:${keyField}:${key}`,
    graph: (group) => `${prefix}:g:${group}`,
  };
}

/** How a flow's history is asked. */
export interface FlowQuestionsOptions {
  readonly link: RedisLink;
  readonly keys: FlowKeys;
  readonly keepForS: number;
  readonly maxLogBytes: number;
  /** Told when the flow's state in Redis is not the one we know. */
  readonly onOtherState: () => void;
}

interface Waiting {
  readonly entries: readonly Entry[];
  readonly resolve: (replies: readonly EntryReply[]) => void;
  readonly reject: (error: Error) => void;
}

/** Asks for many decisions at once what comes in the same turn of the event loop: a call of a script costs more than what it does. */
export class FlowQuestions {
  readonly #options: FlowQuestionsOptions;
  #waiting: Waiting[] = [];
  #entriesWaiting = 0;
  #flush: NodeJS.Immediate | undefined;
  #token: string | undefined;
  #joins = false;
  #highest = 0;
  #trimmed = 0;

  constructor(options: FlowQuestionsOptions) {
    this.#options = options;
  }

  /** The highest sequence seen so far; sequences after it are given out, whatever Redis has forgotten. */
  get highest(): number {
    return this.#highest;
  }

  /** Frames dropped by our questions because a log was over its limit. */
  get trimmed(): number {
    return this.#trimmed;
  }

  /**
   * Which state of the flow is asked; undefined: none, and every question rejects at once. `joins`: what is asked is counted, and its
   * answers are refused, since what was decided before is still to be added.
   */
  know(token: string | undefined, joins = false): void {
    this.#token = token;
    this.#joins = joins;
  }

  /** No sequence up to this one will be given out again. */
  raiseFloor(sequence: number): void {
    this.#highest = Math.max(this.#highest, sequence);
  }

  /** Takes one or more steps of the flow at once. Rejects with RedisUnavailableError. Answers resolve in the order of their sequences. */
  ask(entries: readonly Entry[]): Promise<readonly EntryReply[]> {
    return new Promise((resolve, reject) => {
      if (this.#token === undefined) return reject(notWhole());
      this.#waiting.push({ entries, resolve, reject });
      this.#entriesWaiting += entries.length;
      if (this.#entriesWaiting >= MOST_ENTRIES) this.#send();
      else this.#flush ??= setImmediate(() => this.#send());
    });
  }

  /** Adds what the keeper found in the log, in its own state of the flow. */
  async put(link: RedisLink, token: string, entries: readonly Entry[]): Promise<void> {
    const reply = await this.#run(link, entries, { token, isKeeper: true });
    if (reply.entries === undefined) throw new RedisUnavailableError('refused', 'somebody else has begun to build this history');
  }

  #send(): void {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#entriesWaiting = 0;
    if (this.#token === undefined) return rejectAll(waiting, notWhole());
    const entries = waiting.flatMap((one) => one.entries);
    const joins = this.#joins;
    this.#run(this.#options.link, entries, { token: this.#token, isKeeper: false }).then(
      (reply) => this.#answer(waiting, reply, joins),
      (error: Error) => rejectAll(waiting, error),
    );
  }

  #answer(waiting: readonly Waiting[], { entries }: HistoryReply, joins: boolean): void {
    if (entries === undefined || joins) {
      rejectAll(waiting, notWhole());
      if (entries === undefined) this.#options.onOtherState();
      return;
    }
    let from = 0;
    for (const one of waiting) {
      one.resolve(entries.slice(from, from + one.entries.length));
      from += one.entries.length;
    }
  }

  async #run(link: RedisLink, entries: readonly Entry[], terms: Pick<QuestionTerms, 'token' | 'isKeeper'>): Promise<HistoryReply> {
    const { keys, keepForS, maxLogBytes } = this.#options;
    const names = [keys.state, keys.sequence, keys.last];
    for (const { logs } of entries) for (const { key } of logs) names.push(key);
    const question = packQuestion(entries, { ...terms, sequenceFloor: this.#highest, keepForS, maxLogBytes });
    const bytes = await link.run(HISTORY_SCRIPT, names, [question]);
    if (!Buffer.isBuffer(bytes)) throw new RedisUnavailableError('refused', 'Redis answered no bytes');
    const reply = readReply(bytes, entries);
    this.#trimmed += reply.trimmed;
    this.raiseFloor(reply.entries?.at(-1)?.sequence ?? 0);
    return reply;
  }
}

function notWhole(): RedisUnavailableError {
  return new RedisUnavailableError('down', 'the history in Redis is not whole yet');
}

function rejectAll(waiting: readonly Waiting[], error: Error): void {
  for (const { reject } of waiting) reject(error);
}
