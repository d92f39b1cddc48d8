import {
  eventOf,
  DECISION_KIND,
  ingestedEvent,
  instantMs,
  isPositiveLabel,
  keyOf,
  parseShaped,
  requestEvent,
  runSteps,
  type Catalogue,
  type Checked,
  type Fault,
  type HistoryEntry,
  type JsonObject,
  type JsonValue,
  type KeyFields,
  type Label,
  type Policy,
} from '@gavel/engine';
import { compileMap, type RowMapper } from '../map/compile-map.js';
import { RefusedRows, type RowFault } from '../map/refused-rows.js';
import { mapFileSchema, type MapFile } from '../map/map-file.js';
import type { RowFormat } from './backfill-messages.js';
import { ROW_KINDS, ROW_LABELS, type ColumnMaker, type CountedRow, type RowColumns, type RowLabel } from './row-columns.js';
import { eachRow, type SplitRow } from './split-cells.js';
import { WrittenRows, type KeptColumns, type WrittenRow } from './written-rows.js';

/** What a block holds: rows to count, and what is written of those that are decisions. */
export interface ReadBlock {
  readonly columns: RowColumns;
  readonly written: WrittenRows;
  readonly lines: number;
  readonly refused: number;
  readonly faults: readonly RowFault[];
}

/** A decision of the log with what was learnt of it, or anything else that arrived. */
export type LogEntry = HistoryEntry & { readonly labels?: readonly Label['label'][] };

interface MappedLine {
  readonly line: number;
  readonly mapped: Checked<{ readonly request: JsonObject; readonly label?: { readonly label: Label['label'] } }>;
}

/** Turns blocks of bytes into rows, by the same steps as the live path. */
export class RowReader {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  /** Hands over the lines of a text one by one and answers how many there are. */
  private readonly lines: (text: string, take: (line: MappedLine) => void) => number;
  private readonly foreign: readonly KeyFields[];
  /** For the places of faults. */
  private readonly file: Pick<Fault, 'file'>;

  constructor(
    private readonly policy: Policy,
    private readonly format: RowFormat,
    /** Are decisions of the log marked by what was learnt of them at any time? */
    private readonly knowsLabels: boolean,
    private readonly outputs: { readonly maker: ColumnMaker; readonly kept: KeptColumns },
  ) {
    this.foreign = policy.catalogue.keys.filter(({ kinds }) => !kinds.includes(DECISION_KIND));
    this.file = format.as === 'entries' ? {} : { file: format.as === 'csv' ? format.csvName : format.fileName };
    this.lines = format.as === 'csv' ? csvLines(format) : jsonLines(format);
  }

  read(bytes: Uint8Array): ReadBlock {
    const text = this.decoder.decode(bytes);
    return this.format.as === 'entries' ? this.readEntries(text) : this.readLines(text, mostLines(bytes));
  }

  private readLines(text: string, most: number): ReadBlock {
    const draft = this.outputs.maker.begin(most);
    const written = new WrittenRows(this.outputs.kept);
    const refused = new RefusedRows();
    const lines = this.lines(text, ({ line, mapped }) => {
      const parsed = mapped.ok ? this.policy.parseRequest(mapped.value.request) : mapped;
      if (!mapped.ok || !parsed.ok) {
        refused.add(parsed.ok ? [] : parsed.faults.map((fault) => ({ ...this.file, ...fault, line })));
        return;
      }
      const label = mapped.value.label?.label;
      const row = this.rowOf(parsed.value, label);
      const event = this.eventOf(row);
      draft.add({ kind: ROW_KINDS.decision, event, label: rowLabel(label, this.policy.catalogue), asks: this.asksOf(row.request) });
      written.add(row);
    });
    return { columns: draft.done(), written, lines, refused: refused.rows, faults: refused.found };
  }

  private readEntries(text: string): ReadBlock {
    const entries: readonly LogEntry[] = JSON.parse(text);
    const draft = this.outputs.maker.begin(entries.length);
    const written = new WrittenRows(this.outputs.kept);
    let refused = 0;
    for (const entry of entries) {
      const row = this.countedEntry(entry);
      if (row === undefined) {
        refused += 1;
        continue;
      }
      draft.add(row);
      written.add(entry.what === 'decision' ? this.rowOf(entry.request, finalLabel(entry.labels), entry.decisionId) : undefined);
    }
    return { columns: draft.done(), written, lines: 0, refused, faults: [] };
  }

  private countedEntry(entry: LogEntry): CountedRow | undefined {
    const { catalogue, events } = this.policy;
    if (entry.what === 'event') {
      const kind = events.get(entry.kind);
      return kind === undefined
        ? undefined
        : { kind: ROW_KINDS.event, event: ingestedEvent(catalogue, kind, entry), label: ROW_LABELS.none };
    }
    const event = requestEvent(catalogue, entry.request, entry.eventTimeMs);
    if (entry.what === 'decision')
      return {
        kind: ROW_KINDS.decision,
        event,
        label: this.knowsLabels ? rowLabel(finalLabel(entry.labels), catalogue) : ROW_LABELS.none,
        asks: this.asksOf(entry.request),
      };
    const kind = isPositiveLabel(entry.label.label, catalogue) ? ROW_KINDS.positiveLabel : ROW_KINDS.negativeLabel;
    return { kind, event, label: ROW_LABELS.none };
  }

  private asksOf(request: JsonObject): CountedRow['asks'] {
    if (this.foreign.length === 0) return undefined;
    const asks: Record<string, string> = {};
    for (const fields of this.foreign) {
      const key = keyOf(fields, request);
      if (key !== undefined) asks[fields.name] = key;
    }
    return asks;
  }

  /** The event of a row of a file, under the id of its request. */
  private eventOf({ id, time, request, features }: WrittenRow): CountedRow['event'] {
    return eventOf(this.policy.catalogue, { id, atMs: instantMs(time), request, features });
  }

  private rowOf(request: JsonObject, label: string | undefined, id?: string): WrittenRow {
    const { requestId, eventTime, stickiness } = this.policy.flow.fields;
    return {
      id: id ?? textOf(request, requestId),
      time: textOf(request, eventTime),
      label: label ?? '',
      group: textOf(request, stickiness),
      request,
      features: runSteps(this.policy.catalogue.fromRequest, request, {}).features,
    };
  }
}

const NEW_LINE = 10;

/** No row is shorter than a line. */
function mostLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(NEW_LINE); at !== -1; at = bytes.indexOf(NEW_LINE, at + 1)) lines += 1;
  return lines;
}

function rowLabel(label: Label['label'] | undefined, catalogue: Catalogue): RowLabel {
  if (label === undefined) return ROW_LABELS.none;
  return isPositiveLabel(label, catalogue) ? ROW_LABELS.positive : ROW_LABELS.negative;
}

/** What was said last counts. */
function finalLabel(labels: readonly Label['label'][] | undefined): Label['label'] | undefined {
  return labels?.at(-1);
}

function csvLines({ csvName, header, mapName, mapText }: RowFormat & { as: 'csv' }): RowReader['lines'] {
  const map = parseShaped(mapFileSchema, mapName, mapText);
  const mapper = map.ok ? compileMap(map.value, { mapName, csvName, header }) : map;
  if (!map.ok || !mapper.ok) throw new Error(`the map ${mapName} was checked and does not fit`);
  const delimiter = map.value.value.delimiter ?? ',';
  return (text, take) => eachRow(text, delimiter, (row) => take(mappedRow(row, mapper.value, csvName)));
}

function mappedRow(row: SplitRow, mapper: RowMapper, file: string): MappedLine {
  const { line } = row;
  return { line, mapped: row.ok ? mapper(row.cells, line) : { ok: false, faults: [{ file, line, pointer: '', message: row.message }] } };
}

/** Each line is a request of the flow or, with a map, an object whose members are what columns are in a CSV file. */
function jsonLines(format: RowFormat): RowReader['lines'] {
  if (format.as !== 'jsonl') return () => 0;
  const mapped = jsonMapper(format);
  return (text, take) => {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const [at, line] of lines.entries()) if (line.trim() !== '') take({ line: at + 1, mapped: mapped(line, at + 1) });
    return lines.length;
  };
}

function jsonMapper({ fileName, mapName, mapText }: RowFormat & { as: 'jsonl' }): (text: string, line: number) => MappedLine['mapped'] {
  const map = mapName === undefined || mapText === undefined ? undefined : parseShaped(mapFileSchema, mapName, mapText);
  if (map !== undefined && !map.ok) throw new Error(`the map ${mapName} was checked and does not fit`);
  const header = map === undefined ? [] : columnsIn(map.value.value);
  const mapper = map === undefined ? undefined : compileMap(map.value, { mapName: mapName ?? '', csvName: fileName, header });
  if (mapper !== undefined && !mapper.ok) throw new Error(`the map ${mapName} was checked and does not fit`);
  return (text, line) => {
    const object = objectIn(text);
    if (object === undefined) return { ok: false, faults: [{ file: fileName, line, pointer: '', message: 'The line is no JSON object.' }] };
    return mapper === undefined
      ? { ok: true, value: { request: object } }
      : mapper.value(
          header.map((name) => cellOf(object[name])),
          line,
        );
  };
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cellOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Names of all columns that a map reads. */
export function columnsIn(map: MapFile): readonly string[] {
  const names = new Set<string>(map.label === undefined ? [] : [map.label.column]);
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [name, value] of Object.entries(node)) {
      if (name === 'column' && typeof value === 'string') names.add(value);
      else if (name !== 'table') walk(value);
    }
  };
  walk(map.request);
  return [...names];
}

function textOf(request: JsonObject, field: string): string {
  const value = request[field];
  return typeof value === 'string' ? value : '';
}
