import type { DecisionLog, DecisionRecord } from '@gavel/engine';
import type { ModelHost } from '@gavel/models';
import { DecisionExplainer } from '../explanations/decision-explainer.js';
import { registerExplanationMetrics } from '../explanations/explanation-metrics.js';
import { ExplanationQueue } from '../explanations/explanation-queue.js';
import type { PolicyHolder } from '../flows/policy-holder.js';
import type { Metrics } from '../metrics/metrics.js';
import { registerDriftMetrics } from '../model-watch/drift-metrics.js';
import { DriftWatch } from '../model-watch/drift-watch.js';
import { LiveQuality } from '../model-watch/live-quality.js';
import type { Clock } from './clock.js';

/** What happens to a decision once it was answered, shadows aside. */
export interface Afterwards {
  readonly explanations: ExplanationQueue;
  readonly drift: DriftWatch;
  readonly quality: LiveQuality;
  /** To be told of every decision that was given; never throws. */
  readonly onDecided: (record: DecisionRecord) => void;
}

interface AfterwardsParts {
  readonly modelHost: ModelHost;
  readonly policies: PolicyHolder;
  readonly log: DecisionLog;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Opens explanations and the watch over drift. */
export function openAfterwards({ modelHost, policies, log, metrics, clock }: AfterwardsParts): Afterwards {
  const explanations = new ExplanationQueue(new DecisionExplainer({ coalitions: modelHost.coalitions, policies, log }));
  const drift = new DriftWatch({ referenceOf: (name, version) => modelHost.referenceOf(name, version), wallMs: clock.wallMs });
  const quality = new LiveQuality({
    log,
    flowsOf: (model) => policies.all().flatMap(({ policy }) => (policy.model?.name === model ? [policy.flow.name] : [])),
    wallMs: clock.wallMs,
  });
  registerDriftMetrics(metrics.registry, drift);
  registerExplanationMetrics(metrics.registry, explanations);
  const onDecided = (record: DecisionRecord): void => {
    drift.offer(record);
    explanations.offer(record);
  };
  return { explanations, drift, quality, onDecided };
}
