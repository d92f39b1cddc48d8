import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide, decideLoan, exampleRequest, getJson, inParallel, postJson } from './support/decision-client.js';
import { runGavel } from './support/run-gavel.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';

const ROOT = resolve(import.meta.dirname, '..');
const CREDIT = join(ROOT, '../shared/data/credit');

let workplace: Workplace;
let service: Service;

beforeAll(async () => {
  workplace = await makeWorkplace();
  service = await startService(workplace, { LOG_LEVEL: 'warn' });
});

afterAll(async () => {
  await service?.stop();
  await workplace?.remove();
});

interface Problem {
  readonly faults?: readonly { pointer: string; message: string; mend?: string }[];
}

interface Recorded {
  readonly ask: { readonly flow: string };
  readonly facts: { readonly features: Record<string, unknown> };
  readonly labels: readonly { label: string }[];
}

const record = (id: string) => getJson<Recorded>(`${service.url}/v1/decisions/${id}`);
const codes = (reasons: readonly { code: string }[]): string[] => reasons.map(({ code }) => code).toSorted();

/** Six statements, the newest first, with so many months overdue. */
function statements(...monthsOverdue: readonly number[]): readonly object[] {
  return monthsOverdue.map((months) => ({
    balance: 60_000,
    paid: months > 0 ? 0 : 6000,
    monthsOverdue: months,
    conduct: months > 0 ? 'overdue' : 'part-paid',
  }));
}

describe('credit applications beside card payments', () => {
  it('are decided by their own policy and model', async () => {
    const loan = await decideLoan(service.url, { applicationId: 'two-1' });
    expect(loan.body).toMatchObject({ flow: 'loan-application', outcome: 'pass', degraded: [], durable: true });
    expect(loan.body.model).toMatchObject({ name: 'loan-application', version: '1', role: 'champion' });
    const card = await decide(service.url, await exampleRequest(service.url, { transactionId: 'two-1' }));
    expect(card.body.model).toMatchObject({ name: 'card-fraud' });
    expect(card.body.policy).not.toBe(loan.body.policy);
    expect((await record(loan.body.decisionId)).body.ask.flow).toBe('loan-application');
  });

  it('are told what raised their score, in words that can be sent to the applicant', async () => {
    const loan = await decideLoan(service.url, {
      applicationId: 'two-why',
      product: 'credit-line',
      statements: statements(2, 1, 0, 0, 0, 0),
    });
    const { body } = await getJson<{
      readonly scoreValue: number;
      readonly background: { readonly scoreValue: number };
      readonly groups: readonly { readonly name: string; readonly contribution: number }[];
      readonly reasons: readonly { readonly code: string; readonly text: string }[];
    }>(`${service.url}/v1/decisions/${loan.body.decisionId}/explanation`);
    expect(body.scoreValue).toBe(loan.body.score);
    const sum = body.groups.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum).toBeCloseTo(body.scoreValue - body.background.scoreValue, 9);
    expect(body.groups.map(({ name }) => name)).not.toContain('other');
    expect(body.reasons[0]).toEqual({
      code: 'SCORE_OVERDUE',
      text: 'Payments on a credit line here were overdue, or none show yet that they are made on time.',
      group: 'overdue',
    });
  });

  it('are refused with every fault, a protected attribute among them', async () => {
    const { body: example } = await getJson<Record<string, unknown>>(`${service.url}/v1/flows/loan-application/example`);
    const asked = { ...example, termMonths: undefined, sex: 'female', nationality: 'DE', amount: 0 };
    const { status, body } = await postJson<Problem>(`${service.url}/v1/flows/loan-application/decisions`, asked);
    expect(status).toBe(400);
    const pointers = new Set(body.faults?.map(({ pointer }) => pointer));
    expect(JSON.stringify(body.faults)).toContain('termMonths');
    expect(pointers).toEqual(new Set(['/sex', '/nationality', '/amount', '']));
  });

  it('are answered with reasons that can be told to the applicant', async () => {
    const young = await decideLoan(service.url, { applicationId: 'young', ageYears: 17 });
    expect([young.body.outcome, codes(young.body.reasons)]).toEqual(['block', ['UNDER_AGE']]);
    const line = { product: 'credit-line', amount: 200_000, termMonths: undefined, purpose: undefined };
    const late = await decideLoan(service.url, { ...line, applicationId: 'late', statements: statements(2, 1, 0, 0, 0, 0) });
    expect(late.body.outcome).toBe('block');
    expect(codes(late.body.reasons)).toContain('ARREARS_NOW');
    expect((await record(late.body.decisionId)).body.facts.features).toMatchObject({
      monthsOverdueNow: 2,
      worstOverdue6m: 2,
      paidSum3m: 6000,
    });
  });

  it('have a history of their own: the same customer’s payments are not in it', async () => {
    const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();
    for (const n of [1, 2]) {
      await decide(service.url, await exampleRequest(service.url, { transactionId: `own-${n}`, customerId: 'own', eventTime: at(30 - n) }));
      await decideLoan(service.url, { applicationId: `own-${n}`, customerId: 'own', eventTime: at(20 - n) });
    }
    const third = await decideLoan(service.url, { applicationId: 'own-3', customerId: 'own', eventTime: at(1) });
    expect((await record(third.body.decisionId)).body.facts.features['customerApplications24h']).toBe(2);
    const payment = await decide(
      service.url,
      await exampleRequest(service.url, { transactionId: 'own-3', customerId: 'own', eventTime: at(1) }),
    );
    expect((await record(payment.body.decisionId)).body.facts.features['customerCount24h']).toBe(2);
  });

  it('are answered at the same time as payments, each once', async () => {
    const asks = Array.from({ length: 60 }, (_, n) => n);
    const flows: string[] = [];
    await inParallel(asks, 12, async (n) => {
      const asked = { customerId: `mixed-${n}`, deviceId: `mixed-${n}` };
      const { status, body } =
        n % 2 === 0
          ? await decideLoan(service.url, { ...asked, payoutAccountId: `mixed-${n}`, applicationId: `mixed-${n}` })
          : await decide(service.url, await exampleRequest(service.url, { ...asked, transactionId: `mixed-${n}` }));
      expect([status, body.replayed]).toEqual([200, false]);
      flows.push((await record(body.decisionId)).body.ask.flow);
    });
    expect(flows.filter((flow) => flow === 'loan-application')).toHaveLength(30);
    expect(flows).toHaveLength(60);
  });

  it('take the labels of their flow, and no others', async () => {
    const loan = (await decideLoan(service.url, { applicationId: 'labelled' })).body.decisionId;
    const card = (await decide(service.url, await exampleRequest(service.url, { transactionId: 'labelled' }))).body.decisionId;
    const label = (id: string, name: string) =>
      postJson<Problem>(`${service.url}/v1/decisions/${id}/labels`, {
        label: name,
        occurredAt: new Date().toISOString(),
        source: 'collections',
      });
    expect((await label(loan, 'default')).status).toBe(200);
    expect((await label(card, 'fraud')).status).toBe(200);
    for (const [id, name] of [
      [loan, 'genuine'],
      [card, 'default'],
    ] as const) {
      const { status, body } = await label(id, name);
      expect([status, body.faults?.map(({ pointer }) => pointer)]).toEqual([400, ['/label']]);
    }
    expect((await record(loan)).body.labels).toMatchObject([{ label: 'default' }]);
  });

  it('are told of by the service like any flow', async () => {
    const { body: flows } = await getJson<{ flows: { name: string }[] }>(`${service.url}/v1/flows`);
    expect(flows.flows.map(({ name }) => name)).toEqual(['card-fraud', 'loan-application']);
    const { body: flow } = await getJson(`${service.url}/v1/flows/loan-application`);
    expect(flow).toMatchObject({ champion: '1', canary: null, shadows: [], labels: { default: 'positive', repaid: 'negative' } });
    const { body: health } = await getJson(`${service.url}/health`);
    expect(health).toMatchObject({ status: 'ok', flows: [{ name: 'card-fraud' }, { name: 'loan-application' }] });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    for (const name of ['card-fraud', 'loan-application'])
      expect(metrics).toMatch(new RegExp(`^gavel_\\w+\\{.*flow="${name}".*\\} \\d+$`, 'm'));
    const { body: api } = await getJson<{ paths: Record<string, unknown> }>(`${service.url}/openapi.json`);
    expect(Object.keys(api.paths)).toContain('/v1/flows/loan-application/decisions');
  });

  it('can be judged again, explained, and simulated', { timeout: 120_000 }, async () => {
    const { decisionId } = (await decideLoan(service.url, { applicationId: 'again', monthlyObligations: 150_000 })).body;
    const env = { GAVEL_URL: service.url };
    expect(await runGavel(['replay', decisionId], env)).toMatchObject({ code: 0, output: expect.stringContaining('review') });
    const why = await runGavel(['why', decisionId, '--counterfactual'], env);
    expect(why.output).toContain('obligations-above-half-of-income');
    expect(why.output).toContain('monthlyObligations');
    const demo = await runGavel(['demo', '--flow', 'loan-application', '--count', '80'], env);
    expect(demo).toMatchObject({ code: 0, output: expect.stringContaining('Against 80 labels') });
  });
});

describe('a flow without a model', () => {
  it('is decided by its rules alone, beside one that has a model', { timeout: 120_000 }, async () => {
    const place = await makeWorkplace();
    const path = join(place.rulesDir, 'loan-application/policy.json');
    const policy = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...policy, model: undefined, bands: [], explanation: undefined }));
    // Some of its cases are about scores.
    await rm(join(place.rulesDir, 'loan-application/cases'), { recursive: true });
    const running = await startService(place, { LOG_LEVEL: 'warn' });
    try {
      const { body } = await decideLoan(running.url, { applicationId: 'plain' });
      expect(body).toMatchObject({ outcome: 'pass', score: null, model: null, degraded: [], reasons: [] });
      const review = await decideLoan(running.url, { applicationId: 'plain-2', creditHistory: 'paid-late-before' });
      expect([review.body.outcome, codes(review.body.reasons)]).toEqual(['review', ['PAID_LATE_BEFORE']]);
      const card = await decide(running.url, await exampleRequest(running.url, { transactionId: 'plain' }));
      expect(card.body.model).toMatchObject({ name: 'card-fraud' });
      expect((await getJson(`${running.url}/health`)).body).toMatchObject({ status: 'ok' });
    } finally {
      await running.stop();
      await place.remove();
    }
  });
});

const isThere = existsSync(CREDIT);
if (!isThere) process.stderr.write('not run: the demo on real credit files, because the data sets are not there\n');

describe.runIf(isThere).each([
  ['taiwan', 'taiwan_default.csv.gz', 200],
  ['south-german', 'south_german_credit.csv.gz', 200],
])('the real applications of %s through the API', (map, file, rows) => {
  async function demo(): Promise<Record<string, unknown>> {
    const json = join(workplace.dir, `${map}.json`);
    const args = ['demo', '--csv', join(CREDIT, file), '--map', map, '--limit', String(rows), '--json', json];
    const { code, output } = await runGavel(args, { GAVEL_URL: service.url });
    expect([code, output]).toEqual([0, expect.any(String)]);
    return JSON.parse(await readFile(json, 'utf8')) as Record<string, unknown>;
  }

  it('answers every row once, with labels, and the same rows again from the log', { timeout: 300_000 }, async () => {
    const first = await demo();
    expect(first).toMatchObject({ sent: rows, errors: 0, faultyRows: 0, replayed: 0, labelled: rows, degraded: {} });
    expect(await demo()).toMatchObject({ sent: rows, errors: 0, replayed: rows, outcomes: first['outcomes'] });
  });
});
