import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { faultLine, loadPolicy } from '@gavel/engine';
import { readFlowFolder } from '@gavel/files';
import { FRAUD_SCENARIOS } from './campaign.js';
import { simulateCardTraffic, type SimulatedPayment, type SimulationOptions } from './simulate-card-traffic.js';

const MONTH: SimulationOptions = { seed: 7, customers: 400, days: 30, startMs: Date.parse('2026-01-05T00:00:00Z'), fraudShare: 0.03 };

function simulate(options: Partial<SimulationOptions> = {}): readonly SimulatedPayment[] {
  return [...simulateCardTraffic({ ...MONTH, ...options })];
}

function timeOf({ request }: SimulatedPayment): number {
  const { eventTime } = request;
  return typeof eventTime === 'string' ? Date.parse(eventTime) : Number.NaN;
}

const month = simulate();

describe('simulateCardTraffic', () => {
  it('gives the same payments for the same seed, and others for another', () => {
    const week = JSON.stringify(simulate({ days: 7 }));
    expect(JSON.stringify(simulate({ days: 7 }))).toBe(week);
    expect(JSON.stringify(simulate({ days: 7, seed: 8 })).replaceAll('sim-8-', 'sim-7-')).not.toBe(week);
  });

  it('gives requests that are valid by the flow', async () => {
    const policy = loadPolicy(await readFlowFolder(fileURLToPath(new URL('../../../../rules/card-fraud', import.meta.url))));
    if (!policy.ok) throw new Error(policy.faults.map(faultLine).join('\n'));
    const faulty = month.filter(({ request }) => !policy.value.parseRequest(request).ok);
    expect(faulty).toEqual([]);
    expect(month.length).toBeGreaterThan(10_000);
  });

  it('keeps the order of time and stays within the days asked for', () => {
    const times = month.map(timeOf);
    expect(times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))).toBe(true);
    expect(times[0]).toBeGreaterThanOrEqual(MONTH.startMs);
    expect(times.at(-1)).toBeLessThan(MONTH.startMs + 30 * 86_400_000);
  });

  it('names every payment once', () => {
    expect(new Set(month.map(({ request }) => request['transactionId'])).size).toBe(month.length);
  });

  it('meets the share of fraud asked for, in every scenario', () => {
    const frauds = month.filter(({ label }) => label === 'fraud');
    expect(frauds.length / month.length).toBeGreaterThan(0.022);
    expect(frauds.length / month.length).toBeLessThan(0.038);
    expect(new Set(frauds.map(({ scenario }) => scenario))).toEqual(new Set(FRAUD_SCENARIOS.map(({ name }) => name)));
    expect(month.every(({ label, scenario }) => (label === 'fraud') === (scenario !== undefined))).toBe(true);
  });

  it('has no fraud when none is asked for', () => {
    expect(simulate({ fraudShare: 0, days: 3 }).every(({ label }) => label === 'genuine')).toBe(true);
  });

  it('begins at once: the first payments of many customers need no whole run', () => {
    const traffic = simulateCardTraffic({ ...MONTH, customers: 500, days: 1000 });
    const first = Array.from({ length: 100 }, () => traffic.next());
    expect(first.every(({ done }) => done === false)).toBe(true);
  });

  it('says everything that is wrong with its options', () => {
    expect(() => simulate({ seed: 1.5, customers: 0, days: 0, fraudShare: 2 })).toThrow(/seed.*customers.*days.*fraudShare/);
  });
});
