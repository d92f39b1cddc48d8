import type { FlowTexts, RecordedBatch } from '@gavel/engine';

/** Where a backtest takes its decisions from. */
export interface DecisionSource {
  readonly batches: AsyncIterable<RecordedBatch>;
  /**
   * The files of a policy that decided, so that its decisions are judged again by it and compared; undefined: they are not there any
   * more, and that is noted.
   */
  findPolicy(hash: string): Promise<FlowTexts | undefined>;
}
