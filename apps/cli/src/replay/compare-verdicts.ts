import type { Reason, Verdict } from '@gavel/engine';
import type { DecisionDocument } from './decision-document.js';

/** One thing that was compared, as it was recorded and as it is now. */
export interface Compared {
  readonly what: 'outcome' | 'reasons' | 'score';
  readonly recorded: string;
  readonly again: string;
  readonly same: boolean;
}

/** Outcome, reasons in their order with what gave them, and the score to its last bit. */
export function compareVerdicts(recorded: DecisionDocument['verdict'], again: Verdict): readonly Compared[] {
  return [
    compared('outcome', recorded.outcome, again.outcome),
    compared('reasons', reasonLines(recorded.reasons), reasonLines(again.reasons)),
    compared('score', scoreText(recorded.score), scoreText(again.score)),
  ];
}

function compared(what: Compared['what'], recorded: string, again: string): Compared {
  return { what, recorded, again, same: recorded === again };
}

function reasonLines(reasons: readonly Reason[]): string {
  if (reasons.length === 0) return '(none)';
  return reasons.map(({ code, source, rule }) => `${code} (${rule === undefined ? source : `${source} ${rule}`})`).join('\n');
}

function scoreText(score: number | undefined): string {
  return score === undefined ? '(missing)' : String(score);
}
