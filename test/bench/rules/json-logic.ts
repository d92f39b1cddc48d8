import type { Condition, LeafCondition } from '@gavel/engine';
import type { MakeContender } from './contender.js';
import { loadContender } from './install-contenders.js';

type Logic = string | number | boolean | readonly Logic[] | { readonly [operator: string]: Logic };
interface JsonLogic {
  readonly LogicEngine: new () => { build(logic: Logic): (data: unknown) => unknown };
}

/** JsonLogic in its compiled form (it makes code of text): one function per rule. */
export const jsonLogic: MakeContender = (rules) => {
  const { LogicEngine } = loadContender('json-logic-engine') as JsonLogic;
  const engine = new LogicEngine();
  const built = rules.map(({ name, conditions }) => ({ name, holds: engine.build(logicOf(conditions)) }));
  return {
    name: 'json-logic-engine',
    isAsync: false,
    decide: (payment) => {
      const fired: string[] = [];
      for (const { name, holds } of built) if (holds(payment) === true) fired.push(name);
      return fired;
    },
    fired: (answer) => answer as string[],
  };
};

function logicOf(condition: Condition): Logic {
  if ('all' in condition) return { and: condition.all.map(logicOf) };
  if ('any' in condition) return { or: condition.any.map(logicOf) };
  if ('not' in condition) return { '!': [logicOf(condition.not)] };
  if ('condition' in condition) throw new Error('no shared conditions here');
  return leafLogic(condition);
}

const OPERATORS: Readonly<Record<string, (fact: Logic, value: Logic) => Logic>> = {
  equal: (fact, value) => ({ '===': [fact, value] }),
  notEqual: (fact, value) => ({ '!==': [fact, value] }),
  greaterThan: (fact, value) => ({ '>': [fact, value] }),
  lessThanInclusive: (fact, value) => ({ '<=': [fact, value] }),
  in: (fact, value) => ({ in: [fact, value] }),
  notIn: (fact, value) => ({ '!': [{ in: [fact, value] }] }),
  contains: (fact, value) => ({ in: [value, fact] }),
};

function leafLogic({ fact, path, operator, value }: LeafCondition): Logic {
  return OPERATORS[operator]!({ var: fact + (path ?? '').replace('$', '') }, value as Logic);
}
