import type { BacktestReport, FlipCell } from '@gavel/engine';
import { escaped, percentText, px, short } from './html-text.js';

const CELL = { width: 220, height: 92, gap: 6 };
const LEFT = 96;
const TOP = 46;
const OUTCOMES = ['pass', 'review', 'block'] as const;

/** The 3 × 3 of outcomes: the darker a flip, the more decisions; grey is unchanged. */
export function flipsPlot({ flips, decisions, amountFact, labels }: BacktestReport): string {
  const most = Math.max(1, ...flips.filter(isFlip).map((cell) => cell.decisions.value));
  const width = LEFT + 3 * (CELL.width + CELL.gap);
  const height = TOP + 3 * (CELL.height + CELL.gap);
  const heads = OUTCOMES.map(
    (outcome, at) =>
      `<text x="${px(LEFT + at * (CELL.width + CELL.gap) + CELL.width / 2)}" y="${TOP - 10}" class="head" text-anchor="middle">${outcome}</text>` +
      `<text x="${LEFT - 12}" y="${px(TOP + at * (CELL.height + CELL.gap) + CELL.height / 2 + 4)}" class="head" text-anchor="end">${outcome}</text>`,
  );
  const cells = flips.map((cell) => cellOf(cell, { most, compared: decisions.compared, amountFact, names: labels.names }));
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Outcomes of the current policy against those of the candidate">
<text x="${px(LEFT + (3 * (CELL.width + CELL.gap)) / 2)}" y="14" class="axis" text-anchor="middle">candidate</text>
<text transform="translate(12 ${px(TOP + (3 * (CELL.height + CELL.gap)) / 2)}) rotate(-90)" class="axis" text-anchor="middle">current</text>
${heads.join('\n')}
${cells.join('\n')}
</svg>`;
}

interface Scale {
  readonly most: number;
  readonly compared: number;
  readonly amountFact: string;
  readonly names: BacktestReport['labels']['names'];
}

function cellOf(cell: FlipCell, { most, compared, amountFact, names }: Scale): string {
  const x = LEFT + OUTCOMES.indexOf(cell.candidate) * (CELL.width + CELL.gap);
  const y = TOP + OUTCOMES.indexOf(cell.current) * (CELL.height + CELL.gap);
  const { value, low95, high95 } = cell.decisions;
  const share = compared === 0 ? 0 : value / compared;
  const lines = [
    `<text x="${x + 14}" y="${y + 30}" class="big">${short(value)}</text>`,
    `<text x="${x + CELL.width - 14}" y="${y + 30}" class="small" text-anchor="end">${percentText(share)}</text>`,
    `<text x="${x + 14}" y="${y + 49}" class="small">${value === 0 ? '' : `${short(low95)} to ${short(high95)}`}</text>`,
    `<text x="${x + 14}" y="${y + 66}" class="small">${value === 0 ? '' : `${escaped(amountFact)} ${short(cell.amount.value)}`}</text>`,
    `<text x="${x + 14}" y="${y + 82}" class="small">${truths(cell, names)}</text>`,
  ];
  return `<g><rect x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}" rx="6" ${fillOf(cell, value / most)}/>${lines.join('')}</g>`;
}

/** The first name of each: there is no room for more. */
function truths({ fraudDecisions, genuineDecisions }: FlipCell, { positive: [bad = ''], negative: [good = ''] }: Scale['names']): string {
  if (fraudDecisions + genuineDecisions === 0) return '';
  return `${short(fraudDecisions)} ${escaped(bad)}, ${short(genuineDecisions)} ${escaped(good)}`;
}

function fillOf(cell: FlipCell, strength: number): string {
  if (!isFlip(cell)) return 'class="same"';
  const isHarder = OUTCOMES.indexOf(cell.candidate) > OUTCOMES.indexOf(cell.current);
  const opacity = cell.decisions.value === 0 ? 0.04 : 0.12 + 0.33 * strength;
  return `class="${isHarder ? 'harder' : 'milder'}" fill-opacity="${opacity.toFixed(2)}"`;
}

function isFlip({ current, candidate }: FlipCell): boolean {
  return current !== candidate;
}
