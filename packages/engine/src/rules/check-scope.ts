import type { CheckedNode } from './checked-rule.js';
import type { FactTypes, NamedLists } from './rule-set.js';

/** One thing that is wrong, inside a file and a rule that the scope knows. */
interface Flaw {
  readonly pointer: string;
  readonly message: string;
  readonly mend: string;
}

/** A checked condition and its size with shared conditions written out. */
export interface Measured {
  readonly node: CheckedNode;
  readonly depth: number;
  readonly comparisons: number;
}

/** What a reference to a shared condition leads to. */
export type Reference =
  | { readonly is: 'checked'; readonly target: Measured }
  /** Its own flaws were reported where it stands. */
  | { readonly is: 'faulty' }
  | { readonly is: 'absent'; readonly names: readonly string[] }
  /** It leads back to itself through these names. */
  | { readonly is: 'cycle'; readonly names: readonly string[] };

/** What a condition may refer to, and where to say what is wrong with it. */
export interface CheckScope {
  readonly types: FactTypes;
  /** The policy's named lists. */
  readonly lists: NamedLists;
  readonly refer: (name: string) => Reference;
  readonly report: (flaw: Flaw) => void;
}
