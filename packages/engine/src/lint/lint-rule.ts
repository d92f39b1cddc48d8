import type { FactRange } from './fact-range.js';
import type { LintFinding } from './finding.js';
import { groupBy } from './group-by.js';
import { isImpossible } from './is-impossible.js';
import type { Literal } from './literal.js';
import { waysOf, type Conjunction } from './normal-form.js';
import type { RuleSubject } from './rule-subject.js';

/** What is suspicious about a rule for itself: it can never fire, always fires, or nobody looks after it. */
export function lintRule(
  { file, pointer, rule, shared, ways }: RuleSubject,
  ranges: ReadonlyMap<string, FactRange>,
  todayIso: string,
): readonly LintFinding[] {
  const about = { file, subject: rule.name };
  const findings: LintFinding[] = [];
  const conflicts = ways?.map((way) => conflictIn(way, ranges));
  if (conflicts?.every((conflict) => conflict !== undefined) === true) {
    const message = `The rule can never fire: ${[...new Set(conflicts)].join('; ')}.`;
    findings.push({
      ...about,
      kind: 'unreachable',
      pointer: `${pointer}/conditions`,
      message,
      mend: 'Correct the conditions, or retire the rule.',
    });
  }
  const refutations = waysOf(rule.conditions, shared, true);
  if (refutations?.every((way) => conflictIn(way, ranges) !== undefined) === true) {
    const message = 'The rule fires for every request whose facts are there: its conditions cannot be false.';
    findings.push({ ...about, kind: 'always-true', pointer: `${pointer}/conditions`, message, mend: 'Correct the conditions.' });
  }
  if (rule.owner === undefined) {
    findings.push({
      ...about,
      kind: 'no-owner',
      pointer,
      message: 'The rule has no owner.',
      mend: 'Add "owner": the team that answers for it.',
    });
  }
  if (rule.reviewBy !== undefined && rule.reviewBy < todayIso) {
    const message = `The rule was to be reviewed by ${rule.reviewBy}.`;
    findings.push({
      ...about,
      kind: 'review-overdue',
      pointer: `${pointer}/reviewBy`,
      message,
      mend: 'Review it, and set the next date or retire it.',
    });
  }
  return findings;
}

/** Why not all of these can hold at once; undefined: for all that is known they can. */
export function conflictIn(way: Conjunction, ranges: ReadonlyMap<string, FactRange>): string | undefined {
  for (const [operand, literals] of byOperand(way)) {
    if (isImpossible(literals, ranges.get(operand))) return `no ${operand} is ${[...new Set(literals.map(literalText))].join(' and ')}`;
  }
  return undefined;
}

/** The literals of a conjunction by what they speak of. */
export function byOperand(way: Conjunction): ReadonlyMap<string, readonly Literal[]> {
  return groupBy(way, ({ operand }) => operand);
}

function literalText({ operator, value }: Literal): string {
  return `${operator} ${JSON.stringify(value)}`;
}
