import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoadGuard, type LoadLimits } from './load-guard.js';

const DECISION = { method: 'POST', url: '/v1/flows/sample/decisions' };
const LABEL = { method: 'POST', url: '/v1/decisions/x/labels' };
let lagMs: number;
let told: boolean[];
const guards: LoadGuard[] = [];

beforeEach(() => {
  lagMs = 0;
  told = [];
});
afterEach(() => {
  for (const guard of guards.splice(0)) guard.close();
});

/** A guard that is only looked at when a test does so. */
function guardWith(limits: Partial<LoadLimits> = {}): LoadGuard {
  const meter = { takeMs: () => lagMs, close: () => undefined };
  const guard = new LoadGuard(limits, { meter, scoreTimeoutMs: () => 50, onChange: (isRefusing) => void told.push(isRefusing) });
  guards.push(guard);
  return guard;
}

function look(guard: LoadGuard, times: number): void {
  for (let n = 0; n < times; n++) guard.look();
}

function begin(guard: LoadGuard, times: number): void {
  for (let n = 0; n < times; n++) guard.begin();
}

const admits = (guard: LoadGuard, request: { method: string; url: string }): boolean => {
  try {
    guard.admit(request);
    return true;
  } catch {
    return false;
  }
};

describe('LoadGuard', () => {
  it('lets fewer decisions in while the lag costs them their scores, and holds back nothing else', () => {
    const guard = guardWith();
    begin(guard, 200);
    lagMs = 20;
    look(guard, 2);
    expect(admits(guard, DECISION)).toBe(true);
    look(guard, 1);
    expect(guard.decisionLimit).toBe(150);
    expect(admits(guard, DECISION)).toBe(false);
    for (const other of [LABEL, { method: 'GET', url: '/v1/flows/sample' }, { method: 'GET', url: '/health' }])
      expect(admits(guard, other)).toBe(true);
  });

  it('refuses nobody for a lag that few requests make, nor for many that make none, as with a model that hangs', () => {
    const guard = guardWith();
    begin(guard, 1500);
    look(guard, 50);
    expect(admits(guard, DECISION)).toBe(true);
    const few = guardWith();
    begin(few, 15);
    lagMs = 500;
    look(few, 50);
    expect([few.decisionLimit, admits(few, DECISION)]).toEqual([16, true]);
  });

  it('lets them all in again, and tells beginning and end once', () => {
    const guard = guardWith();
    begin(guard, 200);
    lagMs = 20;
    for (let n = 0; n < 20; n++) {
      guard.look();
      admits(guard, DECISION);
    }
    expect(told).toEqual([true]);
    lagMs = 1;
    look(guard, 200);
    expect([guard.decisionLimit, admits(guard, DECISION)]).toEqual([2000, true]);
    expect(told).toEqual([true, false]);
  });

  it('takes one stall for what it is', () => {
    const guard = guardWith();
    begin(guard, 200);
    for (const sample of [400, 30, 0, 400, 30, 0]) {
      lagMs = sample;
      guard.look();
    }
    expect(guard.decisionLimit).toBe(2000);
  });

  it('has a hard limit for all but health', () => {
    const guard = guardWith({ maxInFlight: 3 });
    begin(guard, 3);
    expect([DECISION, LABEL, { method: 'GET', url: '/metrics' }].map((request) => admits(guard, request))).toEqual([false, false, true]);
  });
});
