/** Names under which Nest hands out the parts: ports have no class, so they cannot be injected by type. */
export const CLOCK = Symbol('Clock');
export const DECIDER = Symbol('Decider');
export const INGESTER = Symbol('Ingester');
export const LABELLER = Symbol('Labeller');
export const LOG = Symbol('DecisionLog');
export const MODELS = Symbol('Models');
export const POLICIES = Symbol('PolicyHolder');
export const FLAGS = Symbol('FlagService');
export const METRICS = Symbol('Metrics');
export const KEYS = Symbol('ApiKeys');
export const EXPLANATIONS = Symbol('ExplanationQueue');
export const DRIFT = Symbol('DriftWatch');
export const QUALITY = Symbol('LiveQuality');
export const MODEL_HOST = Symbol('ModelHost');
export const REPORT = Symbol('HealthReport');
export const BACKTESTS = Symbol('BacktestJobs');
