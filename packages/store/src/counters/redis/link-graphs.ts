import { isGroupRead, type CounterEvent, type CounterRead, type EventLabel, type GroupRead } from '@gavel/engine';
import { APPEND, EXPIRE, KEEP_ALL, type Entry } from './history-question.js';
import type { EntryReply } from './history-reply.js';
import { appendTo } from './key-histories.js';
import { KnownLogs, type KnownLogsLimits, type Look } from './known-logs.js';
import { linkLabelFrame, linksFrame, LinkLog, SeenLinks } from './link-log.js';
import type { RedisLink } from './redis-link.js';

const NO_FRAME = Buffer.alloc(0);
const PIECE_BYTES = 1 << 20;
const APPEND_LINKS = APPEND + EXPIRE + KEEP_ALL;

/** What a flow keeps of links. */
export interface LinkGraphsTerms {
  readonly maxNodes: number;
  readonly keepForMs: number;
  /** Key of a graph's log in Redis. */
  readonly nameOf: (group: string) => string;
}

/** One graph that an event joins or asks about. */
export interface AskedGraph {
  readonly group: string;
  readonly entry: Entry;
  readonly look: Look<LinkLog>;
}

/**
 * A flow's graphs of links, one log each. Every replica plays a log from its beginning and holds the whole graph; only links that say
 * something new are written, so a log grows with what is linked and not with what happens.
 */
export class LinkGraphs {
  readonly #terms: LinkGraphsTerms;
  readonly #logs = new Map<string, KnownLogs<LinkLog>>();
  /** While history is built: what the build has written. */
  #written: Map<string, SeenLinks> | undefined;

  constructor(terms: LinkGraphsTerms) {
    this.#terms = terms;
  }

  get stats(): { readonly nodes: number; readonly refusedNodes: number } {
    const sum = { nodes: 0, refusedNodes: 0 };
    for (const [group, logs] of this.#logs) {
      const { stats } = logs.of(this.#terms.nameOf(group)).content.graph;
      sum.nodes += stats.nodes;
      sum.refusedNodes += stats.refusedNodes;
    }
    return sum;
  }

  forget(): void {
    this.#logs.clear();
  }

  /** What to ask for an event and its reads: each graph once. */
  ask({ links = {}, atMs }: CounterEvent, reads: readonly CounterRead[], nowMs: number): readonly AskedGraph[] {
    const groups = new Set(Object.keys(links));
    for (const read of reads) if (isGroupRead(read)) groups.add(read.group);
    return [...groups].map((group) => {
      const nodes = links[group] ?? [];
      const logs = this.#logsOf(group);
      const name = this.#terms.nameOf(group);
      const isNew = nodes.length > 0 && logs.of(name).content.seen.lacks(nodes, atMs);
      const { look, asked } = logs.lookAt(name, isNew ? APPEND + KEEP_ALL : 0, nowMs);
      return { group, look, entry: { frame: isNew ? linksFrame(nodes, atMs) : NO_FRAME, logs: [asked] } };
    });
  }

  /** The values of group reads, once Redis has answered. */
  answer(asked: readonly AskedGraph[], replies: readonly EntryReply[], atMs: number): (read: GroupRead) => number | undefined {
    for (const [index, { group, entry, look }] of asked.entries()) {
      const own = { bytes: entry.frame.length, take: (log: LinkLog) => log.append(entry.frame) };
      this.#logsOf(group).takeAll([look], replies[index], own);
    }
    const graphs = new Map(asked.map(({ group, look }) => [group, look.log.content.graph]));
    return (read) => graphs.get(read.group)?.read(read, atMs);
  }

  /** Joins an event's nodes without asking, where that says something new. */
  add({ links = {}, atMs }: CounterEvent): readonly Entry[] {
    return Object.entries(links).flatMap(([group, nodes]) =>
      nodes.length > 0 && this.#seenOf(group).lacks(nodes, atMs) ? [this.#joining(group, nodes, atMs)] : [],
    );
  }

  /** The same for what is found in the decision log: nobody else writes while history is built, so what was written is known. */
  restore({ links = {}, atMs }: CounterEvent): readonly Entry[] {
    return Object.entries(links).flatMap(([group, nodes]) => {
      if (nodes.length === 0) return [];
      const isNew = this.#written === undefined ? this.#seenOf(group).lacks(nodes, atMs) : this.#writtenOf(group).note(nodes, atMs);
      return isNew ? [this.#joining(group, nodes, atMs)] : [];
    });
  }

  /** Says that an event's nodes were joined, so that they need not be again. */
  joined({ links = {}, atMs }: CounterEvent): void {
    for (const [group, nodes] of Object.entries(links)) if (nodes.length > 0) this.#seenOf(group).note(nodes, atMs);
  }

  label({ links = {}, eventId, atMs, isPositive }: EventLabel): readonly Entry[] {
    return Object.entries(links).flatMap(([group, nodes]) =>
      nodes.length === 0
        ? []
        : [{ frame: linkLabelFrame(nodes, eventId, { atMs, isPositive }), logs: [appendTo(this.#terms.nameOf(group), APPEND_LINKS)] }],
    );
  }

  /** Says that nothing is written: history is built from the beginning. */
  startOver(): void {
    this.forget();
    this.#written = new Map();
  }

  /** Reads the graphs piece by piece, before decisions do: they could not wait for megabytes. */
  async prime(link: RedisLink, groups: readonly string[]): Promise<void> {
    this.forget();
    this.#written = undefined;
    for (const group of groups) {
      const name = this.#terms.nameOf(group);
      const pieces: Buffer[] = [];
      for (let length = 0; ; length += PIECE_BYTES) {
        const piece = await link.ask(['GETRANGE', name, String(length), String(length + PIECE_BYTES - 1)]);
        if (Buffer.isBuffer(piece)) pieces.push(piece);
        if (!Buffer.isBuffer(piece) || piece.length < PIECE_BYTES) break;
      }
      const bytes = Buffer.concat(pieces);
      const logs = this.#logsOf(group);
      if (bytes.length > 0) logs.fill(logs.of(name), bytes);
    }
  }

  #logsOf(group: string): KnownLogs<LinkLog> {
    let logs = this.#logs.get(group);
    if (logs === undefined) {
      const limits: KnownLogsLimits = { keepForMs: this.#terms.keepForMs, maxLogs: 2, maxBytes: Number.POSITIVE_INFINITY };
      this.#logs.set(group, (logs = new KnownLogs(limits, () => new LinkLog(group, this.#terms.maxNodes))));
    }
    return logs;
  }

  #joining(group: string, nodes: readonly string[], atMs: number): Entry {
    return { frame: linksFrame(nodes, atMs), logs: [appendTo(this.#terms.nameOf(group), APPEND_LINKS)] };
  }

  #seenOf(group: string): SeenLinks {
    return this.#logsOf(group).of(this.#terms.nameOf(group)).content.seen;
  }

  #writtenOf(group: string): SeenLinks {
    const all = (this.#written ??= new Map<string, SeenLinks>());
    let written = all.get(group);
    if (written === undefined) all.set(group, (written = new SeenLinks()));
    return written;
  }
}
