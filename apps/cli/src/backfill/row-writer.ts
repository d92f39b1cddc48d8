import { runSteps, type Catalogue, type HistoryStep, type JsonValue, type Scalar } from '@gavel/engine';
import type { AnswerColumn, Answers } from './answers.js';
import type { OutputShape } from './backfill-messages.js';
import type { KeptColumns, WrittenRow, WrittenRows } from './written-rows.js';

/** Columns that stand before the features. */
export const OWN_COLUMNS = ['id', 'time', 'label', 'group'] as const;

/** The first line of a CSV output. */
export function headerLine({ fields, features }: OutputShape): string {
  return `${[...OWN_COLUMNS, ...fields, ...features].map(csvCell).join(',')}\n`;
}

/** Where a value comes from, for one block. */
type Slot = (at: number) => Scalar | undefined;

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
  /** What has to be kept of rows until they are written. */
  readonly kept: KeptColumns;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly shape: OutputShape,
  ) {
    this.steps = [...catalogue.windows, ...catalogue.groups];
    const derived = new Set(catalogue.fromWindows.map(({ name }) => name));
    this.isDerived = shape.features.some((name) => derived.has(name));
    const early = new Set(catalogue.fromRequest.map(({ name }) => name));
    this.kept = { fields: shape.fields, features: shape.features.filter((name) => early.has(name)), whole: this.isDerived };
  }

  /** The text of a block; rows without output are passed over. */
  write(rows: WrittenRows, answers: readonly Answers[]): { readonly text: string; readonly rows: number } {
    const steps = this.steps.map((step): AnsweredStep => ({
      step,
      columns: answers.map((one) => one[step.name]).filter((column) => column !== undefined),
    }));
    const slots = this.shape.features.map((name) => slotOf(name, steps, rows));
    const lines: string[] = [];
    for (let at = 0; at < rows.ids.length; at += 1) {
      const id = rows.ids[at];
      if (id === undefined) continue;
      const row = rows.whole[at];
      const own = row === undefined ? slots : valueSlots(this.derived(row, at, steps));
      lines.push(this.shape.as === 'csv' ? csvLine(rows, at, own) : this.jsonLine(rows, at, own));
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

  private jsonLine({ ids, times, labels, groups, fields }: WrittenRows, at: number, slots: readonly Slot[]): string {
    const label = labels[at] ?? '';
    const own: Record<string, JsonValue> = {
      id: ids[at] ?? '',
      time: times[at] ?? '',
      ...(label === '' ? {} : { label }),
      group: groups[at] ?? '',
    };
    for (const { name, values } of fields) {
      const value = values[at];
      if (value !== undefined) own[name] = value;
    }
    for (const [place, name] of this.shape.features.entries()) {
      const value = slots[place]?.(at);
      if (value !== undefined) own[name] = value;
    }
    return JSON.stringify(own);
  }
}

function csvLine({ ids, times, labels, groups, fields }: WrittenRows, at: number, slots: readonly Slot[]): string {
  let line = `${csvCell(ids[at] ?? '')},${csvCell(times[at] ?? '')},${labels[at]},${csvCell(groups[at] ?? '')}`;
  for (let place = 0; place < fields.length; place += 1) line += `,${csvValue(fields[place]?.values[at])}`;
  for (let place = 0; place < slots.length; place += 1) line += `,${csvValue(slots[place]?.(at))}`;
  return line;
}

function slotOf(name: string, steps: readonly AnsweredStep[], { features }: WrittenRows): Slot {
  const answered = steps.find(({ step }) => step.name === name);
  if (answered !== undefined) return (at) => answerAt(answered, at);
  const values = features.find((feature) => feature.name === name)?.values;
  return (at) => values?.[at];
}

function valueSlots(values: readonly (Scalar | undefined)[]): readonly Slot[] {
  return values.map((value) => () => value);
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
  if (typeof value === 'number') return `${value}`;
  if (value === undefined || value === null) return '';
  return csvCell(typeof value === 'object' ? JSON.stringify(value) : `${value}`);
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
