export * from './contract/index.js';
export { decide, type Decided } from './decide.js';
export { judge, scoreKey } from './decision/judge.js';
export { judgeAgain } from './decision/judge-again.js';
export type { CounterEvent, CounterRead, Position } from './features/counter-read.js';
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
export type { CompiledCondition, FactType, FactTypes, FactView, RuleHits, RuleSet, Truth, UnknownRule } from './rules/rule-set.js';
