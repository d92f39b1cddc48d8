/** The length of an epoch's name, at the beginning of every log. */
export const EPOCH_BYTES = 8;

/** What to do with one log. */
export const APPEND = 1;
export const READ = 2;
/** Says that the log was used, so that it is kept for another while. */
export const EXPIRE = 4;
/** Appends only where the very same bytes do not stand in the log yet. */
export const IF_ABSENT = 8;

/** Appends only to a log that is there. */
export const IF_THERE = 16;
/** Never drops anything from this log: at 256 times the limit of others it takes no more. */
export const KEEP_ALL = 32;

/** One log that an entry touches. */
export interface AskedLog {
  readonly key: string;
  /** APPEND, READ and so on, added up. */
  readonly flags: number;
  /** What the asker knows of the log: its epoch, and how much of it was read. */
  readonly epoch: Buffer;
  readonly length: number;
}

/** One event, label or look: one step of the flow, with its own sequence. */
export interface Entry {
  /** A frame to append; empty where there is nothing to. */
  readonly frame: Buffer;
  readonly logs: readonly AskedLog[];
}

/** What goes for all entries of a question. */
export interface QuestionTerms {
  /** Which state of the flow the asker knows: another one refuses. At most 255 Latin characters. */
  readonly token: string;
  /** Is it the one that builds the flow's history? */
  readonly isKeeper: boolean;
  /** The highest sequence that is known to have been given out: no entry gets it again, whatever Redis has forgotten. */
  readonly sequenceFloor: number;
  readonly keepForS: number;
  /** A log that grows over this many bytes loses its oldest frames, down to half of it. */
  readonly maxLogBytes: number;
}

const HEAD_BYTES = 20;
const LOG_BYTES = 1 + EPOCH_BYTES + 4;
const NO_EPOCH = Buffer.alloc(EPOCH_BYTES);

/** What is known of a log that was never read. */
export const UNREAD = { epoch: NO_EPOCH, length: 0 } as const;

/** One buffer for all entries: a client writes one argument much faster than a hundred. */
export function packQuestion(entries: readonly Entry[], terms: QuestionTerms): Buffer {
  const size = entries.reduce((sum, { frame, logs }) => sum + 3 + frame.length + logs.length * LOG_BYTES, HEAD_BYTES + terms.token.length);
  const question = Buffer.allocUnsafe(size);
  question.writeDoubleBE(terms.sequenceFloor, 0);
  question.writeUInt32BE(terms.keepForS, 8);
  question.writeUInt32BE(terms.maxLogBytes, 12);
  question.writeUInt16BE(entries.length, 16);
  question.writeUInt8(terms.isKeeper ? 1 : 0, 18);
  question.writeUInt8(terms.token.length, 19);
  let at = HEAD_BYTES + question.write(terms.token, HEAD_BYTES, 'latin1');
  for (const { frame, logs } of entries) {
    at = question.writeUInt16BE(frame.length, at);
    at = question.writeUInt8(logs.length, at);
    at += frame.copy(question, at);
    for (const { flags, epoch, length } of logs) {
      at = question.writeUInt8(flags, at);
      at += epoch.copy(question, at);
      at = question.writeUInt32BE(length, at);
    }
  }
  return question;
}
