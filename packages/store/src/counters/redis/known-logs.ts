import { EPOCH_BYTES, EXPIRE, READ, UNREAD, type AskedLog, type Entry } from './history-question.js';
import type { EntryReply, LogNews } from './history-reply.js';

/** A log's time to live is set anew when this share of it has gone by. */
const REFRESH_SHARE = 16;

const EMPTY = Buffer.alloc(0);

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

/** How much of Redis's logs is held decoded, and how long Redis keeps a log that nobody uses. */
export interface KnownLogsLimits {
  readonly keepForMs: number;
  readonly maxLogs: number;
  /** Of the logs as they stand in Redis; decoded they take up to about twice as much. */
  readonly maxBytes: number;
}

/**
 * The logs that this process has read, so that it reads of each only what is new. The least recently used go first. What is here is a
 * copy: losing it costs a longer reply and changes no answer.
 */
export class KnownLogs<C extends LogContent> {
  readonly #logs = new Map<string, KnownLog<C>>();
  readonly #limits: KnownLogsLimits;
  readonly #make: () => C;
  #bytes = 0;

  constructor(limits: KnownLogsLimits, make: () => C) {
    this.#limits = limits;
    this.#make = make;
  }

  get size(): number {
    return this.#logs.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The log of a key; unread, where it is not known. */
  of(key: string): KnownLog<C> {
    let log = this.#logs.get(key);
    if (log === undefined) {
      log = { key, ...UNREAD, content: this.#make(), keptAtMs: Number.NEGATIVE_INFINITY };
      this.#evict();
    } else {
      this.#logs.delete(key);
    }
    this.#logs.set(key, log);
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

  /** Takes in the answer to an entry, look by look. Answers must come in the order of their questions. */
  takeAll(looks: readonly Look<C>[], entry: Entry, reply: EntryReply | undefined): void {
    for (const [index, look] of looks.entries()) {
      const news = reply?.logs[index];
      if (news === undefined) throw new Error('Redis answered fewer logs than were asked for');
      this.#update(look, news, entry.frame);
    }
  }

  /** Takes in a log that was read from its beginning on. */
  fill(log: KnownLog<C>, bytes: Buffer): void {
    const news: LogNews = {
      kind: 'whole',
      length: bytes.length,
      epoch: bytes.subarray(0, EPOCH_BYTES),
      frames: bytes.subarray(EPOCH_BYTES),
    };
    this.#update({ log, askedLength: 0 }, news, EMPTY);
  }

  /** Throws where an answer does not fit to what is known, and knows nothing of the log then. */
  #update({ log, askedLength }: Look<C>, news: LogNews, own: Buffer): void {
    const before = log.length;
    try {
      this.#take(log, news, { length: askedLength, own });
    } catch (error) {
      this.#forget(log);
      throw error;
    } finally {
      if (this.#logs.get(log.key) === log) this.#bytes += log.length - before;
    }
  }

  /** Knows nothing any more. */
  clear(): void {
    this.#logs.clear();
    this.#bytes = 0;
  }

  #take(log: KnownLog<C>, news: LogNews, { length, own }: { readonly length: number; readonly own: Buffer }): void {
    if (news.kind === 'whole') {
      if (news.epoch === undefined) return this.#forget(log);
      if (!news.epoch.equals(log.epoch)) {
        this.#forget(log);
        log.epoch = Buffer.from(news.epoch);
        log.length = EPOCH_BYTES;
      }
      return this.#follow(log, news, EPOCH_BYTES);
    }
    if (news.kind === 'tail') return this.#follow(log, news, length);
    if (log.length === news.length) return;
    this.#follow(log, { ...news, frames: own }, news.length - own.length);
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

  #evict(): void {
    for (const [key, log] of this.#logs) {
      if (this.#logs.size < this.#limits.maxLogs && this.#bytes <= this.#limits.maxBytes) return;
      this.#logs.delete(key);
      this.#bytes -= log.length;
    }
  }
}
