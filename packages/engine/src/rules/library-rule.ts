import { Rule } from 'json-rules-engine';
import type { RuleSource } from '../contract/rule-file.js';

/**
 * Lets json-rules-engine parse a rule: what it says against it, or undefined. It is given text because its constructors write into
 * the objects that they are handed.
 */
export function libraryObjection({ name, priority, conditions, event }: RuleSource): string | undefined {
  try {
    return void new Rule(JSON.stringify({ name, ...(priority === undefined ? {} : { priority }), conditions, event }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
