import { ColumnArena, type Catalogue } from '@gavel/engine';
import { emptyAnswers, type Answers } from './answers.js';
import { GroupShare, type GroupBlock } from './group-share.js';
import { KeyShare, type KeyBlock } from './key-share.js';
import { ROW_KINDS, ROW_LABELS, type RowColumns } from './row-columns.js';
import type { Share } from './share-out.js';

/** A block as an observer sees it: its rows, its answers, and the parts of history that look at it. */
export interface ObservedBlock {
  readonly columns: RowColumns;
  readonly answers: Answers;
  readonly parts: readonly (KeyBlock | GroupBlock)[];
}

/**
 * Counts and reads the history of its shares exactly as the live path does: with the same tables, histories and plans. No share looks at
 * another, so each of them goes through a block on its own.
 */
export class HistoryObserver {
  private readonly shares: readonly (KeyShare | GroupShare)[];

  constructor(
    catalogue: Pick<Catalogue, 'windows' | 'groups' | 'keys' | 'textFields'>,
    shares: readonly Share[],
    private readonly labelAfterMs: number,
  ) {
    const arena = new ColumnArena();
    this.shares = shares.map((share) => (share.isGroup ? new GroupShare(share, catalogue) : new KeyShare(share, catalogue, arena)));
  }

  open(columns: RowColumns): ObservedBlock {
    const answers: Answers = {};
    for (const { steps } of this.shares) for (const { name, type } of steps) answers[name] = emptyAnswers(type, columns.rows);
    const parts = this.shares.map((share) => share.open(columns, answers)).filter((part) => part !== undefined);
    return { columns, answers, parts };
  }

  /** As known then: counts each row, reads what it asks, and tells of labels when they became known. */
  observe({ columns, parts }: ObservedBlock): void {
    for (const part of parts) for (let row = 0; row < columns.rows; row += 1) this.observeRow(part, columns, row);
  }

  /** Counts a row and marks it by its label, without reading: for those who look back at all that ever arrived. */
  count({ columns, parts }: ObservedBlock, row: number): void {
    for (const part of parts) {
      this.take(part, columns.kinds[row], row);
      const label = columns.labels[row] ?? ROW_LABELS.none;
      if (label !== ROW_LABELS.none) part.label(row, label === ROW_LABELS.positive);
    }
  }

  /** Reads what a row that was counted asks. */
  read({ columns, parts }: ObservedBlock, row: number): void {
    if (columns.kinds[row] === ROW_KINDS.decision) for (const part of parts) part.read(row);
  }

  private observeRow(part: KeyBlock | GroupBlock, { kinds, labels, times }: RowColumns, row: number): void {
    const atMs = times[row] ?? Number.NaN;
    part.ripen(atMs);
    const kind = kinds[row];
    this.take(part, kind, row);
    if (kind === ROW_KINDS.decision) part.read(row);
    const label = labels[row] ?? ROW_LABELS.none;
    if (label === ROW_LABELS.none) return;
    if (this.labelAfterMs === 0) part.label(row, label === ROW_LABELS.positive);
    else part.label(row, label === ROW_LABELS.positive, atMs + this.labelAfterMs);
  }

  private take(part: KeyBlock | GroupBlock, kind: number | undefined, row: number): void {
    if (kind === ROW_KINDS.decision || kind === ROW_KINDS.event) part.count(row);
    else part.label(row, kind === ROW_KINDS.positiveLabel);
  }
}
