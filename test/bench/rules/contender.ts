import type { DrawnRule } from './draw-rules.js';
import type { Payment } from './payments.js';

/** One way of evaluating rules, ready to run. */
export interface Contender {
  readonly name: string;
  /** It answers by promise: each decision is awaited before the next begins. */
  readonly isAsync: boolean;
  /** What is timed. */
  readonly decide: (payment: Payment) => unknown;
  /** Names of the rules that held, read off an answer of `decide`: for the comparison of answers. */
  readonly fired: (answer: unknown) => readonly string[];
}

/** Makes a contender of rules. */
export type MakeContender = (rules: readonly DrawnRule[]) => Contender | Promise<Contender>;
