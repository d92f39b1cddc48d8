import { recount, type Catalogue, type DecisionLog, type HistoryEntry } from '@gavel/engine';
import { NOTHING_READ, type HistoryItem, type HistoryPage, type HistorySource } from './history-source.js';

const PAGE_ITEMS = 500;

/** A flow's history in the decision log, as its catalogue counts it. */
export function logHistory(
  log: Pick<DecisionLog, 'historyAfter' | 'countRecorded'>,
  { flow, catalogue }: { readonly flow: string; readonly catalogue: Catalogue },
): HistorySource {
  const itemOf = async (entry: HistoryEntry): Promise<HistoryItem | undefined> => {
    const { sequence } = entry;
    let item: HistoryItem | undefined;
    const taker = {
      add: async (_flow: string, event: Extract<HistoryItem, { event: unknown }>['event']) => {
        item = { event, sequence };
        return sequence;
      },
      label: async (_flow: string, label: Extract<HistoryItem, { label: unknown }>['label']) => {
        item = { label, sequence };
        return sequence;
      },
    };
    await recount(taker, { flow, catalogue }, entry);
    return item;
  };
  return {
    count: () => log.countRecorded(flow, {}),
    pages: async function* (after = NOTHING_READ): AsyncGenerator<HistoryPage> {
      let items: HistoryItem[] = [];
      let last = after;
      for await (const { entry, position } of log.historyAfter(flow, after)) {
        const item = await itemOf(entry);
        if (item !== undefined) items.push(item);
        last = position;
        if (items.length < PAGE_ITEMS) continue;
        yield { items, position };
        items = [];
      }
      if (last !== after) yield { items, position: last };
    },
  };
}
