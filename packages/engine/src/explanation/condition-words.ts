import type { Condition, LeafCondition } from '../contract/condition.js';
import type { PlacedRule } from './rule-sources.js';
import { factName, isReference, testWords } from './test-words.js';
import type { Vocabulary } from './vocabulary.js';

/** A condition in plain words: one line, and the lines below it. */
export interface ConditionWords {
  readonly text: string;
  /** What the facts of a comparison are. */
  readonly about?: string;
  readonly parts?: readonly ConditionWords[];
}

/** A condition tree in plain words; shared conditions are written out, and groups of one are told as that one. */
export function conditionWords(condition: Condition, shared: PlacedRule['shared'], vocabulary: Vocabulary): ConditionWords {
  const inside = (part: Condition): ConditionWords => conditionWords(part, shared, vocabulary);
  if ('all' in condition) return group('all of these hold', condition.all.map(inside));
  if ('any' in condition) return group('at least one of these holds', condition.any.map(inside));
  if ('not' in condition) return { text: 'this does not hold', parts: [inside(condition.not)] };
  if ('condition' in condition) {
    const target = Object.hasOwn(shared, condition.condition) ? shared[condition.condition] : undefined;
    return target === undefined ? { text: condition.condition } : inside(target);
  }
  const about = aboutFacts(condition, vocabulary);
  return { text: testWords(condition, vocabulary), ...(about === '' ? {} : { about }) };
}

/** The same on one line: `all of these hold: a is 1 (what a is); b is at least 2`. */
export function oneLine({ text, about, parts }: ConditionWords): string {
  if (parts === undefined) return about === undefined ? text : `${text} (${about})`;
  return `${text}: ${parts.map((part) => (part.parts === undefined ? oneLine(part) : `(${oneLine(part)})`)).join('; ')}`;
}

function group(text: string, parts: readonly ConditionWords[]): ConditionWords {
  const only = parts.length === 1 ? parts[0] : undefined;
  return only ?? { text, parts };
}

function aboutFacts(leaf: LeafCondition, vocabulary: Vocabulary): string {
  if (leaf.fact === 'lists') return '';
  const other = isReference(leaf.value) ? leaf.value : undefined;
  const left = vocabulary.note(leaf.fact)?.about;
  const right = other === undefined ? undefined : vocabulary.note(other.fact)?.about;
  const notes = [left, other === undefined || right === undefined ? undefined : `${factName(other)}: ${right}`];
  return notes.filter((note) => note !== undefined).join('; ');
}
