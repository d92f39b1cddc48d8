import type { Ask } from '@gavel/engine';

type Keyed = Pick<Ask, 'flow' | 'idempotencyKey' | 'bodyHash' | 'decisionId'>;

const MOST_KEYS = 100_000;

/**
 * Keys of the latest decisions that were logged. A key that is used again with another body is then refused before the request is counted
 * in history; the decision log has the last word on all others.
 */
export class RecentKeys {
  private readonly known = new Map<string, Pick<Ask, 'bodyHash' | 'decisionId'>>();

  constructor(private readonly most = MOST_KEYS) {}

  add(ask: Keyed): void {
    const key = nameOf(ask);
    this.known.delete(key);
    this.known.set(key, { bodyHash: ask.bodyHash, decisionId: ask.decisionId });
    const [oldest] = this.known.keys();
    if (this.known.size > this.most && oldest !== undefined) this.known.delete(oldest);
  }

  /** The decision that the key belongs to, where it was made on another body. */
  conflictOf(ask: Keyed): string | undefined {
    const known = this.known.get(nameOf(ask));
    return known === undefined || known.bodyHash === ask.bodyHash ? undefined : known.decisionId;
  }
}

function nameOf({ flow, idempotencyKey }: Keyed): string {
  return `${flow} ${idempotencyKey}`;
}
