import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

const LIMITS = { maxFailures: 3, minUsefulInARow: 4, minPauseMs: 100, maxPauseMs: 250 };

describe('CircuitBreaker', () => {
  let said: string[];
  let breaker: CircuitBreaker;
  beforeEach(() => {
    vi.useFakeTimers();
    said = [];
    breaker = new CircuitBreaker(LIMITS, {
      onOpen: (reason, pauseMs) => said.push(`${reason} ${pauseMs}`),
      onTrial: () => said.push('trial'),
    });
  });
  afterEach(() => {
    breaker.end();
    vi.useRealTimers();
  });

  it('opens after failures in a row alone', () => {
    breaker.succeeded();
    for (const _ of [1, 2]) breaker.failed('x');
    breaker.succeeded();
    for (const _ of [1, 2]) breaker.failed('x');
    expect(breaker.state).toBe('closed');
    breaker.failed('the third');
    expect(breaker.state).toBe('open');
    expect(said).toEqual(['the third 100']);
  });

  it('opens at the first failure of a trial, for twice as long each time up to the most', () => {
    for (const pauseMs of [100, 200, 250, 250]) {
      breaker.failed('x');
      breaker.failed('late news while it is open');
      vi.advanceTimersByTime(pauseMs - 1);
      expect(breaker.state).toBe('open');
      vi.advanceTimersByTime(1);
      expect(breaker.state).toBe('trial');
    }
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
    breaker.open('at once');
    expect(said.at(-1)).toBe('at once 250');
    expect(breaker.openings).toBe(5);
  });

  const answered = (times: number, isUseful: boolean): void => {
    for (let each = 0; each < times; each += 1) breaker.answered(isUseful, 'of no use');
  };

  it('opens after answers in a row that were of no use, for longer each time although every trial succeeds', () => {
    for (const pauseMs of [100, 200, 250, 250]) {
      breaker.succeeded();
      answered(2, false);
      answered(1, true);
      answered(2, false);
      expect(breaker.state).toBe('closed');
      answered(1, false);
      expect(said.at(-1)).toBe(`of no use ${pauseMs}`);
      answered(10, true);
      vi.advanceTimersByTime(pauseMs);
      expect(breaker.state).toBe('trial');
      answered(10, false);
    }
  });

  it('forgets after enough answers of use in a row, whatever it was that broke the last row', () => {
    const breaks = [() => answered(1, false), () => breaker.failed('x'), () => breaker.open('x')];
    for (const breakRow of breaks) {
      breaker.open('x');
      vi.advanceTimersByTime(250);
      breaker.succeeded();
      answered(3, true);
      breakRow();
      vi.advanceTimersByTime(250);
      breaker.succeeded();
      answered(3, true);
      breaker.open('too few');
      expect(said.at(-1)).not.toBe('too few 100');
      vi.advanceTimersByTime(250);
      breaker.succeeded();
      answered(4, true);
    }
    breaker.open('enough');
    expect(said.at(-1)).toBe('enough 100');
  });

  it('tries nothing any more once it has ended', () => {
    breaker.failed('x');
    breaker.end();
    vi.advanceTimersByTime(1000);
    breaker.failed('y');
    expect(said).toEqual(['x 100']);
  });
});
