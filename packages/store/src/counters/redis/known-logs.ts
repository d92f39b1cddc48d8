import { EPOCH_BYTES, EXPIRE, READ, UNREAD, type AskedLog } from './history-question.js';
import type { EntryReply, LogNews } from './history-reply.js';

/** A log's time to live is set anew when this share of it has gone by. */
const REFRESH_SHARE = 16;

/** What a log's frames say, as it is read. */
export interface LogContent {
  /** Takes in frames that follow those before. */
  append(frames: Buffer): void;
}

/** A log as far as this process has read it. */
export interface KnownLog<C extends LogContent> {
  readonly key: string;
  epoch: Buffer;
  length: number;
  content: C;
  /** When its time to live was last set, in monotonic milliseconds. */
  keptAtMs: number;
}

/** A log that is read, with what was known of it when it was asked for. */
export interface Look<C extends LogContent> {
  readonly log: KnownLog<C>;
  readonly askedLength: number;
}

/** An entry's own frame: how long it is, and what takes it in where nothing else is new. */
export interface OwnFrame<C extends LogContent> {
  readonly bytes: number;
  readonly take: (content: C) => void;
}

const NO_OWN: OwnFrame<LogContent> = { bytes: 0, take: () => undefined };

/** How much of Redis's logs is held decoded, and how long Redis keeps a log that nobody uses. */
export interface KnownLogsLimits {
  readonly keepForMs: number;
  readonly maxLogs: number;
  /** Of the logs as they stand in Redis; decoded they take up to about twice as much. */
  readonly maxBytes: number;
}

/** Logs in use since some moment. */
interface Generation<C extends LogContent> {
  readonly logs: Map<string, KnownLog<C>>;
  bytes: number;
}

/**
 * The logs that this process has read, so that it reads of each only what is new. What is here is a copy: losing it costs a longer reply
 * and changes no answer. Logs that are used move to the younger of two generations; when that holds half of what may be held, the elder
 * is let go: so a use costs one look-up, and not a list kept in order.
 */
export class KnownLogs<C extends LogContent> {
  readonly #limits: KnownLogsLimits;
  readonly #make: () => C;
  #young: Generation<C> = { logs: new Map(), bytes: 0 };
  #old: Generation<C> = { logs: new Map(), bytes: 0 };

  constructor(limits: KnownLogsLimits, make: () => C) {
    this.#limits = limits;
    this.#make = make;
  }

  get size(): number {
    return this.#young.logs.size + this.#old.logs.size;
  }

  get bytes(): number {
    return this.#young.bytes + this.#old.bytes;
  }

  /** The log of a key; unread, where it is not known. */
  of(key: string): KnownLog<C> {
    const young = this.#young.logs.get(key);
    if (young !== undefined) return young;
    const old = this.#old.logs.get(key);
    const log = old ?? { key, ...UNREAD, content: this.#make(), keptAtMs: Number.NEGATIVE_INFINITY };
    if (old !== undefined) {
      this.#old.logs.delete(key);
      this.#old.bytes -= old.length;
    }
    const { maxLogs, maxBytes } = this.#limits;
    if (this.#young.logs.size + 1 > maxLogs / 2 || this.#young.bytes > maxBytes / 2) {
      this.#old = this.#young;
      this.#young = { logs: new Map(), bytes: 0 };
    }
    this.#young.logs.set(key, log);
    this.#young.bytes += log.length;
    return log;
  }

  /** What to ask of a log that is to be read. */
  lookAt(key: string, flags: number, nowMs: number): { readonly look: Look<C>; readonly asked: AskedLog } {
    const log = this.of(key);
    const isDue = nowMs - log.keptAtMs > this.#limits.keepForMs / REFRESH_SHARE;
    if (isDue) log.keptAtMs = nowMs;
    const asked = { key, flags: flags + READ + (isDue ? EXPIRE : 0), epoch: log.epoch, length: log.length };
    return { look: { log, askedLength: log.length }, asked };
  }

  /**
   * Takes in the answer to an entry, look by look. `takeOwn` takes in the entry's own frame. Answers must come in the order of their
   * questions. Throws where one does not fit to what is known, and knows nothing of that log then.
   */
  takeAll(looks: readonly Look<C>[], reply: EntryReply | undefined, own: OwnFrame<C>): void {
    for (const [index, look] of looks.entries()) {
      const news = reply?.logs[index];
      if (news === undefined) throw new Error('Redis answered fewer logs than were asked for');
      this.#update(look, news, own);
    }
  }

  /** Takes in a log that was read from its beginning on. */
  fill(log: KnownLog<C>, bytes: Buffer): void {
    const frames = bytes.subarray(EPOCH_BYTES);
    const news: LogNews = { kind: 'whole', length: bytes.length, epoch: bytes.subarray(0, EPOCH_BYTES), frames };
    this.#update({ log, askedLength: 0 }, news, NO_OWN);
  }

  /** Knows nothing any more. */
  clear(): void {
    this.#young = { logs: new Map(), bytes: 0 };
    this.#old = { logs: new Map(), bytes: 0 };
  }

  #update({ log, askedLength }: Look<C>, news: LogNews, own: OwnFrame<C>): void {
    const before = log.length;
    try {
      if (news.kind === 'own') this.#takeOwn(log, news, own);
      else if (news.kind === 'tail') this.#follow(log, news, askedLength);
      else this.#takeWhole(log, news);
    } catch (error) {
      this.#forget(log);
      throw error;
    } finally {
      if (this.#young.logs.get(log.key) === log) this.#young.bytes += log.length - before;
      else if (this.#old.logs.get(log.key) === log) this.#old.bytes += log.length - before;
    }
  }

  #takeOwn(log: KnownLog<C>, { length }: LogNews, own: OwnFrame<C>): void {
    if (log.length >= length) return;
    if (log.length !== length - own.bytes) throw new Error('answers of Redis came out of order');
    own.take(log.content);
    log.length = length;
  }

  #takeWhole(log: KnownLog<C>, news: LogNews): void {
    if (news.epoch === undefined) return this.#forget(log);
    if (!news.epoch.equals(log.epoch)) {
      this.#forget(log);
      log.epoch = Buffer.from(news.epoch);
      log.length = EPOCH_BYTES;
    }
    this.#follow(log, news, EPOCH_BYTES);
  }

  /** `from`: where in the log the frames begin; those up to what is known were taken before. */
  #follow(log: KnownLog<C>, { frames, length }: LogNews, from: number): void {
    if (log.length >= length) return;
    if (log.length < from) throw new Error('answers of Redis came out of order');
    log.content.append(frames.subarray(log.length - from));
    log.length = length;
  }

  #forget(log: KnownLog<C>): void {
    log.epoch = UNREAD.epoch;
    log.length = 0;
    log.content = this.#make();
  }
}
