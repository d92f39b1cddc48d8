import type { JsonObject, JsonValue } from '../contract/json.js';
import type { CheckScope } from './check-scope.js';
import type { Operand } from './checked-rule.js';
import { parseFactPath, typeAtPath } from './fact-path.js';
import { nameHint } from './nearest-name.js';
import type { FactType } from './rule-set.js';

/** Checks the `fact` and `path` of a comparison or of a reference; undefined when they have flaws, which are reported. */
export function checkOperand(source: JsonObject, pointer: string, scope: CheckScope): Operand | undefined {
  const fact = source['fact'];
  if (typeof fact !== 'string') {
    scope.report({
      pointer,
      message: 'The comparison names no fact.',
      mend: 'Add "fact": the name of a request field, a feature, score or lists.',
    });
    return undefined;
  }
  const type = scope.types.get(fact);
  if (type === undefined) {
    scope.report({ pointer: `${pointer}/fact`, message: `There is no fact "${fact}".`, mend: nameHint(fact, [...scope.types.keys()]) });
    return undefined;
  }
  const path = checkPath(source['path'], `${pointer}/path`, scope);
  return path === undefined ? undefined : operandAt(fact, type, path, { pointer, scope });
}

function checkPath(path: JsonValue | undefined, pointer: string, { report }: CheckScope): readonly string[] | undefined {
  if (path === undefined) return [];
  const names = typeof path === 'string' ? parseFactPath(path) : undefined;
  if (names !== undefined) return names;
  report({
    pointer,
    message: `${JSON.stringify(path)} is not a plain path.`,
    mend: 'Write $.name or $.name.name: filters, wildcards, indexes and scripts are not allowed.',
  });
  return undefined;
}

function operandAt(
  fact: string,
  root: FactType,
  path: readonly string[],
  where: { pointer: string; scope: CheckScope },
): Operand | undefined {
  const { pointer, scope } = where;
  const end = typeAtPath(root, path);
  if ('wrong' in end) {
    const message = `The path leads nowhere: "${fact}" has no "${end.wrong}" there.`;
    const mend = end.names.length === 0 ? 'Leave out what follows the last object.' : nameHint(end.wrong, end.names);
    scope.report({ pointer: `${pointer}/path`, message, mend });
    return undefined;
  }
  const { type } = end;
  if (type.kind !== 'object') return { fact, path, type };
  const example = Object.keys(type.fields)[0];
  const mend = example === undefined ? 'Name another fact.' : `Name a field by a path, e.g. "$.${[...path, example].join('.')}".`;
  scope.report({ pointer, message: `"${[fact, ...path].join('.')}" is an object, and objects are not compared.`, mend });
  return undefined;
}
