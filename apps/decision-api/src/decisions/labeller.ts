import { instantMs, labelEvent, type Counters, type DecisionLog, type DecisionRecord, type Label, type Policy } from '@gavel/engine';

export interface LabellerParts {
  readonly policies: { get(flow: string): { readonly policy: Policy } | undefined };
  readonly counters: Pick<Counters, 'label'>;
  readonly log: Pick<DecisionLog, 'find' | 'labelsOf' | 'addLabel'>;
}

/** Puts labels on decisions, and marks their events in history, so that features that count known fraud see them. */
export class Labeller {
  constructor(private readonly parts: LabellerParts) {}

  /** Answers false when there is no such decision. The label that counts already is neither kept nor counted again. */
  async add(sent: Label): Promise<boolean> {
    const { log } = this.parts;
    const label = { ...sent, occurredAt: new Date(instantMs(sent.occurredAt)).toISOString() };
    const record = await log.find(label.decisionId);
    if (record === undefined) return false;
    const counts = (await log.labelsOf(label.decisionId)).at(-1);
    if (counts !== undefined && isSame(counts, label)) return true;
    return log.addLabel(label, await this.mark(record, label));
  }

  /** Where history cannot be reached, the label is kept all the same: it is counted when history is rebuilt. */
  private async mark({ ask }: DecisionRecord, { label }: Label): Promise<number | undefined> {
    const { policies, counters } = this.parts;
    const policy = policies.get(ask.flow)?.policy;
    if (policy === undefined) return undefined;
    return counters.label(ask.flow, labelEvent(policy.catalogue, ask, label)).catch(() => undefined);
  }
}

function isSame(one: Label, other: Label): boolean {
  return one.label === other.label && one.source === other.source && Date.parse(one.occurredAt) === Date.parse(other.occurredAt);
}
