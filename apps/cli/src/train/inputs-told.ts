import type { FeatureTable, ModelInput } from '@gavel/models';

const MAX_NAMED = 10;

/** What somebody would want to know of the columns that `inputs` were fitted on by `rows`: those that tell nothing, and texts that count as one. */
export function inputsTold({ columns }: FeatureTable, rows: Uint32Array, inputs: readonly ModelInput[]): readonly string[] {
  const constant: string[] = [];
  const cut: string[] = [];
  for (const input of inputs) {
    const column = columns.get(input.fact);
    const seen = new Set(Array.from(rows, (row) => column?.values[row]).map((value) => (Number.isNaN(value) ? undefined : value)));
    if (seen.size < 2) constant.push(input.fact);
    seen.delete(undefined);
    if (input.kind === 'category' && seen.size > input.categories.length)
      cut.push(
        `${input.fact}: ${input.categories.length} of ${seen.size} texts are told apart, the most frequent; all others count as one.`,
      );
  }
  if (constant.length === 0) return cut;
  const named = constant.slice(0, MAX_NAMED).join(', ');
  const more = constant.length > MAX_NAMED ? ` and ${constant.length - MAX_NAMED} more` : '';
  return [`The same in every row learnt from, so they tell nothing: ${named}${more}. Leave them out with --ignore.`, ...cut];
}
