import { describe, expect, it } from 'vitest';
import type { Fault } from '../contract/fault.js';
import { WORLD } from '../testing/random-world.js';
import { compileRules } from './compile-rules.js';
import type { RuleFileText } from './read-rule-file.js';

const LEAF = { fact: 'amount', operator: 'greaterThan', value: 5 };
const EVENT = { type: 'review', params: { reason: 'R1' } };

function fileOf(rules: readonly object[], conditions: object = {}, file = 'a.rules.json'): RuleFileText {
  return { file, text: JSON.stringify({ conditions, rules }, undefined, 1) };
}

function leaf(changes: object): object {
  return { ...LEAF, ...changes };
}

function ruleOf(conditions: unknown, changes: object = {}): object {
  return { name: 'a-rule', conditions, event: EVENT, ...changes };
}

function faultsIn(...files: readonly RuleFileText[]): readonly Fault[] {
  const result = compileRules(files, WORLD);
  return result.ok ? [] : result.faults;
}

function manyIn(file: string, count: number): RuleFileText {
  const rules = Array.from({ length: count }, (_, index) => ruleOf({ all: [LEAF] }, { name: `${file}-${index}` }));
  return fileOf(rules, {}, `${file}.rules.json`);
}

/** Nested `not` around a comparison: `levels` in all. */
function nested(levels: number): object {
  return levels === 1 ? LEAF : { not: nested(levels - 1) };
}

describe('a comparison is refused', () => {
  const cases: readonly [string, object, string, RegExp][] = [
    ['over a fact that is not there', leaf({ fact: 'amuont' }), '/fact', /no fact "amuont".*mean "amount"/],
    ['without a fact', { operator: 'equal', value: 5 }, '', /names no fact/],
    ['with an operator that is not there', leaf({ operator: 'greaterThen' }), '/operator', /no operator "greaterThen".*mean "greaterThan"/],
    ['with a decorator that is not there', leaf({ operator: 'nto:equal' }), '/operator', /no decorator "nto:".*mean "not"/],
    ['with too many decorators', leaf({ operator: 'not:not:not:not:not:equal' }), '/operator', /5 decorators/],
    ['of each item of a single fact', leaf({ operator: 'someFact:equal' }), '/operator', /each item of an array.*"amount" is a number/],
    ['of each item of who knows what', { fact: 'bag', operator: 'everyFact:equal', value: 5 }, '/operator', /"bag" is an array\..*type/],
    ['with each of a single value', leaf({ operator: 'someValue:equal' }), '/operator', /the value is the number 5/],
    ['with each of another type', leaf({ operator: 'everyValue:equal', value: ['a'] }), '/value', /values of the list are the string "a"/],
    [
      'of items of another type',
      { fact: 'codes', operator: 'someFact:equal', value: 'a' },
      '/value',
      /item of the fact "codes" is a number/,
    ],
    ['of items that are no text', { fact: 'codes', operator: 'someFact:startsWith', value: 'a' }, '/operator', /looks at a string/],
    ['swapped into another type', leaf({ operator: 'swap:lessThan', value: 'a' }), '/operator', /looks at a number/],
    ['swapped out of a list', leaf({ operator: 'swap:contains', value: ['a'] }), '/value', /"amount" is a number/],
    ['of the start of a number', leaf({ operator: 'startsWith', value: '5' }), '/operator', /looks at a string, but the fact "amount"/],
    ['of a start that is a number', { fact: 'country', operator: 'endsWith', value: 5 }, '/value', /in quotes/],
    ['between two strings', leaf({ operator: 'between', value: ['1', '2'] }), '/value', /two numbers/],
    ['between upside down', leaf({ operator: 'between', value: [5, 1] }), '/value', /lower one first/],
    ['between three', leaf({ operator: 'between', value: [1, 2, 3] }), '/value', /two numbers/],
    ['of a range of text', { fact: 'country', operator: 'between', value: [1, 2] }, '/operator', /looks at a number/],
    ['with look-around', { fact: 'country', operator: 'matches', value: 'a(?=b)' }, '/value', /RE2 cannot run.*\(\?=.*RE2 syntax/],
    ['with a reference back', { fact: 'country', operator: 'matches', value: '(a)\\1' }, '/value', /RE2 cannot run/],
    ['with a pattern that is no text', { fact: 'country', operator: 'matches', value: 5 }, '/value', /needs a pattern/],
    ['with a long pattern', { fact: 'country', operator: 'matches', value: 'a'.repeat(501) }, '/value', /501 characters/],
    ['with a pattern of many steps', { fact: 'country', operator: 'matches', value: '[a-z]{900}' }, '/value', /902 steps.*shorter/],
    ['with a pattern over a number', leaf({ operator: 'matches', value: 'a' }), '/operator', /looks at a string/],
    [
      'with a list that is not there',
      { fact: 'country', operator: 'inList', value: 'netwroks' },
      '/value',
      /no list "netwroks".*"networks"/,
    ],
    ['with each of many lists', { fact: 'country', operator: 'someValue:inList', value: 'networks' }, '/operator', /takes no "someValue:"/],
    ['with a list of lists', { fact: 'country', operator: 'inList', value: ['networks'] }, '/value', /name of a list/],
    ['within no distance', { fact: 'place', operator: 'withinKm', value: { lat: 1, lon: 1 } }, '/value', /"km" is missing/],
    ['within a place off the globe', { fact: 'place', operator: 'withinKm', value: { lat: 91, lon: 1, km: 1 } }, '/value', /degrees/],
    ['within miles', { fact: 'place', operator: 'withinKm', value: { lat: 1, lon: 1, miles: 1 } }, '/value/miles', /knows no "miles"/],
    [
      'within km of no place',
      { fact: 'geo', operator: 'withinKm', value: { lat: 1, lon: 1, km: 1 } },
      '',
      /"geo" is an object, and no position/,
    ],
    ['missing neither true nor false', leaf({ operator: 'isMissing', value: 'yes' }), '/value', /true or false/],
    ['missing with items', { fact: 'codes', operator: 'someFact:isMissing', value: true }, '/operator', /takes no "someFact:"/],
    ['without an operator', { fact: 'amount', value: 5 }, '', /has no operator/],
    ['without a value', { fact: 'amount', operator: 'equal' }, '', /has no value/],
    ['of a number with a string', leaf({ value: '5' }), '/value', /"amount" is a number, but the value is the string "5".*without quotes/],
    ['of a string with a number', { fact: 'country', operator: 'equal', value: 5 }, '/value', /"country" is a string.*in quotes: "5"/],
    ['of a boolean with a string', { fact: 'isNew', operator: 'equal', value: 'true' }, '/value', /"isNew" is a boolean/],
    ['with null', leaf({ operator: 'equal', value: null }), '/value', /never null/],
    ['with an object', leaf({ value: { min: 5 } }), '/value', /no value to compare/],
    ['of order over a string', { fact: 'country', operator: 'lessThan', value: 'NL' }, '/operator', /"country" is a string/],
    [
      'of equality over an array',
      { fact: 'lists', operator: 'equal', value: 'a' },
      '/operator',
      /"lists" is an array of strings.*contains/,
    ],
    ['of equality with a list', leaf({ operator: 'equal', value: [5] }), '/value', /use in or notIn/],
    ['in a single value', leaf({ operator: 'in', value: 5 }), '/value', /A list is needed, of numbers/],
    ['in a string', { fact: 'country', operator: 'in', value: 'NLGB' }, '/value', /A list is needed/],
    ['in an empty list', leaf({ operator: 'in', value: [] }), '/value', /list is empty/],
    ['in a list of another type', leaf({ operator: 'notIn', value: [1, '2'] }), '/value/1', /list holds the string "2"/],
    ['in a list of lists', leaf({ operator: 'in', value: [1, [2]] }), '/value/1', /list holds an array/],
    ['in a fact that is no array', leaf({ operator: 'in', value: { fact: 'count' } }), '/value', /"count" is a number/],
    ['in an array of another type', leaf({ operator: 'in', value: { fact: 'lists' } }), '/value', /"lists" is an array of strings/],
    ['where a single fact should contain', { fact: 'country', operator: 'contains', value: 'N' }, '/operator', /looks at an array/],
    ['where an array cannot contain it', { fact: 'codes', operator: 'contains', value: 'a' }, '/value', /array of numbers/],
    ['with a fact of another type', leaf({ value: { fact: 'country' } }), '/value', /"country" is a string/],
    ['with a reference to nothing', leaf({ value: { fact: 'nothing' } }), '/value/fact', /no fact "nothing"/],
    ['with params in a reference', leaf({ value: { fact: 'count', params: {} } }), '/value/params', /no member "params"/],
    ['of an object', { fact: 'geo', operator: 'equal', value: 5 }, '', /is an object.*\$\.lat/],
    ['at a path that leads nowhere', { fact: 'geo', path: '$.lta', operator: 'equal', value: 5 }, '/path', /no "lta".*mean "lat"/],
    ['at a path beyond a value', { fact: 'amount', path: '$.value', operator: 'equal', value: 5 }, '/path', /leads nowhere/],
    ['at an inherited name', { fact: 'geo', path: '$.constructor', operator: 'equal', value: 5 }, '/path', /no "constructor"/],
    ['at a filter', { fact: 'geo', path: '$..[?(@.lat>1)]', operator: 'equal', value: 5 }, '/path', /not a plain path/],
    ['at a wildcard', { fact: 'geo', path: '$.*', operator: 'equal', value: 5 }, '/path', /not a plain path/],
    ['at an index', { fact: 'lists', path: '$[0]', operator: 'equal', value: 'a' }, '/path', /not a plain path/],
    ['at a path that is no text', { fact: 'geo', path: 5, operator: 'equal', value: 5 }, '/path', /not a plain path/],
    ['with params', leaf({ params: { days: 5 } }), '/params', /no such "params".*feature/],
    ['with a member that is not known', leaf({ valeu: 5 }), '/valeu', /no such "valeu"/],
    ['with a priority below 1', leaf({ priority: 0 }), '/priority', /no such "priority"/],
  ];

  it.each(cases)('%s', (_, condition, pointer, text) => {
    const faults = faultsIn(fileOf([ruleOf({ all: [condition] })]));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ file: 'a.rules.json', pointer: `/rules/0/conditions/all/0${pointer}`, subject: 'a-rule' });
    expect(`${faults[0]?.message} ${faults[0]?.mend}`).toMatch(text);
    expect(faults[0]?.line).toBeGreaterThan(5);
  });
});

describe('a condition is refused', () => {
  const cases: readonly [string, unknown, string, RegExp][] = [
    ['that is empty in all', { all: [] }, '/all', /empty "all"/],
    ['that is empty in any', { any: [] }, '/any', /empty "any"/],
    ['whose all is no list', { all: LEAF }, '/all', /is a list/],
    ['whose not is a list', { not: [LEAF] }, '/not', /condition is an object/],
    ['with both any and all', { any: [LEAF], all: [LEAF] }, '', /all and any/],
    ['with all beside a comparison', { all: [LEAF], fact: 'amount' }, '/fact', /no such "fact"/],
    ['with a bare comparison at the root', LEAF, '', /bare comparison/],
    ['with nothing in it', {}, '', /names no fact/],
    ['nested too deep', nested(33), '/not'.repeat(32), /deeper than 32/],
    ['that refers to nothing', { condition: 'vpi' }, '/condition', /no shared condition "vpi".*mean "vip"/],
    ['that refers by a number', { condition: 5 }, '/condition', /name of a shared condition/],
  ];

  it.each(cases)('%s', (_, conditions, pointer, text) => {
    const faults = faultsIn(fileOf([ruleOf(conditions)], { vip: { all: [LEAF] } }));
    const found = faults.find((fault) => fault.pointer === `/rules/0/conditions${pointer}` && text.test(`${fault.message} ${fault.mend}`));
    expect(found).toMatchObject({ file: 'a.rules.json', subject: 'a-rule', line: expect.any(Number) });
  });

  it('when shared conditions refer to each other in a circle', () => {
    const shared = { a: { all: [{ condition: 'b' }] }, b: { not: { condition: 'a' } } };
    expect(faultsIn(fileOf([ruleOf({ condition: 'a' })], shared))).toMatchObject([
      { pointer: '/conditions/b/not/condition', subject: 'b', message: 'The shared condition refers to itself: a → b → a.' },
    ]);
  });

  it('when shared conditions written out are too deep', () => {
    const faults = faultsIn(fileOf([ruleOf({ not: { condition: 'deep' } })], { deep: nested(32) }));
    expect(faults).toMatchObject([{ pointer: '/rules/0/conditions/not/condition', message: expect.stringContaining('deeper than 32') }]);
    expect(faultsIn(fileOf([ruleOf({ not: { condition: 'deep' } })], { deep: nested(31) }))).toEqual([]);
  });

  it('when shared conditions written out are too many comparisons, without writing them out', () => {
    const names = Array.from({ length: 25 }, (_, index) => `c${index}`);
    const shared = Object.fromEntries(
      names.map((name, index) => [
        name,
        { all: index === 0 ? [LEAF, LEAF] : [{ condition: names[index - 1] }, { condition: names[index - 1] }] },
      ]),
    );
    expect(faultsIn(fileOf([ruleOf({ condition: 'c24' })], shared))).toMatchObject([
      { subject: 'a-rule', message: expect.stringContaining('33554432 comparisons') },
    ]);
    expect(faultsIn(fileOf([ruleOf({ condition: 'c8' })], shared))).toEqual([]);
  });

  it('once where it stands, and not again by every rule that refers to it', () => {
    const faults = faultsIn(fileOf([ruleOf({ condition: 'x' }), ruleOf({ condition: 'x' }, { name: 'b-rule' })], { x: { all: [] } }));
    expect(faults).toMatchObject([{ pointer: '/conditions/x/all', subject: 'x' }]);
  });
});

describe('a rule is refused', () => {
  const cases: readonly [string, object, string, RegExp][] = [
    ['whose reason is in no table', { event: { type: 'block', params: { reason: 'R2' } } }, '/event/params/reason', /no code "R2".*"R1"/],
    ['with an inherited reason', { event: { type: 'block', params: { reason: 'constructor' } } }, '/event/params/reason', /no code/],
    [
      'that denies but does not block',
      { event: { type: 'review', params: { reason: 'R1', step: 'denyList' } } },
      '/event/params/step',
      /ask for block/,
    ],
    [
      'that allows but does not pass',
      { event: { type: 'block', params: { reason: 'R1', step: 'allowList' } } },
      '/event/params/step',
      /ask for pass/,
    ],
    [
      'that would not be heard',
      { event: { type: 'pass', params: { reason: 'R1', whenUnknown: 'block' } } },
      '/event/params/whenUnknown',
      /never heard/,
    ],
    ['of an event that is not known', { event: { type: 'decline', params: { reason: 'R1' } } }, '/event/type', /"block"/],
    ['of priority 0', { priority: 0 }, '/priority', /1/],
    ['with a member that is not known', { onSuccess: 'x' }, '/onSuccess', /not known/],
  ];

  it.each(cases)('%s', (_, changes, pointer, text) => {
    const faults = faultsIn(fileOf([ruleOf({ all: [LEAF] }, changes)]));
    expect(faults).toMatchObject([{ file: 'a.rules.json', pointer: `/rules/0${pointer}`, subject: 'a-rule', line: expect.any(Number) }]);
    expect(`${faults[0]?.message} ${faults[0]?.mend}`).toMatch(text);
  });

  it('when its name is taken, in its own file or in another', () => {
    const [a, b] = [fileOf([ruleOf({ all: [LEAF] }), ruleOf({ all: [LEAF] })]), fileOf([ruleOf({ all: [LEAF] })], {}, 'b.rules.json')];
    expect(faultsIn(b, a)).toMatchObject([
      { file: 'a.rules.json', pointer: '/rules/1/name', message: expect.stringContaining('taken by a rule of a.rules.json') },
      { file: 'b.rules.json', pointer: '/rules/0/name', message: expect.stringContaining('taken by a rule of a.rules.json') },
    ]);
  });

  it('when there are more than 5,000 in all', () => {
    expect(faultsIn(manyIn('a', 3000), manyIn('b', 2000))).toEqual([]);
    expect(faultsIn(manyIn('a', 3000), manyIn('b', 2001))).toMatchObject([
      { file: 'b.rules.json', pointer: '', message: expect.stringContaining('5001 rules') },
    ]);
  });
});

describe('a file', () => {
  it('is read to its end: every fault of every file, with its place, the misshapen ones among them', () => {
    const text = '{\n "rules": [\n  {"name": "One", "conditions": {"all": [{"fact": "amuont"}]}, "event": {}},\n  7\n ]\n}';
    const second = fileOf(
      [ruleOf({ any: [{ ...LEAF, value: 'x' }] }, { event: { type: 'block', params: { reason: 'NO' } } })],
      {},
      'b.rules.json',
    );
    const faults = faultsIn({ file: 'a.rules.json', text }, second, { file: 'c.rules.json', text: '{"rules": [' });
    expect(faults.map(({ file, pointer, line, subject }) => [file, line, pointer, subject])).toEqual([
      ['a.rules.json', 3, '/rules/0/name', 'One'],
      ['a.rules.json', 3, '/rules/0/event/type', 'One'],
      ['a.rules.json', 3, '/rules/0/event/params', 'One'],
      ['a.rules.json', 4, '/rules/1', undefined],
      ['a.rules.json', 3, '/rules/0/conditions/all/0/fact', 'One'],
      ['a.rules.json', 3, '/rules/0/conditions/all/0', 'One'],
      ['a.rules.json', 3, '/rules/0/conditions/all/0', 'One'],
      ['b.rules.json', expect.any(Number), '/rules/0/conditions/any/0/value', 'a-rule'],
      ['b.rules.json', expect.any(Number), '/rules/0/event/params/reason', 'a-rule'],
      ['c.rules.json', 1, '/rules/0', undefined],
    ]);
    expect(faults.find(({ pointer }) => pointer.endsWith('/fact'))).toMatchObject({ line: 3, column: 51 });
  });

  it('is refused above 1 MiB, and where JSON.parse would hide something', () => {
    const rule = JSON.stringify(ruleOf({ all: [LEAF] }));
    expect(faultsIn({ file: 'a', text: `{"rules":[${rule}]${' '.repeat(1024 * 1024)}}` })).toMatchObject([
      { message: expect.stringContaining('1048576') },
    ]);
    expect(faultsIn({ file: 'a', text: `{"rules":[],"rules":[${rule}]}` })).toMatchObject([{ file: 'a', pointer: '/rules' }]);
    expect(faultsIn({ file: 'a', text: '[]' })).toMatchObject([{ file: 'a', pointer: '' }]);
  });

  it('reports at most 100 faults and says how many are left', () => {
    const faults = faultsIn(fileOf(Array.from({ length: 150 }, (_, index) => ruleOf({ all: [] }, { name: `r${index}` }))));
    expect(faults).toHaveLength(101);
    expect(faults.at(-1)?.message).toBe('There are 50 more faults in this file.');
  });
});
