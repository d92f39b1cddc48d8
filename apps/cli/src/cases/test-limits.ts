import { percentOf, percentText } from './share.js';
import type { FlowTest } from './test-flow.js';

/** The least that cases have to show, in percent. */
export interface TestLimits {
  readonly minCoverage?: number;
  readonly minKilled?: number;
}

/** What falls short of the limits, a line each. A flow that was not run has failed already. */
export function shortfalls(tests: readonly FlowTest[], { minCoverage, minKilled }: TestLimits): readonly string[] {
  return tests.flatMap(({ flow, coverage, mutation }) => [
    ...(coverage === undefined ? [] : shortfall(`${flow}: coverage`, percentOf(coverage.reached, coverage.goals), minCoverage)),
    ...(mutation === undefined
      ? []
      : shortfall(`${flow}: the share of mutants killed`, percentOf(mutation.killed, mutation.total), minKilled)),
  ]);
}

function shortfall(what: string, percent: number, limit: number | undefined): readonly string[] {
  return limit === undefined || percent >= limit ? [] : [`FAILED  ${what} is ${percentText(percent)}, less than ${limit} %.`];
}
