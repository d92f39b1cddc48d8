import { faultLine, type CaseResult } from '@gavel/engine';
import { counted } from '../counted.js';
import { faultBlock } from '../fault-block.js';
import { renderCoverage } from './render-coverage.js';
import { renderMutation } from './render-mutation.js';
import type { FlowTest } from './test-flow.js';

/** All failures with what was expected and what came, a line per file, and the total. */
export function renderTests(tests: readonly FlowTest[]): string {
  const results = tests.flatMap((test) => test.results);
  const failed = results.filter(({ ok }) => !ok).length;
  const faulty = tests.filter(({ faults }) => faults.length > 0);
  const notRun = faulty.length === 0 ? '' : `; the cases of ${faulty.map(({ flow }) => flow).join(', ')} were not run`;
  return [...tests.map(renderFlow), `${counted(results.length - failed, 'case')} passed, ${failed} failed${notRun}.`].join('\n');
}

function renderFlow({ flow, dir, faults, results, coverage, mutation }: FlowTest): string {
  if (faults.length > 0)
    return `${flow}: ${counted(faults.length, 'fault')}; mend them first (gavel check ${flow} says more):\n${faultBlock(faults)}\n`;
  if (results.length === 0) return `${flow}: no cases. Put them into ${dir}/cases/<group>.json.`;
  const failures = results.filter(({ ok }) => !ok).map((result) => `${renderFailure(dir, result)}\n`);
  return [
    ...failures,
    ...renderFiles(dir, results),
    ...(coverage === undefined ? [] : [renderCoverage(dir, coverage)]),
    ...(mutation === undefined ? [] : [renderMutation(dir, mutation)]),
  ].join('\n');
}

function renderFiles(dir: string, results: readonly CaseResult[]): readonly string[] {
  const files = [...new Set(results.map(({ file }) => file))];
  return files.map((file) => {
    const own = results.filter((result) => result.file === file);
    const failed = own.filter(({ ok }) => !ok).length;
    return `${failed === 0 ? 'passed' : 'FAILED'}  ${dir}/${file}: ${counted(own.length - failed, 'case')} passed${failed === 0 ? '' : `, ${failed} failed`}`;
  });
}

/** One failed case: where it stands, and line by line what was expected and what came. */
export function renderFailure(dir: string, { file, line, name, expected, got, faults }: CaseResult): string {
  const place = line === undefined ? `${dir}/${file}` : `${dir}/${file}:${line}`;
  const head = `FAILED  ${place}  ${name}`;
  if (got === undefined) return [head, ...(faults ?? []).map((fault) => `    ${faultLine(fault)}`)].join('\n');
  return [
    head,
    ...(expected.outcome === got.outcome
      ? [`    outcome    ${got.outcome}`]
      : [`    outcome  - ${expected.outcome}`, `             + ${got.outcome}`]),
    ...reasonLines(expected.reasons, got.reasons),
    `    fired      ${got.hits.join(', ') || '(no rule)'}`,
    ...(got.unknown.length === 0 ? [] : [`    unknown    ${got.unknown.join(', ')}`]),
    '    (- expected, + got)',
  ].join('\n');
}

function reasonLines(expected: readonly string[], got: readonly string[]): readonly string[] {
  const lines = [
    ...got.filter((code) => expected.includes(code)).map((code) => `  ${code}`),
    ...expected.filter((code) => !got.includes(code)).map((code) => `- ${code}`),
    ...got.filter((code) => !expected.includes(code)).map((code) => `+ ${code}`),
  ];
  return (lines.length === 0 ? ['  (none)'] : lines).map((text, at) => `    ${at === 0 ? 'reasons' : '       '}  ${text}`);
}
