import type { Facts, Verdict } from '../../contract/decision.js';
import type { Scalar } from '../../contract/json.js';
import { OUTCOMES, type Outcome } from '../../contract/outcome.js';
import { judge } from '../../decision/judge.js';
import type { Policy } from '../../policy/policy.js';
import { candidatesFor, questionsOf } from './fact-candidates.js';
import { FactEditor, type Alteration } from './fact-editor.js';
import { rangeOf } from './fact-range.js';
import { combinationsOf } from './combinations.js';

/** What may be changed, what for, and how long to look. */
export interface CounterfactualOptions {
  /** Request fields and windowed features that may be other than they were; `score` only where it is named here. */
  readonly changeable: readonly string[];
  /** Outcomes looked for. Without it: every milder one, or, where the outcome is pass already, every other one. */
  readonly outcomes?: readonly Outcome[];
  /** How many changed sets of facts are judged at most; 20,000 by default. */
  readonly limit?: number;
}

/** A fact as it was and as it would have to be. */
export interface FactChange {
  readonly fact: string;
  /** Absent: it was missing. */
  readonly from?: Scalar;
  readonly to: Scalar;
}

/** A fact that could not be tried, and why. */
export interface UntriedFact {
  readonly fact: string;
  readonly why: string;
}

/** What a search for a counterfactual came to. */
export interface Counterfactual {
  /** `none`: no combination of the values tried does it. `gave-up`: the limit was reached before all were tried. */
  readonly status: 'found' | 'none' | 'gave-up';
  /** The smallest that was found: fewest facts, then nearest values. Judging the changed facts gave its outcome. */
  readonly found?: {
    readonly outcome: Outcome;
    readonly decidedBy: Verdict['decidedBy'];
    readonly changes: readonly FactChange[];
    /** What is derived from the changed facts and looked at by the policy, as it was and as it would be. */
    readonly follows: readonly FactChange[];
  };
  /** The outcomes that were looked for. */
  readonly wanted: readonly Outcome[];
  /** The score that all this was judged with; absent: there was none, or it was allowed to change. */
  readonly heldScore?: number;
  readonly tried: readonly string[];
  readonly untried: readonly UntriedFact[];
  /** How many changed sets of facts were judged. */
  readonly judged: number;
}

const DEFAULT_LIMIT = 20_000;
const MAX_CHANGES = 3;

/**
 * The smallest change of facts that changes the outcome: fewest facts first, at most three, then the nearest values. Every answer was
 * verified by judging the changed facts; the score is held as it was unless it is itself changeable, and a changed request always keeps
 * to the request schema. Pure; `policy` must be of the model version that decided.
 */
export function findCounterfactual(policy: Policy, facts: Facts, options: CounterfactualOptions): Counterfactual {
  const editor = new FactEditor(policy, facts);
  const before = judge(policy, facts);
  const wanted = options.outcomes ?? otherThan(before.outcome);
  const questions = questionsOf(editor);
  const untried = options.changeable.flatMap((fact) => obstacle(fact, editor) ?? []);
  const tried = [...new Set(options.changeable)].filter((fact) => untried.every((other) => other.fact !== fact));
  const candidates = tried.map((fact) => candidatesFor(fact, editor, questions));
  const search = new Search(editor, wanted, options.limit ?? DEFAULT_LIMIT);
  const found = search.run(candidates);
  const held = before.score === undefined || tried.includes('score') ? {} : { heldScore: before.score };
  const about = { wanted, ...held, tried, untried, judged: search.judged };
  if (found === undefined) return { status: search.gaveUp ? 'gave-up' : 'none', ...about };
  const asked = new Set(questions.flatMap((question) => question.facts));
  return { status: 'found', found: told(found, editor, asked), ...about };
}

function otherThan(outcome: Outcome): readonly Outcome[] {
  const milder = OUTCOMES.slice(0, OUTCOMES.indexOf(outcome));
  return milder.length > 0 ? milder : OUTCOMES.filter((other) => other !== outcome);
}

/** Why a fact cannot be tried. */
function obstacle(fact: string, editor: FactEditor): UntriedFact | undefined {
  if (!editor.policy.factTypes.has(fact)) return { fact, why: 'there is no such fact' };
  const [unknowable] = editor.followersOf(fact).unknowable;
  if (unknowable !== undefined)
    return { fact, why: `${unknowable} looks history up by it, and the record does not hold what it would say` };
  const range = rangeOf(editor.policy, fact);
  if (range === undefined) return { fact, why: 'it follows from other facts, or its other values cannot be listed' };
  if (range.kind === 'numbers' && editor.valueOf(fact) === undefined) return { fact, why: 'it was missing' };
  return undefined;
}

interface Found {
  readonly verdict: Verdict;
  readonly alterations: readonly Alteration[];
}

class Search {
  judged = 0;
  gaveUp = false;

  constructor(
    private readonly editor: FactEditor,
    private readonly wanted: readonly Outcome[],
    private readonly limit: number,
  ) {}

  run(candidates: Parameters<typeof combinationsOf>[0]): Found | undefined {
    for (let size = 1; size <= Math.min(MAX_CHANGES, candidates.length); size += 1) {
      const { combinations, complete } = combinationsOf(candidates, size, this.limit - this.judged);
      for (const alterations of combinations) {
        const verdict = this.#judge(alterations);
        if (verdict !== undefined && this.wanted.includes(verdict.outcome)) return { verdict, alterations };
      }
      if (!complete) this.gaveUp = true;
    }
    return undefined;
  }

  /** What is said of the changed facts; undefined: the flow's schema would have refused such a request. */
  #judge(alterations: readonly Alteration[]): Verdict | undefined {
    const facts = this.editor.altered(alterations);
    if (!this.editor.policy.parseRequest(facts.request).ok) return undefined;
    this.judged += 1;
    return judge(this.editor.policy, facts);
  }
}

function told({ verdict, alterations }: Found, editor: FactEditor, asked: ReadonlySet<string>): NonNullable<Counterfactual['found']> {
  const before = editor.view([]);
  const after = editor.view(alterations);
  const changes = alterations.map(({ fact, to }) => ({ fact, ...fromOf(before[fact]), to }));
  const followers = new Set(alterations.flatMap(({ fact }) => [...editor.followersOf(fact).derived]));
  const follows = [...followers].flatMap((fact): FactChange[] => {
    const to = after[fact];
    return asked.has(fact) && isScalar(to) && to !== before[fact] ? [{ fact, ...fromOf(before[fact]), to }] : [];
  });
  return { outcome: verdict.outcome, decidedBy: verdict.decidedBy, changes, follows };
}

function fromOf(value: unknown): { readonly from?: Scalar } {
  return isScalar(value) ? { from: value } : {};
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
