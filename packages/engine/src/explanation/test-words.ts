import type { FactReference, LeafCondition } from '../contract/condition.js';
import type { JsonValue } from '../contract/json.js';
import { isJsonObject } from '../rules/is-json-object.js';
import { DECORATORS, OPERATORS, type DecoratorName, type OperatorName } from '../rules/operators.js';
import { plainValue, type Vocabulary } from './vocabulary.js';

/** What stands between the two sides: where the comparison holds, and where it does not. */
const PHRASES: Readonly<Record<OperatorName, readonly [string, string]>> = {
  equal: ['is', 'is not'],
  notEqual: ['is not', 'is'],
  lessThan: ['is below', 'is at least'],
  lessThanInclusive: ['is at most', 'is above'],
  greaterThan: ['is above', 'is at most'],
  greaterThanInclusive: ['is at least', 'is below'],
  in: ['is', 'is neither'],
  notIn: ['is neither', 'is'],
  contains: ['holds', 'does not hold'],
  doesNotContain: ['does not hold', 'holds'],
  startsWith: ['starts with', 'does not start with'],
  endsWith: ['ends with', 'does not end with'],
  matches: ['matches the pattern', 'does not match the pattern'],
  inList: ['stands in the list', 'does not stand in the list'],
  between: ['is between', 'is not between'],
  withinKm: ['lies within', 'does not lie within'],
  isMissing: ['is missing', 'is there'],
};

/** What is said of the items of one side: where it must be so, and where it must not. */
const AMOUNTS = { some: ['at least one of', 'none of'], every: ['each of', 'not all of'] } as const;

/** What is true of a phrase with one is true of the opposite phrase with the other. */
const OPPOSITE_AMOUNTS: Readonly<Record<string, string>> = {
  'each of': 'none of',
  'none of': 'each of',
  'at least one of': 'not all of',
  'not all of': 'at least one of',
};

const NEGATIVE = /\b(?:not|neither|none)\b/;

/** Both sides of a comparison in words, and whether it must not hold. */
interface Sentence {
  readonly left: string;
  readonly right: string;
  /** Of the items on the right. */
  readonly amount?: string;
  readonly isNegated: boolean;
}

/** One comparison in plain words: `cardCount1m is at least 4`, `none of tags starts with x`. */
export function testWords(leaf: LeafCondition, vocabulary: Vocabulary): string {
  const listed = listWords(leaf, vocabulary);
  if (listed !== undefined) return listed;
  const before = leaf.operator.split(':');
  const operator = before.pop() ?? '';
  if (!isKnown(operator)) return `${factName(leaf)} ${leaf.operator} ${plainValue(leaf.value)}`;
  const decorators = before.filter((name): name is DecoratorName => DECORATORS.some((known) => known === name));
  const asWritten: Sentence = { left: factName(leaf), right: rightWords(leaf, operator, decorators, vocabulary), isNegated: false };
  const { left, right, amount, isNegated } = decorators.reduce(decorated, asWritten);
  if (operator === 'isMissing') return `${left} ${PHRASES.isMissing[(leaf.value === false) === isNegated ? 0 : 1]}`;
  const phrase = phraseOf(operator, isNegated, leaf);
  if (amount === undefined) return `${left} ${phrase} ${right}`;
  // "Is not each of" could be read as "is one at most".
  if (!NEGATIVE.test(phrase)) return `${left} ${phrase} ${amount} ${right}`;
  return `${left} ${phraseOf(operator, !isNegated, leaf)} ${OPPOSITE_AMOUNTS[amount] ?? amount} ${right}`;
}

function isKnown(operator: string): operator is OperatorName {
  return Object.hasOwn(OPERATORS, operator);
}

/** The fact `lists` is told by the field that stands in a list or does not. */
function listWords({ fact, operator, value }: LeafCondition, vocabulary: Vocabulary): string | undefined {
  if (fact !== 'lists' || typeof value !== 'string') return undefined;
  const field = vocabulary.fieldOfList(value) ?? 'the request';
  if (operator === 'contains' || operator === 'not:doesNotContain') return `${field} stands in the list ${value}`;
  return operator === 'doesNotContain' || operator === 'not:contains' ? `${field} does not stand in the list ${value}` : undefined;
}

/** A quantifier takes the negation before it upon itself: not one of some is none of them. */
function decorated(sentence: Sentence, decorator: DecoratorName): Sentence {
  const { left, right, amount, isNegated } = sentence;
  const at = isNegated ? 1 : 0;
  switch (decorator) {
    case 'not':
      return { ...sentence, isNegated: !isNegated };
    case 'swap':
      return { left: amount === undefined ? right : `${amount} ${right}`, right: left, isNegated };
    case 'someFact':
    case 'everyFact':
      return { ...sentence, left: `${AMOUNTS[decorator === 'someFact' ? 'some' : 'every'][at]} ${left}`, isNegated: false };
    default:
      return { left, right, amount: AMOUNTS[decorator === 'someValue' ? 'some' : 'every'][at], isNegated: false };
  }
}

function phraseOf(operator: OperatorName, isNegated: boolean, { value }: LeafCondition): string {
  const phrase = PHRASES[operator][isNegated ? 1 : 0];
  if (OPERATORS[operator] !== 'membership' || Array.isArray(value)) return phrase;
  // Whether an item of another fact, not of a list that is written here.
  return phrase === 'is' ? 'is one of' : 'is none of';
}

/** A fact, or the place inside it that is looked at: `place.city`. */
export function factName({ fact, path }: { readonly fact: string; readonly path?: string }): string {
  return path === undefined ? fact : `${fact}${path.slice(1)}`;
}

/** Is the value of a comparison taken from another fact? */
export function isReference(value: JsonValue | FactReference): value is FactReference {
  return isJsonObject(value) && typeof value['fact'] === 'string';
}

function rightWords(leaf: LeafCondition, operator: OperatorName, decorators: readonly DecoratorName[], vocabulary: Vocabulary): string {
  const { fact, value } = leaf;
  if (isReference(value)) return factName(value);
  if (operator === 'withinKm' && isJsonObject(value)) {
    const { lat, lon, km } = { lat: value['lat'], lon: value['lon'], km: value['km'] };
    return `${plainValue(km)} km of ${plainValue(lat)}, ${plainValue(lon)}`;
  }
  if (!Array.isArray(value)) return isJsonObject(value) ? plainValue(value) : vocabulary.value(fact, value);
  const texts = value.map((one: JsonValue) => vocabulary.value(fact, one));
  return joined(texts, linkOf(operator, decorators));
}

/** `a or b` of which it is one, `a nor b` of which it is neither, else `a and b`. */
function linkOf(operator: OperatorName, decorators: readonly DecoratorName[]): string {
  if (OPERATORS[operator] !== 'membership' || decorators.some((name) => name.endsWith('Value'))) return 'and';
  const isOpposite = decorators.reduce((odd, name) => (name === 'not' ? !odd : name.endsWith('Fact') ? false : odd), false);
  return (operator === 'in') === isOpposite ? 'nor' : 'or';
}

function joined(texts: readonly string[], link: string): string {
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} ${link} ${texts.at(-1)}`;
}
