import type { Fault, LintReport } from '@gavel/engine';
import { counted } from '../counted.js';
import type { FlowCheck } from './check-flow.js';

/** All checks for people: each fault with its place, what is wrong and how to mend it; then the counts. */
export function renderCheck(checks: readonly FlowCheck[]): string {
  const faulty = checks.filter(({ faults }) => faults.length > 0);
  const total = faulty.reduce((sum, { faults }) => sum + faults.length, 0);
  const warnings = checks.reduce((sum, { lint }) => sum + (lint?.findings.length ?? 0), 0);
  const flows = counted(checks.length, 'flow');
  const verdict =
    total === 0
      ? `${flows} checked, no faults${warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`}.`
      : `${flows} checked, ${counted(total, 'fault')} in ${faulty.map(({ flow }) => flow).join(', ')}.`;
  return [...checks.map(renderFlow), verdict].join('\n');
}

function renderFlow({ flow, dir, faults, counts, lint }: FlowCheck): string {
  if (counts !== undefined) {
    const parts = [
      counted(counts.rules, 'rule'),
      counted(counts.features, 'feature'),
      counted(counts.lists, 'list'),
      counted(counts.cases, 'case'),
    ];
    const head = `${flow}: fine; ${parts.join(', ')}; policy ${counts.policy.slice(0, 12)}…`;
    return lint === undefined ? head : [head, ...renderLint(dir, lint)].join('\n');
  }
  return `${flow}: ${counted(faults.length, 'fault')}\n${faults.map((fault) => renderFault(dir, fault)).join('\n')}\n`;
}

function renderLint(dir: string, { findings, costliest }: LintReport): readonly string[] {
  const costs = costliest.map(({ rule, comparisons }) => `${rule} (${comparisons})`);
  return [
    ...(findings.length === 0 ? [] : [`  ${counted(findings.length, 'warning')}, which do not stop the policy:`]),
    ...findings.map((finding) => renderFault(dir, finding)),
    ...(costs.length === 0 ? [] : [`  most comparisons: ${costs.join(', ')}`]),
  ];
}

function renderFault(dir: string, { file, line, column, pointer, subject, message, mend }: Fault): string {
  const place = [file === undefined ? dir : `${dir}/${file}`, line, column].filter((part) => part !== undefined).join(':');
  const head = [place, subject === undefined ? '' : `[${subject}]`, pointer].filter((part) => part !== '').join('  ');
  return [`  ${head}`, `      ${message}`, ...(mend === undefined ? [] : [`      ${mend}`])].join('\n');
}
