import { EPOCH_BYTES, READ, type Entry } from './history-question.js';

/** What a log holds that the asker had not read. */
export interface LogNews {
  /** The log's length now, the entry's own frame included. */
  readonly length: number;
  /** `own`: nothing but the entry's own frame; `tail`: what follows the length that was known; `whole`: all of it, under another epoch. */
  readonly kind: 'own' | 'tail' | 'whole';
  /** Frames; none for `own`. */
  readonly frames: Buffer;
  /** Of a `whole` log; of none that does not exist. */
  readonly epoch?: Buffer;
}

/** The answer to one entry. */
export interface EntryReply {
  readonly sequence: number;
  /** One for each log that was to be read, in order. */
  readonly logs: readonly LogNews[];
}

/** The answer to one question. */
export interface HistoryReply {
  /** What stands in the flow's state key; empty where Redis knows nothing of the flow. */
  readonly state: string;
  /** Frames that were dropped because a log was over its limit. */
  readonly trimmed: number;
  /** Absent: refused, for the state is not the one that the asker knows; nothing was done. */
  readonly entries?: readonly EntryReply[];
}

const NONE = Buffer.alloc(0);
const KINDS = ['own', 'tail', 'whole'] as const;

/** Takes a reply of HISTORY_SCRIPT apart. Throws for bytes that are none. */
export function readReply(reply: Buffer, entries: readonly Entry[]): HistoryReply {
  const stateLength = reply.readUInt8(0);
  const state = reply.toString('latin1', 1, 1 + stateLength);
  if (reply.length === 1 + stateLength) return { state, trimmed: 0 };
  const trimmed = reply.readUInt32BE(1 + stateLength);
  const reader = new ReplyReader(reply, 5 + stateLength);
  const answers = entries.map(({ logs }) => reader.entry(logs));
  reader.end();
  return { state, trimmed, entries: answers };
}

class ReplyReader {
  constructor(
    readonly reply: Buffer,
    private at: number,
  ) {}

  entry(logs: Entry['logs']): EntryReply {
    const sequence = this.reply.readDoubleBE(this.at);
    this.at += 8;
    return { sequence, logs: logs.flatMap(({ flags, length }) => ((flags & READ) === 0 ? [] : [this.log(length)])) };
  }

  end(): void {
    if (this.at !== this.reply.length) throw new Error(`Redis answered ${this.reply.length} bytes where ${this.at} were due`);
  }

  private log(known: number): LogNews {
    const kind = KINDS[this.reply.readUInt8(this.at)];
    const length = this.reply.readUInt32BE(this.at + 1);
    this.at += 5;
    if (kind === undefined) throw new Error('Redis answered bytes that are no history');
    if (kind === 'own') return { length, kind, frames: NONE };
    if (kind === 'tail') return { length, kind, frames: this.take(length - known) };
    if (length === 0) return { length, kind, frames: NONE };
    return { length, kind, epoch: this.take(EPOCH_BYTES), frames: this.take(length - EPOCH_BYTES) };
  }

  private take(bytes: number): Buffer {
    const taken = this.reply.subarray(this.at, this.at + bytes);
    this.at += bytes;
    return taken;
  }
}
