import { escaped, px } from '../../backtest/html-text.js';

/** One bar: what it stands for, and how long it is. */
export interface Bar {
  readonly name: string;
  readonly value: number;
}

const ROW = 22;
const SIZE = { width: 760, left: 250, right: 680 };

/** Bars beside their names, longest value to the right edge, as an SVG. Values below 0 show as no bar and their number. */
export function barPlot(label: string, bars: readonly Bar[], digits = 4): string {
  const most = Math.max(1e-12, ...bars.map(({ value }) => value));
  const rows = bars.map(({ name, value }, place) => {
    const y = place * ROW;
    const width = (Math.max(0, value) / most) * (SIZE.right - SIZE.left);
    return `<text x="${SIZE.left - 10}" y="${y + 15}" text-anchor="end" class="small">${escaped(name)}</text><rect x="${SIZE.left}" y="${y + 4}" width="${px(width)}" height="14" class="bar"/><text x="${px(SIZE.left + width + 6)}" y="${y + 15}" class="tick">${value.toFixed(digits)}</text>`;
  });
  return `<svg viewBox="0 0 ${SIZE.width} ${bars.length * ROW + 4}" role="img" aria-label="${escaped(label)}">${rows.join('\n')}</svg>`;
}
