import type { DriftStatus, WindowDrift } from '@gavel/engine';
import { Gauge, type Registry } from 'prom-client';
import type { DriftWatch, WatchedVersion } from './drift-watch.js';

/** Features told of each version, the most shifted first: what /metrics holds is bounded whatever models read. */
const MAX_FEATURES = 100;
const LABELS = ['model', 'version', 'feature'] as const;
const LEVELS: Readonly<Record<DriftStatus, number>> = { 'too-few': 0, stable: 0, shifted: 1, drifted: 2 };

type DriftGauge = Gauge<(typeof LABELS)[number]>;

interface Gauges {
  readonly psi: DriftGauge;
  readonly threshold: DriftGauge;
  readonly alarm: DriftGauge;
  readonly missing: DriftGauge;
  readonly unseen: DriftGauge;
}

/** Adds the drift of every version that gives live scores. The feature `score` is the score itself: no fact may have that name. */
export function registerDriftMetrics(registry: Registry, watch: Pick<DriftWatch, 'all' | 'uncounted'>): void {
  const make = (name: string, help: string): DriftGauge => new Gauge({ name, help, labelNames: LABELS, registers: [registry] });
  // Registered first: it is collected first, and sets what the others tell.
  const decisions: Gauge<'model' | 'version'> = new Gauge({
    name: 'gavel_drift_decisions',
    help: 'Live decisions scored since the service started, by model version.',
    labelNames: ['model', 'version'],
    registers: [registry],
    collect: () => {
      decisions.reset();
      for (const gauge of Object.values(gauges)) gauge.reset();
      for (const watched of watch.all()) {
        decisions.set({ model: watched.name, version: watched.version }, watched.scored);
        tell(gauges, watched);
      }
    },
  });
  const gauges: Gauges = {
    psi: make('gavel_drift_psi', 'Population stability index of the latest decisions against the model version’s reference.'),
    threshold: make('gavel_drift_psi_threshold', 'What the index exceeds by chance alone, hardly ever; it shrinks with the decisions.'),
    alarm: make('gavel_drift_alarm', '0: stable, or too few to tell; 1: surely shifted; 2: surely and by much.'),
    missing: make('gavel_drift_missing_share', 'Share of the latest decisions in which the feature was missing.'),
    unseen: make('gavel_drift_unseen_share', 'Share of the latest decisions with a category that the reference does not know.'),
  };
  const uncounted: Gauge = new Gauge({
    name: 'gavel_drift_uncounted',
    help: 'Live decisions that were not counted for drift, because too many came at once.',
    registers: [registry],
    collect: () => uncounted.set(watch.uncounted),
  });
}

function tell({ psi, threshold, alarm, missing, unseen }: Gauges, { name, version, report }: WatchedVersion): void {
  if (report === undefined) return;
  const label = (feature: string): { model: string; version: string; feature: string } => ({ model: name, version, feature });
  const { recent, day } = report;
  const tellIndex = (feature: string, part: Pick<WindowDrift['score'], 'psi' | 'threshold'>): void => {
    psi.set(label(feature), part.psi);
    if (part.threshold !== undefined) threshold.set(label(feature), part.threshold);
  };
  tellIndex('score', recent.score);
  alarm.set(label('score'), Math.max(LEVELS[recent.score.status], LEVELS[day.score.status]));
  const daily = new Map(day.features.map((feature) => [feature.name, feature.status]));
  for (const feature of recent.features.slice(0, MAX_FEATURES)) {
    tellIndex(feature.name, feature);
    alarm.set(label(feature.name), Math.max(LEVELS[feature.status], LEVELS[daily.get(feature.name) ?? 'stable']));
    missing.set(label(feature.name), feature.missing.share);
    if (feature.unseen !== undefined) unseen.set(label(feature.name), feature.unseen.share);
  }
}
