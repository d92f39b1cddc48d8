import type { JsonValue } from '../contract/json.js';
import type { CheckScope } from './check-scope.js';
import { nameHint, quotedName } from './nearest-name.js';
import { DECORATORS, isDecorator, isOperator, OPERATORS, type DecoratorName, type OperatorName } from './operators.js';
import { MAX_DECORATORS } from './rule-limits.js';

/** An operator and what stands before it. */
export interface CheckedOperator {
  readonly name: OperatorName;
  /** Outermost first. */
  readonly decorators: readonly DecoratorName[];
}

/** Checks the `operator` of a comparison, e.g. `not:someFact:equal`; undefined when it has flaws, which are reported. */
export function checkOperator(operator: JsonValue | undefined, pointer: string, scope: CheckScope): CheckedOperator | undefined {
  const names = Object.keys(OPERATORS);
  if (typeof operator !== 'string') {
    scope.report({ pointer, message: 'The comparison has no operator.', mend: `Add "operator", one of: ${names.join(', ')}.` });
    return undefined;
  }
  const report = (message: string, mend: string): void => scope.report({ pointer: `${pointer}/operator`, message, mend });
  const before = operator.split(':');
  const name = before.pop() ?? '';
  const decorators = before.filter(isDecorator);
  const odd = before.find((decorator) => !isDecorator(decorator));
  if (odd !== undefined) report(`There is no decorator ${quotedName(`${odd}:`)}.`, nameHint(odd, DECORATORS));
  if (before.length > MAX_DECORATORS)
    report(`The operator has ${before.length} decorators, more than ${MAX_DECORATORS}.`, 'Use any, all and not.');
  if (!isOperator(name)) report(`There is no operator ${quotedName(name)}.`, nameHint(name, names));
  return isOperator(name) && odd === undefined && before.length <= MAX_DECORATORS ? { name, decorators } : undefined;
}
