import { Deadline } from '@gavel/engine';
import { describe, expect, it } from 'vitest';
import type { Artifact } from '../artifact/artifact-schema.js';
import type { PendingRow } from './dispatcher.js';
import { scoreRow } from './score-row.js';

const artifact = {
  inputs: [{ fact: 'x', kind: 'number', whenMissing: { value: 0, indicator: false } }],
  scaler: { mean: [0], sd: [1], clip: 10 },
  priorCorrection: { classWeight: 1 },
  calibrator: { kind: 'none' },
} as unknown as Artifact;

const request = { name: 'm', version: '1', values: { x: 1 }, priority: 'live' } as const;

function ask(onRow: (row: PendingRow) => void, deadline = new Deadline()): ReturnType<typeof scoreRow> {
  return scoreRow({ score: onRow }, request, { artifact, digest: 'd' }, { key: 'm@1', deadline, backend: 'wasm', gpu: false });
}

describe('scoreRow', () => {
  it('gives a probability with what it was computed by', async () => {
    await expect(ask((row) => row.onProbability(0.25))).resolves.toEqual({
      ok: true,
      score: expect.closeTo(0.25, 9),
      digest: 'd',
      backend: 'wasm',
      gpu: false,
    });
  });

  it.each([
    [Number.NaN, 'not-a-number'],
    [1.01, 'out-of-range'],
    [-0.01, 'out-of-range'],
    [Infinity, 'out-of-range'],
  ])('takes %s for a fault, never for a score', async (probability, fault) => {
    await expect(ask((row) => row.onProbability(probability))).resolves.toMatchObject({ ok: false, fault });
  });

  it('answers timeout at the abort; a probability that comes later is not heard, and the row no longer wanted', async () => {
    const deadline = new Deadline();
    let late: PendingRow | undefined;
    const pending = ask((row) => (late = row), deadline);
    expect(late?.isWanted()).toBe(true);
    deadline.end();
    late?.onProbability(0.5);
    await expect(pending).resolves.toMatchObject({ ok: false, fault: 'timeout' });
    expect(late?.isWanted()).toBe(false);
  });

  it('writes its columns, scaled, where it is told to', async () => {
    const rows = Float32Array.of(7, 7, 7);
    const asked = ask((row) => {
      row.encode(rows, 1);
      row.onProbability(0.5);
    });
    await expect(asked).resolves.toMatchObject({ ok: true });
    expect([...rows]).toEqual([7, 1, 7]);
  });

  it('does not reject when the row cannot be handed on', async () => {
    const failing = ask(() => {
      throw new Error('no');
    });
    await expect(failing).resolves.toMatchObject({ ok: false, fault: 'failed' });
  });
});
