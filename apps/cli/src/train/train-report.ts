import { operatingPoints, type Metrics, type Scored } from '@gavel/models';
import { plainTable } from '../plain-table.js';
import type { FittedVersion } from './fit-version.js';

/** Thresholds that reports list. */
export const THRESHOLDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99] as const;

/** What the version is worth on the held-out slice, and what each score threshold would mean: read it before setting bands. */
export function trainReport({ metrics, heldOut, scoreProfile, fitted }: FittedVersion): string {
  return [
    metricsTable(metrics),
    `Kept ${fitted.model.bestRound} of ${fitted.model.rounds} rounds; half of the scores are at most ${shown(scoreProfile[10])}, 95 % at most ${shown(scoreProfile[19])}.`,
    '',
    'On the held-out slice, acting on scores from:',
    pointsTable(heldOut),
  ].join('\n');
}

/** What each score threshold would have meant. */
export function pointsTable(scored: Scored): string {
  const rows = operatingPoints(scored, THRESHOLDS).map(({ from, alerts, precision, recall }) => [
    from.toString(),
    alerts.toString(),
    percent(alerts / scored.labels.length),
    percent(precision),
    percent(recall),
  ]);
  return plainTable(['score', 'alerts', 'of all', 'precision', 'recall'], rows);
}

/** What the same recipe was worth from each seed, and how far the seeds lie apart: a smaller difference between versions is chance. */
export function seedsReport(all: readonly Metrics[]): string {
  const spread = (of: (metrics: Metrics) => number): string => {
    const values = all.map(of);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1));
    return `${mean.toFixed(4)} ± ${sd.toFixed(4)}`;
  };
  return `Over ${all.length} seeds: AUC ${spread(({ auc }) => auc)}, average precision ${spread(({ averagePrecision }) => averagePrecision)}, calibration error ${spread(({ calibrationError }) => calibrationError)}.`;
}

/** The figures of one slice. */
export function metricsTable({ rows, frauds, auc, averagePrecision, calibrationError, brier, cardPrecision100 }: Metrics): string {
  return plainTable(
    ['held out', 'rows', 'positives', 'AUC', 'average precision', 'CP@100', 'calibration error', 'Brier'],
    [
      [
        '',
        rows.toString(),
        frauds.toString(),
        auc.toFixed(4),
        averagePrecision.toFixed(4),
        cardPrecision100?.toFixed(4) ?? '–',
        calibrationError.toFixed(4),
        brier?.toFixed(5) ?? '–',
      ],
    ],
  );
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`;
}

function shown(score: number | undefined): string {
  return (score ?? 0).toPrecision(2);
}
