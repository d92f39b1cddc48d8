import type { FactTypes } from '@gavel/engine';
import type { ModelInput } from '@gavel/models';
import { CommandFailure } from '../command-failure.js';

/** An input that the flow does not have would be missing in every row, in training and later: a mistake, never meant. */
export function checkInputs(inputs: readonly ModelInput[], types: FactTypes): void {
  const kinds = { number: 'number', boolean: 'boolean', category: 'string' } as const;
  const faults = inputs.flatMap(({ fact, kind }) => {
    const type = types.get(fact);
    if (type === undefined) return [`input ${fact}: the flow has no such request field or feature`];
    return type.kind === kinds[kind] ? [] : [`input ${fact} is a ${kind}, but the flow's ${fact} is a ${type.kind}`];
  });
  if (faults.length > 0) throw new CommandFailure(2, faults.join('\n'));
}
