import {
  ChunkReader,
  ChunkWriter,
  EventHistory,
  EventLayout,
  hubLinksOf,
  LinkGraph,
  planReads,
  ReadPlanner,
  type Catalogue,
  type HistoryOptions,
} from '@gavel/engine';
import { KeyTable, type KeyTableLimits } from './key-table.js';

/** What the chunks of a flow are of, in the order in which they are written. */
const CHUNKS = { layout: 0, keys: 1, links: 2 } as const;

/** How much of a flow may be kept, and how it lies. */
export interface KeptFlowOptions {
  readonly limits: KeyTableLimits;
  readonly maxNodes: number;
  readonly history: HistoryOptions;
}

/** What is kept of one flow: the histories of its keys and the graphs of its links. */
export class KeptFlow {
  readonly layout = new EventLayout();
  readonly empty = new EventHistory(this.layout);
  readonly tables = new Map<string, KeyTable>();
  readonly graphs = new Map<string, LinkGraph>();
  readonly planner = new ReadPlanner();
  sequence = 0;
  /** Time of the newest event that was added. */
  newestMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: KeptFlowOptions) {}

  tableOf(keyField: string): KeyTable {
    let table = this.tables.get(keyField);
    if (table === undefined) this.tables.set(keyField, (table = new KeyTable(this.layout, this.options.limits, this.options.history)));
    return table;
  }

  graphOf(group: string): LinkGraph {
    let graph = this.graphs.get(group);
    const { maxNodes } = this.options;
    if (graph === undefined) this.graphs.set(group, (graph = new LinkGraph({ hubLinks: hubLinksOf(group), maxNodes })));
    return graph;
  }

  /** Says what will be read, before anything is: so nothing that it looks at is forgotten, or folded without it. */
  expect({ windows }: Pick<Catalogue, 'windows'>): void {
    const { keys } = planReads(windows.map(({ read }) => ({ ...read, key: '', spec: read })));
    for (const plan of keys) this.tableOf(plan.keyField).noteAsked(plan);
  }

  /** All of it in chunks, but for keys that no window reaches any more at `nowMs`. Nothing may be added until the last of them was taken. */
  *write(nowMs: number): Generator<Uint8Array> {
    const out = new ChunkWriter();
    const begin = (kind: number, name: string) => (): void => {
      out.put(kind);
      out.putText(name);
    };
    begin(CHUNKS.layout, '')();
    out.put(this.newestMs);
    this.layout.write(out);
    yield out.take();
    for (const [name, table] of this.tables) yield* table.write(out, begin(CHUNKS.keys, name), Math.min(nowMs, this.newestMs));
    for (const [name, graph] of this.graphs) yield* graph.write(out, begin(CHUNKS.links, name));
  }

  /** Takes chunks that were written; of a flow of which nothing is kept yet. The answer must be called once all were taken. */
  restore(): { readonly take: (bytes: Uint8Array) => void; readonly end: () => void } {
    const links = new Map<string, ChunkReader[]>();
    const take = (bytes: Uint8Array): void => {
      const chunk = new ChunkReader(bytes);
      const kind = chunk.next();
      const name = chunk.nextText();
      if (kind === CHUNKS.keys) this.tableOf(name).restore(chunk);
      else if (kind === CHUNKS.links) links.set(name, [...(links.get(name) ?? []), chunk]);
      else if (kind === CHUNKS.layout) this.restoreLayout(chunk);
      else throw new RangeError(`there is no chunk of kind ${kind}`);
    };
    return { take, end: () => links.forEach((chunks, name) => this.graphOf(name).restore(chunks)) };
  }

  private restoreLayout(chunk: ChunkReader): void {
    this.newestMs = chunk.next();
    this.layout.restore(chunk);
  }
}
