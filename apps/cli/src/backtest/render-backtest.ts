import { factLines, headLine, labelWords } from '@gavel/backtest';
import type { BacktestReport, Compared, Estimate } from '@gavel/engine';
import { counted } from '../counted.js';
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
    `Intervals: 95 %, bootstrap of ${report.bootstrap.replicates} replicates clustered by ${report.bootstrap.clusteredBy}; Wilson's score interval for shares of fewer than 10 decisions or without spread.`,
  ].join('\n');
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
    fired
      .toSorted((a, b) => b.hits.value - a.hits.value)
      .map((rule) => [
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

function moneyRow(name: string, { current, candidate, difference }: Compared): readonly string[] {
  return [name, range(current), range(candidate), range(difference)];
}
