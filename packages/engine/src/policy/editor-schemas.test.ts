import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { SAMPLE_FEATURES, SAMPLE_FLOW, SAMPLE_POLICY, SAMPLE_RULES } from '../testing/sample-flow.js';
import { editorSchemas } from './editor-schemas.js';

const schemas = editorSchemas();

function accepts(schema: keyof typeof schemas, value: unknown) {
  const ajv = new Ajv2020({ strict: false });
  formats.default.default(ajv);
  return ajv.compile(schemas[schema])(value);
}

/** A rule file with one rule of these conditions. */
function ruleWith(conditions: unknown) {
  return { rules: [{ ...SAMPLE_RULES.rules[0], conditions }] };
}

describe('editorSchemas', () => {
  it('accept what loads', () => {
    expect(accepts('flow', SAMPLE_FLOW)).toBe(true);
    expect(accepts('features', SAMPLE_FEATURES)).toBe(true);
    expect(accepts('policy', SAMPLE_POLICY)).toBe(true);
    expect(accepts('rules', SAMPLE_RULES)).toBe(true);
    expect(
      accepts('cases', { cases: [{ name: 'x', request: { card: null }, score: null, expect: { outcome: 'pass', reasons: [] } }] }),
    ).toBe(true);
  });

  it('refuse what is misspelt', () => {
    expect(accepts('flow', { ...SAMPLE_FLOW, titel: 'x' })).toBe(false);
    expect(accepts('features', { features: [{ ...SAMPLE_FEATURES.features[0], aggregate: 'cuont' }] })).toBe(false);
    expect(accepts('policy', { ...SAMPLE_POLICY, precedence: ['denyList'] })).toBe(false);
    expect(accepts('rules', { rules: [{ ...SAMPLE_RULES.rules[0], event: { type: 'blok', params: { reason: 'MANY' } } }] })).toBe(false);
    expect(accepts('cases', { cases: [{ name: 'x' }] })).toBe(false);
  });

  it('know the form of conditions, in rules, shared conditions and the fallback table', () => {
    const leaf = { fact: 'amount', operator: 'lessThan', value: 1 };
    const tree = { all: [leaf, { any: [{ not: { ...leaf, path: '$.a' } }, { condition: 'shared' }] }] };
    expect(accepts('rules', { ...ruleWith(tree), conditions: { shared: tree } })).toBe(true);
    expect(accepts('rules', ruleWith({ all: [{ ...leaf, operator: 'not:someFact:lessThan' }] }))).toBe(true);
    expect(accepts('rules', ruleWith({ all: [{ ...leaf, operator: 'lessthan' }] }))).toBe(false);
    expect(accepts('rules', ruleWith({ all: [{ ...leaf, operator: 'nto:lessThan' }] }))).toBe(false);
    expect(accepts('rules', { ...ruleWith(tree), conditions: { shared: { al: [] } } })).toBe(false);
    expect(
      accepts('policy', { ...SAMPLE_POLICY, fallback: [{ ...SAMPLE_POLICY.fallback[0], conditions: { all: [{ fact: 'x' }] } }] }),
    ).toBe(false);
  });
});
