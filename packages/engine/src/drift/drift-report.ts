/**
 * `stable`: nothing that chance would not do; `shifted`: surely another distribution than the reference; `drifted`: surely, and by much;
 * `too-few`: not enough decisions to tell.
 */
export type DriftStatus = 'stable' | 'shifted' | 'drifted' | 'too-few';

/** How the distribution of the values that were there compares with the reference. */
export interface StabilityFigures {
  /** Population stability index. */
  readonly psi: number;
  /** What chance alone exceeds with the report's probability of a false alarm; absent where there are too few decisions. */
  readonly threshold?: number;
  /** Decisions bin by bin: they add up over minutes and replicas. */
  readonly counts: readonly number[];
  /** Shares in the reference, bin by bin. */
  readonly reference: readonly number[];
}

/** How often something happened, beside how often it did in the reference. */
export interface ShareFigures {
  readonly share: number;
  readonly reference: number;
  /** Probability of a difference like this without any shift. */
  readonly probability: number;
}

/** One feature. */
export interface FeatureDrift extends StabilityFigures {
  readonly name: string;
  readonly kind: 'number' | 'category';
  readonly status: DriftStatus;
  readonly missing: ShareFigures;
  /** Values that the reference does not know; of categories only. */
  readonly unseen?: ShareFigures;
}

/** What one stretch of decisions says. */
export interface WindowDrift {
  readonly decisions: number;
  /** ISO 8601; absent without decisions. */
  readonly from?: string;
  readonly to?: string;
  /** The worst of all parts. */
  readonly status: DriftStatus;
  readonly score: StabilityFigures & { readonly status: DriftStatus };
  /** The most shifted first. */
  readonly features: readonly FeatureDrift[];
  /** Each part that is not stable, in a sentence. */
  readonly alarms: readonly string[];
}

/** Live decisions of one model version beside the rows that it was measured on. */
export interface DriftReport {
  readonly status: DriftStatus;
  /** Rows of the reference. */
  readonly referenceRows: number;
  /** Probability that a look at a version which has not shifted gives any alarm at all. */
  readonly falseAlarmShare: number;
  /** The latest decisions, and those of the last day: the one sees a shift soon, the other a small one. */
  readonly recent: WindowDrift;
  readonly day: WindowDrift;
}
