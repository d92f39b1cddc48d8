import { readFile, stat } from 'node:fs/promises';
import { parseShaped, type DecisionLog, type FlowFile, type Label, type Shaped, type Policy } from '@gavel/engine';
import { faultBlock } from '../fault-block.js';
import { CommandFailure } from '../command-failure.js';
import { compileMap } from '../map/compile-map.js';
import { loadMap } from '../map/load-map.js';
import { checkMapFields } from '../map/check-map-fields.js';
import { mapFileSchema, type MapFile } from '../map/map-file.js';
import type { RowFormat } from './backfill-messages.js';
import { lineBlocks, type LineBlock } from './line-blocks.js';
import { columnsIn, type LogEntry } from './row-reader.js';
import { eachRow, type SplitRow } from './split-cells.js';

/** A history to compute features of. */
export interface BackfillSource {
  /** For people: `rows of payments.csv.gz`. */
  readonly title: string;
  readonly rows: RowFormat;
  readonly blocks: AsyncIterable<LineBlock>;
  readonly linesBefore: number;
  /** How much there is, in the unit of a block's `readBytes`. */
  readonly size: number;
  close(): Promise<void>;
}

/** The rows of a CSV file, by a map. Throws a failure that names every fault of the map. */
export async function csvSource(csv: string, mapArgument: string, flow: FlowFile): Promise<BackfillSource> {
  const { path, map } = await loadMap(mapArgument);
  if (!map.ok) throw new CommandFailure(2, `The map has faults:\n${faultBlock(map.faults)}`);
  checkFlow(map.value, path, flow);
  const size = await sizeOf(csv);
  const blocks = lineBlocks(csv, { quotes: true });
  const first = await blocks.next().catch((error: unknown) => {
    throw new CommandFailure(2, `The file ${csv} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (first.done === true) throw new CommandFailure(2, `The file ${csv} is empty: it has no header line.`);
  const { header, rest, lines } = splitHeader(first.value, map.value.value.delimiter ?? ',', csv);
  const mapper = compileMap(map.value, { mapName: path, csvName: csv, header });
  if (!mapper.ok) throw new CommandFailure(2, `The map does not fit the file ${csv}:\n${faultBlock(mapper.faults)}`);
  return {
    title: `rows of ${csv}`,
    rows: { as: 'csv', csvName: csv, header, mapName: path, mapText: await readFile(path, 'utf8') },
    blocks: withFirst(rest, blocks),
    linesBefore: lines,
    size,
    close: async () => undefined,
  };
}

/** The lines of a JSON lines file: requests of the flow, or whatever a map makes requests of. */
export async function jsonLinesSource(file: string, mapArgument: string | undefined, flow: FlowFile): Promise<BackfillSource> {
  const size = await sizeOf(file);
  const rows = mapArgument === undefined ? { as: 'jsonl' as const, fileName: file } : await mappedJsonLines(file, mapArgument, flow);
  return {
    title: `lines of ${file}`,
    rows,
    blocks: lineBlocks(file, { quotes: false }),
    linesBefore: 0,
    size,
    close: async () => undefined,
  };
}

async function mappedJsonLines(file: string, mapArgument: string, flow: FlowFile): Promise<RowFormat> {
  const { path, map } = await loadMap(mapArgument);
  if (!map.ok) throw new CommandFailure(2, `The map has faults:\n${faultBlock(map.faults)}`);
  checkFlow(map.value, path, flow);
  const mapText = await readFile(path, 'utf8');
  const shaped = parseShaped(mapFileSchema, path, mapText);
  const mapper = shaped.ok ? compileMap(shaped.value, { mapName: path, csvName: file, header: columnsIn(shaped.value.value) }) : shaped;
  if (!mapper.ok) throw new CommandFailure(2, `The map has faults:\n${faultBlock(mapper.faults)}`);
  return { as: 'jsonl', fileName: file, mapName: path, mapText };
}

/** Entries of one block of the log. */
const LOG_BLOCK = 2000;

/** All that arrived in the flow, as the decision log has it. As-corrected, decisions come with their labels and labels do not come again. */
export async function logSource(
  store: { readonly log: DecisionLog; describe(): string; close(): Promise<void> },
  { flow }: Policy,
  mode: 'as-known' | 'as-corrected',
): Promise<BackfillSource> {
  const size = await store.log.countRecorded(flow.name, {});
  return {
    title: `decisions in ${store.describe()}`,
    rows: { as: 'entries' },
    blocks: logBlocks(store.log, flow.name, mode),
    linesBefore: 0,
    size,
    close: () => store.close(),
  };
}

async function* logBlocks(log: DecisionLog, flow: string, mode: 'as-known' | 'as-corrected'): AsyncGenerator<LineBlock> {
  let entries: LogEntry[] = [];
  let decisions = 0;
  for await (const entry of log.history(flow)) {
    if (entry.what === 'label' && mode === 'as-corrected') continue;
    if (entry.what === 'decision') decisions += 1;
    entries.push(entry);
    if (entries.length < LOG_BLOCK) continue;
    yield { bytes: await encoded(log, entries), readBytes: decisions };
    entries = [];
  }
  if (entries.length > 0) yield { bytes: await encoded(log, entries), readBytes: decisions };
}

async function encoded(log: DecisionLog, entries: readonly LogEntry[]): Promise<Uint8Array<ArrayBuffer>> {
  const labels = await log.labelsOfMany(entries.flatMap((entry) => (entry.what === 'decision' ? [entry.decisionId] : [])));
  const told = entries.map((entry): LogEntry => {
    const own: readonly Label[] = entry.what === 'decision' ? (labels.get(entry.decisionId) ?? []) : [];
    return own.length === 0 ? entry : { ...entry, labels: own.map(({ label }) => label) };
  });
  return new Uint8Array(new TextEncoder().encode(JSON.stringify(told)));
}

function checkFlow(map: Shaped<MapFile>, path: string, flow: FlowFile): void {
  const mapFlow = map.value.flow;
  if (mapFlow !== flow.name) throw new CommandFailure(2, `The map is for the flow ${mapFlow}, not for ${flow.name}.`);
  checkMapFields(map, path, flow);
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch((error: unknown) => {
    throw new CommandFailure(2, `The file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  return found.size;
}

function splitHeader(
  { bytes, readBytes }: LineBlock,
  delimiter: string,
  csv: string,
): { readonly header: readonly string[]; readonly rest: LineBlock; readonly lines: number } {
  const end = bytes.indexOf(10) + 1 || bytes.length;
  const text = new TextDecoder().decode(bytes.subarray(0, end)).replace(/^\uFEFF/, '');
  const rows: SplitRow[] = [];
  eachRow(text, delimiter, (one) => rows.push(one));
  const [row] = rows;
  if (row === undefined || !row.ok)
    throw new CommandFailure(2, `The header line of ${csv} cannot be read: ${row?.message ?? 'it is empty.'}`);
  return { header: row.cells, rest: { bytes: bytes.slice(end), readBytes }, lines: 1 };
}

async function* withFirst(first: LineBlock, rest: AsyncIterable<LineBlock>): AsyncGenerator<LineBlock> {
  if (first.bytes.length > 0) yield first;
  yield* rest;
}
