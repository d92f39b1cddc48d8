import { wrapped } from '../wrapped.js';
import type { ExplainedScore } from './score-document.js';

/** Groups told one by one; the others hardly mattered. */
const MOST_GROUPS = 5;

/** What made the score, for people: the groups of facts that moved it, and the reasons they stand for. */
export function renderExplainedScore(explained: ExplainedScore | { readonly unavailable: string }): readonly string[] {
  if ('unavailable' in explained) return ['What made the score', wrapped(explained.unavailable, 2)];
  const { scoreValue, background, groups, reasons } = explained;
  const moved = groups.filter(({ direction }) => direction !== 'none');
  const compared = background.kind === 'mean' ? 'the mean of the training data' : 'typical training data';
  return [
    'What made the score',
    wrapped(`${short(scoreValue)}, where ${compared} has ${short(background.scoreValue)}:`, 2),
    ...moved.slice(0, MOST_GROUPS).map(({ name, features, contribution }) => {
      const sign = contribution > 0 ? '+' : '−';
      return wrapped(`${sign}${short(Math.abs(contribution))} ${name}  (${features.join(', ')})`, 4, 4);
    }),
    ...(moved.length > MOST_GROUPS ? [`    … and ${moved.length - MOST_GROUPS} more`] : []),
    ...reasons.map(({ code, text }) => wrapped(`${code}: ${text}`, 2, 2)),
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
