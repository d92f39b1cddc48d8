import type { Checked, Policy } from '@gavel/engine';

/** Where flows are read from. */
export interface FlowReader {
  /** Names of the flows that are there now. */
  list(): Promise<readonly string[]>;
  /**
   * Reads, checks and tries one flow; every fault at once, with its file as `<flow>/<path>`. `before`: the policy in force, whose parts
   * may be taken over where nothing has changed. Rejects when the files could not be looked at, which says nothing of them.
   */
  load(flow: string, before?: Policy): Promise<Checked<Policy>>;
}
