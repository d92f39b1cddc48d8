import { judge } from '@gavel/engine';
import { FakeDecisionLog, sampleDecisionRecord } from '@gavel/engine/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { samplePolicy, sampleFlowTexts } from '../testing/sample-flow.js';
import { ask, startSample, type Reply, type SampleOptions, type SampleService } from '../testing/sample-service.js';

// Each backtest starts threads, which compile the sources anew: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 90_000 });

const PATH = '/v1/flows/sample/backtests';
const open: SampleService[] = [];

async function start(options: SampleOptions = {}): Promise<SampleService> {
  const service = await startSample({ log: await filledLog(), ...options });
  open.push(service);
  return service;
}

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

/** Decisions as the sample flow made them: amounts of 10 to 300 thousand, of which large ones were reviewed. */
async function filledLog(): Promise<FakeDecisionLog> {
  const log = new FakeDecisionLog();
  const policy = samplePolicy();
  await log.keepPolicy('sample', policy.hash, policy.files);
  for (let at = 0; at < 30; at += 1) {
    const request = { paymentId: `p-${at}`, eventTime: '2026-03-01T12:00:00Z', customerId: `c-${at % 7}`, amount: (at + 1) * 10_000 };
    const facts = { features: { paymentsLastHour: 0 }, scores: { 'sample@1': 0.1 }, missing: [], degraded: [] };
    const verdict = judge(policy, { request, ...facts });
    const eventTimeMs = Date.parse('2026-03-01T12:00:00Z') + at * 3_600_000;
    await log.append(sampleDecisionRecord(`d-${at}`, { ask: { request, eventTimeMs }, record: { policy: policy.hash, facts, verdict } }));
  }
  return log;
}

const post = (service: SampleService, body: unknown): Promise<Reply> => ask(service, { method: 'POST', url: PATH, body });

/** The backtest once it is over. */
async function over(service: SampleService, location: unknown): Promise<Reply> {
  let last = await service.get(String(location));
  await expect.poll(async () => (last = await service.get(String(location))).body.state).not.toMatch(/^(waiting|running)$/);
  return last;
}

const RULES = sampleFlowTexts()['amount.rules.json'] ?? '';
const HARSHER = { candidate: { files: { 'amount.rules.json': RULES.replace('100000', '50000') } } };

describe('a backtest by the API', () => {
  it('is taken on, tells its progress, and has the report of the command', async () => {
    const service = await start();
    const taken = await post(service, { ...HARSHER, labelAgeDays: 0, presumeGenuine: true });
    expect(taken.status).toBe(202);
    expect(taken.body).toMatchObject({ flow: 'sample', kept: expect.stringContaining('restart') });
    expect(taken.headers['location']).toBe(`${PATH}/${taken.body.id}`);
    const { body } = await over(service, taken.headers['location']);
    expect(body).toMatchObject({ state: 'done', progress: { done: 30, total: 30 } });
    expect(body.result).toMatchObject({
      candidate: { policy: body.candidate.policy },
      decisions: { compared: 30 },
      sameVerdicts: { judgedAgain: 30, same: 30 },
      labels: { ageDays: 0, presumedGenuine: true },
      notes: [],
    });
    const flipped = body.result.flips.find(
      (cell: { current: string; candidate: string }) => cell.current === 'pass' && cell.candidate === 'review',
    );
    expect(flipped.decisions.value).toBe(5);
    const listed = await service.get(PATH);
    expect(listed.body.backtests).toMatchObject([{ id: body.id, state: 'done' }]);
    expect(listed.body.backtests[0]).not.toHaveProperty('result');
  });

  it('is a page for a browser', async () => {
    const service = await start();
    const { headers } = await post(service, HARSHER);
    await over(service, headers['location']);
    const page = await service.get(String(headers['location']), { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text).toContain('<h1>Backtest of sample</h1>');
  });

  it('starts from the policy in force, changes its bands, and keeps to the period', async () => {
    const service = await start();
    const bands = [
      { from: 0, outcome: 'pass' },
      { from: 0.05, outcome: 'block', reason: 'HIGH_SCORE' },
    ];
    const taken = await post(service, { candidate: { bands }, from: '2026-03-01T12:00:00Z', to: '2026-03-01T14:00:00Z' });
    const { body } = await over(service, taken.headers['location']);
    expect(body.result.decisions).toMatchObject({ read: 2, compared: 2 });
    expect(body.result.flips.at(2)).toMatchObject({ current: 'pass', candidate: 'block', decisions: { value: 2 } });
    expect(body.candidate.policy).not.toBe(samplePolicy().hash);
  });

  it('starts from a policy that was in force before, by its hash', async () => {
    const service = await start();
    const hash = samplePolicy().hash;
    service.folder.policy = samplePolicy({ 'amount.rules.json': RULES.replace('100000', '70000') });
    await service.parts.policies.reload();
    const taken = await post(service, { candidate: { policy: hash } });
    expect(taken.body.candidate.policy).toBe(hash);
    const { body } = await over(service, taken.headers['location']);
    expect(body.result.flips.filter((cell: { current: string; candidate: string }) => cell.current !== cell.candidate)).toSatisfy(
      (cells: { decisions: { value: number } }[]) => cells.every(({ decisions }) => decisions.value === 0),
    );
    const unknown = await post(service, { candidate: { policy: '0'.repeat(64) } });
    expect(unknown.body.faults).toMatchObject([{ pointer: '/candidate/policy' }]);
  });

  it('refuses a candidate with every fault of every file', async () => {
    const service = await start();
    const files = { 'amount.rules.json': RULES.replaceAll('"fact":"amount"', '"fact":"amunt"'), 'features.json': null };
    const { status, body } = await post(service, { candidate: { files } });
    expect(status).toBe(422);
    expect(body.type).toBe('urn:gavel:problem:candidate-refused');
    expect(body.faults.map(({ file }: { file: string }) => file)).toContain('features.json');
    const one = await post(service, { candidate: { files: { 'amount.rules.json': files['amount.rules.json'] } } });
    expect(one.body.faults).toMatchObject([{ file: 'amount.rules.json', line: 1, message: expect.stringContaining('amunt') }]);
    expect((await service.get(PATH)).body.backtests).toEqual([]);
  });

  it('refuses a model version that is not there, and says which are', async () => {
    const service = await start();
    const { status, body } = await post(service, { candidate: { modelVersion: '77' } });
    expect(status).toBe(400);
    expect(body.faults).toEqual([
      { pointer: '/candidate/modelVersion', message: 'There is no version "77" of the model sample.', mend: 'There is: 1, 2.' },
    ]);
    expect((await service.get(PATH)).body.backtests).toEqual([]);
    expect((await post(service, { candidate: { modelVersion: '2' } })).status).toBe(202);
  });

  it('says everything that is wrong with what was asked', async () => {
    const service = await start();
    const { status, body } = await post(service, { candidate: { file: {} }, from: 'yesterday', labelAgeDays: -1 });
    expect(status).toBe(400);
    expect(body.faults.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '/candidate/file',
      '/from',
      '/labelAgeDays',
    ]);
    expect((await post(service, { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' })).body.faults).toMatchObject([
      { pointer: '/to' },
    ]);
    expect((await post(service, { amount: 'amunt' })).body.faults).toMatchObject([{ pointer: '/amount' }]);
    expect((await ask(service, { method: 'POST', url: '/v1/flows/other/backtests', body: {} })).body.type).toContain('unknown-flow');
    expect((await service.get(`${PATH}/1`)).body.detail).toContain('a restart of the service forgets them');
  });

  it('takes the files of a policy that are larger than any request may be, and no more than that', async () => {
    const service = await start();
    const long = (bytes: number): unknown => ({ candidate: { files: { 'amount.rules.json': RULES + ' '.repeat(bytes) } } });
    expect((await post(service, long(200_000))).status).toBe(202);
    expect((await post(service, long(4 * 1024 * 1024))).status).toBe(413);
  });

  it('can be cancelled while it waits or runs, and forgotten when it is over', async () => {
    const service = await start({ backtestLimits: { maxOpen: 2 } });
    service.decisionLog.recorded = async function* () {
      await new Promise(() => undefined);
      yield { decisions: 0, policies: [], lines: '' };
    };
    const running = await post(service, {});
    const waiting = await post(service, {});
    await expect.poll(async () => (await service.get(String(running.headers['location']))).body.state).toBe('running');
    const third = await post(service, {});
    expect(third.status).toBe(503);
    expect(third.body.type).toBe('urn:gavel:problem:too-many-backtests');
    expect(third.headers['retry-after']).toBe('30');
    for (const { headers } of [waiting, running]) {
      const url = String(headers['location']);
      expect((await ask(service, { method: 'DELETE', url })).status).toBe(204);
      expect((await service.get(url)).body.state).toBe('cancelled');
      expect((await ask(service, { method: 'DELETE', url })).status).toBe(204);
      expect((await service.get(url)).status).toBe(404);
    }
  });

  it('that fails says so, and the next one runs', async () => {
    const service = await start();
    const read = service.decisionLog.countRecorded.bind(service.decisionLog);
    service.decisionLog.countRecorded = () => Promise.reject(new Error('the database is gone'));
    const { body } = await over(service, (await post(service, {})).headers['location']);
    expect(body).toMatchObject({ state: 'failed', error: expect.stringContaining('Ask for it again') });
    service.decisionLog.countRecorded = read;
    expect((await over(service, (await post(service, {})).headers['location'])).body.state).toBe('done');
  });

  it('needs a key where keys are needed', async () => {
    const service = await start({ environment: { GAVEL_API_KEYS: 'a-key-0123456789abcdef' } });
    expect((await post(service, {})).status).toBe(401);
  });
});
