export * from './contract/index.js';
export { loadCases, type Case } from './cases/load-cases.js';
export { runCases, type CaseResult } from './cases/run-cases.js';
export { decide, type Decided } from './decide.js';
export { judge, scoreKey } from './decision/judge.js';
export { traceRules } from './decision/trace-rules.js';
export { judgeAgain, type JudgedBefore } from './decision/judge-again.js';
export { featureTypes, type Catalogue, type DerivedStep, type FeatureValues, type Lack, type WindowStep } from './features/catalogue.js';
export { compileCatalogue } from './features/compile-catalogue.js';
export type { CounterEvent, CounterRead, EventFilter, Position } from './features/counter-read.js';
export { deriveFeatures, type DerivedFeatures } from './features/derive-features.js';
export { durationMs } from './features/duration-ms.js';
export { eventOf } from './features/event-of.js';
export type { Column, KeptEvent } from './features/event-columns.js';
export { EventWindow, type AddedAs } from './features/event-window.js';
export { readsFor, type FeatureReads } from './features/reads-for.js';
export { editorSchemas } from './policy/editor-schemas.js';
export { kindOfFile, policyFilesOf, type FlowFileKind, type FlowTexts } from './policy/flow-files.js';
export { loadPolicy } from './policy/load-policy.js';
export { withModelVersion, type FallbackRow, type NamedList, type Policy } from './policy/policy.js';
export type {
  AppendResult,
  Counters,
  DecisionLog,
  FlagContext,
  Flags,
  Models,
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
