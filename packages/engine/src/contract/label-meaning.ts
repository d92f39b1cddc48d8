import { z } from 'zod';

/** What a label says of a decision's subject: `positive` is what the flow is there to find (fraud, default), `negative` that all was well. */
export const LABEL_MEANINGS = ['positive', 'negative'] as const;
/** One of `LABEL_MEANINGS`. */
export type LabelMeaning = (typeof LABEL_MEANINGS)[number];

/** Labels by name, with their meaning. */
export type LabelTable = Readonly<Record<string, LabelMeaning>>;

/** How a label is written. */
export const LABEL_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** `labels` of `flow.json`: what can later prove true of a decision of this flow. */
export const labelTableSchema = z
  .record(z.string().regex(LABEL_NAME, 'a label is lower-case letters, digits and hyphens, at most 40 characters'), z.enum(LABEL_MEANINGS))
  .refine((table) => LABEL_MEANINGS.every((meaning) => Object.values(table).includes(meaning)), {
    message: 'there must be at least one positive and one negative label',
  })
  .refine((table) => Object.keys(table).length <= 20, { message: 'there may be at most 20 labels' });

/** The labels of a flow that declares none, and the meaning of records from before flows declared them. */
export const PLAIN_LABELS: LabelTable = {
  fraud: 'positive',
  default: 'positive',
  genuine: 'negative',
  repaid: 'negative',
  'false-alarm': 'negative',
};

/** The labels that a flow takes. */
export function labelsOfFlow({ labels }: { readonly labels?: LabelTable }): LabelTable {
  return labels ?? PLAIN_LABELS;
}

/** What a recorded label means in a flow; undefined for one that nobody knows any more. A record keeps its meaning when its label is retired. */
export function meaningOf(label: string, flow: { readonly labels?: LabelTable }): LabelMeaning | undefined {
  const table = [labelsOfFlow(flow), PLAIN_LABELS].find((known) => Object.hasOwn(known, label));
  return table?.[label];
}

/** Names of a flow's labels by meaning, as declared. */
export function labelNames(flow: { readonly labels?: LabelTable }): Readonly<Record<LabelMeaning, readonly string[]>> {
  const table = Object.entries(labelsOfFlow(flow));
  const named = (wanted: LabelMeaning): readonly string[] => table.flatMap(([name, meaning]) => (meaning === wanted ? [name] : []));
  return { positive: named('positive'), negative: named('negative') };
}
