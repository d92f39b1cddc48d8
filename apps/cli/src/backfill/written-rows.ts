import type { FeatureValues, JsonObject, JsonValue, Scalar } from '@gavel/engine';

/** A decision of the history, as it is to be written. */
export interface WrittenRow {
  readonly id: string;
  readonly time: string;
  readonly label: string;
  readonly group: string;
  readonly request: JsonObject;
  /** Computed from the request alone. */
  readonly features: FeatureValues;
}

/** What of each row is kept until it is written. */
export interface KeptColumns {
  readonly fields: readonly string[];
  /** Features that are computed from the request alone. */
  readonly features: readonly string[];
  /** Is something computed from a row's request and history's answers? Then all of the row is kept. */
  readonly whole: boolean;
}

/** The rows of a block that wait for history's answers, side by side: an object for each would outlive many collections. */
export class WrittenRows {
  /** Undefined: nothing is written of the row. */
  readonly ids: (string | undefined)[] = [];
  readonly times: string[] = [];
  readonly labels: string[] = [];
  readonly groups: string[] = [];
  readonly fields: readonly { readonly name: string; readonly values: (JsonValue | undefined)[] }[];
  readonly features: readonly { readonly name: string; readonly values: (Scalar | undefined)[] }[];
  readonly whole: (WrittenRow | undefined)[] = [];
  private readonly keepsWhole: boolean;

  constructor({ fields, features, whole }: KeptColumns) {
    this.fields = fields.map((name) => ({ name, values: [] }));
    this.features = features.map((name) => ({ name, values: [] }));
    this.keepsWhole = whole;
  }

  add(row: WrittenRow | undefined): void {
    this.ids.push(row?.id);
    this.times.push(row?.time ?? '');
    this.labels.push(row?.label ?? '');
    this.groups.push(row?.group ?? '');
    for (const { name, values } of this.fields) values.push(row?.request[name]);
    for (const { name, values } of this.features) values.push(row?.features[name]);
    if (this.keepsWhole) this.whole.push(row);
  }
}
