import type { MissingFact } from '../contract/decision.js';

const LEFT_OUT = /^no (\S+)$/;

/**
 * Of the facts that are missing those that should have been there. The others do not apply to the request, and nothing failed: an optional
 * field was left out (`no cardId`), there is no earlier event (`no history`), there is nothing to divide by (`spent1h is 0`), or they
 * follow from one of these.
 */
export function failedFacts(missing: readonly MissingFact[]): readonly MissingFact[] {
  if (missing.length === 0) return missing;
  const reasons = new Map(missing.map(({ fact, reason }) => [fact, reason]));
  return missing.filter(({ fact, reason }) => !isInapplicable(reason, reasons, new Set([fact])));
}

function isInapplicable(reason: string, reasons: ReadonlyMap<string, string>, seen: Set<string>): boolean {
  if (reason.endsWith(' is 0')) return true;
  const [, source] = LEFT_OUT.exec(reason) ?? [];
  if (source === undefined) return false;
  const before = reasons.get(source);
  if (before === undefined || seen.has(source)) return true;
  return isInapplicable(before, reasons, seen.add(source));
}
