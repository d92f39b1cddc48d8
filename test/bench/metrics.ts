import { cpus, totalmem } from 'node:os';

/** What a suite gives: a number for each name; docs/benchmarks.md says what they are. */
export type Metrics = Readonly<Record<string, number>>;

/** One suite of measurements. */
export interface Suite {
  readonly name: string;
  /** Prints as it goes. */
  readonly run: (options: SuiteOptions) => Promise<Metrics>;
}

/** What may be asked for on the command line. */
interface SuiteOptions {
  readonly seed: number;
  /** Pairs of rule and facts to compare with json-rules-engine. */
  readonly pairs: number;
  /** Decisions to backtest. */
  readonly decisions: number;
  /** Backtest over the embedded PostgreSQL too. */
  readonly withLog: boolean;
  /** Random catalogues and streams to compare with a naive scan. */
  readonly property: number;
}

/** On what was measured, for whoever compares two runs. */
export function machine(): Readonly<Record<string, string | number>> {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.version,
    os: process.platform,
  };
}
