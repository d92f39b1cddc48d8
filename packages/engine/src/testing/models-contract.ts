import { Deadline } from '../contract/deadline.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Models, ScoreRequest, ScoreResult } from '../ports.js';

/** Models with one version ready, rows whose scores are known, and how to be rid of them. */
export interface ModelsUnderTest {
  readonly models: Models;
  readonly name: string;
  readonly version: string;
  /** At least two rows whose scores differ. */
  readonly samples: readonly { readonly values: Readonly<Record<string, unknown>>; readonly score: number }[];
  readonly close: () => Promise<void>;
}

/** A deadline of its own for each call, as each decision has. */
const never = (): Deadline => new Deadline();

function over(): Deadline {
  const deadline = new Deadline();
  deadline.end();
  return deadline;
}

/** Values that no caller should send, and that must not make a score reject. */
const ODD_VALUES: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { amount: Number.NaN, flag: null, text: 1e308 },
  { amount: Infinity, text: ['a'], nested: { deep: [] } },
  Object.create(null) as Record<string, unknown>,
];

/** What every `Models` must do, as a vitest suite: run on the fake and on the real host. */
export function modelsContract(name: string, makeModels: () => Promise<ModelsUnderTest>): void {
  describe(`models: ${name}`, () => {
    let subject: ModelsUnderTest;
    const request = (values: ScoreRequest['values'], priority: ScoreRequest['priority'] = 'live'): ScoreRequest => ({
      name: subject.name,
      version: subject.version,
      values,
      priority,
    });
    const score = (values: ScoreRequest['values'], deadline = never()): Promise<ScoreResult> =>
      subject.models.score(request(values), deadline);
    const first = (): ModelsUnderTest['samples'][number] => subject.samples[0]!;

    beforeAll(async () => {
      subject = await makeModels();
    });
    afterAll(async () => {
      await subject.close();
    });

    it('knows what is ready', () => {
      expect(subject.models.isReady(subject.name, subject.version)).toBe(true);
      expect(subject.models.isReady(subject.name, 'no-such-version')).toBe(false);
      expect(subject.models.isReady('no-such-model', subject.version)).toBe(false);
    });

    it('gives each row its own score, and says on what it ran', async () => {
      for (const sample of subject.samples) {
        const result = await score(sample.values);
        expect(scoreOf(result)).toBeCloseTo(sample.score, 5);
        expect(result).toMatchObject({
          digest: expect.stringMatching(/^[0-9a-f]{64}$/),
          backend: expect.stringMatching(/./),
          gpu: expect.any(Boolean),
        });
      }
    });

    it('mixes up no rows when many are asked for at once, whatever their priority', async () => {
      const asked = Array.from({ length: 500 }, (_, index) => subject.samples[index % subject.samples.length]!);
      const results = await Promise.all(
        asked.map((sample, index) => subject.models.score(request(sample.values, index % 3 === 0 ? 'shadow' : 'live'), never())),
      );
      results.forEach((result, index) => expect(scoreOf(result)).toBeCloseTo(asked[index]!.score, 5));
    });

    it('answers not-ready for a version that is not there', async () => {
      const result = await subject.models.score({ ...request(first().values), version: 'no-such-version' }, never());
      expect(result).toMatchObject({ ok: false, fault: 'not-ready' });
    });

    it('answers timeout at once when the time is over already', async () => {
      await expect(score(first().values, over())).resolves.toMatchObject({ ok: false, fault: 'timeout' });
    });

    it('never gives a score after the abort', async () => {
      const deadline = new Deadline();
      const pending = score(first().values, deadline);
      deadline.end();
      await expect(pending).resolves.toMatchObject({ ok: false, fault: 'timeout' });
      await expect(score(first().values)).resolves.toMatchObject({ ok: true });
    });

    it.each(ODD_VALUES.map((values, index) => ({ index, values })))(
      'gives a probability or a fault for odd values ($index), and does not reject',
      async ({ values }) => {
        expect(isProbabilityOrFault(await score(values))).toBe(true);
      },
    );

    it('does not reject when reading a value throws', async () => {
      const values = new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
          getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 1 }),
        },
      );
      expect(isProbabilityOrFault(await score(values))).toBe(true);
    });
  });
}

function scoreOf(result: ScoreResult): number {
  if (!result.ok) throw new Error(`no score: ${result.fault}, ${result.detail}`);
  return result.score;
}

function isProbabilityOrFault(result: ScoreResult): boolean {
  return result.ok ? result.score >= 0 && result.score <= 1 : result.detail !== '';
}
