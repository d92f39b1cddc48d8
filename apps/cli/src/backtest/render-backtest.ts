import type { BacktestReport, Compared, Estimate } from '@gavel/engine';
import { counted } from '../counted.js';
import { labelWords } from './label-words.js';
import { plainTable } from '../plain-table.js';
import { thousands } from '../thousands.js';

const MAX_DAYS = 14;

/** The report for a terminal. */
export function renderBacktest(report: BacktestReport, notes: readonly string[]): string {
  const { compared } = report.decisions;
  if (compared === 0) return [`No decision of ${report.flow} could be compared.`, ...factLines(report), ...notes].join('\n');
  return [
    headLine(report),
    '',
    `Outcomes, current (down) against candidate (across); amounts in ${report.amountFact}`,
    flipTable(report),
    '',
    `Money by mature labels, in ${report.amountFact}`,
    moneyTable(report),
    '',
    'Rules of the candidate',
    ruleTable(report),
    '',
    `Reviews per day (UTC)${report.reviewsPerDay.length > MAX_DAYS ? `, the last ${MAX_DAYS} days` : ''}`,
    dayTable(report),
    '',
    ...factLines(report),
    ...notes,
    `Intervals: 95 %, bootstrap of ${report.bootstrap.replicates} replicates clustered by ${report.bootstrap.clusteredBy}.`,
  ].join('\n');
}

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

function flipTable({ flips }: BacktestReport): string {
  const outcomes = ['pass', 'review', 'block'];
  const rows = outcomes.map((current) => [
    current,
    ...flips.filter((cell) => cell.current === current).map(({ decisions, amount }) => `${range(decisions)}\n${range(amount)}`),
  ]);
  return plainTable(['', ...outcomes], rows);
}

function moneyTable(report: BacktestReport): string {
  const { money, quality } = report;
  const { bad } = labelWords(report);
  return plainTable(
    ['', 'current', 'candidate', 'difference'],
    [
      moneyRow(`${bad}: reviewed or blocked`, money.fraudCaught),
      moneyRow(`${bad}: passed`, money.fraudMissed),
      moneyRow('good customers blocked', money.genuineBlocked),
      moneyRow('good customers reviewed', money.genuineReviewed),
      ['precision', share(quality.current.precisionShare), share(quality.candidate.precisionShare), ''],
      ['recall', share(quality.current.recallShare), share(quality.candidate.recallShare), ''],
    ],
  );
}

function ruleTable({ rules }: BacktestReport): string {
  const fired = rules.filter(({ hits, currentHits }) => hits.value > 0 || currentHits > 0);
  const silent = rules.length - fired.length;
  const table = plainTable(
    ['rule', 'asks', 'hits', 'before', 'precision', 'recall', 'only it caught', 'most often with'],
    fired.toSorted((a, b) => b.hits.value - a.hits.value).map((rule) => [
      rule.rule,
      rule.asks,
      thousands(rule.hits.value),
      thousands(rule.currentHits),
      share(rule.precisionShare),
      share(rule.recallShare),
      range(rule.onlyThisRuleFrauds),
      rule.overlaps[0] === undefined ? '' : `${rule.overlaps[0].rule} ${percent(rule.overlaps[0].shareOfHits)}`,
    ]),
  );
  return silent === 0 ? table : `${table}\n${counted(silent, 'rule')} never fired, on either side.`;
}

function dayTable({ reviewsPerDay }: BacktestReport): string {
  return plainTable(
    ['day', 'decisions', 'current', 'candidate'],
    reviewsPerDay
      .slice(-MAX_DAYS)
      .map(({ day, decisions, currentReviews, candidateReviews }) => [
        day,
        thousands(decisions),
        range(currentReviews),
        range(candidateReviews),
      ]),
  );
}

function range({ value, low95, high95 }: Estimate): string {
  if (low95 === high95 && low95 === value) return thousands(Math.round(value));
  return `${thousands(Math.round(value))} (${thousands(Math.round(low95))} to ${thousands(Math.round(high95))})`;
}

function share(estimate: Estimate | undefined): string {
  if (estimate === undefined) return '–';
  return `${percent(estimate.value)} (${percent(estimate.low95)} to ${percent(estimate.high95)})`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function moneyRow(name: string, { current, candidate, difference }: Compared): readonly string[] {
  return [name, range(current), range(candidate), range(difference)];
}
