import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArtifact } from '../artifact/read-artifact.js';
import { modelCard } from './model-card.js';

const MODELS = resolve(import.meta.dirname, '../../../../models');

async function cardOf(version: string): Promise<string> {
  const read = await readArtifact(join(MODELS, version));
  if (!read.ok) throw new Error(read.reasons.join());
  return modelCard(read.value.artifact);
}

describe('modelCard', () => {
  it.each(['card-fraud/1', 'card-fraud/2'])('writes the card of %s again, to the byte', async (version) => {
    expect(await cardOf(version)).toBe(await readFile(join(MODELS, version, 'model-card.md'), 'utf8'));
  });

  it('does not speak of fraud where the artifact does not know what its labels mean', async () => {
    const card = await cardOf('loan-application/1');
    expect(card).toContain('the probability that a request is positive');
    expect(card).toContain('positives counted 1 times');
    expect(card).not.toContain('fraud');
  });
});
