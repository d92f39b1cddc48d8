import type { GroupRead } from './counter-read.js';

/** One value of a link field that has been met. */
interface Node {
  readonly field: string;
  /** Time of the earliest event that it was in. */
  firstMs: number;
  /** Distinct values that came with it; dropped when it turned out to be a hub. */
  neighbours: Set<Node> | undefined;
  /** Events known to be fraud that it was in. */
  positives: Set<string> | undefined;
  group: Group;
}

interface Group {
  members: Node[];
}

/** How much a graph may hold. */
export interface LinkGraphLimits {
  /** A node with more distinct neighbours joins nothing further. */
  readonly hubLinks: number;
  /** Over it, a new node is not taken, and counted. */
  readonly maxNodes: number;
}

/**
 * What came together in events, as groups that grow: joining two groups tells the members of the smaller one where they belong, so a
 * node moves at most log2(nodes) times. What is joined stays joined; a node that becomes a hub later joins nothing from then on.
 */
export class LinkGraph {
  readonly #nodes = new Map<string, Node>();
  readonly #limits: LinkGraphLimits;
  #refusedNodes = 0;

  constructor(limits: LinkGraphLimits) {
    this.#limits = limits;
  }

  get stats(): { readonly nodes: number; readonly refusedNodes: number } {
    return { nodes: this.#nodes.size, refusedNodes: this.#refusedNodes };
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
    for (const name of names) {
      const node = this.#nodes.get(name);
      if (node === undefined) continue;
      if (isPositive) (node.positives ??= new Set()).add(eventId);
      else node.positives?.delete(eventId);
    }
  }

  /** `undefined`: the node was refused, so nothing true can be said. A node that was never met is in a group of none. */
  read({ node: name, measure, of, windowMs = 0 }: GroupRead, atMs: number): number | undefined {
    const node = this.#nodes.get(name);
    if (node === undefined) return this.#refusedNodes > 0 ? undefined : 0;
    let members = 0;
    let counted = 0;
    for (const member of node.group.members) {
      if (of !== undefined && member.field !== of) continue;
      members += 1;
      if (measure === 'growth' && member.firstMs > atMs - windowMs && member.firstMs <= atMs) counted += 1;
      if (measure === 'fraudShare' && (member.positives?.size ?? 0) > 0) counted += 1;
    }
    if (measure === 'size') return members;
    if (measure === 'growth') return counted;
    return members === 0 ? 0 : counted / members;
  }

  #met(name: string, atMs: number): Node | undefined {
    const known = this.#nodes.get(name);
    if (known !== undefined) {
      known.firstMs = Math.min(known.firstMs, atMs);
      return known;
    }
    if (this.#nodes.size >= this.#limits.maxNodes) {
      this.#refusedNodes += 1;
      return undefined;
    }
    const group: Group = { members: [] };
    const field = name.slice(0, name.indexOf(':'));
    const node: Node = { field, firstMs: atMs, neighbours: new Set(), positives: undefined, group };
    group.members.push(node);
    this.#nodes.set(name, node);
    return node;
  }

  /** Both sides are told of each other first, so that the one which becomes a hub by this link does not join by it either. */
  #link(one: Node, other: Node): void {
    this.#tell(one, other);
    this.#tell(other, one);
    if (one.neighbours !== undefined && other.neighbours !== undefined) join(one.group, other.group);
  }

  #tell(node: Node, neighbour: Node): void {
    node.neighbours?.add(neighbour);
    if ((node.neighbours?.size ?? 0) > this.#limits.hubLinks) node.neighbours = undefined;
  }
}

function join(one: Group, other: Group): void {
  if (one === other) return;
  const [small, large] = one.members.length < other.members.length ? [one, other] : [other, one];
  for (const member of small.members) {
    member.group = large;
    large.members.push(member);
  }
}
