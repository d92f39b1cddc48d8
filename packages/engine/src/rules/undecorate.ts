import { arrayTypeOf, wrongSide, type Misfit, type Side } from './misfit.js';
import type { DecoratorName } from './operators.js';

/** The two sides of a comparison. */
export interface Sides {
  readonly left: Side;
  readonly right: Side;
}

/** What the operator under a decorator compares, or why the decorator does not fit. */
export function undecorate(decorator: DecoratorName, { left, right }: Sides): Sides | Misfit {
  switch (decorator) {
    case 'not':
      return { left, right };
    case 'swap':
      return { left: right, right: left };
    case 'someFact':
    case 'everyFact': {
      const item = itemOf(left);
      return item === undefined ? misfit(decorator, left) : { left: item, right };
    }
    default: {
      const item = itemOf(right);
      return item === undefined ? misfit(decorator, right) : { left, right: item };
    }
  }
}

function misfit(decorator: DecoratorName, side: Side): Misfit {
  const mend =
    arrayTypeOf(side) === undefined ? `Leave out "${decorator}:".` : 'Name an array whose type says what single values it holds.';
  return wrongSide(`${decorator}:`, 'each item of an array or list', side, mend);
}

/** An item of a list; undefined where it is none or holds nothing that could be compared. */
function itemOf(side: Side): Side | undefined {
  if (side.kind === 'list') return { kind: 'each', values: side.values };
  const of = side.kind === 'fact' ? arrayTypeOf(side)?.of : undefined;
  return side.kind !== 'fact' || of === undefined || of.kind === 'object'
    ? undefined
    : { kind: 'fact', type: of, words: `an item of ${side.words}` };
}
