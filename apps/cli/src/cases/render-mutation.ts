import type { MutationReport, Survivor } from '@gavel/engine';
import { percentOf, percentText } from './share.js';

const MOST = 100;

/** The share of small changes that some case notices, and those that none does, the weightiest first. */
export function renderMutation(dir: string, { total, killed, refused, survivors }: MutationReport): string {
  const aside = refused === 0 ? '' : `; ${refused} that a check refuses are not counted`;
  const head = `mutants   ${percentText(percentOf(killed, total))}: the cases notice ${killed} of ${total} small changes${aside}`;
  const left = survivors.length - MOST;
  const rest = left > 0 ? [`  … and ${left} more`] : [];
  const why = survivors.length > 0 ? ['  No case notices these (some may make no difference that a case could see):'] : [];
  return [head, ...why, ...survivors.slice(0, MOST).map((survivor) => renderSurvivor(dir, survivor)), ...rest].join('\n');
}

function renderSurvivor(dir: string, { file, line, rules, asks, what }: Survivor): string {
  const place = [`${dir}/${file}`, line].filter((part) => part !== undefined).join(':');
  const [first, ...others] = rules;
  const subject = first === undefined ? '' : `  [${first}${others.length > 0 ? ` and ${others.length} more` : ''}: ${asks}]`;
  return `  ${place}${subject}  ${what}`;
}
