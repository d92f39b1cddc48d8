import type { FlowFile } from '@gavel/engine';
import { CommandFailure } from '../command-failure.js';
import { compileMap, type RowMapper } from '../map/compile-map.js';
import { checkMapFields } from '../map/check-map-fields.js';
import { loadMap } from '../map/load-map.js';
import { readCsv, type CsvFile } from '../map/read-csv.js';
import { countLines } from '../map/read-lines.js';
import { faultBlock } from '../fault-block.js';
import { transactionOf, type FlowFields, type OpenedSource, type SourceItem } from './transaction.js';

export interface CsvSourceOptions {
  readonly csv: string;
  /** Name of a shipped map, or path of a map file. */
  readonly map: string;
  /** Rows read at most. */
  readonly limit: number;
  /** Whose requests the rows become, where that is known yet. */
  readonly flow?: Pick<FlowFile, 'name' | 'request'>;
}

/** Opens file and map and checks one against the other; throws a failure that names every fault. */
export async function openCsvSource({ csv, map: mapArgument, limit, flow }: CsvSourceOptions): Promise<OpenedSource> {
  const { path, map } = await loadMap(mapArgument);
  if (!map.ok) throw new CommandFailure(2, `The map has faults:\n${faultBlock(map.faults)}`);
  if (flow !== undefined && flow.name === map.value.value.flow) checkMapFields(map.value, path, flow);
  const file = await opened(csv, map.value.value.delimiter ?? ',');
  const mapper = compileMap(map.value, { mapName: path, csvName: csv, header: file.header });
  if (!mapper.ok) throw new CommandFailure(2, `The map does not fit the file ${csv}:\n${faultBlock(mapper.faults)}`);
  const rows = (await countLines(csv, limit + 1)) - 1;
  return {
    flow: map.value.value.flow,
    labels: [...new Set(Object.values(map.value.value.label?.table ?? {}))],
    open: (fields) => ({
      title: `rows of ${csv}`,
      total: Math.min(rows, limit),
      items: items({ ...file, csv }, mapper.value, fields, limit),
    }),
  };
}

async function* items(
  file: CsvFile & { readonly csv: string },
  mapper: RowMapper,
  fields: FlowFields,
  limit: number,
): AsyncGenerator<SourceItem> {
  let count = 0;
  for await (const row of file.rows) {
    if ((count += 1) > limit) return;
    if (!row.ok) {
      yield { ok: false, faults: [row.fault] };
      continue;
    }
    const mapped = mapper(row.cells, row.line);
    const item = mapped.ok ? transactionOf(mapped.value.request, fields, mapped.value.label) : mapped;
    const place = { file: file.csv, line: row.line };
    if (item.ok) yield { ok: true, transaction: { ...item.transaction, line: row.line } };
    else yield { ok: false, faults: item.faults.map((fault) => ({ ...place, ...fault })) };
  }
}

async function opened(csv: string, delimiter: string): Promise<CsvFile> {
  try {
    return await readCsv(csv, delimiter);
  } catch (error) {
    throw new CommandFailure(2, `The file ${csv} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
