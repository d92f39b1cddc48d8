import type { Estimate } from '@gavel/engine';
import { thousands } from './number-words.js';

/** Text as it may stand in HTML and in quoted attributes: names come from people's files. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A number short enough for a label: `950`, `12,300`, `1.2 M`. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${(value / 1e9).toFixed(1)} bn`;
  if (size >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return thousands(Math.round(value));
}

/** `12.3 %`. */
export function percentText(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** A figure, and its interval smaller beside it; nothing where there is no figure. */
export function figure(estimate: Estimate | undefined, write: (value: number) => string = short): string {
  if (estimate === undefined) return '<span class="quiet">–</span>';
  const { value, low95, high95 } = estimate;
  const interval = low95 === value && high95 === value ? '' : ` <span class="interval">${write(low95)} to ${write(high95)}</span>`;
  return `${write(value)}${interval}`;
}

/** A place on the page, to a tenth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The least of 1, 2, 2.5, 5 times a power of ten that is not below `value`: where an axis ends. */
export function axisEnd(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= value) ?? 10;
  return step * power;
}
