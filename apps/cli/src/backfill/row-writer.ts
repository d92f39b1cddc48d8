import { runSteps, type Catalogue, type HistoryStep, type JsonValue, type Scalar } from '@gavel/engine';
import type { AnswerColumn, Answers } from './answers.js';
import type { OutputShape } from './backfill-messages.js';
import type { WrittenRow } from './row-reader.js';

/** Columns that stand before the features. */
export const OWN_COLUMNS = ['id', 'time', 'label', 'group'] as const;

/** The first line of a CSV output. */
export function headerLine({ fields, features }: OutputShape): string {
  return `${[...OWN_COLUMNS, ...fields, ...features].map(csvCell).join(',')}\n`;
}

/** Where a value comes from, for one block. */
type Slot = (row: WrittenRow, at: number) => Scalar | undefined;

/** A step of history and the columns that hold its answers: of a kind of key that several workers share, each has those for its own keys. */
interface AnsweredStep {
  readonly step: HistoryStep;
  readonly columns: readonly AnswerColumn[];
}

/**
 * Writes rows with all their features: what the request gave, and what history answered, merged as the live path merges them
 * (`deriveFeatures`), but without an object a row where nothing is computed from history's answers.
 */
export class RowWriter {
  private readonly steps: readonly HistoryStep[];
  private readonly isDerived: boolean;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly shape: OutputShape,
  ) {
    this.steps = [...catalogue.windows, ...catalogue.groups];
    const derived = new Set(catalogue.fromWindows.map(({ name }) => name));
    this.isDerived = shape.features.some((name) => derived.has(name));
  }

  /** The text of a block; rows without output are passed over. */
  write(rows: readonly (WrittenRow | undefined)[], answers: readonly Answers[]): { readonly text: string; readonly rows: number } {
    const steps = this.steps.map((step): AnsweredStep => ({
      step,
      columns: answers.map((one) => one[step.name]).filter((column) => column !== undefined),
    }));
    const slots = this.shape.features.map((name) => slotOf(name, steps));
    const lines: string[] = [];
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at];
      if (row === undefined) continue;
      const values = this.isDerived ? this.derived(row, at, steps) : slots.map((slot) => slot(row, at));
      lines.push(this.shape.as === 'csv' ? this.csvLine(row, values) : this.jsonLine(row, values));
    }
    return { text: lines.length === 0 ? '' : `${lines.join('\n')}\n`, rows: lines.length };
  }

  /** With the features that are computed from those of history. */
  private derived(row: WrittenRow, at: number, steps: readonly AnsweredStep[]): readonly (Scalar | undefined)[] {
    const known: Record<string, Scalar> = { ...row.features };
    for (const answered of steps) {
      const value = answerAt(answered, at);
      if (value !== undefined) known[answered.step.name] = value;
    }
    const { features } = runSteps(this.catalogue.fromWindows, row.request, known);
    return this.shape.features.map((name) => features[name]);
  }

  private csvLine({ id, time, label, group, request }: WrittenRow, values: readonly (Scalar | undefined)[]): string {
    let line = `${csvCell(id)},${csvCell(time)},${label},${csvCell(group)}`;
    for (const field of this.shape.fields) line += `,${csvValue(request[field])}`;
    for (const value of values) line += typeof value === 'number' ? `,${value}` : `,${csvValue(value)}`;
    return line;
  }

  private jsonLine({ id, time, label, group, request }: WrittenRow, values: readonly (Scalar | undefined)[]): string {
    const own: Record<string, JsonValue> = { id, time, ...(label === '' ? {} : { label }), group };
    for (const field of this.shape.fields) if (request[field] !== undefined) own[field] = request[field];
    for (const [at, name] of this.shape.features.entries()) {
      const value = values[at];
      if (value !== undefined) own[name] = value;
    }
    return JSON.stringify(own);
  }
}

function slotOf(name: string, steps: readonly AnsweredStep[]): Slot {
  const answered = steps.find(({ step }) => step.name === name);
  return answered === undefined ? ({ features }) => features[name] : (_row, at) => answerAt(answered, at);
}

/** An answer that is none is the declared default, where there is one. */
function answerAt({ step, columns }: AnsweredStep, row: number): Scalar | undefined {
  for (const column of columns) {
    const value = column[row];
    if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) continue;
    return step.type === 'boolean' ? value === 1 : value;
  }
  return step.default;
}

function csvValue(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return csvCell(typeof value === 'object' ? JSON.stringify(value) : `${value}`);
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
