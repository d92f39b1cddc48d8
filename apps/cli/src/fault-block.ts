import { faultLine, type Fault } from '@gavel/engine';

/** Faults as lines of a terminal, indented by two blanks; after `most` the rest is only counted. */
export function faultBlock(faults: readonly Fault[], most = 100): string {
  const lines = faults.slice(0, most).map((fault) => `  ${faultLine(fault)}`);
  const left = faults.length - lines.length;
  return [...lines, ...(left > 0 ? [`  … and ${left} more`] : [])].join('\n');
}
