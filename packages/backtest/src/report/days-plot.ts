import type { BacktestReport, DayLoad, Estimate } from '@gavel/engine';
import { axisEnd, px, short } from './html-text.js';

const WIDTH = 820;
const HEIGHT = 260;
const PLOT = { left: 56, right: 804, top: 14, bottom: 226 };
const MAX_LABELS = 9;

/** Reviews by day under both policies, each with the band of its interval. */
export function daysPlot({ reviewsPerDay }: BacktestReport): string {
  const days = reviewsPerDay;
  const most = axisEnd(
    Math.max(...days.flatMap(({ currentReviews, candidateReviews }) => [currentReviews.high95, candidateReviews.high95])),
  );
  const x = (at: number): number =>
    days.length < 2 ? (PLOT.left + PLOT.right) / 2 : PLOT.left + (at / (days.length - 1)) * (PLOT.right - PLOT.left);
  const y = (value: number): number => PLOT.bottom - (value / most) * (PLOT.bottom - PLOT.top);
  const place = { x, y, days };
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Reviews per day">
${[0, 0.25, 0.5, 0.75, 1].map((share) => level(share * most, y(share * most))).join('\n')}
${dayLabels(days, x)}
${series(place, ({ currentReviews }) => currentReviews, 'current')}
${series(place, ({ candidateReviews }) => candidateReviews, 'candidate')}
</svg>`;
}

function level(value: number, y: number): string {
  return `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${px(y)}" y2="${px(y)}" class="grid"/><text x="${PLOT.left - 8}" y="${px(y + 4)}" class="tick" text-anchor="end">${short(value)}</text>`;
}

function dayLabels(days: readonly DayLoad[], x: (at: number) => number): string {
  const every = Math.ceil(days.length / MAX_LABELS);
  return days
    .map(({ day }, at) => ({ day, at }))
    .filter(({ at }) => at % every === 0)
    .map(({ day, at }) => `<text x="${px(x(at))}" y="${PLOT.bottom + 20}" class="tick" text-anchor="middle">${day.slice(5)}</text>`)
    .join('');
}

interface Place {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly days: readonly DayLoad[];
}

function series({ x, y, days }: Place, pick: (day: DayLoad) => Estimate, name: 'current' | 'candidate'): string {
  const point = (at: number, value: number): string => `${px(x(at))} ${px(y(value))}`;
  const upper = days.map((day, at) => point(at, pick(day).high95));
  const lower = days.map((day, at) => point(at, pick(day).low95)).toReversed();
  const line = days.map((day, at) => point(at, pick(day).value));
  const dots = days.map((day, at) => `<circle cx="${px(x(at))}" cy="${px(y(pick(day).value))}" r="2.5" class="${name} dot"/>`);
  return `<path d="M${[...upper, ...lower].join('L')}Z" class="${name} band"/><path d="M${line.join('L')}" class="${name} line"/>${dots.join('')}`;
}
