import { columnCount, encodeRow, type ModelInput, type Table } from '@gavel/models';

/** Rows grow by this many at a time. */
const CHUNK_ROWS = 16_384;
/** Rows kept with their facts, to choose golden rows from. */
const MAX_SAMPLES = 2000;

/** Facts of a row, as far as the model reads them. */
type SampleValues = Record<string, string | number | boolean>;

export interface Sample {
  readonly row: number;
  readonly values: SampleValues;
}

/** What was collected, in time order. */
export interface TrafficRows {
  readonly table: Table;
  /** Epoch milliseconds of each row. */
  readonly times: Float64Array;
  readonly samples: readonly Sample[];
}

/** Collects encoded, unscaled rows one by one; of every fraud and of some of the rest it keeps the facts. */
export class TrafficCollector {
  readonly #inputs: readonly ModelInput[];
  readonly #columns: number;
  readonly #chunks: Float32Array[] = [];
  readonly #labels: number[] = [];
  readonly #times: number[] = [];
  readonly #samples: Sample[] = [];

  constructor(inputs: readonly ModelInput[]) {
    this.#inputs = inputs;
    this.#columns = columnCount(inputs);
  }

  add(values: Readonly<Record<string, unknown>>, isFraud: boolean, timeMs: number): void {
    const row = this.#labels.length;
    const place = row % CHUNK_ROWS;
    if (place === 0) this.#chunks.push(new Float32Array(CHUNK_ROWS * this.#columns));
    const chunk = this.#chunks.at(-1);
    if (chunk !== undefined) encodeRow(this.#inputs, values, chunk, place * this.#columns);
    this.#labels.push(isFraud ? 1 : 0);
    this.#times.push(timeMs);
    if (isFraud || row % 101 === 0) this.#keepSample({ row, values: pickInputs(this.#inputs, values) });
  }

  finish(): TrafficRows {
    const count = this.#labels.length;
    const rows = new Float32Array(count * this.#columns);
    this.#chunks.forEach((chunk, index) => {
      const from = index * CHUNK_ROWS * this.#columns;
      rows.set(chunk.subarray(0, Math.min(chunk.length, rows.length - from)), from);
    });
    return {
      table: { columns: this.#columns, rows, labels: Uint8Array.from(this.#labels) },
      times: Float64Array.from(this.#times),
      samples: this.#samples,
    };
  }

  /** The latest are kept: golden rows come from the held-out slice. */
  #keepSample(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length > MAX_SAMPLES * 2) this.#samples.splice(0, MAX_SAMPLES);
  }
}

function pickInputs(inputs: readonly ModelInput[], values: Readonly<Record<string, unknown>>): SampleValues {
  const picked: SampleValues = {};
  for (const { fact } of inputs) {
    const value = Object.hasOwn(values, fact) ? values[fact] : undefined;
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') picked[fact] = value;
  }
  return picked;
}
