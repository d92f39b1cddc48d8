import { pointerOf } from '../contract/json-place.js';
import { referredBy, type RuleSourceFile } from '../policy/rule-sources.js';
import type { LintFinding } from './finding.js';

/** Shared conditions that no rule of the file refers to, not even through another one. */
export function lintShared({ file, value }: RuleSourceFile): readonly LintFinding[] {
  const shared = value.conditions ?? {};
  const used = new Set(value.rules.flatMap(({ conditions }) => [...referredBy(conditions, shared)]));
  return Object.keys(shared)
    .filter((name) => !used.has(name))
    .map((name) => ({
      kind: 'unused-condition',
      file,
      pointer: pointerOf(['conditions', name]),
      subject: name,
      message: 'No rule of this file refers to this shared condition.',
      mend: 'Refer to it, or remove it.',
    }));
}
