import type { FastifyRequest } from 'fastify';
import type { LagMeter } from './lag-meter.js';
import { Problem } from './problem.js';

export interface LoadLimits {
  /** Requests at work at once, whatever they are and however well it goes. */
  readonly maxInFlight: number;
  /** Above this mean lag of the event loop fewer decisions are let in. By default a quarter of the shortest score timeout. */
  readonly maxLagMs: number;
  /** So many requests may always be at work: with fewer the lag has another cause, and refusing would not mend it. */
  readonly minInFlight: number;
}

const SAMPLE_MS = 100;
/** One stall, of a collector or a neighbour on the machine, is over before refusing would help. */
const LATE_SAMPLES = 3;
const QUIET_SAMPLES = 50;
const SHRINK = 0.75;
const GROW = 0.05;
/** A score takes up to two turns of the loop: one until its row goes out, one until it is looked at. Both may take half of its time. */
const LAG_SHARE = 1 / 4;
const DEFAULT_LIMITS = { maxInFlight: 2000, minInFlight: 16 };

/** What the guard follows. */
export interface LoadSigns {
  readonly meter: Pick<LagMeter, 'takeMs' | 'close'>;
  /** The shortest score timeout of the flows in force. */
  readonly scoreTimeoutMs: () => number;
  /** Told when decisions begin to be refused, and when they are all let in again. */
  readonly onChange?: (isRefusing: boolean) => void;
}

/**
 * Refuses work early when there is too much of it. In Node the queue stands in the event loop: a score that is ready waits for its turn
 * while the deadline of its decision does not, so the more decisions are let in, the fewer of them get a score. The lag of the loop is what
 * every decision waits for in this process, and in nothing else: a model that hangs or is slow makes no lag, and so refuses nobody. How many
 * decisions may be at work follows that lag: fewer by a quarter while it is too long, more by a twentieth while it is not. Only new
 * decisions and backtests are held to this; labels and reads cost little, and only the hard limit, which bounds memory, holds them.
 */
export class LoadGuard {
  private readonly timer: NodeJS.Timeout;
  private readonly limits: Omit<LoadLimits, 'maxLagMs'> & Partial<LoadLimits>;
  private currentLagMs = 0;
  private lateSamples = 0;
  private mayDecide: number;
  private atWork = 0;
  private mostAtWork = 0;
  private refused = 0;
  private quietSamples = QUIET_SAMPLES;
  private isRefusing = false;
  private isStopping = false;

  constructor(
    limits: Partial<LoadLimits>,
    private readonly signs: LoadSigns,
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.mayDecide = this.limits.maxInFlight;
    this.timer = setInterval(() => this.look(), SAMPLE_MS).unref();
  }

  get lagMs(): number {
    return this.currentLagMs;
  }

  get inFlight(): number {
    return this.atWork;
  }

  /** Requests at work above which a new decision is refused now. */
  get decisionLimit(): number {
    return this.mayDecide;
  }

  get stopping(): boolean {
    return this.isStopping;
  }

  /** Throws a problem when the request should come again later; health and metrics are always answered. */
  admit({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): void {
    if (isAboutHealth(url)) return;
    if (this.isStopping) throw new Problem('stopping', 'Ask another replica, or this one again when it is back.', { retryAfterS: 5 });
    const limit = isDecision(method, url) ? this.mayDecide : this.limits.maxInFlight;
    if (this.atWork < limit) return;
    this.refused += 1;
    throw new Problem('overloaded', 'The request was refused before any work was done on it.', { retryAfterS: 1 });
  }

  begin(): void {
    this.atWork += 1;
    this.mostAtWork = Math.max(this.mostAtWork, this.atWork);
  }

  end(): void {
    this.atWork -= 1;
  }

  /** Forgets the lag so far: of starting and warming up, which says nothing of what can be decided now. */
  forget(): void {
    this.signs.meter.takeMs();
    this.mayDecide = this.limits.maxInFlight;
    this.lateSamples = 0;
    this.refused = 0;
  }

  /** From now on new requests are refused; those at work are finished. */
  stop(): void {
    this.isStopping = true;
  }

  close(): void {
    clearInterval(this.timer);
    this.signs.meter.close();
  }

  /** Takes one sample of the lag, and follows it. By itself ten times a second. */
  look(): void {
    const { maxInFlight, minInFlight, maxLagMs = this.signs.scoreTimeoutMs() * LAG_SHARE } = this.limits;
    this.currentLagMs = this.signs.meter.takeMs();
    this.lateSamples = this.currentLagMs > maxLagMs ? this.lateSamples + 1 : 0;
    if (this.lateSamples >= LATE_SAMPLES) {
      const fewer = Math.floor(Math.min(this.mayDecide, this.mostAtWork) * SHRINK);
      this.mayDecide = Math.min(maxInFlight, Math.max(minInFlight, fewer));
    } else if (this.lateSamples === 0) {
      this.mayDecide = Math.min(maxInFlight, this.mayDecide + 1 + Math.floor(this.mayDecide * GROW));
    }
    this.mostAtWork = this.atWork;
    this.tell();
  }

  /** Over only after a while without a refusal, so that a long overload is told once. */
  private tell(): void {
    this.quietSamples = this.refused > 0 ? 0 : this.quietSamples + 1;
    this.refused = 0;
    const isRefusing = this.quietSamples < QUIET_SAMPLES;
    if (isRefusing === this.isRefusing) return;
    this.isRefusing = isRefusing;
    this.signs.onChange?.(isRefusing);
  }
}

/** A batch of events is more work than a decision, and can come later as well. */
function isDecision(method: string, url: string): boolean {
  return method === 'POST' && (url.startsWith('/v1/flows/') || url.startsWith('/v1/events'));
}

function isAboutHealth(url: string): boolean {
  return url.startsWith('/health') || url.startsWith('/metrics');
}
