import type { FactReference, LeafCondition } from '../contract/condition.js';
import type { JsonValue } from '../contract/json.js';
import { isJsonObject } from '../rules/is-json-object.js';
import { plainValue, type Vocabulary } from './vocabulary.js';

const PHRASES: Readonly<Record<string, string>> = {
  equal: 'is',
  notEqual: 'is not',
  lessThan: 'is below',
  lessThanInclusive: 'is at most',
  greaterThan: 'is above',
  greaterThanInclusive: 'is at least',
  in: 'is',
  notIn: 'is neither',
  contains: 'holds',
  doesNotContain: 'does not hold',
  startsWith: 'starts with',
  endsWith: 'ends with',
  matches: 'matches',
  inList: 'stands in the list',
  withinKm: 'lies within',
};

const DECORATORS: Readonly<Record<string, string>> = {
  not: 'not so:',
  someFact: 'for one of them at least:',
  everyFact: 'for each of them:',
  someValue: 'for one value at least:',
  everyValue: 'for each value:',
  swap: 'the other way round:',
};

/** One comparison in plain words: `cardCount1m is at least 4`. */
export function testWords(leaf: LeafCondition, vocabulary: Vocabulary): string {
  const name = factName(leaf);
  if (leaf.fact === 'lists' && typeof leaf.value === 'string') {
    const field = vocabulary.fieldOfList(leaf.value) ?? 'the request';
    if (leaf.operator === 'contains') return `${field} stands in the list ${leaf.value}`;
    if (leaf.operator === 'doesNotContain') return `${field} does not stand in the list ${leaf.value}`;
  }
  if (leaf.operator === 'isMissing') return leaf.value === false ? `${name} is there` : `${name} is missing`;
  const range = leaf.operator === 'between' ? rangeWords(leaf, vocabulary) : undefined;
  return range === undefined ? `${name} ${phraseOf(leaf.operator)} ${valueWords(leaf, vocabulary)}` : `${name} ${range}`;
}

/** A fact, or the place inside it that is looked at: `place.city`. */
export function factName({ fact, path }: { readonly fact: string; readonly path?: string }): string {
  return path === undefined ? fact : `${fact}${path.slice(1)}`;
}

/** Is the value of a comparison taken from another fact? */
export function isReference(value: JsonValue | FactReference): value is FactReference {
  return isJsonObject(value) && typeof value['fact'] === 'string';
}

/** An operator that this page does not know is told by its own name, taken apart. */
function phraseOf(operator: string): string {
  const parts = operator.split(':');
  const last = parts.pop() ?? '';
  const phrase = PHRASES[last] ?? last.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return [...parts.map((part) => DECORATORS[part] ?? part), phrase].join(' ');
}

function rangeWords({ fact, value }: LeafCondition, vocabulary: Vocabulary): string | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  return `is between ${vocabulary.value(fact, value[0])} and ${vocabulary.value(fact, value[1])}`;
}

function valueWords({ fact, operator, value }: LeafCondition, vocabulary: Vocabulary): string {
  if (isReference(value)) return factName(value);
  if (!Array.isArray(value)) return isJsonObject(value) ? plainValue(value) : vocabulary.value(fact, value);
  const texts = value.map((one: JsonValue) => vocabulary.value(fact, one));
  const link = operator === 'notIn' ? 'nor' : 'or';
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} ${link} ${texts.at(-1)}`;
}
