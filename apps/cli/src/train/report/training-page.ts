import {
  calibrationBins,
  costAt,
  operatingPoints,
  rankingCurve,
  type TrainedDraft,
  type Costs,
  type Importance,
  type Scored,
} from '@gavel/models';
import { escaped, percentText, REPORT_STYLE } from '@gavel/backtest';
import { thousands } from '../../thousands.js';
import { THRESHOLDS } from '../train-report.js';
import { barPlot } from './bar-plot.js';
import type { DriftRow } from './drift-rows.js';
import { linePlot, type Series } from './line-plot.js';

/** All that the page shows. */
export interface TrainingPage {
  readonly draft: Pick<TrainedDraft, 'name' | 'version' | 'metrics' | 'createdBy' | 'training' | 'calibrator' | 'floor'>;
  readonly scored: Scored;
  readonly losses: readonly Series[];
  readonly importance: readonly Importance[];
  readonly drift: readonly DriftRow[];
  readonly costs: Costs;
}

const SCORE_BINS = 20;

/** The report of a training as one page that needs nothing else: no script, no font, no picture from outside. */
export function trainingPage(page: TrainingPage): string {
  const { draft } = page;
  const title = `Training of ${draft.name} ${draft.version}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${REPORT_STYLE}.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 18px; }</style>
</head>
<body>
<main>
<header><h1>${escaped(title)}</h1><p class="lead">Learnt from ${thousands(draft.training.rows)} rows, ${thousands(draft.training.frauds)} of them positive (labelled as what the model is to find); measured on ${thousands(draft.metrics.rows)} later rows with ${thousands(draft.metrics.frauds)} positives, which nothing was fitted on.</p></header>
${tiles(page)}
<div class="pair">${curves(page)}</div>
<section><h2>Thresholds and what they cost</h2>${thresholdTable(page)}</section>
<section><h2>What it looks at</h2><p class="quiet">Fall of average precision when one feature's values are dealt out anew among the held-out rows.</p>${barPlot(
    'Permutation importance',
    page.importance.slice(0, 30).map(({ fact, loss }) => ({ name: fact, value: loss })),
  )}</section>
<section><h2>Scores</h2><p class="quiet">How many held-out rows score in each twentieth of the scale; the number counts positives among them.</p>${scoreTable(page.scored)}</section>
<section><h2>Drift between the rows learnt from and those held out</h2><p class="quiet">Population stability index; above 0.1 something moved, above 0.25 much did.</p>${driftTable(page.drift)}</section>
<section><h2>What this rests on</h2><ul><li><code>${escaped(draft.createdBy)}</code></li><li>SHA-256 of the encoded rows: <code>${draft.training.sha256}</code></li><li>Calibrator: ${draft.calibrator.kind}</li></ul></section>
</main>
</body>
</html>
`;
}

function tile(what: string, value: string): string {
  return `<div class="tile"><div class="what">${what}</div><div class="value">${value}</div></div>`;
}

function tiles({ draft: { metrics } }: TrainingPage): string {
  return `<div class="tiles">
${tile('ROC AUC', metrics.auc.toFixed(4))}
${tile('Average precision', metrics.averagePrecision.toFixed(4))}
${metrics.cardPrecision100 === undefined ? '' : tile('Card precision at 100 a day', metrics.cardPrecision100.toFixed(4))}
${tile('Expected calibration error', metrics.calibrationError.toFixed(4))}
${metrics.brier === undefined ? '' : tile('Brier score', metrics.brier.toFixed(5))}
</div>`;
}

function card(title: string, plot: string): string {
  return `<section><h2>${title}</h2>${plot}</section>`;
}

function curves({ scored, losses }: TrainingPage): string {
  const ranking = rankingCurve(scored);
  const bins = calibrationBins(scored);
  const roc = ranking.map(({ falseShare, recall }): [number, number] => [falseShare, recall]);
  const precision = ranking.map(({ recall, precision: each }): [number, number] => [recall, each]);
  const calibration = bins.map(({ meanScore, fraudShare }): [number, number] => [meanScore, fraudShare]);
  return [
    card('Loss by round', linePlot({ label: 'Loss by round', xLabel: 'round', yLabel: 'log loss', series: losses })),
    card(
      'ROC',
      linePlot({
        label: 'ROC curve',
        xLabel: 'negatives alerted',
        yLabel: 'positives alerted',
        unit: true,
        diagonal: true,
        series: [{ name: 'ROC', points: [[0, 0], ...roc] }],
      }),
    ),
    card(
      'Precision and recall',
      linePlot({
        label: 'Precision–recall curve',
        xLabel: 'recall',
        yLabel: 'precision',
        unit: true,
        series: [{ name: 'precision', points: precision }],
      }),
    ),
    card(
      'Calibration',
      `<p class="quiet">Ten bins that hold equally many positives.</p>${linePlot({ label: 'Calibration plot', xLabel: 'mean score', yLabel: 'share of positives', unit: true, diagonal: true, series: [{ name: 'calibration', points: calibration, dots: true }] })}`,
    ),
  ].join('\n');
}

function thresholdTable({ scored, costs }: TrainingPage): string {
  const points = operatingPoints(scored, THRESHOLDS).map((point) => ({ ...point, cost: costAt(scored, point.from, costs) }));
  const least = Math.min(...points.map(({ cost }) => cost));
  const rows = points.map(
    ({ from, alerts, precision, recall, cost }) =>
      `<tr><th>${from}</th><td>${thousands(alerts)}</td><td>${percentText(alerts / scored.labels.length)}</td><td>${Number.isNaN(precision) ? '–' : percentText(precision)}</td><td>${percentText(recall)}</td><td>${cost === least ? `<b>${thousands(Math.round(cost))}</b>` : thousands(Math.round(cost))}</td></tr>`,
  );
  return `<p class="quiet">Cost: ${costs.missedFraud} for a positive that is not alerted, ${costs.alert} for looking at an alert; without any alert ${thousands(Math.round(costAt(scored, 2, costs)))}. Least is bold. The policy sets the bands, not this table.</p>
<table><thead><tr><th>score from</th><th>alerts</th><th>of all rows</th><th>precision</th><th>recall</th><th>cost</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

function scoreTable({ scores, labels }: Scored): string {
  const counts = Array.from({ length: SCORE_BINS }, () => ({ rows: 0, positives: 0 }));
  for (let row = 0; row < labels.length; row += 1) {
    const bin = counts[Math.min(SCORE_BINS - 1, Math.floor((scores[row] ?? 0) * SCORE_BINS))];
    if (bin === undefined) continue;
    bin.rows += 1;
    bin.positives += labels[row] ?? 0;
  }
  const bars = counts.map(({ rows, positives }, bin) => ({
    name: `${(bin / SCORE_BINS).toFixed(2)} to ${((bin + 1) / SCORE_BINS).toFixed(2)}: ${thousands(rows)} rows, ${thousands(positives)} positives`,
    value: rows === 0 ? 0 : Math.log10(rows + 1),
  }));
  return `<p class="quiet">Bars are on a logarithmic scale (log₁₀ of rows + 1).</p>${barPlot('Score distribution', bars, 1)}`;
}

function shown(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(4)));
}

function driftTable(drift: readonly DriftRow[]): string {
  const rows = drift.map(
    ({ fact, psi, missingBefore, missingAfter, medianBefore, medianAfter }) =>
      `<tr><th>${escaped(fact)}</th><td>${psi.toFixed(4)}</td><td>${shown(medianBefore)}</td><td>${shown(medianAfter)}</td><td>${percentText(missingBefore)}</td><td>${percentText(missingAfter)}</td></tr>`,
  );
  return `<table><thead><tr><th>feature</th><th>PSI</th><th>median learnt</th><th>median held out</th><th>missing learnt</th><th>missing held out</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}
