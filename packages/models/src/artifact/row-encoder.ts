import type { Artifact, ModelInput, Scaler } from './artifact-schema.js';
import { columnCount, widthOf } from './input-columns.js';

/** Logarithms of the small whole numbers that counts are: most facts of a payment are such, and to look one up takes a fraction of the time. */
const LOG1P_OF = Float64Array.from({ length: 1024 }, (_, value) => Math.log1p(value));
/** In the place of a column that says that a fact is missing, where there is none. */
const NO_COLUMN = -1;

/** Facts by name; what is absent, or not of the input's kind, is missing. */
export type RowValues = Readonly<Record<string, unknown>>;

/** Where an input's columns are. */
interface InputPlace<Input extends ModelInput = ModelInput> {
  readonly input: Input;
  readonly column: number;
  /** Of the column that says that it is missing, or `NO_COLUMN`. */
  readonly indicator: number;
}

/**
 * From facts to columns: the one way, in training and serving alike. Worked out once for the inputs of a model: the row in which every
 * fact is missing is copied, and each fact that is there writes its own columns, so that a category costs the same with 2 values and 200.
 * Inputs of a kind stand side by side, and a loop over them calls nothing: a decision has dozens of them.
 */
export class RowEncoder {
  /** Number of columns of a row. */
  readonly columns: number;
  readonly #scaler: Scaled;
  readonly #allMissing: Float32Array;
  readonly #numbers: NumberInputs;
  readonly #booleans: readonly InputPlace[];
  readonly #categories: readonly CategoryInput[];

  /** With a scaler, columns are scaled ones. */
  constructor(inputs: readonly ModelInput[], scaler?: Scaler) {
    this.columns = columnCount(inputs);
    this.#scaler = scaledBy(this.columns, scaler);
    const places = placesOf(inputs);
    this.#numbers = numbersOf(places);
    this.#booleans = places.filter(({ input }) => input.kind === 'boolean');
    this.#categories = places.flatMap(({ input, ...place }) => (input.kind === 'category' ? [categoryOf({ input, ...place })] : []));
    this.#allMissing = allMissing(places, this.#scaler);
  }

  /** Writes one row into `rows` from `offset` on. */
  encode(values: RowValues, rows: Float32Array, offset = 0): void {
    rows.set(this.#allMissing, offset);
    const own = ownOf(values);
    this.#encodeNumbers(own, rows, offset);
    const { zero, one } = this.#scaler;
    for (const { input, column, indicator } of this.#booleans) {
      const value = own[input.fact];
      if (typeof value !== 'boolean') continue;
      rows[offset + column] = (value ? one : zero)[column] ?? 0;
      if (indicator !== NO_COLUMN) rows[offset + indicator] = zero[indicator] ?? 0;
    }
    for (const { fact, columns, other, indicator } of this.#categories) {
      const value = own[fact];
      if (typeof value !== 'string') continue;
      const column = columns.get(value) ?? other;
      rows[offset + column] = one[column] ?? 0;
      if (indicator !== NO_COLUMN) rows[offset + indicator] = zero[indicator] ?? 0;
    }
  }

  /** One row by itself. */
  encoded(values: RowValues): Float32Array {
    const row = new Float32Array(this.columns);
    this.encode(values, row);
    return row;
  }

  #encodeNumbers(own: RowValues, rows: Float32Array, offset: number): void {
    const { mean, sd, clip, zero } = this.#scaler;
    const { facts, columns, isLog, indicators } = this.#numbers;
    for (let at = 0; at < facts.length; at += 1) {
      const value = own[facts[at] ?? ''];
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      let number = value;
      if (isLog[at] === 1) {
        if (value < 0) continue;
        const whole = value | 0;
        number = whole === value && whole < LOG1P_OF.length ? (LOG1P_OF[whole] ?? 0) : Math.log1p(value);
      }
      const column = columns[at] ?? 0;
      const distance = (Math.fround(number) - (mean[column] ?? 0)) / (sd[column] ?? 1);
      rows[offset + column] = distance > clip ? clip : distance < -clip ? -clip : distance;
      const indicator = indicators[at] ?? NO_COLUMN;
      if (indicator !== NO_COLUMN) rows[offset + indicator] = zero[indicator] ?? 0;
    }
  }
}

type ScaledInputs = Pick<Artifact, 'inputs' | 'scaler'>;

const encoders = new WeakMap<ScaledInputs, RowEncoder>();

/** The encoder into a model's scaled columns, made once: artifacts never change. */
export function encoderOf(artifact: ScaledInputs): RowEncoder {
  let known = encoders.get(artifact);
  if (known === undefined) encoders.set(artifact, (known = new RowEncoder(artifact.inputs, artifact.scaler)));
  return known;
}

/** Scales one row of unscaled columns in place. */
export function scaleRow({ mean, sd, clip }: Scaler, row: Float32Array, offset = 0): void {
  for (let column = 0; column < mean.length; column += 1) {
    const distance = ((row[offset + column] ?? 0) - (mean[column] ?? 0)) / (sd[column] ?? 1);
    // NaN stays NaN: no comparison holds of it.
    row[offset + column] = distance > clip ? clip : distance < -clip ? -clip : distance;
  }
}

/** A scaler side by side in memory, and what 0 and 1 become in each column. */
interface Scaled {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly clip: number;
  readonly zero: Float32Array;
  readonly one: Float32Array;
}

function scaledBy(columns: number, scaler: Scaler | undefined): Scaled {
  const whole: Scaler = scaler ?? { mean: zeros(columns), sd: zeros(columns).map(() => 1), clip: Infinity };
  const [zero, one] = [new Float32Array(columns), new Float32Array(columns).fill(1)];
  scaleRow(whole, zero);
  scaleRow(whole, one);
  return { mean: Float64Array.from(whole.mean), sd: Float64Array.from(whole.sd), clip: whole.clip, zero, one };
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

function placesOf(inputs: readonly ModelInput[]): readonly InputPlace[] {
  let next = 0;
  return inputs.map((input) => {
    const column = next;
    next += widthOf(input);
    return { input, column, indicator: input.whenMissing.indicator ? next - 1 : NO_COLUMN };
  });
}

interface NumberInputs {
  readonly facts: readonly string[];
  readonly columns: Int32Array;
  readonly isLog: Uint8Array;
  readonly indicators: Int32Array;
}

function numbersOf(places: readonly InputPlace[]): NumberInputs {
  const numbers = places.flatMap(({ input, column, indicator }) => (input.kind === 'number' ? [{ input, column, indicator }] : []));
  return {
    facts: numbers.map(({ input }) => input.fact),
    columns: Int32Array.from(numbers, ({ column }) => column),
    isLog: Uint8Array.from(numbers, ({ input }) => (input.transform === 'log1p' ? 1 : 0)),
    indicators: Int32Array.from(numbers, ({ indicator }) => indicator),
  };
}

interface CategoryInput {
  readonly fact: string;
  readonly columns: ReadonlyMap<string, number>;
  /** Of every text that is no category. */
  readonly other: number;
  readonly indicator: number;
}

function categoryOf({ input, column, indicator }: InputPlace<ModelInput & { readonly kind: 'category' }>): CategoryInput {
  const { fact, categories } = input;
  // A category that is named twice has its first column.
  const columns = new Map(categories.map((category, place) => [category, column + place] as const).toReversed());
  return { fact, columns, other: column + categories.length, indicator };
}

function allMissing(places: readonly InputPlace[], { mean, sd, clip, zero, one }: Scaled): Float32Array {
  const row = zero.slice();
  for (const { input, column, indicator } of places) {
    if (input.kind !== 'category') {
      row[column] = input.whenMissing.value === 'nan' ? Number.NaN : input.whenMissing.value;
      scaleRow({ mean: [mean[column] ?? 0], sd: [sd[column] ?? 1], clip }, row, column);
    }
    if (indicator !== NO_COLUMN) row[indicator] = one[indicator] ?? 1;
  }
  return row;
}

/** What all objects inherit is no number, text or truth value: only another prototype could lend a fact, and must not. */
function ownOf(values: RowValues): RowValues {
  const prototype: unknown = Object.getPrototypeOf(values);
  return prototype === Object.prototype || prototype === null ? values : { ...values };
}
