import { coalitionsContract } from '@gavel/engine/testing';
import { Deadline, explainScore } from '@gavel/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArtifact, type VerifiedArtifact } from '../artifact/read-artifact.js';
import { sampleModels, sampleTable, SAMPLE_INPUTS, type SampleModels } from '../testing/publish-sample.js';
import { chooseBackground } from '../training/choose-background.js';
import type { Dispatcher } from './dispatcher.js';
import type { ModelHost } from './model-host.js';
import type { ModelWorker } from './model-worker.js';
import { openModels } from './open-models.js';
import { scoreCoalitions } from './score-coalitions.js';

const never = (): Deadline => new Deadline();
const GROUPS = [['amount'], ['count', 'channel'], ['isNew']];
const ROW = { amount: 9000, count: 3, isNew: true, channel: 'web' };

coalitionsContract('TensorFlow.js in a worker thread', async () => {
  const sample = await sampleModels();
  await sample.publish('1');
  const host = await openModels({ modelsDir: sample.modelsDir });
  const close = async (): Promise<void> => {
    await host.close();
    await sample.remove();
  };
  return { coalitions: host.coalitions, models: host.models, name: 'sample', version: '1', values: ROW, close };
});

describe('scoreCoalitions', () => {
  let sample: SampleModels;
  let host: ModelHost;

  beforeAll(async () => {
    sample = await sampleModels();
    await sample.publish('mean');
    await sample.publish('rows', (draft) => ({
      ...draft,
      background: chooseBackground(sampleTable(300, 9).values, { inputs: SAMPLE_INPUTS, scaler: draft.scaler }),
    }));
    host = await openModels({ modelsDir: sample.modelsDir });
  });
  afterAll(async () => {
    await host.close();
    await sample.remove();
  });

  it.each(['mean', 'rows'] as const)('lets contributions add up to the score less the background’s (%s)', async (version) => {
    const own = await host.models.score({ name: 'sample', version, values: ROW, priority: 'live' }, never());
    const found = await host.coalitions.scoreCoalitions({ name: 'sample', version, values: ROW, groups: GROUPS }, never());
    if (!own.ok || !found.ok) throw new Error('no score');
    expect(found.background).toEqual({ kind: version, rows: version === 'mean' ? 1 : 8 });
    const groups = GROUPS.map((features) => ({ name: features.join('-'), features }));
    const explained = explainScore({
      scoreValue: own.score,
      background: found.background,
      coalitions: found.scores,
      groups,
      reasonTexts: {},
    });
    const sum = explained.groups.reduce((total, { contribution }) => total + contribution, 0);
    expect(Math.abs(sum - (own.score - explained.background.scoreValue))).toBeLessThan(1e-6);
    expect(Math.abs(own.score - found.scores.at(-1)!)).toBeLessThan(1e-6);
  });

  it('gives the same scores when every coalition is asked for, though groups make no difference', async () => {
    const read = await readArtifact(`${sample.modelsDir}/sample/rows`);
    if (!read.ok) throw new Error(read.reasons.join());
    const scores = async (isWhole: boolean): Promise<number[]> => {
      const result = await scoreCoalitions(summing(), REQUEST, read.value, { deadline: never(), backend: 'cpu', isWhole });
      return result.ok ? [...result.scores] : [];
    };
    const [whole, shared] = [await scores(true), await scores(false)];
    expect(shared).toEqual(whole);
    expect(new Set(shared).size).toBeGreaterThan(4);
  });

  it('stops asking the worker when the time is over, and answers timeout though the worker never does', async () => {
    const read = await readArtifact(`${sample.modelsDir}/sample/mean`);
    const stuck: Pick<Dispatcher, 'doWhenIdle'> = { doWhenIdle: () => new Promise(() => undefined) };
    const deadline = new Deadline();
    const pending = scoreCoalitions(stuck, REQUEST, (read as { value: VerifiedArtifact }).value, {
      deadline,
      backend: 'cpu',
    });
    deadline.end();
    await expect(pending).resolves.toMatchObject({ ok: false, fault: 'timeout' });
  });

  it('lets live rows go first', async () => {
    const order: string[] = [];
    const explaining = host.coalitions
      .scoreCoalitions({ name: 'sample', version: 'rows', values: ROW, groups: GROUPS }, never())
      .then(() => order.push('explanation'));
    const live = Array.from({ length: 200 }, () =>
      host.models.score({ name: 'sample', version: 'rows', values: ROW, priority: 'live' }, never()).then(() => order.push('live')),
    );
    await Promise.all([explaining, ...live]);
    expect(order.at(-1)).toBe('explanation');
  });
});

const REQUEST = { name: 'sample', version: '1', values: ROW, groups: GROUPS };

/** A worker whose probability is a sum over the columns. */
function summing(): Pick<Dispatcher, 'doWhenIdle'> {
  const predict: ModelWorker['predict'] = async ({ rows, count }) => {
    const width = rows.length / count;
    return Float32Array.from({ length: count }, (_, row) => {
      const sum = rows.subarray(row * width, (row + 1) * width).reduce((total, value, column) => total + value * (column + 1), 0);
      return 1 / (1 + Math.exp(-sum / 10));
    });
  };
  return { doWhenIdle: (work) => work({ predict } as ModelWorker) };
}
