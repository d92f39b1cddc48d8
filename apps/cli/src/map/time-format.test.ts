import { describe, expect, it } from 'vitest';
import { compileTimeFormat } from './time-format.js';

const DAY_MS = 86_400_000;
const readAs = (format: string, text: string, offset = 'Z', shiftMs = 0): unknown => {
  const reading = compileTimeFormat(format, offset)?.(text, shiftMs);
  return reading?.ok === true ? reading.value : reading;
};

describe('compileTimeFormat', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss', '2019-01-01 00:00:19', 'Z', '2019-01-01T00:00:19Z'],
    ['MM/dd/yyyy', '12/31/2020', '-05:00', '2020-12-31T00:00:00-05:00'],
    ['yyyyMMddHHmmssSSS', '20240229235959007', 'Z', '2024-02-29T23:59:59.007Z'],
    ['iso', '2024-05-01T12:00:00+02:00', 'Z', '2024-05-01T12:00:00+02:00'],
    ['iso', '2024-05-01 12:00:00.5z', 'Z', '2024-05-01T12:00:00.500Z'],
    ['epochSeconds', '1700000000', 'Z', '2023-11-14T22:13:20Z'],
    ['epochMilliseconds', '1700000000123', '+05:30', '2023-11-15T03:43:20.123+05:30'],
  ])('%s reads %s', (format, text, offset, expected) => {
    expect(readAs(format, text, offset)).toBe(expected);
  });

  it('moves a time without changing its offset', () => {
    expect(readAs('iso', '2024-02-28T23:00:00-08:00', 'Z', 2 * DAY_MS)).toBe('2024-03-01T23:00:00-08:00');
  });

  it.each([
    ['yyyy-MM-dd HH:mm:ss', '2019-02-29 00:00:00'],
    ['yyyy-MM-dd HH:mm:ss', '2019-01-01 24:00:00'],
    ['yyyy-MM-dd HH:mm:ss', '2019-01-01 00:60:00'],
    ['yyyy-MM-dd HH:mm:ss', '2019-1-1 00:00:00'],
    ['iso', '2024-05-01T12:00:00'],
    ['epochSeconds', '-5'],
    ['epochMilliseconds', '999999999999999'],
  ])('%s refuses %s', (format, text) => {
    expect(readAs(format, text)).toMatchObject({ ok: false });
  });

  it.each(['HH:mm', 'yyyy-MM-dd dd', 'tomorrow'])('does not know the format %s', (format) => {
    expect(compileTimeFormat(format, 'Z')).toBeUndefined();
  });
});
