import type { Policy } from '../policy/policy.js';
import { ruleSourcesOf } from '../policy/rule-sources.js';
import { factRangesOf } from './fact-range.js';
import type { LintFinding } from './finding.js';
import { lintComparisons } from './lint-comparisons.js';
import { lintFallback, policyPlaces } from './lint-fallback.js';
import { lintAbsence, lintUnread } from './lint-lists.js';
import { lintPairs } from './lint-pairs.js';
import { lintRule } from './lint-rule.js';
import { lintShared } from './lint-shared.js';
import { comparisonsOf, ruleSubjectsOf } from './rule-subject.js';

/** How much one rule makes the engine compare at most, shared conditions written out. */
export interface RuleCost {
  readonly rule: string;
  readonly comparisons: number;
}

/** What is suspicious in a policy that has no faults. */
export interface LintReport {
  /** By file and line. */
  readonly findings: readonly LintFinding[];
  /** The rules with the most comparisons, the costliest first. */
  readonly costliest: readonly RuleCost[];
}

const MOST_COSTS = 5;

/**
 * Looks for rules that cannot be meant as they are written. Sound and not complete: what is said is true of every request that the
 * request schema lets in, and what cannot be proven is not said. `todayIso` is a date such as 2026-03-12.
 */
export function lintPolicy(policy: Policy, { todayIso }: { readonly todayIso: string }): LintReport {
  const ranges = factRangesOf(policy);
  const sources = ruleSourcesOf(policy.files);
  const subjects = sources.flatMap(ruleSubjectsOf);
  const findings = [
    ...sources.flatMap((source) => [...lintComparisons(source, ranges), ...lintShared(source)]),
    ...subjects.flatMap((subject) => lintRule(subject, ranges, todayIso)),
    ...lintPairs(subjects, policy.definition, ranges),
    ...sources.flatMap((source) => lintAbsence(source, policy)),
    ...lintUnread(policy, sources),
  ];
  const fallback = lintFallback(policy, ranges);
  const places = new Map(sources.map(({ file, locate }) => [file, locate]));
  if (fallback.length > 0 || findings.some(({ file }) => file === 'policy.json')) places.set('policy.json', policyPlaces(policy));
  const costs = subjects.map(({ rule, shared }) => ({ rule: rule.name, comparisons: comparisonsOf(rule.conditions, shared) }));
  return {
    findings: [...findings, ...fallback]
      .map((finding) => ({ ...finding, ...places.get(finding.file)?.(finding.pointer) }))
      .toSorted((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1)),
    costliest: costs.toSorted((a, b) => b.comparisons - a.comparisons).slice(0, MOST_COSTS),
  };
}
