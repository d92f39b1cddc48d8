import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

export interface LoadLimits {
  /** Requests at work at once. */
  readonly maxInFlight: number;
  /** Mean lag of the event loop over a sample; above it for three samples in a row, new work is refused. */
  readonly maxLagMs: number;
}

const SAMPLE_MS = 200;
const RESOLUTION_MS = 10;
/** One stall, of a collector or a neighbour on the machine, is over before refusing would help. */
const LATE_SAMPLES = 3;
const DEFAULT_LIMITS: LoadLimits = { maxInFlight: 2000, maxLagMs: 250 };

/**
 * Refuses work early when there is too much of it. In Node the queue stands in the event loop before any handler runs,
 * so the lag of the loop is the only honest measure of it; the number at work bounds memory.
 */
export class LoadGuard {
  private readonly histogram: IntervalHistogram;
  private readonly timer: NodeJS.Timeout;
  private readonly limits: LoadLimits;
  private currentLagMs = 0;
  private lateSamples = 0;
  private atWork = 0;
  private isStopping = false;

  constructor(limits: Partial<LoadLimits> = {}) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.histogram.enable();
    this.timer = setInterval(() => this.sample(), SAMPLE_MS).unref();
  }

  get lagMs(): number {
    return this.currentLagMs;
  }

  get inFlight(): number {
    return this.atWork;
  }

  get stopping(): boolean {
    return this.isStopping;
  }

  /** Throws a problem when the request should come again later; health and metrics are always answered. */
  admit(request: FastifyRequest): void {
    if (isAboutHealth(request.url)) return;
    if (this.isStopping) throw new Problem('stopping', 'Ask another replica, or this one again when it is back.', { retryAfterS: 5 });
    if (this.atWork >= this.limits.maxInFlight || this.lateSamples >= LATE_SAMPLES) {
      throw new Problem('overloaded', 'The request was refused before any work was done on it.', { retryAfterS: 1 });
    }
  }

  begin(): void {
    this.atWork += 1;
  }

  end(): void {
    this.atWork -= 1;
  }

  /** From now on new requests are refused; those at work are finished. */
  stop(): void {
    this.isStopping = true;
  }

  close(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }

  /** The histogram measures the time between ticks, so its own resolution is not lag. */
  private sample(): void {
    const meanMs = this.histogram.count === 0 ? 0 : this.histogram.mean / 1e6;
    this.currentLagMs = Math.max(0, meanMs - RESOLUTION_MS);
    this.lateSamples = this.currentLagMs > this.limits.maxLagMs ? this.lateSamples + 1 : 0;
    this.histogram.reset();
  }
}

function isAboutHealth(url: string): boolean {
  return url.startsWith('/health') || url.startsWith('/metrics');
}
