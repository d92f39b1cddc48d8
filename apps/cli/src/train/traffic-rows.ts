import type { FeatureColumn, FeatureTable, ModelInput } from '@gavel/models';

/** Collects rows of facts one by one into a feature table. */
export class TrafficCollector {
  readonly #columns: readonly ColumnCollector[];
  readonly #labels: number[] = [];
  readonly #times: number[] = [];
  readonly #groups: number[] = [];
  readonly #groupCodes = new Map<string, number>();

  constructor(inputs: readonly ModelInput[]) {
    this.#columns = inputs.map(({ fact, kind }) => new ColumnCollector(fact, kind));
  }

  /** Rows come in order of time; `group` is whose they are. */
  add(
    values: Readonly<Record<string, unknown>>,
    row: { readonly isFraud: boolean; readonly timeMs: number; readonly group: string },
  ): void {
    for (const column of this.#columns) column.add(Object.hasOwn(values, column.fact) ? values[column.fact] : undefined);
    this.#labels.push(row.isFraud ? 1 : 0);
    this.#times.push(row.timeMs);
    this.#groups.push(codeOf(this.#groupCodes, row.group));
  }

  finish(): FeatureTable {
    return {
      rows: this.#labels.length,
      columns: new Map(this.#columns.map((column) => [column.fact, column.finish()])),
      labels: Uint8Array.from(this.#labels),
      timesMs: Float64Array.from(this.#times),
      groups: Float64Array.from(this.#groups),
    };
  }
}

class ColumnCollector {
  readonly #values: number[] = [];
  readonly #codes = new Map<string, number>();

  constructor(
    readonly fact: string,
    readonly kind: ModelInput['kind'],
  ) {}

  /** A value of another kind is missing, as it is in serving. */
  add(value: unknown): void {
    this.#values.push(this.#numberOf(value));
  }

  finish(): FeatureColumn {
    const column = { kind: this.kind, values: Float64Array.from(this.#values) };
    return this.kind === 'category' ? { ...column, names: [...this.#codes.keys()] } : column;
  }

  #numberOf(value: unknown): number {
    if (this.kind === 'category') return typeof value === 'string' ? codeOf(this.#codes, value) : Number.NaN;
    if (this.kind === 'boolean') return typeof value === 'boolean' ? Number(value) : Number.NaN;
    return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
  }
}

function codeOf(codes: Map<string, number>, text: string): number {
  const held = codes.get(text);
  if (held !== undefined) return held;
  codes.set(text, codes.size);
  return codes.size - 1;
}
