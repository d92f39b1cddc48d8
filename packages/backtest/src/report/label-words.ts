import type { BacktestReport } from '@gavel/engine';

/** What the flow looks for, and what is well, in the flow's own words: `default or fraud`, `repaid`. */
export function labelWords({ labels }: Pick<BacktestReport, 'labels'>): { readonly bad: string; readonly good: string } {
  return { bad: labels.names.positive.join(' or '), good: labels.names.negative.join(' or ') };
}

/** The same as the start of a sentence. */
export function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
