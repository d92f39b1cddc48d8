import type { JsonObject, JsonValue } from '../contract/json.js';
import type { CheckScope } from './check-scope.js';
import type { Operand } from './checked-rule.js';
import { parseFactPath, typeAtPath } from './fact-path.js';
import { describeType, describeValue } from './describe-type.js';
import { nameHint, quotedName } from './nearest-name.js';
import type { FactType } from './rule-set.js';

/** What a comparison does with an object: nothing, takes it for a position, or looks whether it is there. */
export type ObjectUse = 'compared' | 'position' | 'any';

/** Checks the `fact` and `path` of a comparison or of a reference; undefined when they have flaws, which are reported. */
export function checkOperand(source: JsonObject, pointer: string, scope: CheckScope, use: ObjectUse = 'compared'): Operand | undefined {
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
    scope.report({
      pointer: `${pointer}/fact`,
      message: `There is no fact ${quotedName(fact)}.`,
      mend: nameHint(fact, [...scope.types.keys()]),
    });
    return undefined;
  }
  const path = checkPath(source['path'], `${pointer}/path`, scope);
  return path === undefined ? undefined : operandAt({ fact, path }, type, { pointer, scope, use });
}

function checkPath(path: JsonValue | undefined, pointer: string, { report }: CheckScope): readonly string[] | undefined {
  if (path === undefined) return [];
  const names = typeof path === 'string' ? parseFactPath(path) : undefined;
  if (names !== undefined) return names;
  report({
    pointer,
    message: `${typeof path === 'string' ? quotedName(path) : describeValue(path)} is not a plain path.`,
    mend: 'Write $.name or $.name.name: filters, wildcards, indexes and scripts are not allowed.',
  });
  return undefined;
}

interface Use {
  readonly pointer: string;
  readonly scope: CheckScope;
  readonly use: ObjectUse;
}

function operandAt({ fact, path }: Pick<Operand, 'fact' | 'path'>, root: FactType, { pointer, scope, use }: Use): Operand | undefined {
  const end = typeAtPath(root, path);
  if ('wrong' in end) {
    const message = `The path leads nowhere: "${fact}" has no ${quotedName(end.wrong)} there.`;
    const mend = end.names.length === 0 ? 'Leave out what follows the last object.' : nameHint(end.wrong, end.names);
    scope.report({ pointer: `${pointer}/path`, message, mend });
    return undefined;
  }
  const { type } = end;
  const name = [fact, ...path].join('.');
  if (use === 'position') {
    if (isPosition(type)) return { fact, path, type: { kind: 'position' } };
    const message = `"${name}" is ${describeType(type)}, and no position.`;
    scope.report({ pointer, message, mend: 'Name an object with the numbers lat and lon, in degrees.' });
    return undefined;
  }
  if (type.kind !== 'object') return { fact, path, type };
  if (use === 'any') return { fact, path, type: { kind: 'object' } };
  const example = Object.keys(type.fields)[0];
  const mend = example === undefined ? 'Name another fact.' : `Name a field by a path, e.g. "$.${[...path, example].join('.')}".`;
  scope.report({ pointer, message: `"${name}" is an object, and objects are not compared.`, mend });
  return undefined;
}

function isPosition(type: FactType): boolean {
  if (type.kind !== 'object') return false;
  const { fields } = type;
  return ['lat', 'lon'].every((name) => Object.hasOwn(fields, name) && fields[name]?.kind === 'number');
}
