import type { Label } from '../contract/decision.js';
import { meaningOf, type LabelMeaning, type LabelTable } from '../contract/label-meaning.js';

const DAY_MS = 86_400_000;

/** What a decision can be to the figures that rest on labels. */
export const TRUTHS = ['fraud', 'genuine', 'open'] as const;
/** One of `TRUTHS`. */
export type Truth = (typeof TRUTHS)[number];

/** `notMature`: too young for its labels to have arrived. */
export interface Known {
  readonly truth: Truth;
  readonly isMature: boolean;
  readonly isLabelled: boolean;
}

/** When labels count. */
export interface LabelTerms {
  /** Epoch milliseconds that ages are reckoned to. */
  readonly asOfMs: number;
  readonly labelAgeDays: number;
  /** Take a mature decision without a label for genuine: right where every fraud gets a label and nothing else does. */
  readonly presumeGenuine: boolean;
  /** The flow's labels; absent: those of every flow. */
  readonly labels?: LabelTable;
}

const TRUTH_OF_MEANING: Readonly<Record<LabelMeaning, Truth>> = { positive: 'fraud', negative: 'genuine' };

/** What is known of a decision: the label received last, once it is old enough. Young frauds would count and young good ones not: neither does. */
export function knownOf(eventTimeMs: number, labels: readonly Pick<Label, 'label'>[], terms: LabelTerms): Known {
  const isMature = eventTimeMs <= terms.asOfMs - terms.labelAgeDays * DAY_MS;
  const latest = labels.at(-1);
  const isLabelled = latest !== undefined;
  if (!isMature) return { truth: 'open', isMature, isLabelled };
  if (latest !== undefined) return { truth: truthOf(latest.label, terms), isMature, isLabelled };
  return { truth: terms.presumeGenuine ? 'genuine' : 'open', isMature, isLabelled };
}

/** A label that the flow does not know says nothing. */
function truthOf(label: string, terms: LabelTerms): Truth {
  const meaning = meaningOf(label, terms);
  return meaning === undefined ? 'open' : TRUTH_OF_MEANING[meaning];
}
