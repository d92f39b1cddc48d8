import { fitReference, type ReferenceProfile } from '@gavel/engine';
import { sampleDecisionRecord, seededNumbers } from '@gavel/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleRequest, startSample, type SampleService } from '../testing/sample-service.js';
import { DriftWatch } from './drift-watch.js';
import { recallAt } from './recall-at.js';

/** Amounts from 0 to 10,000, evenly; scores as the fake model gives them. */
function reference(): ReferenceProfile {
  const random = seededNumbers(1);
  const amounts = Array.from({ length: 3000 }, () => Math.floor(random() * 10_000));
  return fitReference(
    amounts.map((amount) => amount / 20_000),
    [{ name: 'amount', kind: 'number', values: amounts }],
  );
}

describe('model versions over HTTP', () => {
  let service: SampleService;
  let random: () => number;
  let nowMs: number;

  beforeEach(async () => {
    random = seededNumbers(2);
    nowMs = Date.parse('2026-05-04T12:00:00Z');
    const clock = { wallMs: () => nowMs, monotonicMs: () => performance.now() };
    service = await startSample({ references: { 'sample@1': reference() }, clock });
    service.models.answer('sample', '1', (values) => Number(values['amount']) / 20_000);
  });
  afterEach(() => service.close());

  async function send(count: number, most: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { body } = await service.post(
        sampleRequest({ paymentId: `p-${most}-${index}`, customerId: `c-${index}`, amount: Math.floor(random() * most) }),
      );
      ids.push(body.decisionId);
    }
    return ids;
  }

  it('tells no drift of traffic that is like the reference, and tells it of traffic that is not', async () => {
    await send(200, 10_000);
    expect((await service.get('/v1/models/sample/1/drift')).body).toMatchObject({
      name: 'sample',
      version: '1',
      scored: 200,
      status: 'stable',
      reference: { rows: 3000 },
      day: { decisions: 200, alarms: [] },
    });
    await send(200, 5000);
    nowMs += 5000;
    const { body } = await service.get('/v1/models/sample/1/drift');
    expect(body).toMatchObject({ status: 'drifted', day: { decisions: 400, features: [{ name: 'amount', status: 'drifted' }] } });
    expect(body.day.alarms).toEqual([expect.stringContaining('scores have drifted'), expect.stringContaining('amount has drifted')]);
  });

  it('exposes it to Prometheus, with few labels', async () => {
    await send(150, 2000);
    const { text } = await service.get('/metrics');
    expect(text).toContain('gavel_drift_decisions{model="sample",version="1"} 150');
    expect(text).toMatch(/gavel_drift_psi\{model="sample",version="1",feature="amount"\} [3-9]\./);
    expect(text).toContain('gavel_drift_alarm{model="sample",version="1",feature="score"} 2');
    expect(text).toContain('gavel_drift_missing_share{model="sample",version="1",feature="amount"} 0');
  });

  it('says of a version without a reference that there is none, and is 404 for one that is not there', async () => {
    expect((await service.get('/v1/models/sample/2/drift')).body).toEqual({
      name: 'sample',
      version: '2',
      scored: 0,
      reference: null,
      note: expect.stringContaining('no reference'),
    });
    for (const path of ['drift', 'quality'])
      expect((await service.get(`/v1/models/sample/77/${path}`)).body).toMatchObject({
        status: 404,
        type: 'urn:gavel:problem:unknown-model',
      });
  });

  it('lists the versions', async () => {
    expect((await service.get('/v1/models')).body.models).toMatchObject([
      { name: 'sample', version: '1', state: 'ready', scored: 0, drift: 'too-few' },
      { name: 'sample', version: '2', state: 'failed', scored: 0, drift: null },
    ]);
  });

  it('measures live quality by labels that came later', async () => {
    const ids = await send(20, 10_000);
    const scored = service.decisionLog.records.map(({ ask, verdict }) => ({ id: ask.decisionId, score: verdict.score ?? 0 }));
    const byScore = scored.toSorted((a, b) => b.score - a.score);
    for (const [rank, { id }] of byScore.entries()) {
      const label = rank < 2 || rank === 10 ? 'fraud' : 'genuine';
      await service.decisionLog.addLabel({ decisionId: id, label, occurredAt: '2026-05-04T11:59:30Z', source: 'test' });
    }
    expect(ids).toHaveLength(20);
    const { body } = await service.get('/v1/models/sample/1/quality?alertShare=0.1');
    expect(body).toMatchObject({ scored: 20, labelled: { fraud: 3, genuine: 17 }, recallAtBudget: 2 / 3, truncated: false, notes: [] });
    expect(body.auc).toBeCloseTo((17 + 17 + 9) / 51, 10);
    expect(body.averagePrecision).toBeCloseTo((1 + 1 + 3 / 11) / 3, 10);
    const missed = body.cost.missedAmount;
    expect(body.cost).toMatchObject({ decisions: 20, reviews: 0, missedFrauds: 3, falseBlocks: 0, total: missed });
    expect(missed).toBeGreaterThan(0);
  });

  it('says what is lacking for a figure, and what is wrong with a question', async () => {
    const nothing = (await service.get('/v1/models/sample/1/quality?days=7')).body;
    const since = new Date(nowMs - 7 * 86_400_000).toISOString();
    expect(nothing).toMatchObject({ since, scored: 0, notes: [expect.stringContaining(`since ${since}: ask for more with days=N`)] });
    await send(3, 1000);
    const { body } = await service.get('/v1/models/sample/1/quality');
    expect(body).toMatchObject({ auc: null, labelled: { fraud: 0, genuine: 0 }, notes: [expect.stringContaining('labels')] });
    const wrong = await service.get('/v1/models/sample/1/quality?days=no&alertShare=2&other=1');
    expect(wrong.body).toMatchObject({
      status: 400,
      faults: [
        { pointer: '/days', message: 'This must be a number, not a string.' },
        { pointer: '/alertShare', message: 'This must be 1 at most.' },
        { pointer: '/other', message: '"other" is not known here.' },
      ],
    });
  });
});

describe('DriftWatch', () => {
  const recordOf = (version: string): ReturnType<typeof sampleDecisionRecord> => {
    const sample = sampleDecisionRecord(version);
    return { ...sample, model: { ...sample.model!, version } };
  };

  it('counts nothing in the turn of the answer', async () => {
    const watch = new DriftWatch({
      referenceOf: () => {
        throw new Error('counted too soon');
      },
      wallMs: () => 0,
    });
    expect(() => watch.offer(recordOf('1'))).not.toThrow();
    expect(() => watch.all()).toThrow('too soon');
    await new Promise((done) => setImmediate(done));
  });

  it('lets go of what is too much, and of the version that has been silent longest', async () => {
    const watch = new DriftWatch({ referenceOf: () => undefined, wallMs: () => 0, limits: { maxVersions: 2, maxWaiting: 4 } });
    for (const version of ['1', '2', '1', '3', '4']) watch.offer(recordOf(version));
    expect(watch.uncounted).toBe(1);
    expect(watch.all().map(({ version, scored }) => [version, scored])).toEqual([
      ['1', 2],
      ['3', 1],
    ]);
  });

  it('counts no decision without a score', () => {
    const watch = new DriftWatch({ referenceOf: () => undefined, wallMs: () => 0 });
    const { model: _model, ...unscored } = recordOf('1');
    watch.offer(unscored);
    expect(watch.all()).toEqual([]);
  });
});

describe('recallAt', () => {
  it('takes as many as there is room for, and of equal scores a share', () => {
    const labels = Uint8Array.from([1, 0, 1, 0, 1]);
    expect(recallAt({ scores: Float64Array.from([0.9, 0.8, 0.7, 0.6, 0.5]), labels }, 0.6)).toBeCloseTo(2 / 3, 12);
    expect(recallAt({ scores: Float64Array.from([0.9, 0.5, 0.5, 0.5, 0.1]), labels }, 0.4)).toBeCloseTo((1 + 1 / 3) / 3, 12);
  });
});
