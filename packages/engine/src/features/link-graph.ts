import type { GroupRead } from './counter-read.js';
import { LinkGroup } from './link-group.js';

/** Fewer neighbours are looked through one by one. */
const FEW = 16;

/** One value of a link field that has been met. */
interface Node {
  readonly field: string;
  readonly group: LinkGroup;
  /** Time of the earliest event that it was in. */
  firstMs: number;
  /** Distinct values that came with it; dropped when it turned out to be a hub. */
  neighbours: Node[] | Set<Node> | undefined;
  /** Events known to be fraud that it was in. */
  positives: Set<string> | undefined;
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
    const field = name.slice(0, name.indexOf(':'));
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
