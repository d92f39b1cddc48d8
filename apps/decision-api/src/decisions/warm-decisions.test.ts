import { FakeModels } from '@gavel/engine/testing';
import { afterEach, expect, it } from 'vitest';
import { samplePolicy } from '../testing/sample-flow.js';
import { sampleRequest, startSample, type SampleService } from '../testing/sample-service.js';
import { warmDecisions } from './warm-decisions.js';

const open: SampleService[] = [];
afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

const flags = { variant: () => undefined, status: () => ({ source: 'none' as const, ageMs: 0 }) };
const clock = { wallMs: () => Date.parse('2026-05-04T12:00:00Z'), monotonicMs: () => performance.now() };

it('goes the way of a decision with the real models, many at once, and ends when its time is over', async () => {
  const models = new FakeModels().answer('sample', '1', 0.1);
  const parts = { policies: [samplePolicy()], flags, models, clock };
  expect(await warmDecisions(parts, { decisions: 64, atOnce: 16, budgetMs: 60_000 })).toBe(64);
  expect(models.asked.length).toBe(64);
  expect(await warmDecisions(parts, { decisions: 64, atOnce: 16, budgetMs: -1 })).toBe(0);
});

it('leaves no trace in log, history and metrics', async () => {
  const service = await startSample();
  open.push(service);
  await service.warm();
  expect(service.models.asked.length).toBeGreaterThan(100);
  expect(service.decisionLog.records).toEqual([]);
  expect((await service.get('/metrics')).text).not.toMatch(/gavel_(decisions_total|http_request_seconds_count)\{/);
  expect(service.parts.guard.decisionLimit).toBe(2000);
  expect((await service.post(sampleRequest())).body).toMatchObject({ outcome: 'pass', replayed: false, score: 0.1 });
});
