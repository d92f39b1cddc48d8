import type { Checked, Fault } from '../contract/fault.js';
import { pointerOf } from '../contract/json-place.js';
import { seenBy } from '../decision/judge.js';
import { listsByName, type Policy } from '../policy/policy.js';
import { leafText, leavesOf, ruleSourcesOf, type PlacedLeaf, type RuleSourceFile } from '../policy/rule-sources.js';
import type { Counters } from '../ports.js';
import { compileCondition } from '../rules/compile-rules.js';
import type { FactView } from '../rules/rule-set.js';
import { gatherCase } from './gather-case.js';
import type { Case } from './load-cases.js';

/** In how many cases a rule held, did not hold, and could not be decided. */
export interface RuleCoverage {
  readonly file: string;
  /** Told where something was never seen. */
  readonly line?: number;
  readonly rule: string;
  readonly fired: number;
  readonly notFired: number;
  readonly unknown: number;
}

/** In how many cases a comparison was true, false and unknown; it is looked at also where the rule was decided without it. */
export interface ConditionCoverage {
  readonly file: string;
  readonly pointer: string;
  /** Told where something was never seen. */
  readonly line?: number;
  /** The rule, or the shared condition, in which it stands. */
  readonly subject: string;
  readonly text: string;
  readonly seenTrue: number;
  readonly seenFalse: number;
  readonly unknown: number;
}

/** What the cases of a flow have shown of its rules. */
export interface Coverage {
  readonly rules: readonly RuleCoverage[];
  readonly conditions: readonly ConditionCoverage[];
  /** Two for each rule (fired, not fired) and two for each condition (true, false). */
  readonly goals: number;
  readonly reached: number;
  /** Faults of cases that could not be judged, and of comparisons that cannot be looked at alone. */
  readonly faults: readonly Fault[];
}

/** Looks at every rule and every comparison with the facts of every case. */
export async function coverCases(policy: Policy, cases: readonly Case[], createCounters: () => Counters): Promise<Coverage> {
  const views: FactView[] = [];
  const faults: Fault[] = [];
  for (const one of cases) {
    const facts = await gatherCase(policy, one, createCounters());
    if (facts.ok) views.push(seenBy(policy, facts.value).view);
    else faults.push(...facts.faults);
  }
  const sources = ruleSourcesOf(policy.files);
  const rules = coverRules(policy, sources, views);
  const conditions = sources.flatMap((source) => coverConditions(policy, source, views, faults));
  const marks = [...rules.flatMap((rule) => [rule.fired, rule.notFired]), ...conditions.flatMap((one) => [one.seenTrue, one.seenFalse])];
  return { rules, conditions, goals: marks.length, reached: marks.filter((count) => count > 0).length, faults };
}

function coverRules({ rules }: Policy, sources: readonly RuleSourceFile[], views: readonly FactView[]): RuleCoverage[] {
  const fired = new Map<string, number>();
  const unknown = new Map<string, number>();
  for (const view of views) {
    const found = rules.evaluate(view);
    for (const { rule } of found.hits) fired.set(rule, (fired.get(rule) ?? 0) + 1);
    for (const { rule } of found.unknown) unknown.set(rule, (unknown.get(rule) ?? 0) + 1);
  }
  return sources.flatMap(({ file, value, locate }) =>
    value.rules.map(({ name }, index) => {
      const counts = { fired: fired.get(name) ?? 0, unknown: unknown.get(name) ?? 0 };
      const notFired = views.length - counts.fired - counts.unknown;
      const line = counts.fired > 0 && notFired > 0 ? undefined : locate(`/rules/${index}`)?.line;
      return { file, ...(line === undefined ? {} : { line }), rule: name, ...counts, notFired };
    }),
  );
}

function coverConditions(policy: Policy, { file, value, locate }: RuleSourceFile, views: readonly FactView[], faults: Fault[]) {
  const shared = Object.entries(value.conditions ?? {}).flatMap(([name, condition]) =>
    leavesOf(condition, pointerOf(['conditions', name])).map((leaf) => ({ subject: name, ...leaf })),
  );
  const own = value.rules.flatMap(({ name, conditions }, index) =>
    leavesOf(conditions, `/rules/${index}/conditions`).map((leaf) => ({ subject: name, ...leaf })),
  );
  return [...shared, ...own].flatMap(({ subject, pointer, leaf }): ConditionCoverage[] => {
    const counts = countLeaf(policy, file, { pointer, leaf }, views);
    if (!counts.ok) {
      faults.push(...counts.faults.map((fault) => ({ subject, ...fault })));
      return [];
    }
    const { seenTrue, seenFalse } = counts.value;
    const line = seenTrue > 0 && seenFalse > 0 ? undefined : locate(pointer)?.line;
    return [{ file, pointer, ...(line === undefined ? {} : { line }), subject, text: leafText(leaf), ...counts.value }];
  });
}

function countLeaf(
  policy: Policy,
  file: string,
  { pointer, leaf }: PlacedLeaf,
  views: readonly FactView[],
): Checked<Pick<ConditionCoverage, 'seenTrue' | 'seenFalse' | 'unknown'>> {
  const compiled = compileCondition(leaf, policy.factTypes, { file, pointer }, listsByName(policy));
  if (!compiled.ok) return compiled;
  const truths = views.map(compiled.value);
  const count = (wanted: boolean | undefined): number => truths.filter((truth) => truth === wanted).length;
  return { ok: true, value: { seenTrue: count(true), seenFalse: count(false), unknown: count(undefined) } };
}
