import { Problem } from '../http/problem.js';

/** Said of an id that no decision has. */
export function unknownDecision(id: string): Problem {
  return new Problem('unknown-decision', `There is no decision ${JSON.stringify(id.slice(0, 100))}.`);
}
