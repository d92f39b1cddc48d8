import { axisEnd, escaped, px } from '../../backtest/html-text.js';

/** One line of a plot. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Dots at the points as well. */
  readonly dots?: boolean;
}

/** What a plot shows. */
export interface PlotOptions {
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** Both axes from 0 to 1. */
  readonly unit?: boolean;
  /** A dashed line from corner to corner. */
  readonly diagonal?: boolean;
}

const SIZE = { width: 520, height: 340, left: 58, right: 506, top: 14, bottom: 292 };
const COLOURS = ['#0b6bcb', '#d9730d', '#2f8f5b', '#8a4fb5', '#b0384a', '#7a8794'] as const;

/** Lines over two linear axes, as an SVG. */
export function linePlot({ label, xLabel, yLabel, series, unit, diagonal }: PlotOptions): string {
  const all = series.flatMap(({ points }) => points);
  const xEnd = unit === true ? 1 : axisEnd(Math.max(0, ...all.map(([x]) => x)));
  const yEnd = unit === true ? 1 : axisEnd(Math.max(0, ...all.map(([, y]) => y)));
  const x = (value: number): number => SIZE.left + (value / xEnd) * (SIZE.right - SIZE.left);
  const y = (value: number): number => SIZE.bottom - (value / yEnd) * (SIZE.bottom - SIZE.top);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return `${legend(series)}<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escaped(label)}">
${ticks.map((share) => level(tickText(share * yEnd), y(share * yEnd))).join('')}
${ticks.map((share) => `<text x="${px(x(share * xEnd))}" y="${SIZE.bottom + 18}" class="tick" text-anchor="middle">${tickText(share * xEnd)}</text>`).join('')}
${diagonal === true ? `<path d="M${SIZE.left} ${SIZE.bottom}L${SIZE.right} ${SIZE.top}" class="grid" stroke-dasharray="4 4"/>` : ''}
${series.map((each, place) => line(each, COLOURS[place % COLOURS.length] ?? COLOURS[0], { x, y })).join('\n')}
<text x="${(SIZE.left + SIZE.right) / 2}" y="${SIZE.bottom + 40}" class="axis" text-anchor="middle">${escaped(xLabel)}</text>
<text x="14" y="${(SIZE.top + SIZE.bottom) / 2}" class="axis" text-anchor="middle" transform="rotate(-90 14 ${(SIZE.top + SIZE.bottom) / 2})">${escaped(yLabel)}</text>
</svg>`;
}

function legend(series: readonly Series[]): string {
  if (series.length < 2) return '';
  const keys = series.map(
    ({ name }, place) => `<span class="key" style="background:${COLOURS[place % COLOURS.length] ?? COLOURS[0]}"></span> ${escaped(name)}`,
  );
  return `<p class="legend">${keys.join(' ')}</p>`;
}

function level(text: string, y: number): string {
  return `<line x1="${SIZE.left}" x2="${SIZE.right}" y1="${px(y)}" y2="${px(y)}" class="grid"/><text x="${SIZE.left - 8}" y="${px(y + 4)}" class="tick" text-anchor="end">${text}</text>`;
}

interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function line({ points, dots }: Series, colour: string, { x, y }: Scales): string {
  if (points.length === 0) return '';
  const path = `<path d="M${points.map(([px0, py0]) => `${px(x(px0))} ${px(y(py0))}`).join('L')}" class="line" stroke="${colour}"/>`;
  if (dots !== true) return path;
  return path + points.map(([px0, py0]) => `<circle cx="${px(x(px0))}" cy="${px(y(py0))}" r="3" fill="${colour}"/>`).join('');
}

function tickText(value: number): string {
  return String(Number(value.toPrecision(3)));
}
