import type { ModelInput } from './artifact-schema.js';

/** Number of columns that the inputs become. */
export function columnCount(inputs: readonly ModelInput[]): number {
  return inputs.reduce((sum, input) => sum + widthOf(input), 0);
}

/** Names of the columns, in order: the fact, `fact=category`, `fact=*` (any other), `fact?` (missing). */
export function columnNames(inputs: readonly ModelInput[]): readonly string[] {
  return inputs.flatMap((input) => {
    const own = input.kind === 'category' ? [...input.categories, '*'].map((category) => `${input.fact}=${category}`) : [input.fact];
    return input.whenMissing.indicator ? [...own, `${input.fact}?`] : own;
  });
}

/** The columns that each fact becomes. */
export function inputColumns(inputs: readonly ModelInput[]): ReadonlyMap<string, readonly number[]> {
  let column = 0;
  return new Map(inputs.map((input) => [input.fact, Array.from({ length: widthOf(input) }, () => column++)]));
}

/** Number of columns that one input becomes. */
export function widthOf(input: ModelInput): number {
  const own = input.kind === 'category' ? input.categories.length + 1 : 1;
  return input.whenMissing.indicator ? own + 1 : own;
}
