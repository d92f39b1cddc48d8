import type { RowFault } from '../map/refused-rows.js';
import type { Answers } from './answers.js';
import type { RowColumns } from './row-columns.js';
import type { Share } from './share-out.js';

/** How the rows of a source are written. */
export type RowFormat =
  | { readonly as: 'csv'; readonly csvName: string; readonly header: readonly string[]; readonly mapName: string; readonly mapText: string }
  | { readonly as: 'jsonl'; readonly fileName: string; readonly mapName?: string; readonly mapText?: string }
  | { readonly as: 'entries' };

/** What is written for a row, beside its features. */
export interface OutputShape {
  readonly as: 'csv' | 'jsonl';
  /** Request fields. */
  readonly fields: readonly string[];
  readonly features: readonly string[];
}

/** All that a worker knows. */
export interface WorkerStart {
  /** The policy's texts by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly rows: RowFormat;
  readonly output: OutputShape;
  /** Which of the threads it is. */
  readonly thread: number;
  readonly shares: readonly Share[];
  readonly mode: 'as-known' | 'as-corrected';
  readonly latenessMs: number;
  /** How long after its event a label of a file becomes known. */
  readonly labelAfterMs: number;
}

/** To a worker. A block is read and written by the same one, and its history is observed by all. */
export type WorkerTask =
  | { readonly type: 'read'; readonly block: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'observe'; readonly block: number; readonly columns: RowColumns }
  | { readonly type: 'write'; readonly block: number; readonly answers: readonly Answers[] }
  | { readonly type: 'flush' };

/** From a worker. */
export type WorkerReply =
  | {
      readonly type: 'rows';
      readonly block: number;
      readonly columns: RowColumns;
      /** Lines of text in the block, rows that could not be used, and the first faults of them, with lines counted from the block's start. */
      readonly lines: number;
      readonly refused: number;
      readonly faults: readonly RowFault[];
    }
  /** The rows of a block are counted, or wait for their turn: the next block may come. */
  | { readonly type: 'taken'; readonly block: number }
  | { readonly type: 'observed'; readonly block: number; readonly answers: Answers; readonly tooLate: number }
  | { readonly type: 'written'; readonly block: number; readonly rows: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'failed'; readonly message: string };
