import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { failedFacts, type AppendedEvent, type DecisionRecord, type ShadowVerdict } from '@gavel/engine';
import type { ModelHost, ModelStats } from '@gavel/models';
import type { FeatureHealth, FeatureMonitor } from './feature-monitor.js';
import { HistoryMetrics } from './history-metrics.js';
import { modelServerMetrics } from './model-server-metrics.js';

const LATENCY_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export type Stage = 'gather' | 'judge' | 'append' | 'total';

/** What is read from the running parts each time metrics are asked for. */
export interface Gauges {
  readonly eventLoopLagMs: () => number;
  readonly inFlight: () => number;
  /** Requests at work above which a new decision is refused. */
  readonly decisionLimit: () => number;
  readonly shadowQueue: () => number;
  readonly flagsAgeMs: () => number;
  readonly models: Pick<ModelHost, 'versions' | 'stats'>;
  /** Decisions that wait for their commit. */
  readonly logQueue: () => number;
  readonly features: Pick<FeatureMonitor, 'health'>;
}

/** Everything that /metrics tells. One registry per service, so that two in one process do not mix. */
export class Metrics {
  readonly registry = new Registry();
  readonly history = new HistoryMetrics(this.registry);

  private readonly decisions = this.counter('gavel_decisions_total', 'Decisions given, replays aside.', [
    'flow',
    'outcome',
    'role',
    'version',
  ]);
  private readonly replays = this.counter('gavel_replays_total', 'Answers given again from the record.', ['flow']);
  private readonly conflicts = this.counter('gavel_key_conflicts_total', 'Keys used again with another body.', ['flow']);
  private readonly events = this.counter('gavel_events_total', 'Events taken in to feed features, by what became of them.', [
    'flow',
    'kind',
    'result',
  ]);
  private readonly missing = this.counter(
    'gavel_missing_facts_total',
    'Facts that should have been there and were not; those that do not apply to a request are not counted.',
    ['flow', 'fact'],
  );
  private readonly degraded = this.counter('gavel_degraded_total', 'Decisions given without something, by cause.', ['flow', 'cause']);
  private readonly flips = this.counter('gavel_shadow_verdicts_total', 'Shadow verdicts beside the live outcome.', [
    'flow',
    'version',
    'live',
    'shadow',
  ]);
  private readonly shadowFailures = this.counter('gavel_shadow_failed_total', 'Candidates that gave no score.', ['flow', 'version']);
  private readonly shadowLosses = this.counter('gavel_shadow_lost_total', 'Shadow verdicts that were not recorded.', ['cause']);
  private readonly requests = this.histogram('gavel_http_request_seconds', 'Time from the request to the end of the answer.', [
    'method',
    'route',
    'status',
  ]);
  private readonly stages = this.histogram('gavel_decision_stage_seconds', 'Time of a decision by stage.', ['flow', 'stage']);
  private readonly reloads = this.counter('gavel_reloads_total', 'Policies and flags taken or refused at reload.', ['what', 'result']);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds what is read from running parts. Once, when they run. */
  watch(gauges: Gauges): void {
    this.gauge('gavel_event_loop_lag_seconds', 'Mean lag of the event loop over the last sample.', () => gauges.eventLoopLagMs() / 1000);
    this.gauge('gavel_requests_in_flight', 'Requests at work.', gauges.inFlight);
    this.gauge('gavel_decision_limit', 'Requests at work above which a new decision is refused.', gauges.decisionLimit);
    this.gauge('gavel_shadow_queue_length', 'Decisions that wait for their shadows.', gauges.shadowQueue);
    this.gauge('gavel_flags_age_seconds', 'Time since the flags were last confirmed.', () => gauges.flagsAgeMs() / 1000);
    this.gauge('gavel_log_queue_length', 'Decisions that wait for their commit.', gauges.logQueue);
    this.perFeature(gauges.features);
    this.modelVersions(gauges.models);
    this.modelCounts(gauges.models);
  }

  /** One decision that was given and logged. */
  decided(
    { ask, assignment, verdict, facts, timings }: DecisionRecord,
    took: { readonly appendMs: number; readonly totalMs: number },
  ): void {
    const flow = ask.flow;
    this.decisions.inc({ flow, outcome: verdict.outcome, role: assignment.role, version: assignment.version ?? '' });
    for (const { fact } of failedFacts(facts.missing)) this.missing.inc({ flow, fact });
    for (const cause of facts.degraded) this.degraded.inc({ flow, cause });
    this.stage(flow, 'gather', timings.gatherMs);
    this.stage(flow, 'judge', timings.judgeMs);
    this.stage(flow, 'append', took.appendMs);
    this.stage(flow, 'total', took.totalMs);
  }

  replayed(flow: string): void {
    this.replays.inc({ flow });
  }

  conflicted(flow: string): void {
    this.conflicts.inc({ flow });
  }

  /** One event that fits its kind: kept, here before, or its id was. */
  ingested({ flow, kind }: { readonly flow: string; readonly kind: string }, result: AppendedEvent): void {
    this.events.inc({ flow, kind, result });
  }

  shadowed(verdict: ShadowVerdict): void {
    const { flow, version } = verdict;
    if (verdict.status === 'failed') this.shadowFailures.inc({ flow, version });
    else this.flips.inc({ flow, version, live: verdict.liveOutcome, shadow: verdict.outcome });
  }

  /** `dropped`: the queue was full; `hung`: it did not end in its time; `lost`: it could not be judged or written. */
  shadowLost(cause: 'dropped' | 'hung' | 'lost'): void {
    this.shadowLosses.inc({ cause });
  }

  reloaded(what: 'policy' | 'flags', result: 'taken' | 'refused'): void {
    this.reloads.inc({ what, result });
  }

  request(labels: { method: string; route: string; status: number }, ms: number): void {
    this.requests.observe(labels, ms / 1000);
  }

  private stage(flow: string, stage: Stage, ms: number): void {
    this.stages.observe({ flow, stage }, ms / 1000);
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram(name: string, help: string, labelNames: string[]): Histogram {
    return new Histogram({ name, help, labelNames, buckets: LATENCY_BUCKETS_S, registers: [this.registry] });
  }

  private gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.registry], collect: () => gauge.set(read()) });
  }

  /** Only features of policies in force are told, so there are never more labels than a catalogue has features. */
  private perFeature(features: Gauges['features']): void {
    const told = (name: string, help: string, read: (health: FeatureHealth) => number | undefined): void => {
      const gauge: Gauge<'flow' | 'feature'> = new Gauge({
        name,
        help,
        labelNames: ['flow', 'feature'],
        registers: [this.registry],
        collect: () => {
          gauge.reset();
          for (const [flow, healths] of Object.entries(features.health())) {
            for (const [feature, health] of Object.entries(healths)) {
              const value = read(health);
              if (value !== undefined) gauge.set({ flow, feature }, value);
            }
          }
        },
      });
    };
    told('gavel_feature_missing_share', 'Share of decisions without the feature, since the policy is in force.', (one) => one.missingShare);
    told('gavel_feature_default_share', 'Share of decisions with its declared default.', (one) => one.defaultShare);
    told('gavel_feature_age_seconds', 'Time since a decision last had a value of its own.', (one) => one.freshnessS);
  }

  private modelVersions(models: Gauges['models']): void {
    const gauge: Gauge<'name' | 'version' | 'state'> = new Gauge({
      name: 'gavel_model_version',
      help: 'Model versions by state: 1 is the state the version is in.',
      labelNames: ['name', 'version', 'state'],
      registers: [this.registry],
      collect: () => {
        gauge.reset();
        for (const { name, version, state } of models.versions()) gauge.set({ name, version, state }, 1);
      },
    });
  }

  /** The host counts by itself, off this thread's hot path; here its counts are only told. */
  private modelCounts(models: Gauges['models']): void {
    const stats = (): ModelStats => models.stats();
    this.told('gavel_model_batches_total', 'Batches scored, by their number of rows.', 'rows', () => stats().batchSizes);
    this.told('gavel_model_faults_total', 'Rows that got no score, by why.', 'fault', () => stats().faults);
    this.gauge('gavel_model_rows_waiting', 'Rows that wait to be scored.', () => stats().queued.live + stats().queued.shadow);
    modelServerMetrics(this.registry, () => stats().servers);
    this.gauge('gavel_model_worker_restarts', 'Times the scoring worker was started again.', () => stats().workerRestarts);
  }

  /** A counter whose counts are kept elsewhere. */
  private told(name: string, help: string, label: string, read: () => Readonly<Record<string, number>>): void {
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect: () => {
        counter.reset();
        for (const [value, count] of Object.entries(read())) counter.inc({ [label]: value }, count);
      },
    });
  }
}
