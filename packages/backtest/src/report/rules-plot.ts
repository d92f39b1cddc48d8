import type { BacktestReport, Estimate, RuleFigures } from '@gavel/engine';
import { axisEnd, escaped, percentText, px, short } from './html-text.js';

/** Rules drawn; the table below the plot names them all. */
const MAX_RULES = 25;
const ROW = 22;
const NAMES = 250;
const PANEL = 240;
const GAP = 56;
const TOP = 30;

/** Precision and recall of the rules that fire most, with their intervals. */
export function rulesPlot({ rules }: BacktestReport): string {
  const drawn = rules
    .filter(({ hits }) => hits.value > 0)
    .toSorted((a, b) => b.hits.value - a.hits.value)
    .slice(0, MAX_RULES);
  if (drawn.length === 0) return '<p class="quiet">No rule of the candidate fired.</p>';
  const height = TOP + drawn.length * ROW + 24;
  const width = NAMES + 2 * PANEL + GAP + 60;
  const precision: Axis = { left: NAMES, end: 1 };
  // Most rules find a small part of all fraud: on a full axis they could not be told apart.
  const highest = Math.max(...drawn.map(({ recallShare }) => recallShare?.high95 ?? 0));
  const recall: Axis = { left: NAMES + PANEL + GAP, end: Math.min(1, axisEnd(highest)) };
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Precision and recall of rules, with 95 % intervals">
<text x="${NAMES}" y="14" class="head">precision</text><text x="${recall.left}" y="14" class="head">recall</text>
${grid(precision, height)}
${grid(recall, height)}
${drawn.map((rule, at) => row(rule, TOP + at * ROW, { precision, recall })).join('\n')}
</svg>`;
}

interface Axis {
  readonly left: number;
  /** The share at its right end. */
  readonly end: number;
}

function grid({ left, end }: Axis, height: number): string {
  const shares = [0, 0.25, 0.5, 0.75, 1];
  return shares
    .map((share) => {
      const x = px(left + share * PANEL);
      const label = `<text x="${x}" y="${height - 6}" class="tick" text-anchor="middle">${axisLabel(share * end)}</text>`;
      return `<line x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${height - 22}" class="grid"/>${label}`;
    })
    .join('');
}

function axisLabel(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

function row({ rule, hits, precisionShare, recallShare }: RuleFigures, y: number, axes: { precision: Axis; recall: Axis }): string {
  const name = rule.length > 30 ? `${rule.slice(0, 29)}…` : rule;
  return `<g><title>${escaped(rule)}: ${short(hits.value)} hits</title>
<text x="${NAMES - 12}" y="${y + 13}" text-anchor="end" class="name">${escaped(name)}</text>
${bar(precisionShare, axes.precision, y)}${bar(recallShare, axes.recall, y)}</g>`;
}

function bar(estimate: Estimate | undefined, { left, end }: Axis, y: number): string {
  if (estimate === undefined) return `<text x="${left + 6}" y="${y + 13}" class="tick">no labelled hit</text>`;
  const { value, low95, high95 } = estimate;
  const at = (share: number): string => px(left + (share / end) * PANEL);
  const middle = y + 9;
  return (
    `<rect x="${left}" y="${y + 3}" width="${px((value / end) * PANEL)}" height="12" rx="2" class="bar"><title>${percentText(value)}, ${percentText(low95)} to ${percentText(high95)}</title></rect>` +
    `<path d="M${at(low95)} ${middle}H${at(high95)}M${at(low95)} ${middle - 4}v8M${at(high95)} ${middle - 4}v8" class="whisker"/>`
  );
}
