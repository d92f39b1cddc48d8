import type { WindowFeature } from '../contract/feature-file.js';
import type { Finding } from './finding.js';
import type { FactKind } from './references-of.js';

type Filter = Omit<NonNullable<WindowFeature['where']>, 'fact'>;

const ORDERINGS: ReadonlySet<string> = new Set(['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive']);

/** Does a `where` fit what it looks at? A kind that is not known, or no scalar, has a fault of its own. */
export function checkFilter(name: string, kind: FactKind | undefined, { operator, value }: Filter): readonly Finding[] {
  if (kind !== 'number' && kind !== 'string' && kind !== 'boolean') return [];
  if (typeof value !== kind) return [['/where/value', `"${name}" is a ${kind}, and the value is a ${typeof value}`, `Write a ${kind}.`]];
  if (kind === 'number' || !ORDERINGS.has(operator)) return [];
  return [['/where/operator', `"${name}" is a ${kind}, and ${operator} compares numbers`, 'Use equal or notEqual.']];
}
