import type { Artifact, ModelInput, Scaler } from './artifact-schema.js';
import { columnCount, widthOf } from './input-columns.js';

/** Logarithms of the small whole numbers that counts are: most facts of a payment are such, and to look one up takes a fraction of the time. */
const LOG1P_OF = Float64Array.from({ length: 1024 }, (_, value) => Math.log1p(value));

/** Facts by name; what is absent, or not of the input's kind, is missing. */
export type RowValues = Readonly<Record<string, unknown>>;

/**
 * From facts to columns: the one way, in training and serving alike. Worked out once for the inputs of a model: the row in which every
 * fact is missing is copied, and each fact that is there writes its own columns, so that a category costs the same with 2 values and 200.
 */
export class RowEncoder {
  /** Number of columns of a row. */
  readonly columns: number;
  readonly #allMissing: Float32Array;
  readonly #places: readonly InputPlace[];

  /** With a scaler, columns are scaled ones. */
  constructor(inputs: readonly ModelInput[], scaler?: Scaler) {
    this.columns = columnCount(inputs);
    this.#allMissing = new Float32Array(this.columns);
    if (scaler !== undefined) scaleRow(scaler, this.#allMissing);
    let from = 0;
    this.#places = inputs.map((input) => {
      const place = input.kind === 'category' ? new CategoryPlace(input, from, scaler) : new NumberPlace(input, from, scaler);
      place.writeMissing(this.#allMissing);
      from += widthOf(input);
      return place;
    });
  }

  /** Writes one row into `rows` from `offset` on. */
  encode(values: RowValues, rows: Float32Array, offset = 0): void {
    rows.set(this.#allMissing, offset);
    // Whose a fact is, is asked only where an object could inherit one: what all objects inherit is no number, text or truth value.
    const prototype: unknown = Object.getPrototypeOf(values);
    const isPlain = prototype === Object.prototype || prototype === null;
    for (const place of this.#places) {
      if (isPlain || Object.hasOwn(values, place.fact)) place.write(values[place.fact], rows, offset);
    }
  }

  /** One row by itself. */
  encoded(values: RowValues): Float32Array {
    const row = new Float32Array(this.columns);
    this.encode(values, row);
    return row;
  }
}

type Scaled = Pick<Artifact, 'inputs' | 'scaler'>;

const encoders = new WeakMap<Scaled, RowEncoder>();

/** The encoder into a model's scaled columns, made once: artifacts never change. */
export function encoderOf(artifact: Scaled): RowEncoder {
  let known = encoders.get(artifact);
  if (known === undefined) encoders.set(artifact, (known = new RowEncoder(artifact.inputs, artifact.scaler)));
  return known;
}

/** Scales one row of unscaled columns in place. */
export function scaleRow({ mean, sd, clip }: Scaler, row: Float32Array, offset = 0): void {
  for (let column = 0; column < mean.length; column += 1) {
    row[offset + column] = scaled(row[offset + column] ?? 0, mean[column] ?? 0, sd[column] ?? 1, clip);
  }
}

/** Of a column's float32. NaN stays NaN: no comparison holds of it. */
function scaled(value: number, mean: number, sd: number, clip: number): number {
  const distance = (value - mean) / sd;
  return distance > clip ? clip : distance < -clip ? -clip : distance;
}

/** The columns of one input. */
interface InputPlace {
  readonly fact: string;
  /** Nothing is written for a value that is missing: the row has it so already. */
  write(value: unknown, rows: Float32Array, offset: number): void;
  writeMissing(row: Float32Array): void;
}

/** What 0 and 1 become in a column. */
class TruthColumn {
  readonly zero: number;
  readonly one: number;

  constructor(
    readonly column: number,
    scaler: Scaler | undefined,
  ) {
    const [mean, sd, clip] = [scaler?.mean[column] ?? 0, scaler?.sd[column] ?? 1, scaler?.clip ?? Infinity];
    this.zero = scaled(0, mean, sd, clip);
    this.one = scaled(1, mean, sd, clip);
  }
}

/** A number or a truth value: one column, and perhaps one that says that it is missing. */
class NumberPlace implements InputPlace {
  readonly fact: string;
  readonly #input: Exclude<ModelInput, { kind: 'category' }>;
  readonly #column: number;
  readonly #mean: number;
  readonly #sd: number;
  readonly #clip: number;
  readonly #isMissing: TruthColumn | undefined;

  constructor(input: Exclude<ModelInput, { kind: 'category' }>, column: number, scaler: Scaler | undefined) {
    this.fact = input.fact;
    this.#input = input;
    this.#column = column;
    this.#mean = scaler?.mean[column] ?? 0;
    this.#sd = scaler?.sd[column] ?? 1;
    this.#clip = scaler?.clip ?? Infinity;
    this.#isMissing = input.whenMissing.indicator ? new TruthColumn(column + 1, scaler) : undefined;
  }

  write(value: unknown, rows: Float32Array, offset: number): void {
    const number = numberOf(this.#input, value);
    if (number === undefined) return;
    rows[offset + this.#column] = scaled(Math.fround(number), this.#mean, this.#sd, this.#clip);
    if (this.#isMissing !== undefined) rows[offset + this.#isMissing.column] = this.#isMissing.zero;
  }

  writeMissing(row: Float32Array): void {
    const { value } = this.#input.whenMissing;
    row[this.#column] = scaled(value === 'nan' ? Number.NaN : Math.fround(value), this.#mean, this.#sd, this.#clip);
    if (this.#isMissing !== undefined) row[this.#isMissing.column] = this.#isMissing.one;
  }
}

function numberOf(input: Exclude<ModelInput, { kind: 'category' }>, value: unknown): number | undefined {
  if (input.kind === 'boolean') return typeof value === 'boolean' ? Number(value) : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  if (input.transform === undefined) return value;
  return value < 0 ? undefined : log1p(value);
}

function log1p(value: number): number {
  const whole = value | 0;
  const known = whole === value ? LOG1P_OF[whole] : undefined;
  return known ?? Math.log1p(value);
}

/** A text: one column a category, one for any other, and perhaps one that says that it is missing. */
class CategoryPlace implements InputPlace {
  readonly fact: string;
  readonly #columns: ReadonlyMap<string, TruthColumn>;
  readonly #other: TruthColumn;
  readonly #isMissing: TruthColumn | undefined;

  constructor({ fact, categories, whenMissing }: ModelInput & { kind: 'category' }, column: number, scaler: Scaler | undefined) {
    this.fact = fact;
    // A category that is named twice has its first column.
    this.#columns = new Map(categories.map((category, place) => [category, new TruthColumn(column + place, scaler)] as const).toReversed());
    this.#other = new TruthColumn(column + categories.length, scaler);
    this.#isMissing = whenMissing.indicator ? new TruthColumn(column + categories.length + 1, scaler) : undefined;
  }

  write(value: unknown, rows: Float32Array, offset: number): void {
    if (typeof value !== 'string') return;
    const { column, one } = this.#columns.get(value) ?? this.#other;
    rows[offset + column] = one;
    if (this.#isMissing !== undefined) rows[offset + this.#isMissing.column] = this.#isMissing.zero;
  }

  writeMissing(row: Float32Array): void {
    if (this.#isMissing !== undefined) row[this.#isMissing.column] = this.#isMissing.one;
  }
}
