import { OUTCOMES } from '@gavel/engine';
import { plainTable } from '../plain-table.js';
import type { Comparison } from './compare-shadows.js';
import { thousands } from '../thousands.js';
import type { Quality } from './quality.js';
import { outcomeShares, type Summary } from './summary.js';
import { totalOf } from './tally.js';

const TOP_REASONS = 10;

/** A run as tables for people. */
export function renderSummary(summary: Summary): string {
  const blocks = [
    headline(summary),
    troubles(summary),
    outcomes(summary),
    reasons(summary),
    versions(summary),
    ...summary.shadow.comparisons.map((comparison) => flips(comparison, summary.shadow.lookedAt)),
    outstanding(summary),
    qualityTable(summary),
    latencies(summary),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function headline(summary: Summary): string {
  const { answered, sent, durationSeconds, decisionsPerSecond, errors } = summary;
  const start = summary.interrupted ? 'Interrupted: ' : '';
  const seconds = durationSeconds.toFixed(1);
  const degraded = Object.entries(summary.degraded).map(([cause, times]) => `${cause} ${thousands(times)}`);
  return [
    `${start}${thousands(answered)} of ${thousands(sent)} requests decided in ${seconds} s, ${thousands(Math.round(decisionsPerSecond))} a second.`,
    ...counted('Errors', errors, true),
    ...counted('Answered from the log, because they had been asked before (replayed)', summary.replayed),
    ...counted('Asked again after a 503 or a broken connection', summary.retries),
    ...counted('Rows that could not be made into a request, and were not sent', summary.faultyRows),
    ...(degraded.length === 0 ? [] : [`Degraded: ${degraded.join(', ')}.`]),
  ].join('\n');
}

function counted(what: string, times: number, always = false): readonly string[] {
  return times > 0 || always ? [`${what}: ${thousands(times)}.`] : [];
}

function troubles({ errorsByKind, rowFaults, faultyRows }: Summary): string {
  const kinds =
    errorsByKind.length === 0
      ? []
      : [
          plainTable(
            ['error', 'times', 'the first'],
            errorsByKind.map(({ kind, count: times, first }) => [kind, thousands(times), first]),
            { wrapLast: 90 },
          ),
        ];
  const left = faultyRows - rowFaults.length;
  const rows =
    rowFaults.length === 0
      ? []
      : ['Rows not sent:', ...rowFaults.map((fault) => `  ${fault}`), ...(left > 0 ? [`  … and ${thousands(left)} more`] : [])];
  return [...kinds, ...rows].join('\n');
}

function outcomes({ outcomes: counts, answered }: Summary): string {
  if (answered === 0) return '';
  const shares = outcomeShares(counts);
  return plainTable(
    ['outcome', 'decisions', 'share'],
    OUTCOMES.map((outcome, at) => [outcome, thousands(counts[outcome]), percent(shares[at] ?? 0)]),
  );
}

function reasons({ reasons: all, answered }: Summary): string {
  if (all.length === 0) return '';
  const rows = all
    .slice(0, TOP_REASONS)
    .map((reason) => [reason.code, thousands(reason.count), percent(reason.count / answered), reason.text]);
  const left = all.length - rows.length;
  return plainTable(['reason', 'decisions', 'share', 'meaning'], rows, { wrapLast: 70 }) + (left > 0 ? `\n… and ${left} more reasons` : '');
}

function versions({ versions: all, canaryShare, shadow }: Summary): string {
  const decided = all.map(({ role, version, decisions, outcomes: counts, meanScore }) => [
    `${role} ${version}`,
    thousands(decisions),
    ...outcomeShares(counts).map(percent),
    meanScore.toFixed(4),
  ]);
  const shadows = shadow.comparisons.flatMap(({ candidate, matrix, compared }) => {
    const counts = Object.fromEntries(OUTCOMES.map((to) => [to, OUTCOMES.reduce((sum, from) => sum + matrix[from][to], 0)]));
    return compared === 0
      ? []
      : [
          [
            `candidate ${candidate}, compared`,
            thousands(compared),
            ...OUTCOMES.map((outcome) => percent((counts[outcome] ?? 0) / compared)),
            '',
          ],
        ];
  });
  if (decided.length + shadows.length === 0) return '';
  const share = canaryShare === null ? '' : `\nCanary share: ${percent(canaryShare)} of the decisions that a model scored.`;
  return plainTable(['version', 'decisions', ...OUTCOMES, 'mean score'], [...decided, ...shadows]) + share;
}

function flips(comparison: Comparison, lookedAt: number): string {
  const { champion, candidate, matrix, compared, flips: flipped, flipsWithoutScore, failed, meanScoreShift } = comparison;
  const rows = OUTCOMES.map((from) => [`${champion}: ${from}`, ...OUTCOMES.map((to) => thousands(matrix[from][to]))]);
  const share = compared === 0 ? '' : ` (${percent(flipped / compared)})`;
  const sentences = [
    `Flips: ${thousands(flipped)} of ${thousands(compared)}${share}.`,
    flipsWithoutScore === 0
      ? ''
      : `${thousands(flipsWithoutScore)} of them because one of the two had no score in time, which says nothing of the versions.`,
    meanScoreShift === null ? '' : `Mean score shift ${meanScoreShift >= 0 ? '+' : ''}${meanScoreShift.toFixed(4)}.`,
    failed === 0 ? '' : `${candidate} gave no score for ${thousands(failed)}, which are not compared.`,
  ];
  return [
    `Champion ${champion} against candidate ${candidate}, both judged on the same facts, on ${thousands(lookedAt)} decisions read back:`,
    plainTable(['', ...OUTCOMES.map((to) => `${candidate}: ${to}`)], rows),
    sentences.filter((sentence) => sentence !== '').join(' '),
  ].join('\n');
}

function outstanding({ shadow }: Summary): string {
  return shadow.outstanding === 0 ? '' : `${thousands(shadow.outstanding)} shadow verdicts were not there yet, or could not be read.`;
}

function qualityTable({ labelled, reviewOrBlock, blockOnly }: Summary): string {
  if (labelled === 0) return '';
  const table = plainTable(
    ['caught by', 'precision', 'recall', 'caught', 'false alarms', 'missed'],
    [qualityRow('review or block', reviewOrBlock), qualityRow('block', blockOnly)],
  );
  return `Against ${thousands(labelled)} labels:\n${table}`;
}

function qualityRow(name: string, { precision, recall, truePositives, falsePositives, falseNegatives }: Quality): string[] {
  const shares = [precision, recall].map((value) => (value === null ? '–' : percent(value)));
  return [name, ...shares, thousands(truePositives), thousands(falsePositives), thousands(falseNegatives)];
}

function latencies({ latencyMs, answered, concurrency }: Summary): string {
  if (answered === 0) return '';
  const { p50, p95, p99, max } = latencyMs;
  const table = plainTable(['latency', 'p50', 'p95', 'p99', 'max'], [['ms', ...[p50, p95, p99, max].map((value) => value.toFixed(1))]]);
  return `${table}\nSeen by this client with ${concurrency} requests at once, each after an answer: how it feels, not how much the service can bear.`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(value !== 0 && value < 0.1 ? 2 : 1)} %`;
}

/** Something failed, or could not be sent, or the run was not finished, or nothing was decided. */
export function hasFailed(summary: Summary): boolean {
  return summary.interrupted || summary.errors > 0 || summary.faultyRows > 0 || totalOf(summary.outcomes) === 0;
}
