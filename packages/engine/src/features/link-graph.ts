import type { GroupRead } from './counter-read.js';
import type { ChunkReader, ChunkWriter } from './history-chunk.js';
import { LinkGroup } from './link-group.js';

/** Fewer neighbours are looked through one by one. */
const FEW = 16;

/** Stands for the number of neighbours of a node that joins nothing any more. */
const HUB = -1;

/** Stands for a group until all members are known. */
const NO_GROUP = new LinkGroup('', 0);

/** One value of a link field that has been met. */
interface Node {
  readonly field: string;
  group: LinkGroup;
  /** Time of the earliest event that it was in. */
  firstMs: number;
  /** Distinct values that came with it; dropped when it turned out to be a hub. */
  neighbours: Node[] | Set<Node> | undefined;
  /** Events known to be fraud that it was in. */
  positives: Set<string> | undefined;
}

/** A node that was read back, with its group and its neighbours by number; undefined: it is a hub. */
interface RestoredNode {
  readonly node: Node;
  readonly group: number;
  readonly neighbours: Float64Array | undefined;
}

/** How much a graph may hold. */
export interface LinkGraphLimits {
  /** A node with more distinct neighbours joins nothing further. */
  readonly hubLinks: number;
  /** Over it, a new node is not taken, and counted. */
  readonly maxNodes: number;
}

/**
 * What came together in events, as groups that grow. What is joined stays joined; a node that becomes a hub joins nothing from then on.
 * A node costs up to `hubLinks` neighbours, a read nothing that grows with its group but a search by time.
 */
export class LinkGraph {
  readonly #nodes = new Map<string, Node>();
  readonly #limits: LinkGraphLimits;
  #hubs = 0;
  #refusedNodes = 0;

  constructor(limits: LinkGraphLimits) {
    this.#limits = limits;
  }

  get stats(): { readonly nodes: number; readonly hubs: number; readonly refusedNodes: number } {
    return { nodes: this.#nodes.size, hubs: this.#hubs, refusedNodes: this.#refusedNodes };
  }

  /** Joins the nodes (`field:value`) of one event. The same event again changes nothing. */
  join(names: readonly string[], atMs: number): void {
    const nodes = names.map((name) => this.#met(name, atMs)).filter((node) => node !== undefined);
    nodes.forEach((node, index) => {
      for (const other of nodes.slice(index + 1)) if (node !== other) this.#link(node, other);
    });
  }

  /** Marks the nodes of an event; an event that was never joined marks nothing that is not known. */
  label(names: readonly string[], eventId: string, isPositive: boolean): void {
    for (const name of new Set(names)) {
      const node = this.#nodes.get(name);
      if (node === undefined) continue;
      const wasPositive = (node.positives?.size ?? 0) > 0;
      if (isPositive) (node.positives ??= new Set()).add(eventId);
      else node.positives?.delete(eventId);
      const nowPositive = (node.positives?.size ?? 0) > 0;
      if (nowPositive !== wasPositive) node.group.countPositive(node.field, nowPositive ? 1 : -1);
    }
  }

  /** Writes down every node: name, when it was first met, its group by number, its neighbours by number, its frauds. Every chunk is begun by `begin`. */
  *write(out: ChunkWriter, begin: () => void): Generator<Uint8Array> {
    const places = new Map([...this.#nodes.values()].map((node, place) => [node, place]));
    const groups = new Map<LinkGroup, number>();
    begin();
    for (const number of [this.#hubs, this.#refusedNodes]) out.put(number);
    for (const [name, { firstMs, group, neighbours, positives }] of this.#nodes) {
      if (out.isFull) {
        yield out.take();
        begin();
      }
      const { root } = group;
      if (!groups.has(root)) groups.set(root, groups.size);
      out.putText(name);
      for (const number of [firstMs, groups.get(root) ?? 0, positives?.size ?? 0]) out.put(number);
      for (const id of positives ?? []) out.putText(id);
      const known = neighbours === undefined ? undefined : [...neighbours];
      out.put(known === undefined ? HUB : known.length);
      for (const neighbour of known ?? []) out.put(places.get(neighbour) ?? 0);
    }
    yield out.take();
  }

  /** Takes all chunks that were written down; of a graph in which nothing is yet. Throws a RangeError where they do not fit together. */
  restore(chunks: readonly ChunkReader[]): void {
    const [first] = chunks;
    if (first === undefined) return;
    this.#hubs = first.nextCount();
    this.#refusedNodes = first.nextCount();
    const nodes: RestoredNode[] = [];
    for (const chunk of chunks) while (!chunk.isDone) nodes.push(this.#restoreNode(chunk));
    for (const { node, neighbours } of nodes)
      if (neighbours !== undefined) node.neighbours = few(Array.from(neighbours, (place) => nodeAt(nodes, place)));
    const groups = new Map<number, Node[]>();
    for (const { node, group } of nodes) {
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [node]);
      else members.push(node);
    }
    for (const members of groups.values()) {
      const group = LinkGroup.of(members.map(({ field, firstMs, positives }) => ({ field, firstMs, isPositive: positives !== undefined })));
      for (const node of members) node.group = group;
    }
  }

  #restoreNode(input: ChunkReader): RestoredNode {
    const name = input.nextText();
    const [firstMs, group, positives] = [input.next(), input.nextCount(), input.nextCount()];
    const ids = Array.from({ length: positives }, () => input.nextText());
    const links = input.next();
    const neighbours = links === HUB ? undefined : new Float64Array(links);
    if (neighbours !== undefined) input.copyTo(neighbours, 0, links);
    const field = fieldOf(name);
    const node: Node = { field, firstMs, group: NO_GROUP, neighbours: undefined, positives: ids.length === 0 ? undefined : new Set(ids) };
    this.#nodes.set(name, node);
    return { node, group, neighbours };
  }

  /** `undefined`: the node was refused, so nothing true can be said. A node that was never met is in a group of none. */
  read({ node: name, measure, of, windowMs = 0 }: GroupRead, atMs: number): number | undefined {
    const node = this.#nodes.get(name);
    if (node === undefined) return this.#refusedNodes > 0 ? undefined : 0;
    const { size, grown, positive } = node.group.figures(of, atMs - windowMs, atMs);
    if (measure === 'size') return size;
    if (measure === 'growth') return grown;
    return size === 0 ? 0 : positive / size;
  }

  #met(name: string, atMs: number): Node | undefined {
    const known = this.#nodes.get(name);
    if (known !== undefined) {
      if (atMs < known.firstMs) {
        known.group.moveFirst(known.field, known.firstMs, atMs);
        known.firstMs = atMs;
      }
      return known;
    }
    if (this.#nodes.size >= this.#limits.maxNodes) {
      this.#refusedNodes += 1;
      return undefined;
    }
    const field = fieldOf(name);
    const node: Node = { field, group: new LinkGroup(field, atMs), firstMs: atMs, neighbours: [], positives: undefined };
    this.#nodes.set(name, node);
    return node;
  }

  /** Both sides are told of each other first, so that the one which becomes a hub by this link does not join by it either. */
  #link(one: Node, other: Node): void {
    this.#tell(one, other);
    this.#tell(other, one);
    if (one.neighbours !== undefined && other.neighbours !== undefined) one.group.join(other.group);
  }

  #tell(node: Node, neighbour: Node): void {
    const { neighbours } = node;
    if (neighbours === undefined) return;
    if (Array.isArray(neighbours)) {
      if (neighbours.includes(neighbour)) return;
      neighbours.push(neighbour);
      if (neighbours.length > FEW) node.neighbours = new Set(neighbours);
    } else {
      neighbours.add(neighbour);
    }
    if ((Array.isArray(neighbours) ? neighbours.length : neighbours.size) <= this.#limits.hubLinks) return;
    node.neighbours = undefined;
    this.#hubs += 1;
  }
}

function fieldOf(name: string): string {
  return name.slice(0, name.indexOf(':'));
}

/** Few are looked through one by one, as long as they are few. */
function few(neighbours: Node[]): Node['neighbours'] {
  return neighbours.length > FEW ? new Set(neighbours) : neighbours;
}

function nodeAt(nodes: readonly RestoredNode[], place: number): Node {
  const at = nodes[place];
  if (at === undefined) throw new RangeError(`a chunk of history names node ${place} of ${nodes.length}`);
  return at.node;
}
