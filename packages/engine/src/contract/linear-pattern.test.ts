import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, compileSchemaPattern } from './linear-pattern.js';

const flawOf = (source: string): string => {
  const pattern = compileSchemaPattern(source);
  return 'message' in pattern ? `${pattern.message} ${pattern.mend}` : 'none';
};
const holds = (source: string, text: string, isPlainFast = true): boolean => {
  const pattern = compileSchemaPattern(source, isPlainFast);
  if ('message' in pattern) throw new Error(pattern.message);
  return pattern.test(text);
};
/** CPU time of one test of a text that matches up to its very end. */
function costMs(source: string, length: number): number {
  const text = `${'a'.repeat(length)}!`;
  const before = process.cpuUsage();
  expect(holds(source, text)).toBe(false);
  return process.cpuUsage(before).user / 1000;
}

describe('a pattern of a request schema', () => {
  it.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^a*a*a*a*a*$', '^([a-z]+)*$', '^(.*)*b$', '^[a-z]+[a-z]+[a-z]+$', '^(?:a?){30}a{30}$'])(
    'takes no longer than a body can bear: %s',
    (source) => {
      expect(costMs(source, 60_000)).toBeLessThan(1000);
    },
  );

  it.each([
    ['^(?=a)b', 'RE2 cannot run'],
    ['(a)\\1', 'RE2 cannot run'],
    ['(?<n>a)\\k<n>', 'RE2 cannot run'],
    ['(', 'is no regular expression'],
    ['a'.repeat(501), 'has 501 characters'],
    ['(a{30}){30}', 'The pattern has 962 steps'],
  ])('is refused where it cannot be run so: %s', (source, message) => {
    expect(flawOf(source)).toContain(message);
  });

  it('is found anywhere in the text, and knows code points', () => {
    expect([holds('b', 'abc'), holds('^b', 'abc'), holds('^\\u0041\\u{1F600}\\/$', 'A😀/'), holds('^.$', '😀')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  const PLAIN = ['^[!-~]+$', '^[A-Z]{3}$', '^[0-9]{6,8}$', '^a*$', '^[^a-c]+x$', '^\\d{4}-\\d\\d$', '^[\\w.-]+@$', '^$', '^ab?c$'];
  it.each(PLAIN)('means the same in both engines where the faster one is safe: %s', (source) => {
    const text = fc.string({ unit: fc.constantFrom(...'abcxyzAZ019-@. \n!é😀'.match(/./gsu)!), maxLength: 12 });
    fc.assert(
      fc.property(text, (drawn) => holds(source, drawn) === holds(source, drawn, false)),
      { numRuns: 500 },
    );
    expect('test' in compilePattern(source)).toBe(true);
  });
});
