export { htmlReport } from './report/html-report.js';
export { factLines, headLine } from './report/fact-lines.js';
export type { DecisionSource } from './decision-source.js';
export { logSource } from './log-source.js';
export { runBacktest, type FinishedBacktest, type RunOptions } from './run-backtest.js';
export { checkApart } from './thread/check-apart.js';
export type { BacktestTerms, CheckedCandidate, PolicySide } from './thread/thread-messages.js';
