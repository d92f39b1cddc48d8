import type { Fault } from '@gavel/engine';

/** Asks the checker's thread for all that can be said against the files of a flow. */
export interface CheckRequest {
  readonly id: number;
  readonly flow: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What it found, or why it could not look. */
export type CheckReply =
  | { readonly id: number; readonly type: 'checked'; readonly faults: readonly Fault[] }
  | { readonly id: number; readonly type: 'failed'; readonly reason: string };
