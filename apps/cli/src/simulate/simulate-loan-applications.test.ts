import { fileURLToPath } from 'node:url';
import { faultLine, loadPolicy } from '@gavel/engine';
import { readFlowFolder } from '@gavel/files';
import { describe, expect, it } from 'vitest';
import { simulateLoanApplications, type LoanSimulationOptions, type SimulatedApplication } from './simulate-loan-applications.js';

const YEAR: LoanSimulationOptions = {
  seed: 7,
  count: 3000,
  startMs: Date.parse('2026-01-01T00:00:00Z'),
  endMs: Date.parse('2027-01-01T00:00:00Z'),
};

const simulate = (options: Partial<LoanSimulationOptions> = {}): readonly SimulatedApplication[] => [
  ...simulateLoanApplications({ ...YEAR, ...options }),
];
const timeOf = (time: unknown): number => (typeof time === 'string' ? Date.parse(time) : Number.NaN);
const year = simulate();

describe('simulateLoanApplications', () => {
  it('gives the same applications for the same seed, and others for another', () => {
    expect(simulate()).toEqual(year);
    expect(JSON.stringify(simulate({ seed: 8 })).replaceAll('sim-8-', 'sim-7-')).not.toBe(JSON.stringify(year));
  });

  it('gives requests that are valid by the flow, in order of time', async () => {
    const policy = loadPolicy(await readFlowFolder(fileURLToPath(new URL('../../../../rules/loan-application', import.meta.url))));
    if (!policy.ok) throw new Error(policy.faults.map(faultLine).join('\n'));
    const faults = year.flatMap(({ request }) => {
      const parsed = policy.value.parseRequest(request);
      return parsed.ok ? [] : parsed.faults.map(faultLine);
    });
    expect(faults).toEqual([]);
    const times = year.map(({ request }) => timeOf(request['eventTime']));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((time) => time >= YEAR.startMs && time < YEAR.endMs)).toBe(true);
    expect(new Set(year.map(({ request }) => request['applicationId'])).size).toBe(YEAR.count);
  });

  it('has both products, and some that are not paid back', () => {
    const lines = year.filter(({ request }) => request['product'] === 'credit-line');
    const bad = year.filter(({ label }) => label === 'default');
    expect(lines.length / year.length).toBeGreaterThan(0.25);
    expect(bad.length / year.length).toBeGreaterThan(0.05);
    expect(bad.length / year.length).toBeLessThan(0.2);
    const overdue = (from: readonly SimulatedApplication[]): number =>
      from.filter(({ request }) => JSON.stringify(request).includes('"overdue"')).length / from.length;
    expect(overdue(bad)).toBeGreaterThan(1.5 * overdue(year));
  });
});
