import { isGroupRead, type CounterEvent, type CounterRead, type EventLabel, type Observed } from '@gavel/engine';
import type { HistoryItem } from '../history-source.js';
import type { FlowQuestions } from './flow-questions.js';
import { IF_ABSENT, type Entry } from './history-question.js';
import { KeyHistories, type KeyHistoriesTerms } from './key-histories.js';
import { LinkGraphs, type LinkGraphsTerms } from './link-graphs.js';
import type { RedisLink } from './redis-link.js';

/** One flow's history in Redis: what goes to it, and what this replica has read of it. */
export class RedisFlow {
  readonly #questions: FlowQuestions;
  readonly #keys: KeyHistories;
  readonly #graphs: LinkGraphs;

  constructor(questions: FlowQuestions, terms: { readonly keys: KeyHistoriesTerms; readonly graphs: LinkGraphsTerms }) {
    this.#questions = questions;
    this.#keys = new KeyHistories(terms.keys);
    this.#graphs = new LinkGraphs(terms.graphs);
  }

  /** Logs that this replica holds decoded, their bytes in Redis, and the nodes of its graphs of links. */
  get known(): { readonly logs: number; readonly bytes: number; readonly nodes: number; readonly refusedNodes: number } {
    return { ...this.#keys.stats, ...this.#graphs.stats };
  }

  async observe(event: CounterEvent, reads: readonly CounterRead[]): Promise<Observed> {
    const nowMs = performance.now();
    const keys = this.#keys.ask(event, reads, nowMs);
    const graphs = this.#graphs.ask(event, reads, nowMs);
    const [reply, ...replies] = await this.#questions.ask([keys.entry, ...graphs.map(({ entry }) => entry)]);
    const values = this.#keys.answer(keys, reply);
    const readGroup = this.#graphs.answer(graphs, replies, event.atMs);
    for (const place of keys.plan.groups) {
      const read = reads[place];
      if (read !== undefined && isGroupRead(read)) values[place] = readGroup(read);
    }
    return { values, sequence: reply?.sequence ?? 0 };
  }

  async add(event: CounterEvent): Promise<number> {
    const sequence = await this.#put([this.#keys.add(event, 0), ...this.#graphs.add(event)]);
    this.#graphs.joined(event);
    return sequence;
  }

  async label(label: EventLabel): Promise<number> {
    return this.#put([this.#keys.label(label, 0), ...this.#graphs.label(label)]);
  }

  /** What adds to Redis what the decision log says, where it is not there. */
  entriesOf(item: HistoryItem): readonly Entry[] {
    if ('event' in item) return [this.#keys.add(item.event, IF_ABSENT), ...this.#graphs.restore(item.event)];
    // A label may come again once another one has overruled it. Those with a sequence are played once, in its order.
    return [this.#keys.label(item.label, item.sequence > 0 ? 0 : IF_ABSENT), ...this.#graphs.label(item.label)];
  }

  /** Forgets all that was read: history is built anew. */
  startOver(): void {
    this.#keys.forget();
    this.#graphs.startOver();
  }

  /** Makes ready to read what Redis holds. */
  async prime(link: RedisLink, groups: readonly string[]): Promise<void> {
    this.#keys.forget();
    await this.#graphs.prime(link, groups);
  }

  async #put(entries: readonly Entry[]): Promise<number> {
    const [reply] = await this.#questions.ask(entries);
    return reply?.sequence ?? 0;
  }
}
