import type { Checked, Policy } from '@gavel/engine';

/** Where flows are read from. */
export interface FlowReader {
  /** Names of the flows that are there now. */
  list(): Promise<readonly string[]>;
  /** Reads, checks and tries one flow; every fault at once, with its file as `<flow>/<path>`. */
  load(flow: string): Promise<Checked<Policy>>;
}
