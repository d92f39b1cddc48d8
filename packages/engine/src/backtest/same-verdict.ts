import type { Hit, Reason, Verdict } from '../contract/decision.js';

/** Two verdicts alike in all that they say, to the last bit of the score. Written out, because a database orders members anew. */
export function isSameVerdict(a: Verdict, b: Verdict): boolean {
  return (
    a.outcome === b.outcome &&
    a.decidedBy === b.decidedBy &&
    a.score === b.score &&
    isAlike(a.reasons, b.reasons, isSameReason) &&
    isAlike(a.hits, b.hits, isSameHit) &&
    isAlike(a.unknown, b.unknown, (one, other) => one === other) &&
    isAlike(a.lists, b.lists, (one, other) => one === other)
  );
}

function isSameReason(a: Reason, b: Reason): boolean {
  return a.code === b.code && a.rule === b.rule && a.source === b.source && a.text === b.text;
}

function isSameHit(a: Hit, b: Hit): boolean {
  return a.rule === b.rule && a.step === b.step && a.asks === b.asks && a.reason === b.reason;
}

function isAlike<T>(a: readonly T[], b: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
  return a.length === b.length && a.every((one, at) => b[at] !== undefined && isSame(one, b[at]));
}
