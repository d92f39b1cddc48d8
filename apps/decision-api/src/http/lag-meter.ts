import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

const RESOLUTION_MS = 5;

/** How late the event loop is: what comes in waits so long on average before it is looked at. */
export class LagMeter {
  private readonly histogram: IntervalHistogram;

  constructor() {
    this.histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.histogram.enable();
  }

  /** Mean lag since the last call. The histogram measures the time between ticks, so its own resolution is not lag. */
  takeMs(): number {
    const meanMs = this.histogram.count === 0 ? 0 : this.histogram.mean / 1e6;
    this.histogram.reset();
    return Math.max(0, meanMs - RESOLUTION_MS);
  }

  close(): void {
    this.histogram.disable();
  }
}
