import { faultLine, type Coverage } from '@gavel/engine';
import { percentOf, percentText } from './share.js';

/** How much the cases have shown, and each thing that they have not, with its place. */
export function renderCoverage(dir: string, { rules, conditions, goals, reached, faults }: Coverage): string {
  const gaps = [
    ...rules.flatMap(({ file, line, rule, fired, notFired }) => [
      ...(fired === 0 ? [gap({ dir, file, line }, rule, 'never fired')] : []),
      ...(notFired === 0 ? [gap({ dir, file, line }, rule, 'never seen not fired')] : []),
    ]),
    ...conditions.flatMap(({ file, line, subject, text, seenTrue, seenFalse }) => [
      ...(seenTrue === 0 ? [gap({ dir, file, line }, subject, `never true: ${text}`)] : []),
      ...(seenFalse === 0 ? [gap({ dir, file, line }, subject, `never false: ${text}`)] : []),
    ]),
  ];
  const head = `coverage  ${percentText(percentOf(reached, goals))}: ${reached} of ${goals} (each rule fired and not fired, each condition true and false)`;
  return [head, ...gaps, ...faults.map((fault) => `  ${faultLine(fault)}`)].join('\n');
}

interface Place {
  readonly dir: string;
  readonly file: string;
  readonly line: number | undefined;
}

function gap({ dir, file, line }: Place, subject: string, what: string): string {
  return `  ${[`${dir}/${file}`, line].filter((part) => part !== undefined).join(':')}  [${subject}]  ${what}`;
}
