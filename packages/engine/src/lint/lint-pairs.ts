import type { PolicyFile } from '../contract/policy-file.js';
import type { RuleSource } from '../contract/rule-file.js';
import type { FactRange } from './fact-range.js';
import type { LintFinding } from './finding.js';
import { groupBy } from './group-by.js';
import { isImplied } from './is-impossible.js';
import { byOperand, conflictIn } from './lint-rule.js';
import { isUnderstood, type Literal } from './literal.js';
import type { Conjunction } from './normal-form.js';
import type { RuleSubject } from './rule-subject.js';

type Ranges = ReadonlyMap<string, FactRange>;

/** Comparing each rule of a reason with each other costs their square; beyond this many of one reason only duplicates are looked for. */
const MAX_RULES_OF_A_REASON = 300;

/** Rules that say the same as another, and rules that add nothing to another because that one fires too and asks for as much. */
export function lintPairs(subjects: readonly RuleSubject[], definition: PolicyFile, ranges: Ranges): readonly LintFinding[] {
  const duplicates = duplicatesIn(subjects);
  const others = subjects.filter((subject) => !duplicates.has(subject));
  const groups = [...groupBy(others, ({ rule }) => rule.event.params.reason).values()];
  return [
    ...[...duplicates].map(([{ file, pointer, rule }, first]): LintFinding => ({
      kind: 'duplicate',
      file,
      pointer,
      subject: rule.name,
      message: `The rule says the same as ${first.rule.name} of ${first.file}.`,
      mend: 'Retire one of them.',
    })),
    ...groups.filter(({ length }) => length <= MAX_RULES_OF_A_REASON).flatMap((group) => subsumedIn(group, definition, ranges)),
  ];
}

/** Every later rule of the same meaning, with the first one. */
function duplicatesIn(subjects: readonly RuleSubject[]): ReadonlyMap<RuleSubject, RuleSubject> {
  const firsts = new Map<string, RuleSubject>();
  const duplicates = new Map<RuleSubject, RuleSubject>();
  for (const subject of subjects) {
    if (subject.ways === undefined) continue;
    const ways = subject.ways.map((way) => [...new Set(way.map(({ key }) => key))].toSorted().join('\n')).toSorted();
    const { type, params } = subject.rule.event;
    const key = JSON.stringify([type, params.reason, params.step, params.whenUnknown, [...new Set(ways)]]);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, subject);
    else duplicates.set(subject, first);
  }
  return duplicates;
}

function subsumedIn(group: readonly RuleSubject[], definition: PolicyFile, ranges: Ranges): LintFinding[] {
  const possible = group.flatMap((subject): Possible[] => {
    const ways = subject.ways?.filter((way) => conflictIn(way, ranges) === undefined) ?? [];
    return ways.length === 0 ? [] : [{ subject, ways }];
  });
  return possible.flatMap((narrow, index) => {
    const { file, pointer, rule } = narrow.subject;
    if (!isSilentWhenUnknown(rule, definition)) return [];
    const wider = possible.find((other, at) => {
      if (other === narrow || !addsNothingTo(narrow, other, definition, ranges)) return false;
      // Of two that say the same, the first stays.
      return at < index || !isSilentWhenUnknown(other.subject.rule, definition) || !addsNothingTo(other, narrow, definition, ranges);
    });
    if (wider === undefined) return [];
    const message = `Wherever this rule fires, ${wider.subject.rule.name} of ${wider.subject.file} fires too, asks for no less and gives the same reason.`;
    return [{ kind: 'subsumed', file, pointer, subject: rule.name, message, mend: 'Retire it, or give it a reason of its own.' }];
  });
}

interface Possible {
  readonly subject: RuleSubject;
  /** The ways that are not contradictory. */
  readonly ways: readonly Conjunction[];
}

function addsNothingTo(narrow: Possible, wide: Possible, definition: PolicyFile, ranges: Ranges): boolean {
  return isHeardBefore(wide.subject.rule, narrow.subject.rule, definition) && isWithin(narrow.ways, wide.ways, ranges);
}

const STEP_OF = { block: 'hardBlock', review: 'review', pass: 'pass' } as const;

/** With the other rule at an earlier or the same step of the precedence, this one cannot change the outcome. */
function isHeardBefore(other: RuleSource, rule: RuleSource, { precedence }: PolicyFile): boolean {
  return rankOf(other, precedence) <= rankOf(rule, precedence);
}

function rankOf({ event }: RuleSource, precedence: PolicyFile['precedence']): number {
  return event.type === 'flag' ? precedence.length : precedence.indexOf(event.params.step ?? STEP_OF[event.type]);
}

/** A rule that is heard also when it is unknown may speak where the wider one is false. */
function isSilentWhenUnknown({ event }: RuleSource, { unknownRules }: PolicyFile): boolean {
  if (event.type !== 'block' && event.type !== 'review') return true;
  return (event.params.whenUnknown ?? unknownRules[event.type]) === 'ignore';
}

function isWithin(narrow: readonly Conjunction[], wide: readonly Conjunction[], ranges: Ranges): boolean {
  return narrow.every((way) => {
    const known = byOperand(way);
    return wide.some((other) => other.every((literal) => isGiven(literal, known, ranges)));
  });
}

/** Only what the narrower rule compares itself, by an operator that is unknown without a value, is known to be there. */
function isGiven(literal: Literal, known: ReadonlyMap<string, readonly Literal[]>, ranges: Ranges): boolean {
  const literals = known.get(literal.operand) ?? [];
  if (literals.some(({ key }) => key === literal.key)) return true;
  return literals.some(isUnderstood) && isImplied(literal, literals, ranges.get(literal.operand));
}
