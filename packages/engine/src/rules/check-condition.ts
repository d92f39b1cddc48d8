import { pointerOf } from '../contract/json-place.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { checkLeaf } from './check-leaf.js';
import type { CheckScope, Measured } from './check-scope.js';
import type { CheckedNode } from './checked-rule.js';
import { isJsonObject } from './is-json-object.js';
import { checkListNames, comparisonsIn, membershipNode } from './list-membership.js';
import { nameHint, quotedName } from './nearest-name.js';
import { MAX_CONDITION_DEPTH } from './rule-limits.js';

const FORMS = ['all', 'any', 'not', 'condition'] as const;
const LEAF_MEMBERS = ['fact', 'operator', 'value', 'path'];

/** Checks the root of a rule or of a shared condition, which json-rules-engine wants to be all, any, not or a reference. */
export function checkRoot(condition: unknown, pointer: string, scope: CheckScope): Measured | undefined {
  const isLeaf = isJsonObject(condition) && Object.hasOwn(condition, 'fact') && !FORMS.some((form) => Object.hasOwn(condition, form));
  if (isLeaf) {
    const message = 'The root of the conditions is a bare comparison.';
    scope.report({ pointer, message, mend: 'Wrap it: {"all": [ … ]}.' });
  }
  const measured = checkCondition(condition, pointer, scope);
  return isLeaf ? undefined : measured;
}

/** Checks a condition and all below it; undefined when it has flaws, all of which are reported. `depth` counts from the root, 1. */
export function checkCondition(condition: unknown, pointer: string, scope: CheckScope, depth = 1): Measured | undefined {
  if (!isJsonObject(condition)) {
    scope.report({ pointer, message: 'A condition is an object.', mend: 'Write all, any, not, a reference or a comparison.' });
    return undefined;
  }
  if (depth > MAX_CONDITION_DEPTH) return tooDeep(pointer, scope);
  const forms = FORMS.filter((form) => Object.hasOwn(condition, form));
  const [form] = forms;
  if (forms.length > 1) {
    const message = `The condition holds ${forms.join(' and ')}: json-rules-engine would look at one and ignore the rest.`;
    scope.report({ pointer, message, mend: 'Keep one, and nest the others inside it.' });
    return undefined;
  }
  const sound = checkMembers(condition, form === undefined ? LEAF_MEMBERS : [form], pointer, scope);
  const measured = form === undefined ? leafOf(condition, pointer, scope) : branchOf(condition, form, { pointer, scope, depth });
  return sound ? measured : undefined;
}

function leafOf(condition: JsonObject, pointer: string, scope: CheckScope): Measured | undefined {
  const leaf = checkLeaf(condition, pointer, scope);
  if (leaf === undefined || !checkListNames(leaf, pointer, scope)) return undefined;
  const node = membershipNode(leaf, scope);
  return { node, depth: 1, comparisons: comparisonsIn(node) };
}

interface At {
  readonly pointer: string;
  readonly scope: CheckScope;
  readonly depth: number;
}

function branchOf(condition: JsonObject, form: (typeof FORMS)[number], { pointer, scope, depth }: At): Measured | undefined {
  const at = { pointer: `${pointer}/${form}`, scope, depth };
  const inner = condition[form] ?? null;
  switch (form) {
    case 'condition':
      return referenceOf(inner, at);
    case 'not': {
      const measured = checkCondition(inner, at.pointer, scope, depth + 1);
      return measured === undefined ? undefined : over({ kind: 'not', of: measured.node }, [measured]);
    }
    default:
      return listOf(form, inner, at);
  }
}

function listOf(kind: 'all' | 'any', inner: JsonValue, { pointer, scope, depth }: At): Measured | undefined {
  if (!Array.isArray(inner) || inner.length === 0) {
    const message = Array.isArray(inner) ? `An empty "${kind}" would always hold.` : `"${kind}" is a list of conditions.`;
    scope.report({ pointer, message, mend: 'List at least one condition.' });
    return undefined;
  }
  const parts = inner.map((part: JsonValue, index) => checkCondition(part, `${pointer}/${index}`, scope, depth + 1));
  const sound = parts.filter((part) => part !== undefined);
  return sound.length < parts.length ? undefined : over({ kind, of: sound.map((part) => part.node) }, sound);
}

function referenceOf(name: JsonValue, { pointer, scope, depth }: At): Measured | undefined {
  if (typeof name !== 'string') {
    scope.report({ pointer, message: 'A reference is the name of a shared condition.', mend: 'Write it as a string.' });
    return undefined;
  }
  const reference = scope.refer(name);
  switch (reference.is) {
    case 'checked':
      return depth - 1 + reference.target.depth > MAX_CONDITION_DEPTH ? tooDeep(pointer, scope) : reference.target;
    case 'faulty':
      return undefined;
    case 'absent':
      scope.report({
        pointer,
        message: `There is no shared condition ${quotedName(name)} in this file.`,
        mend: nameHint(name, reference.names),
      });
      return undefined;
    default:
      scope.report({
        pointer,
        message: `The shared condition refers to itself: ${reference.names.join(' → ')}.`,
        mend: 'Break the circle.',
      });
      return undefined;
  }
}

function checkMembers(condition: JsonObject, known: readonly string[], pointer: string, { report }: CheckScope): boolean {
  const odd = Object.keys(condition).filter((key) => !known.includes(key) && !isAside(key, condition[key]));
  for (const key of odd) {
    const mend =
      key === 'params' ? 'Facts take no parameters here: make it a feature.' : `Use ${[...known, 'name', 'priority'].join(', ')} only.`;
    report({ pointer: pointer + pointerOf([key]), message: `A condition has no such ${quotedName(key)}.`, mend });
  }
  return odd.length === 0;
}

/** Members that json-rules-engine knows and that never change an answer: a label, and the order of evaluation. */
function isAside(key: string, value: JsonValue | undefined): boolean {
  if (key === 'name') return typeof value === 'string';
  return key === 'priority' && Number.isInteger(value) && Number(value) >= 1;
}

function tooDeep(pointer: string, { report }: CheckScope): undefined {
  const message = `The conditions are nested deeper than ${MAX_CONDITION_DEPTH} levels, shared conditions written out.`;
  report({ pointer, message, mend: 'Split the rule, or make part of it a feature.' });
}

function over(node: CheckedNode, parts: readonly Measured[]): Measured {
  const depth = 1 + Math.max(...parts.map((part) => part.depth));
  return { node, depth, comparisons: parts.reduce((sum, part) => sum + part.comparisons, 0) };
}
