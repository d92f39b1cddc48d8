import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkShape, parseShaped } from './check-shape.js';
import { featureFileSchema } from './feature-file.js';
import { policyFileSchema } from './policy-file.js';

const about = { name: 'n', type: 'number', description: 'd' };
function faultsOf(feature: Record<string, unknown>) {
  const result = checkShape(featureFileSchema, { value: JSON.parse(JSON.stringify({ features: [feature] })) });
  if (result.ok) throw new Error('accepted');
  return result.faults.map((fault) => `${fault.pointer} ${fault.message}`);
}

describe('parseShaped', () => {
  const schema = z.strictObject({ name: z.string(), size: z.int().min(1), kind: z.enum(['a', 'b']) });

  it('gives the value and its places', () => {
    const result = parseShaped(schema, 'x.json', '{"name":"n","size":2,\n"kind":"b"}');
    if (!result.ok) throw new Error('refused');
    expect(result.value.value).toEqual({ name: 'n', size: 2, kind: 'b' });
    expect(result.value.locate('/kind')).toEqual({ line: 2, column: 8 });
  });

  it('names every deviation with file, pointer, line and column', () => {
    expect(parseShaped(schema, 'x.json', '{\n"name": 1,\n"size": 0,\n"extra": null}')).toEqual({
      ok: false,
      faults: [
        { file: 'x.json', pointer: '/name', line: 2, column: 9, message: 'This must be a string, not a number.' },
        { file: 'x.json', pointer: '/size', line: 3, column: 9, message: 'This must be 1 or more.' },
        {
          file: 'x.json',
          pointer: '/kind',
          line: 1,
          column: 1,
          message: '"kind" is missing.',
          mend: 'Add it: one of "a", "b".',
        },
        { file: 'x.json', pointer: '/extra', line: 4, column: 10, message: '"extra" is not known here.', mend: expect.any(String) },
      ],
    });
  });

  it('names the one fault of a text that is no JSON', () => {
    expect(parseShaped(schema, 'x.json', '{"a":1,"a":2}')).toMatchObject({
      ok: false,
      faults: [{ file: 'x.json', pointer: '/a', line: 1, column: 8 }],
    });
  });
});

describe('checkShape', () => {
  it('tells a union as its likeliest branch', () => {
    expect(faultsOf({ ...about, key: 'cardId', window: '10x', aggregate: 'count' })).toEqual([
      expect.stringMatching(/^\/features\/0\/window A duration/),
    ]);
    expect(faultsOf({ ...about, key: 'cardId' })).toEqual([
      '/features/0/window "window" is missing.',
      '/features/0/aggregate "aggregate" is missing.',
    ]);
    expect(faultsOf({ ...about, from: 'ratio', of: 'x' })).toEqual(['/features/0/of This must be a list, not a string.']);
    expect(faultsOf({ ...about, from: 'money', amount: 'amount' })).toEqual(['/features/0/currency "currency" is missing.']);
    expect(faultsOf({ ...about, from: 'monney', amount: 'amount', currency: 'currency' })).toEqual([
      expect.stringMatching(/^\/features\/0\/from .*localHour/),
    ]);
  });

  it('tells a name that a record does not allow', () => {
    const result = checkShape(policyFileSchema.pick({ reasons: true }), { value: { reasons: { 'bad code': 'x' } } });
    expect(result).toMatchObject({ ok: false, faults: [{ pointer: '/reasons/bad code', message: expect.stringContaining('"bad code"') }] });
  });
});
