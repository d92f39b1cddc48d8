import type { Fault } from '../contract/fault.js';

/** What is suspicious about a rule. */
export type LintKind =
  | 'unreachable'
  | 'always-true'
  | 'never-true-comparison'
  | 'always-true-comparison'
  | 'never-sent-value'
  | 'duplicate'
  | 'subsumed'
  | 'no-owner'
  | 'review-overdue'
  | 'unused-condition'
  | 'absent-not-listed'
  | 'unread-list'
  | 'no-rules';

/** A warning: like a fault it has a place and says how to mend it, and unlike a fault it stops nothing. */
export interface LintFinding extends Fault {
  readonly kind: LintKind;
  readonly file: string;
}
