import { operatingPoints, type Metrics } from '@gavel/models';
import { plainTable } from '../plain-table.js';
import type { FittedVersion } from './fit-version.js';

const THRESHOLDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99] as const;

/** What the version is worth on the held-out slice, and what each score threshold would mean: read it before setting bands. */
export function trainReport({ metrics, heldOut, scoreProfile, network }: FittedVersion): string {
  const rows = operatingPoints(heldOut, THRESHOLDS).map(({ from, alerts, precision, recall }) => [
    from.toString(),
    alerts.toString(),
    percent(alerts / metrics.rows),
    percent(precision),
    percent(recall),
  ]);
  return [
    metricsTable(metrics),
    `Best epoch ${network.bestEpoch} of ${network.epochsRun}; half of the scores are at most ${shown(scoreProfile[10])}, 95 % at most ${shown(scoreProfile[19])}.`,
    '',
    'On the held-out slice, acting on scores from:',
    plainTable(['score', 'alerts', 'of all', 'are positive', 'of positives caught'], rows),
  ].join('\n');
}

function metricsTable({ rows, frauds, auc, averagePrecision, calibrationError }: Metrics): string {
  return plainTable(
    ['held out', 'rows', 'positives', 'AUC', 'average precision', 'calibration error'],
    [['', rows.toString(), frauds.toString(), auc.toFixed(4), averagePrecision.toFixed(4), calibrationError.toFixed(4)]],
  );
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`;
}

function shown(score: number | undefined): string {
  return (score ?? 0).toPrecision(2);
}
