import type { Facts, Hit, Verdict } from '../contract/decision.js';
import { locateInJson } from '../contract/json-place.js';
import { seenBy, verdictOn, type Seen } from '../decision/judge.js';
import { listsByName, type Policy } from '../policy/policy.js';
import { ruleSourcesOf } from '../policy/rule-sources.js';
import type { Counters } from '../ports.js';
import { compileRules } from '../rules/compile-rules.js';
import type { RuleHits } from '../rules/rule-set.js';
import { gatherCase } from './gather-case.js';
import type { Case } from './load-cases.js';
import type { Mutant, MutantKind } from './mutant.js';
import type { PolicyMutant } from './mutate-policy.js';
import type { RuleMutant } from './mutate-rules.js';

/** A mutant that no case noticed. */
export interface Survivor extends Mutant {
  readonly line?: number;
  /** The hardest that the changed rules ask for; of the policy itself: absent. */
  readonly asks?: Hit['asks'];
}

/** What became of all mutants. */
export interface MutationReport {
  /** Those that a policy could be: what a check refuses is no mutant. */
  readonly total: number;
  readonly killed: number;
  readonly refused: number;
  /** The weightiest first: what a rule asks for, then what was changed. */
  readonly survivors: readonly Survivor[];
}

/** A case with all that no mutant changes. */
interface Trial {
  readonly facts: Facts;
  readonly seen: Seen;
  readonly found: RuleHits;
  readonly told: string;
}

/**
 * Judges every case under every mutant; a mutant is killed when the outcome or the reason codes of some case are other than the policy's
 * own. The facts of a case are gathered once, and of the rules only the changed ones are asked again. Cases that cannot be judged are
 * left out: running them tells why.
 */
export async function runMutants(
  policy: Policy,
  cases: readonly Case[],
  mutants: { readonly rules: readonly RuleMutant[]; readonly policy: readonly PolicyMutant[] },
  createCounters: () => Counters,
): Promise<MutationReport> {
  const trials: Trial[] = [];
  for (const one of cases) {
    const facts = await gatherCase(policy, one, createCounters());
    if (facts.ok) trials.push(trialOf(policy, facts.value));
  }
  const fates = [
    ...mutants.rules.map((mutant) => ({ mutant, fate: fateOfRule(policy, trials, mutant) })),
    ...mutants.policy.map((mutant) => ({ mutant, fate: fateOfPolicy(policy, trials, mutant) })),
  ];
  const count = (wanted: Fate): number => fates.filter(({ fate }) => fate === wanted).length;
  const refused = count('refused');
  const survivors = fates.flatMap(({ mutant, fate }) => (fate === 'survived' ? [mutant] : []));
  return { total: fates.length - refused, killed: count('killed'), refused, survivors: ranked(policy, survivors) };
}

type Fate = 'killed' | 'survived' | 'refused';

function trialOf(policy: Policy, facts: Facts): Trial {
  const seen = seenBy(policy, facts);
  const found = policy.rules.evaluate(seen.view);
  return { facts, seen, found, told: told(verdictOn(policy, facts, seen, found)) };
}

/** What a case can tell apart: the outcome and the codes, each once. */
function told({ outcome, reasons }: Verdict): string {
  return [outcome, ...new Set(reasons.map(({ code }) => code))].toSorted().join(' ');
}

function fateOfRule(policy: Policy, trials: readonly Trial[], mutant: RuleMutant): Fate {
  const world = { types: policy.factTypes, reasons: policy.definition.reasons, lists: listsByName(policy) };
  const compiled = compileRules([{ file: mutant.file, text: JSON.stringify(mutant.changed) }], world);
  if (!compiled.ok) return 'refused';
  const changed = new Set(mutant.rules);
  const isKilled = trials.some(({ facts, seen, found, told: before }) => {
    const now = compiled.value.evaluate(seen.view);
    const old = {
      hits: found.hits.filter(({ rule }) => changed.has(rule)),
      unknown: found.unknown.filter(({ rule }) => changed.has(rule)),
    };
    if (areSame(old.hits, now.hits) && areSame(old.unknown, now.unknown)) return false;
    // The order of hits is lost here, and no case looks at it.
    const hits = [...found.hits.filter(({ rule }) => !changed.has(rule)), ...now.hits];
    const unknown = [...found.unknown.filter(({ rule }) => !changed.has(rule)), ...now.unknown];
    return told(verdictOn(policy, facts, seen, { hits, unknown })) !== before;
  });
  return isKilled ? 'killed' : 'survived';
}

function areSame(before: readonly { readonly rule: string }[], after: readonly { readonly rule: string }[]): boolean {
  return before.length === after.length && before.every(({ rule }, index) => rule === after[index]?.rule);
}

function fateOfPolicy(policy: Policy, trials: readonly Trial[], { apply }: PolicyMutant): Fate {
  const changed = apply(policy);
  if (changed === undefined) return 'refused';
  const isKilled = trials.some(({ facts, seen, found, told: before }) => told(verdictOn(changed, facts, seen, found)) !== before);
  return isKilled ? 'killed' : 'survived';
}

const ASKS: readonly (Hit['asks'] | undefined)[] = ['block', undefined, 'review', 'pass', 'flag'];
const KINDS: readonly MutantKind[] = ['condition', 'operator', 'precedence', 'value', 'threshold', 'band'];

function ranked(policy: Policy, survivors: readonly Mutant[]): readonly Survivor[] {
  const asked = new Map(
    ruleSourcesOf(policy.files).flatMap(({ value }) => value.rules.map(({ name, event }) => [name, event.type] as const)),
  );
  return survivors
    .map((mutant) => placedSurvivor(policy, mutant, asked))
    .toSorted((a, b) => ASKS.indexOf(a.asks) - ASKS.indexOf(b.asks) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

function placedSurvivor(
  { files }: Policy,
  { kind, file, pointer, rules, what }: Mutant,
  asked: ReadonlyMap<string, Hit['asks']>,
): Survivor {
  const line = locateInJson(files[file] ?? '', pointer)?.line;
  const asks = ASKS.find((one) => one !== undefined && rules.some((rule) => asked.get(rule) === one));
  return { kind, file, pointer, rules, what, ...(line === undefined ? {} : { line }), ...(asks === undefined ? {} : { asks }) };
}
