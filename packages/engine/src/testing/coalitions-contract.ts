import { Deadline } from '../contract/deadline.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoalitionRequest, CoalitionResult, CoalitionScorer, Models } from '../ports.js';

/** A scorer with one version ready, a row, and how to be rid of it. */
export interface CoalitionsUnderTest {
  readonly coalitions: CoalitionScorer;
  readonly models: Models;
  readonly name: string;
  readonly version: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly close: () => Promise<void>;
}

const never = (): Deadline => new Deadline();

function over(): Deadline {
  const deadline = new Deadline();
  deadline.end();
  return deadline;
}

/** What every `CoalitionScorer` must do, as a vitest suite: run on the fake and on the real host. */
export function coalitionsContract(name: string, makeSubject: () => Promise<CoalitionsUnderTest>): void {
  describe(`coalitions: ${name}`, () => {
    let subject: CoalitionsUnderTest;
    const inputs = (): readonly string[] => subject.coalitions.inputsOf(subject.name, subject.version) ?? [];
    const groups = (): readonly (readonly string[])[] => [inputs().slice(0, 1), inputs().slice(1)];
    const request = (change: Partial<CoalitionRequest> = {}): CoalitionRequest => ({
      name: subject.name,
      version: subject.version,
      values: subject.values,
      groups: groups(),
      ...change,
    });
    const ask = (change: Partial<CoalitionRequest> = {}, deadline = never()): Promise<CoalitionResult> =>
      subject.coalitions.scoreCoalitions(request(change), deadline);

    beforeAll(async () => {
      subject = await makeSubject();
    });
    afterAll(async () => {
      await subject.close();
    });

    it('names the inputs of a version that is ready, and of no other', () => {
      expect(inputs().length).toBeGreaterThan(1);
      expect(subject.coalitions.inputsOf(subject.name, 'no-such-version')).toBeUndefined();
    });

    it('gives the row’s own score to the coalition of all groups', async () => {
      const { name: model, version, values } = subject;
      const own = await subject.models.score({ name: model, version, values, priority: 'live' }, never());
      const found = scoresOf(await ask());
      expect(found).toHaveLength(4);
      expect(own.ok && Math.abs(own.score - (found[3] ?? Number.NaN))).toBeLessThan(1e-6);
    });

    it('gives the background’s score to nobody, whatever the row', async () => {
      expect(scoresOf(await ask({ values: {} }))[0]).toBeCloseTo(scoresOf(await ask())[0] ?? Number.NaN, 6);
    });

    it('gives the same to the same groups in another order', async () => {
      const [none, first, second, all] = scoresOf(await ask());
      const turned = scoresOf(await ask({ groups: groups().toReversed() }));
      [none, second, first, all].forEach((score, place) => expect(turned[place]).toBeCloseTo(score ?? Number.NaN, 6));
    });

    it('fails where the groups leave an input out, and does not reject', async () => {
      await expect(ask({ groups: groups().slice(1) })).resolves.toMatchObject({ ok: false, fault: 'failed' });
      await expect(ask({ groups: [...groups(), ['no such input']] })).resolves.toMatchObject({ ok: false, fault: 'failed' });
    });

    it('answers not-ready for a version that is not there, and timeout when the time is over', async () => {
      await expect(ask({ version: 'no-such-version' })).resolves.toMatchObject({ ok: false, fault: 'not-ready' });
      await expect(ask({}, over())).resolves.toMatchObject({ ok: false, fault: 'timeout' });
    });
  });
}

function scoresOf(result: CoalitionResult): readonly number[] {
  if (!result.ok) throw new Error(`no scores: ${result.fault}, ${result.detail}`);
  return [...result.scores];
}
