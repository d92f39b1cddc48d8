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
  // Whose a fact is, is asked only where an object could inherit one: what all objects inherit is no number, text or truth value.
  const prototype: unknown = Object.getPrototypeOf(values);
  const isPlain = prototype === Object.prototype || prototype === null;
  for (const { input, width } of placesOf(inputs)) {
    writeInput(input, isPlain || Object.hasOwn(values, input.fact) ? values[input.fact] : undefined, row, { column, width });
    column += width;
  }
}

interface InputPlace {
  readonly input: ModelInput;
  readonly width: number;
}

/** Worked out once a version: artifacts never change, and a decision should not ask for widths forty times. */
const places = new WeakMap<readonly ModelInput[], readonly InputPlace[]>();

function placesOf(inputs: readonly ModelInput[]): readonly InputPlace[] {
  let known = places.get(inputs);
  if (known === undefined) places.set(inputs, (known = inputs.map((input) => ({ input, width: widthOf(input) }))));
  return known;
}

/** A scaler's numbers side by side in memory. */
interface PackedScaler {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

const packedScalers = new WeakMap<Scaler, PackedScaler>();

function packedOf(scaler: Scaler): PackedScaler {
  let known = packedScalers.get(scaler);
  if (known === undefined) packedScalers.set(scaler, (known = { mean: Float64Array.from(scaler.mean), sd: Float64Array.from(scaler.sd) }));
  return known;
}

/** Scales one row in place. */
export function scaleRow(scaler: Scaler, row: Float32Array, offset = 0): void {
  const { clip } = scaler;
  const { mean, sd } = packedOf(scaler);
  for (let column = 0; column < mean.length; column += 1) {
    const scaled = ((row[offset + column] ?? 0) - (mean[column] ?? 0)) / (sd[column] ?? 1);
    // NaN stays NaN: no comparison holds of it.
    row[offset + column] = scaled > clip ? clip : scaled < -clip ? -clip : scaled;
  }
}

function widthOf(input: ModelInput): number {
  const own = input.kind === 'category' ? input.categories.length + 1 : 1;
  return input.whenMissing.indicator ? own + 1 : own;
}

function writeInput(
  input: ModelInput,
  value: unknown,
  row: Float32Array,
  { column, width }: { readonly column: number; readonly width: number },
): void {
  const indicatorColumn = column + width - 1;
  if (input.kind === 'category') {
    const given = typeof value === 'string';
    for (let at = column; at <= indicatorColumn; at += 1) row[at] = 0;
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
