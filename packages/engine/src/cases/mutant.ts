/** What was changed: the step of a number, an operator, a condition that is left out, a value of a list, or what the policy makes of it. */
export type MutantKind = 'condition' | 'operator' | 'value' | 'threshold' | 'precedence' | 'band';

/** One small change that cases should notice. */
export interface Mutant {
  readonly kind: MutantKind;
  readonly file: string;
  /** RFC 6901: what was changed. */
  readonly pointer: string;
  /** The rules that it changes; of the policy itself: none. */
  readonly rules: readonly string[];
  /** The change in one line. */
  readonly what: string;
}
