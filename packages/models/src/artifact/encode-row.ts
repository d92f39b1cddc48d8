import type { ModelInput, Scaler } from './artifact-schema.js';

/** Facts by name; what is absent, or not of the input's kind, is missing. */
export type RowValues = Readonly<Record<string, unknown>>;

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

/** Writes one row of unscaled columns into `row` from `offset` on. The one way from facts to columns, in training and serving alike. */
export function encodeRow(inputs: readonly ModelInput[], values: RowValues, row: Float32Array, offset = 0): void {
  let column = offset;
  for (const input of inputs) {
    writeInput(input, Object.hasOwn(values, input.fact) ? values[input.fact] : undefined, row, column);
    column += widthOf(input);
  }
}

/** Scales one row in place. */
export function scaleRow(scaler: Scaler, row: Float32Array, offset = 0): void {
  const { mean, sd, clip } = scaler;
  for (let column = 0; column < mean.length; column += 1) {
    const scaled = ((row[offset + column] ?? 0) - (mean[column] ?? 0)) / (sd[column] ?? 1);
    row[offset + column] = Math.min(clip, Math.max(-clip, scaled));
  }
}

function widthOf(input: ModelInput): number {
  const own = input.kind === 'category' ? input.categories.length + 1 : 1;
  return input.whenMissing.indicator ? own + 1 : own;
}

function writeInput(input: ModelInput, value: unknown, row: Float32Array, column: number): void {
  const indicatorColumn = column + widthOf(input) - 1;
  if (input.kind === 'category') {
    const given = typeof value === 'string';
    row.fill(0, column, column + widthOf(input));
    if (given) row[column + categoryIndex(input.categories, value)] = 1;
    else if (input.whenMissing.indicator) row[indicatorColumn] = 1;
    return;
  }
  const number = input.kind === 'boolean' ? booleanColumn(value) : numberColumn(input, value);
  row[column] = number ?? missingValue(input.whenMissing);
  if (input.whenMissing.indicator) row[indicatorColumn] = number === undefined ? 1 : 0;
}

function missingValue({ value }: { readonly value: number | 'nan' }): number {
  return value === 'nan' ? Number.NaN : value;
}

function categoryIndex(categories: readonly string[], value: string): number {
  const index = categories.indexOf(value);
  return index === -1 ? categories.length : index;
}

function booleanColumn(value: unknown): number | undefined {
  if (typeof value !== 'boolean') return undefined;
  return value ? 1 : 0;
}

function numberColumn(input: ModelInput & { kind: 'number' }, value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  if (input.transform === undefined) return value;
  return value < 0 ? undefined : Math.log1p(value);
}
