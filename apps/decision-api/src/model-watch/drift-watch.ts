import { DriftBins, DriftCounts, reportDrift, scoreKey, type DecisionRecord, type DriftReport, type ReferenceProfile } from '@gavel/engine';

export interface DriftWatchParts {
  /** The reference of a version; undefined where its artifact has none. */
  readonly referenceOf: (name: string, version: string) => ReferenceProfile | undefined;
  /** Epoch milliseconds. */
  readonly wallMs: () => number;
  readonly limits?: Partial<DriftLimits>;
}

export interface DriftLimits {
  /** Versions counted at most; the one that has been silent longest makes room. */
  readonly maxVersions: number;
  /** Decisions that may wait to be counted; more are not counted. */
  readonly maxWaiting: number;
  /** A report is good for this long: however often /metrics is asked for. */
  readonly reportMs: number;
}

/** A version that gave live scores, or could. */
export interface WatchedVersion {
  readonly name: string;
  readonly version: string;
  /** Live decisions scored since this service runs. */
  readonly scored: number;
  /** Absent: the artifact has no reference. */
  readonly report?: DriftReport;
}

interface Watched {
  readonly name: string;
  readonly version: string;
  scored: number;
  readonly counts?: DriftCounts;
  reported?: { readonly atMs: number; readonly report: DriftReport };
}

const DEFAULT_LIMITS: DriftLimits = { maxVersions: 16, maxWaiting: 10_000, reportMs: 2000 };
/** Decisions counted in one turn of the event loop: some tenths of a millisecond. */
const PER_TURN = 100;

/** Counts what live decisions looked like to the model that scored them, by version, after they were answered. */
export class DriftWatch {
  private readonly limits: DriftLimits;
  private readonly waiting: DecisionRecord[] = [];
  private readonly versions = new Map<string, Watched>();
  private isPlanned = false;
  private skipped = 0;

  constructor(private readonly parts: DriftWatchParts) {
    this.limits = { ...DEFAULT_LIMITS, ...parts.limits };
  }

  /** Takes a decision that was answered; never throws, and counts it in a later turn of the event loop. */
  offer(record: DecisionRecord): void {
    if (record.model === undefined || record.verdict.score === undefined) return;
    if (this.waiting.length >= this.limits.maxWaiting) {
      this.skipped += 1;
      return;
    }
    this.waiting.push(record);
    this.plan();
  }

  /** Decisions that were not counted because too many waited. */
  get uncounted(): number {
    return this.skipped;
  }

  /** What is known of a version: of one that has not scored yet, too. */
  version(name: string, version: string): WatchedVersion {
    this.countAll();
    const key = scoreKey({ name, version });
    return this.told(this.versions.get(key) ?? this.watched(name, version));
  }

  /** Every version that gave live scores. */
  all(): readonly WatchedVersion[] {
    this.countAll();
    return [...this.versions.values()].map((watched) => this.told(watched));
  }

  private plan(): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    setImmediate(() => {
      this.isPlanned = false;
      for (const record of this.waiting.splice(0, PER_TURN)) this.count(record);
      if (this.waiting.length > 0) this.plan();
    });
  }

  private countAll(): void {
    for (const record of this.waiting.splice(0)) this.count(record);
  }

  private count({ ask, facts, model, verdict }: DecisionRecord): void {
    if (model === undefined || verdict.score === undefined) return;
    const key = scoreKey(model);
    const watched = this.versions.get(key) ?? this.watched(model.name, model.version);
    // Set anew, it stands last: the first is the one that has been silent longest.
    this.versions.delete(key);
    this.versions.set(key, watched);
    watched.scored += 1;
    watched.counts?.add(ask.receivedAtMs, { request: ask.request, features: facts.features, score: verdict.score });
    for (const silent of this.versions.keys()) {
      if (this.versions.size <= this.limits.maxVersions) break;
      this.versions.delete(silent);
    }
  }

  private watched(name: string, version: string): Watched {
    const reference = this.parts.referenceOf(name, version);
    return { name, version, scored: 0, ...(reference === undefined ? {} : { counts: new DriftCounts(new DriftBins(reference)) }) };
  }

  private told(watched: Watched): WatchedVersion {
    const { name, version, scored, counts } = watched;
    if (counts === undefined) return { name, version, scored };
    const atMs = this.parts.wallMs();
    if (watched.reported === undefined || Math.abs(atMs - watched.reported.atMs) >= this.limits.reportMs) {
      watched.reported = { atMs, report: reportDrift(counts, atMs) };
    }
    return { name, version, scored, report: watched.reported.report };
  }
}
