import type { BacktestReport } from '@gavel/engine';
import { labelWords } from './label-words.js';
import { counted, thousands } from './number-words.js';

/** What was compared, in one line. */
export function headLine({ flow, candidate, current, decisions, period }: BacktestReport): string {
  const days = period === undefined ? '' : `, ${dayOf(period.fromMs)} to ${dayOf(period.toMs)}`;
  const against =
    current.verdicts === 'recorded' ? 'the recorded verdicts' : `the policy ${Object.keys(current.policies).join(', ').slice(0, 12)}…`;
  return `${flow}: candidate ${candidate.policy.slice(0, 12)}… (${counted(candidate.rules, 'rule')}) against ${against}; ${counted(decisions.compared, 'decision')}${days}`;
}

/** What the figures rest on, a sentence each. */
export function factLines(report: BacktestReport): readonly string[] {
  const { decisions, labels, sameVerdicts, unrecordedFeatures, removedRules } = report;
  const { bad, good } = labelWords(report);
  const { judgedAgain, same, differingDecisionIds } = sameVerdicts;
  const lines = [
    `Labels: ${thousands(labels.fraud)} ${bad}, ${thousands(labels.genuine)} ${good}, ${thousands(labels.unlabelled)} without${labels.presumedGenuine ? ` (taken for ${good})` : ''}; ${thousands(labels.notMature)} younger than ${counted(labels.ageDays, 'day')} are not mature (${thousands(labels.notMatureLabelled)} of them labelled).`,
  ];
  if (judgedAgain > 0) lines.push(`Judged again by their own policy: ${thousands(same)} of ${thousands(judgedAgain)} the same.`);
  if (differingDecisionIds.length > 0) lines.push(`DIFFERENT, so do not trust this report: ${differingDecisionIds.join(', ')}`);
  if (decisions.withoutCandidateScore > 0) {
    lines.push(
      `Left out: ${counted(decisions.withoutCandidateScore, 'decision')} without a recorded score of the candidate's model version.`,
    );
  }
  if (decisions.withoutAmount > 0) lines.push(`Without an amount: ${counted(decisions.withoutAmount, 'decision')}.`);
  for (const [feature, count] of Object.entries(unrecordedFeatures)) {
    lines.push(`The feature ${feature} was not recorded in ${counted(count, 'decision')}: rules over it are unknown there.`);
  }
  for (const { rule, currentHits } of removedRules) lines.push(`Not in the candidate: ${rule}, which had ${counted(currentHits, 'hit')}.`);
  return lines;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
