import { hubLinksOf, LinkGraph, type Catalogue, type GroupStep } from '@gavel/engine';
import { KEPT } from '@gavel/store/key-table';
import { answer, type AnswerColumn, type Answers } from './answers.js';
import { PendingLabels } from './pending-labels.js';
import { ROW_KINDS, type RowColumns } from './row-columns.js';
import type { Share } from './share-out.js';

interface LabelledNodes {
  readonly nodes: readonly string[];
  readonly id: string;
  readonly isPositive: boolean;
}

/** A graph of links and what is asked of it. */
export class GroupShare {
  readonly labels = new PendingLabels<LabelledNodes>(({ nodes, id, isPositive }) => this.graph.label(nodes, id, isPositive));
  readonly graph: LinkGraph;
  readonly steps: readonly GroupStep[];

  constructor(
    private readonly share: Share,
    catalogue: Pick<Catalogue, 'groups'>,
  ) {
    this.steps = catalogue.groups.filter(({ read }) => read.group === share.name);
    this.graph = new LinkGraph({ hubLinks: hubLinksOf(share.name), maxNodes: KEPT.maxNodes });
  }

  open(columns: RowColumns, answers: Answers): GroupBlock | undefined {
    const nodes = columns.links[this.share.name];
    return nodes === undefined ? undefined : new GroupBlock(this, columns, { nodes, answers });
  }
}

/** The rows of a block, as one graph of links sees them. */
export class GroupBlock {
  private readonly nodes: readonly (readonly string[] | undefined)[];
  private readonly answers: readonly AnswerColumn[];

  constructor(
    private readonly share: GroupShare,
    private readonly columns: RowColumns,
    { nodes, answers }: { readonly nodes: readonly (readonly string[] | undefined)[]; readonly answers: Answers },
  ) {
    this.nodes = nodes;
    this.answers = share.steps.map(({ name }) => answers[name] ?? []);
  }

  /** Joins what came together. */
  count(row: number): void {
    const nodes = this.nodes[row];
    if (nodes !== undefined) this.share.graph.join(nodes, this.timeAt(row));
  }

  /** Reads what a row asks. */
  read(row: number): void {
    const nodes = this.nodes[row];
    if (nodes === undefined || this.columns.kinds[row] !== ROW_KINDS.decision) return;
    for (const [place, { read, nodeField }] of this.share.steps.entries()) {
      const node = nodes.find((one) => one.startsWith(`${nodeField}:`));
      const column = this.answers[place];
      if (node !== undefined && column !== undefined) answer(column, row, this.share.graph.read({ ...read, node }, this.timeAt(row)));
    }
  }

  /** Marks the nodes of a row, at once or when it becomes known. */
  label(row: number, isPositive: boolean, knownMs?: number): void {
    const nodes = this.nodes[row];
    const id = this.columns.ids[row];
    if (nodes === undefined || id === undefined) return;
    if (knownMs === undefined) this.share.graph.label(nodes, id, isPositive);
    else this.share.labels.add(knownMs, { nodes, id, isPositive });
  }

  ripen(nowMs: number): void {
    this.share.labels.ripen(nowMs);
  }

  private timeAt(row: number): number {
    return this.columns.times[row] ?? Number.NaN;
  }
}
