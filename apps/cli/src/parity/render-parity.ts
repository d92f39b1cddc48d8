import { isMismatch, type ParityCause, type ParityDifference, type ParityReport, type Scalar } from '@gavel/engine';
import { counted } from '../counted.js';
import { plainTable } from '../plain-table.js';
import { thousands } from '../thousands.js';

const CAUSE_WORDS: Readonly<Record<ParityCause, string>> = {
  'policy changed': 'declared otherwise then',
  'sequence missing': 'history could not be read then, or its order was not recorded',
  evicted: 'history was forgotten for want of room',
  defaulted: 'one of the two is the default',
  value: 'not explained',
};

/** A parity report for the terminal: what differs, how often, why, and one example of each. */
export function renderParity({ decisions, features, mismatches, differences }: ParityReport): string {
  const head = `${counted(decisions, 'decision')} compared, ${thousands(features)} features.`;
  if (differences.length === 0) return `${head}\nAll of them are what was served.`;
  const rows = differences.map(({ feature, cause, count, first }) => [
    feature,
    thousands(count),
    isMismatch(cause) ? 'MISMATCH' : 'excused',
    CAUSE_WORDS[cause],
    exampleWords(first),
  ]);
  const table = plainTable(['feature', 'differs', '', 'why', 'for example'], rows, { align: ['left', 'right', 'left', 'left', 'left'] });
  const verdict =
    mismatches === 0
      ? 'No feature differs that should be the same.'
      : `${counted(mismatches, 'value')} served that the definition does not give again: the model saw another world than it was taught.`;
  return [head, table, verdict].join('\n');
}

function exampleWords({ decisionId, served, again, detail }: ParityDifference): string {
  const values = `${valueWords(served)} served, ${valueWords(again)} now`;
  return `${decisionId}: ${values}${detail === undefined ? '' : ` (${detail})`}`;
}

function valueWords(value: Scalar | undefined): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
