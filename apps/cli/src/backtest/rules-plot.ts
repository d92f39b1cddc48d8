import type { BacktestReport, Estimate, RuleFigures } from '@gavel/engine';
import { escaped, percentText, px, short } from './html-text.js';

/** Rules drawn; the table below the plot names them all. */
const MAX_RULES = 25;
const ROW = 22;
const NAMES = 250;
const PANEL = 240;
const GAP = 34;
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
  const second = NAMES + PANEL + GAP;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Precision and recall of rules, with 95 % intervals">
<text x="${NAMES}" y="14" class="head">precision</text><text x="${second}" y="14" class="head">recall</text>
${[NAMES, second].map((left) => grid(left, height)).join('\n')}
${drawn.map((rule, at) => row(rule, TOP + at * ROW, second)).join('\n')}
</svg>`;
}

function grid(left: number, height: number): string {
  const shares = [0, 0.25, 0.5, 0.75, 1];
  return shares
    .map((share) => {
      const x = px(left + share * PANEL);
      const label = `<text x="${x}" y="${height - 6}" class="tick" text-anchor="middle">${share * 100} %</text>`;
      return `<line x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${height - 22}" class="grid"/>${label}`;
    })
    .join('');
}

function row({ rule, hits, precisionShare, recallShare }: RuleFigures, y: number, second: number): string {
  const name = rule.length > 30 ? `${rule.slice(0, 29)}…` : rule;
  return `<g><title>${escaped(rule)}: ${short(hits.value)} hits</title>
<text x="${NAMES - 12}" y="${y + 13}" text-anchor="end" class="name">${escaped(name)}</text>
${bar(precisionShare, NAMES, y)}${bar(recallShare, second, y)}</g>`;
}

function bar(estimate: Estimate | undefined, left: number, y: number): string {
  if (estimate === undefined) return `<text x="${left + 6}" y="${y + 13}" class="tick">no labelled hit</text>`;
  const { value, low95, high95 } = estimate;
  const at = (share: number): string => px(left + share * PANEL);
  const middle = y + 9;
  return (
    `<rect x="${left}" y="${y + 3}" width="${px(value * PANEL)}" height="12" rx="2" class="bar"><title>${percentText(value)}, ${percentText(low95)} to ${percentText(high95)}</title></rect>` +
    `<path d="M${at(low95)} ${middle}H${at(high95)}M${at(low95)} ${middle - 4}v8M${at(high95)} ${middle - 4}v8" class="whisker"/>`
  );
}
