import { describe, expect, it } from 'vitest';
import type { Condition } from '../contract/condition.js';
import { sampleFlow } from '../testing/sample-flow.js';
import { stepOf, steppedBy } from './mutate-condition.js';
import { mutateRules } from './mutate-rules.js';

const rule = (name: string, conditions: Condition) => ({ name, conditions, event: { type: 'review', params: { reason: 'MANY' } } });

function mutantsOf(rules: readonly object[], conditions?: Readonly<Record<string, Condition>>) {
  return mutateRules(sampleFlow({ texts: { 'velocity.rules.json': JSON.stringify({ ...(conditions && { conditions }), rules }) } }));
}

describe('mutateRules', () => {
  it('moves numbers both ways, takes the neighbouring operator, and leaves out parts and values', () => {
    const condition: Condition = {
      all: [
        { fact: 'payments1h', operator: 'greaterThanInclusive', value: 3 },
        { fact: 'card', operator: 'in', value: ['a', 'b'] },
      ],
    };
    const mutants = mutantsOf([rule('r', condition)]);
    expect(mutants.map(({ kind, pointer, what }) => [kind, pointer, what])).toEqual([
      ['condition', '/rules/0/conditions/all/0', 'without payments1h greaterThanInclusive 3'],
      ['condition', '/rules/0/conditions/all/1', 'without card in ["a","b"]'],
      ['operator', '/rules/0/conditions/all/0/operator', 'payments1h greaterThanInclusive 3: greaterThan instead'],
      ['threshold', '/rules/0/conditions/all/0/value', 'payments1h greaterThanInclusive 3: 2 instead of 3'],
      ['threshold', '/rules/0/conditions/all/0/value', 'payments1h greaterThanInclusive 3: 4 instead of 3'],
      ['operator', '/rules/0/conditions/all/1/operator', 'card in ["a","b"]: notIn instead'],
      ['value', '/rules/0/conditions/all/1/value/0', 'card in ["a","b"]: without "a"'],
      ['value', '/rules/0/conditions/all/1/value/1', 'card in ["a","b"]: without "b"'],
    ]);
    expect(mutants[4]!.changed).toMatchObject({ rules: [{ name: 'r', conditions: { all: [{ value: 4 }, { value: ['a', 'b'] }] } }] });
  });

  it('leaves out no only part, and no only value', () => {
    const kinds = mutantsOf([rule('r', { all: [{ fact: 'card', operator: 'in', value: ['a'] }] })]).map(({ kind }) => kind);
    expect(kinds).toEqual(['operator']);
  });

  it('changes all rules that refer to a shared condition, and none for one that nobody refers to', () => {
    const conditions = {
      near: { all: [{ condition: 'far' }] },
      far: { not: { fact: 'amount', operator: 'lessThan', value: 5 } },
      idle: { not: { fact: 'amount', operator: 'lessThan', value: 5 } },
    };
    const own: Condition = { any: [{ fact: 'card', operator: 'equal', value: 'k' }] };
    const mutants = mutantsOf([rule('a', { condition: 'near' }), rule('b', own), rule('c', { condition: 'far' })], conditions);
    const shared = mutants.filter(({ pointer }) => pointer.startsWith('/conditions'));
    expect(new Set(shared.map(({ pointer }) => pointer.split('/')[2]))).toEqual(new Set(['far']));
    expect(shared[0]).toMatchObject({ rules: ['a', 'c'], what: 'far: amount lessThan 5: lessThanInclusive instead' });
    expect(shared[0]!.changed['rules']).toHaveLength(2);
  });

  it('reaches numbers inside values, and negates operators that have no neighbour', () => {
    const [operator, low] = mutantsOf([rule('r', { all: [{ fact: 'amount', operator: 'between', value: [10, 20] }] })]);
    expect(operator).toMatchObject({ what: 'amount between [10,20]: not:between instead' });
    expect(low).toMatchObject({ pointer: '/rules/0/conditions/all/0/value/0', what: 'amount between [10,20]: 9 instead of 10' });
  });

  it.each([
    [150, 1, [149, 151]],
    [0.25, 0.01, [0.24, 0.26]],
    [0.3, 0.1, [0.2, 0.4]],
    [1e-7, 1e-7, [0, 2e-7]],
    [-2.5, 0.1, [-2.6, -2.4]],
    [1e21, 1, [1e21, 1e21]],
  ])('takes for %d the step %d', (number, step, neighbours) => {
    expect(stepOf(number)).toBe(step);
    expect(steppedBy(number, step)).toEqual(neighbours);
  });
});
