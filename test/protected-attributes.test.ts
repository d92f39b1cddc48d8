import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const FLOW = join(ROOT, 'rules/loan-application');
const MODEL = join(ROOT, 'models/loan-application');

/** Names under which the data sets, and requests, would carry what credit may not be decided on. */
const PROTECTED = /sex|gender|marital|marriage|family|liable|dependant|nationalit|foreign|citizen|ethnic|religion|race|health|disab|birth/i;

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

function json(path: string): unknown {
  return JSON.parse(read(path));
}

interface Rule {
  readonly name: string;
  readonly conditions: unknown;
}

interface Input {
  readonly fact: string;
}

describe('credit is not decided on protected attributes', () => {
  const { request } = json(join(FLOW, 'flow.json')) as { request: { properties: Record<string, unknown>; additionalProperties: boolean } };
  const features = (json(join(FLOW, 'features.json')) as { features: { name: string }[] }).features;
  const ruleFiles = readdirSync(FLOW)
    .filter((file) => file.endsWith('.rules.json'))
    .map((file) => join(FLOW, file));
  const inputs = [
    ...Object.values((json(join(MODEL, 'training.json')) as { inputs: Record<string, Input[]> }).inputs).flat(),
    ...readdirSync(MODEL, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => (json(join(MODEL, name, 'artifact.json')) as { inputs: Input[] }).inputs),
  ];

  it('the request has no field for any, and takes no field that it does not have', () => {
    expect(request.additionalProperties).toBe(false);
    expect(Object.keys(request.properties).filter((name) => PROTECTED.test(name))).toEqual([]);
    expect(features.filter(({ name }) => PROTECTED.test(name))).toEqual([]);
  });

  it('age is in one rule, the legal minimum, and in nothing else', () => {
    expect(ruleFiles.length).toBeGreaterThan(3);
    const rules = ruleFiles.flatMap((path) => (json(path) as { rules: Rule[] }).rules);
    expect(rules.filter(({ conditions }) => /age/i.test(JSON.stringify(conditions))).map(({ name }) => name)).toEqual(['below-legal-age']);
    const shared = ruleFiles.map((path) => JSON.stringify((json(path) as { conditions?: unknown }).conditions ?? {}));
    expect(shared.join()).not.toMatch(/age/i);
    expect(read(join(FLOW, 'policy.json'))).not.toContain('ageYears');
    expect(read(join(FLOW, 'features.json'))).not.toContain('ageYears');
  });

  it('no model reads any, nor age', () => {
    expect(inputs.length).toBeGreaterThan(30);
    expect(inputs.filter(({ fact }) => PROTECTED.test(fact) || /^age/i.test(fact))).toEqual([]);
  });

  it.each(['taiwan', 'south-german'])('the map %s reads no column of any', (map) => {
    const path = join(ROOT, `apps/cli/maps/${map}.json`);
    const columns = [...JSON.stringify((json(path) as { request: unknown }).request).matchAll(/"column":"([^"]+)"/g)].map(
      (match) => match[1]!,
    );
    expect(columns.length).toBeGreaterThan(10);
    expect(columns.filter((column) => PROTECTED.test(column) || ['job', 'telephone', 'EDUCATION'].includes(column))).toEqual([]);
  });
});
