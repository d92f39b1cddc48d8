import { deriveFeatures, type Catalogue, type JsonValue, type Scalar } from '@gavel/engine';
import type { OutputShape } from './backfill-messages.js';
import type { AnswerColumn, Answers } from './history-observer.js';
import type { WrittenRow } from './row-reader.js';

/** Columns that stand before the features. */
export const OWN_COLUMNS = ['id', 'time', 'label', 'group'] as const;

/** The first line of a CSV output. */
export function headerLine({ fields, features }: OutputShape): string {
  return `${[...OWN_COLUMNS, ...fields, ...features].map(csvCell).join(',')}\n`;
}

/** Writes rows with all their features: what the request gave, and what history answered, merged as the live path merges them. */
export class RowWriter {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly shape: OutputShape,
  ) {}

  /** The text of a block; rows without output are passed over. */
  write(rows: readonly (WrittenRow | undefined)[], answers: readonly Answers[]): { readonly text: string; readonly rows: number } {
    const columns = this.columnsByFeature(answers);
    const lines: string[] = [];
    for (const [at, row] of rows.entries()) {
      if (row === undefined) continue;
      const { history } = row.reads;
      const values = history.map(({ name, type }) => answerAt(columns.get(name) ?? [], at, type));
      const { features } = deriveFeatures(this.catalogue, row.reads, values);
      lines.push(this.shape.as === 'csv' ? this.csvLine(row, features) : this.jsonLine(row, features));
    }
    return { text: lines.length === 0 ? '' : `${lines.join('\n')}\n`, rows: lines.length };
  }

  /** Of a kind of key that several workers share each has the answers for its own keys. */
  private columnsByFeature(answers: readonly Answers[]): ReadonlyMap<string, readonly AnswerColumn[]> {
    const columns = new Map<string, AnswerColumn[]>();
    for (const one of answers) {
      for (const [name, column] of Object.entries(one)) columns.set(name, [...(columns.get(name) ?? []), column]);
    }
    return columns;
  }

  private csvLine({ id, time, label, group, reads }: WrittenRow, features: Readonly<Record<string, Scalar>>): string {
    let line = `${csvCell(id)},${csvCell(time)},${label},${csvCell(group)}`;
    for (const field of this.shape.fields) line += `,${csvValue(reads.request[field])}`;
    for (const name of this.shape.features) line += `,${csvValue(features[name])}`;
    return line;
  }

  private jsonLine({ id, time, label, group, reads }: WrittenRow, features: Readonly<Record<string, Scalar>>): string {
    const fields = this.shape.fields.flatMap((field) =>
      reads.request[field] === undefined ? [] : [[field, reads.request[field]] as const],
    );
    const own = { id, time, ...(label === '' ? {} : { label }), group };
    return JSON.stringify({ ...own, ...Object.fromEntries(fields), ...features });
  }
}

function answerAt(columns: readonly AnswerColumn[], row: number, type: 'number' | 'string' | 'boolean'): Scalar | undefined {
  for (const column of columns) {
    const value = column[row];
    if (value === undefined || Number.isNaN(value)) continue;
    return type === 'boolean' ? value === 1 : value;
  }
  return undefined;
}

function csvValue(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return `${value}`;
  return csvCell(typeof value === 'object' ? JSON.stringify(value) : `${value}`);
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
