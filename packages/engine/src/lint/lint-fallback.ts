import { parseShaped } from '../contract/check-shape.js';
import { pointerOf } from '../contract/json-place.js';
import { policyFileSchema, type PolicyFile } from '../contract/policy-file.js';
import { leavesOf, type RuleSourceFile } from '../policy/rule-sources.js';
import type { Policy } from '../policy/policy.js';
import { MAX_JSON_DEPTH } from '../rules/rule-limits.js';
import type { FactRange } from './fact-range.js';
import type { LintFinding } from './finding.js';
import { lintPlaced } from './lint-comparisons.js';
import { conflictIn } from './lint-rule.js';
import { waysOf } from './normal-form.js';

type Row = PolicyFile['fallback'][number];
type Ranges = ReadonlyMap<string, FactRange>;

const FILE = 'policy.json';
/** Rows refer to no shared conditions. */
const NO_SHARED = {};

/** What is suspicious in the fallback table: rows that never hold, rows that leave nothing to those below, comparisons that say nothing. */
export function lintFallback({ definition }: Pick<Policy, 'definition'>, ranges: Ranges): readonly LintFinding[] {
  return definition.fallback.flatMap((row, index) => lintRow(row, pointerOf(['fallback', index, 'conditions']), ranges));
}

function lintRow({ name, conditions }: Row, pointer: string, ranges: Ranges): readonly LintFinding[] {
  if (conditions === undefined) return [];
  const about = { file: FILE, subject: name };
  const findings: LintFinding[] = leavesOf(conditions, pointer).flatMap((placed) =>
    lintPlaced(placed, ranges).map((finding) => ({ ...about, ...finding })),
  );
  const conflicts = waysOf(conditions, NO_SHARED)?.map((way) => conflictIn(way, ranges));
  if (conflicts?.every((conflict) => conflict !== undefined) === true) {
    const message = `The row can never hold: ${[...new Set(conflicts)].join('; ')}.`;
    findings.push({ ...about, kind: 'unreachable', pointer, message, mend: 'Correct the conditions, or remove the row.' });
  }
  if (waysOf(conditions, NO_SHARED, true)?.every((way) => conflictIn(way, ranges) !== undefined) === true) {
    const message = 'The row holds wherever its facts are there: the rows below it are reached only where one is missing.';
    findings.push({ ...about, kind: 'always-true', pointer, message, mend: 'Correct the conditions, or move the row to the end.' });
  }
  return findings;
}

/** Where things stand in the text of the policy file. */
export function policyPlaces({ files }: Pick<Policy, 'files'>): RuleSourceFile['locate'] {
  const shaped = parseShaped(policyFileSchema, FILE, files[FILE] ?? '', { maxDepth: MAX_JSON_DEPTH });
  return shaped.ok ? shaped.value.locate : () => undefined;
}
