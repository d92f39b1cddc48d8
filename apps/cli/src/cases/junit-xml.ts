import type { FlowTest } from './test-flow.js';
import { faultLine, type CaseResult } from '@gavel/engine';
import { renderFailure } from './render-tests.js';

/**
 * The results as JUnit XML, which build servers read: a suite per flow, a test per case; faults of the files, or that there are no cases, are
 * one error, and each of `short`, the limits that are missed, is a failing test of a suite of its own.
 */
export function junitXml(tests: readonly FlowTest[], short: readonly string[]): string {
  const suites = [...tests.map(suite), ...(short.length === 0 ? [] : [limitsSuite(short)])];
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="gavel test">', ...suites, '</testsuites>', ''].join('\n');
}

function limitsSuite(short: readonly string[]): string {
  const failed = short.map(
    (line, at) => `    <testcase name="limit ${at + 1}" classname="limits"><failure message="${escaped(line)}"/></testcase>`,
  );
  return [`  <testsuite name="limits" tests="${short.length}" failures="${short.length}" errors="0">`, ...failed, '  </testsuite>'].join(
    '\n',
  );
}

function suite({ flow, dir, faults, results }: FlowTest): string {
  const failures = results.filter(({ ok }) => !ok).length;
  const wrong = faults.length === 0 && results.length === 0 ? 'The flow has no cases.' : faults.map(faultLine).join('\n');
  const errors = wrong === '' ? 0 : 1;
  const fault =
    errors === 0 ? [] : [`    <testcase name="files" classname="${escaped(flow)}"><error message="${escaped(wrong)}"/></testcase>`];
  return [
    `  <testsuite name="${escaped(flow)}" tests="${results.length + errors}" failures="${failures}" errors="${errors}">`,
    ...fault,
    ...results.map((result) => testCase(flow, dir, result)),
    '  </testsuite>',
  ].join('\n');
}

function testCase(flow: string, dir: string, result: CaseResult): string {
  const place = `name="${escaped(result.name)}" classname="${escaped(`${flow}.${result.file}`)}" file="${escaped(`${dir}/${result.file}`)}"`;
  const line = result.line === undefined ? '' : ` line="${result.line}"`;
  if (result.ok) return `    <testcase ${place}${line}/>`;
  return `    <testcase ${place}${line}><failure message="expected ${result.expected.outcome}">${escaped(renderFailure(dir, result))}</failure></testcase>`;
}

/** XML 1.0 has no way to write most control characters, so they become the replacement character. */
function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const printable = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD');
  return printable
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
