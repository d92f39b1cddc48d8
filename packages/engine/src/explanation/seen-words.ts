import type { Facts } from '../contract/decision.js';
import type { FactReference, LeafCondition } from '../contract/condition.js';
import type { FactView } from '../rules/rule-set.js';
import type { ObservedTest } from './observed-condition.js';
import { factName, isReference, testWords } from './test-words.js';
import type { Vocabulary } from './vocabulary.js';

/** A comparison, what it said, and the values that it saw. */
export interface SeenTest {
  /** `cardCount1m is at least 4`. */
  readonly test: string;
  readonly held: 'yes' | 'no' | 'unknown';
  /** `it was 5`, `it is missing: no deviceId`. */
  readonly seen: string;
  /** What the fact is, in a few words. */
  readonly about?: string;
}

/** Where values are looked up for people. */
export interface Scene {
  readonly vocabulary: Vocabulary;
  readonly view: FactView;
  readonly missing: Facts['missing'];
}

/** A comparison with the values it saw. */
export function seenTest({ leaf, truth }: ObservedTest, scene: Scene): SeenTest {
  const about = scene.vocabulary.note(leaf.fact)?.brief;
  return {
    test: testWords(leaf, scene.vocabulary),
    held: truth === undefined ? 'unknown' : truth ? 'yes' : 'no',
    seen: seenWords(leaf, scene),
    ...(about === undefined || leaf.fact === 'lists' ? {} : { about }),
  };
}

function seenWords(leaf: LeafCondition, scene: Scene): string {
  if (leaf.fact === 'lists') return listsWords(leaf, scene);
  const own = valueOf(leaf, scene);
  const left = own.missing === undefined ? `it was ${own.text}` : `it is missing: ${own.missing}`;
  if (!isReference(leaf.value)) return left;
  const other = valueOf(leaf.value, scene);
  const name = factName(leaf.value);
  return other.missing === undefined ? `${left}, ${name} was ${other.text}` : `${left}, and ${name} is missing: ${other.missing}`;
}

function listsWords({ value }: LeafCondition, { vocabulary, view }: Scene): string {
  const field = typeof value === 'string' ? vocabulary.fieldOfList(value) : undefined;
  const own = field === undefined ? undefined : view[field];
  return field === undefined
    ? `the lists were ${vocabulary.value('lists', view['lists'])}`
    : `${field} was ${vocabulary.value(field, own)}`;
}

/** The facts that a comparison lacks, and why each is missing. */
export function lackedFacts({ leaf }: ObservedTest, scene: Scene): Facts['missing'] {
  const operands = isReference(leaf.value) ? [leaf, leaf.value] : [leaf];
  return operands.flatMap((operand) => {
    const { missing } = valueOf(operand, scene);
    return missing === undefined ? [] : [{ fact: factName(operand), reason: missing }];
  });
}

function valueOf(operand: Pick<FactReference, 'fact' | 'path'>, scene: Scene): { readonly text: string; readonly missing?: string } {
  const names = [operand.fact, ...(operand.path?.split('.').slice(1) ?? [])];
  let value: unknown = scene.view;
  for (const name of names)
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  if (value !== undefined && value !== null) return { text: scene.vocabulary.value(operand.fact, value) };
  const reason = scene.missing.find(({ fact }) => fact === operand.fact)?.reason;
  return { text: '', missing: reason ?? (operand.fact === 'score' ? 'there was no score' : 'it was not sent') };
}
