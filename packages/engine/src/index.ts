export * from './contract/index.js';
export { explainScore, type ExplainedParts, type GroupContribution, type ScoreExplanation } from './attribution/explain-score.js';
export { inputGroups, type InputGroup } from './attribution/input-groups.js';
export { coverCases, type ConditionCoverage, type Coverage, type RuleCoverage } from './cases/cover-cases.js';
export type {
  BacktestReport,
  Compared,
  DayLoad,
  Estimate,
  FlipCell,
  Quality,
  RuleFigures,
  SameVerdicts,
} from './backtest/backtest-report.js';
export type { BacktestPart } from './backtest/backtest-tally.js';
export { createBacktest, type Backtest, type BacktestOptions } from './backtest/create-backtest.js';
export { knownOf, type Known, type LabelTerms } from './backtest/maturity.js';
export { parseRecorded } from './backtest/parse-recorded.js';
export { gatherCase } from './cases/gather-case.js';
export { loadCases, type Case } from './cases/load-cases.js';
export type { Mutant, MutantKind } from './cases/mutant.js';
export { mutatePolicy, type PolicyMutant } from './cases/mutate-policy.js';
export { mutateRules, type RuleMutant } from './cases/mutate-rules.js';
export { runCases, type CaseResult } from './cases/run-cases.js';
export { runMutants, type MutationReport, type Survivor } from './cases/run-mutants.js';
export { decide, type Decided, type DecidingWorld } from './decide.js';
export { judge, scoreKey } from './decision/judge.js';
export { traceRules } from './decision/trace-rules.js';
export { judgeAgain, type JudgedBefore } from './decision/judge-again.js';
export type { ConditionWords } from './explanation/condition-words.js';
export {
  findCounterfactual,
  type Counterfactual,
  type CounterfactualOptions,
  type FactChange,
  type UntriedFact,
} from './explanation/counterfactual/find-counterfactual.js';
export {
  describeDecision,
  type DecisionStory,
  type ToldDecision,
  type ToldHit,
  type ToldScore,
  type ToldUnknown,
} from './explanation/describe-decision.js';
export { describeFeatures, type FeatureCost, type FeatureDescription } from './explanation/describe-feature.js';
export { describeRule, ruleNames, type RuleDescription } from './explanation/describe-rule.js';
export type { NearMiss } from './explanation/near-misses.js';
export type { SeenTest } from './explanation/seen-words.js';
export { Vocabulary, type FactNote } from './explanation/vocabulary.js';
export { DriftBins, type FeatureBins, type ScoredDecision } from './drift/drift-bins.js';
export { DriftCounts, type DriftWindow } from './drift/drift-counts.js';
export type { DriftReport, DriftStatus, FeatureDrift, ShareFigures, StabilityFigures, WindowDrift } from './drift/drift-report.js';
export { fitReference, type ReferenceColumn } from './drift/fit-reference.js';
export { reportDrift } from './drift/report-drift.js';
export {
  featureTypes,
  type Catalogue,
  type DerivedStep,
  type FeatureValues,
  type GroupStep,
  type HistoryStep,
  keyOf,
  type KeyFields,
  type Lack,
  type LinkFields,
  type WindowStep,
} from './features/catalogue.js';
export { compileCatalogue } from './features/compile-catalogue.js';
export {
  hubLinksOf,
  isGroupRead,
  pairKey,
  type CounterEvent,
  type CounterRead,
  type EventFilter,
  type EventLabel,
  type GroupRead,
  type Position,
  type WindowRead,
} from './features/counter-read.js';
export { deriveFeatures, type DerivedFeatures } from './features/derive-features.js';
export { failedFacts } from './features/failed-facts.js';
export { durationMs } from './features/duration-ms.js';
export { eventOf, requestEvent } from './features/event-of.js';
export { ColumnArena } from './features/column-arena.js';
export { EventHistory, type AddedAs, type HistoryOptions } from './features/event-history.js';
export { EventLayout, type KeptEvent, type PackedEvent } from './features/event-layout.js';
export { appendRecords, encodeEvent, encodeLabel, type PackedLabel } from './features/event-records.js';
export { ChunkReader, ChunkWriter } from './features/history-chunk.js';
export { ReadPlanner, planReads, type KeyPlan, type ReadPlan, type ScanPlan } from './features/read-plan.js';
export { readWindows, type Asking } from './features/read-windows.js';
export { LinkGraph, type LinkGraphLimits } from './features/link-graph.js';
export { ingestedEvent } from './features/ingested-event.js';
export { isPositiveLabel, labelEvent } from './features/event-label.js';
export { codeOf, textHash } from './features/packed-value.js';
export { recount, type RecountedFlow } from './features/recount.js';
export { readsFor, runSteps, type FeatureReads } from './features/reads-for.js';
export {
  isMismatch,
  PARITY_CAUSES,
  ParityCheck,
  type ParityCause,
  type ParityDifference,
  type ParityOptions,
  type ParityReport,
} from './parity/parity-check.js';
export { compareFeatures, type FeatureDifference, type ServedFeatures } from './parity/compare-features.js';
export { editorSchemas } from './policy/editor-schemas.js';
export { factsOfEvent, type EventKind, type EventKinds } from './policy/event-kind.js';
export { kindOfFile, policyFilesOf, type FlowFileKind, type FlowTexts } from './policy/flow-files.js';
export { loadPolicy, loadPolicySliced } from './policy/load-policy.js';
export { policyHashSliced } from './policy/policy-hash.js';
export { withModelVersion, type FallbackRow, type NamedList, type Policy } from './policy/policy.js';
export type { LintFinding, LintKind } from './lint/finding.js';
export { lintPolicy, type LintReport, type RuleCost } from './lint/lint-policy.js';
export { HistoryUnavailableError, MAX_COALITION_GROUPS } from './ports.js';
export type {
  AppendResult,
  BackgroundRows,
  CoalitionRequest,
  CoalitionResult,
  CoalitionScorer,
  Counters,
  AppendedEvent,
  DecisionLog,
  EventLog,
  EventPeriod,
  FlagContext,
  Flags,
  HistoryEntry,
  HistoryPosition,
  IngestedEvent,
  Models,
  Observed,
  PlacedEntry,
  RecordedBatch,
  RecordedDecision,
  ServedPolicy,
  ScoreFault,
  ScoreRequest,
  ScoreResult,
  World,
} from './ports.js';
export { judgeShadows, type LiveDecision } from './rollout/judge-shadows.js';
export { canaryFlag, planRollout, shadowFlag, type RolloutInput, type RolloutPlan } from './rollout/plan-rollout.js';
export type { RuleWorld } from './rules/check-rules.js';
export { compileCondition, compileRules, type CompileOptions } from './rules/compile-rules.js';
export { compileLibraryRules, type LibraryRuleSet } from './rules/library-evaluator.js';
export { byNearness, nameHint, nearestName } from './rules/nearest-name.js';
export type { Sliced } from './sliced.js';
export type { RuleFileText } from './rules/read-rule-file.js';
export type {
  CompiledCondition,
  FactType,
  FactTypes,
  FactView,
  NamedLists,
  RuleHits,
  RuleSet,
  TracedComparison,
  TracedCondition,
  TracedFact,
  TracedRule,
  TraceResult,
  Truth,
  UnknownRule,
} from './rules/rule-set.js';
