import type { Aggregate } from '../contract/feature-file.js';
import type { Scalar } from '../contract/json.js';
import { asDecimal } from './as-decimal.js';
import { Latest, Rank, Seen, Streak } from './asked-states.js';
import type { WindowRead } from './counter-read.js';
import type { EventRun } from './event-span.js';
import { haversineKm, speedKmh } from './haversine-km.js';
import { booleanOf, isNumberCode, isTextCode } from './packed-value.js';
import { Distinct, Frauds, Moments, Spread, Tally, type WindowState } from './window-states.js';

/** What the last step of an aggregate may look at beside its state. */
interface Closing {
  readonly read: Pick<WindowRead, 'current'>;
  /** The current event's own time. */
  readonly atMs: number;
  readonly run: Pick<EventRun, 'textOf'>;
}

/** One aggregate: a state in which several of them may share, and what it says in the end. `undefined`: no event gives a value. */
interface WindowAggregate<S extends WindowState> {
  /** Aggregates of the same family have the same state. */
  readonly family: string;
  /**
   * Can the state be kept for a stretch of events, whoever asks? `always`; only once they are `folded`, for labels may still change it;
   * or `never`, for it hangs on the current event.
   */
  readonly keeps: 'always' | 'folded' | 'never';
  readonly init: () => S;
  readonly finalize: (state: S, closing: Closing) => Scalar | undefined;
}

/** An aggregate whose state only it knows. */
export interface AnyAggregate extends Pick<WindowAggregate<WindowState>, 'family' | 'keeps' | 'init'> {
  readonly finalize: (state: WindowState, closing: Closing) => Scalar | undefined;
}

function made<S extends WindowState>(kind: abstract new (...args: never[]) => S, aggregate: WindowAggregate<S>): AnyAggregate {
  const { family, keeps, init, finalize } = aggregate;
  return { family, keeps, init, finalize: (state, closing) => (state instanceof kind ? finalize(state, closing) : undefined) };
}

function moments(finalize: (state: Moments) => number | undefined): AnyAggregate {
  return made(Moments, { family: 'moments', keeps: 'always', init: () => new Moments(), finalize });
}

function spread(finalize: (state: Spread, deviation: number, closing: Closing) => number | undefined): AnyAggregate {
  return made(Spread, {
    family: 'spread',
    keeps: 'always',
    init: () => new Spread(),
    finalize: (state, closing) => (state.count === 0 ? undefined : finalize(state, deviationOf(state), closing)),
  });
}

function latest(needsValue: boolean, finalize: (state: Latest, closing: Closing) => Scalar | undefined): AnyAggregate {
  return made(Latest, {
    family: needsValue ? 'latestValue' : 'latest',
    keeps: 'never',
    init: () => new Latest(needsValue),
    finalize: (state, closing) => (Number.isNaN(state.atMs) ? undefined : finalize(state, closing)),
  });
}

/** All aggregates by name: live, in backfill, in training and in replay. */
export const AGGREGATE: Readonly<Record<Aggregate, AnyAggregate>> = {
  count: made(Tally, { family: 'tally', keeps: 'always', init: () => new Tally(), finalize: ({ count }) => count }),
  sum: moments(({ sum }) => asDecimal(sum)),
  mean: moments(({ count, sum }) => (count === 0 ? undefined : asDecimal(sum / count))),
  min: moments(({ count, min }) => (count === 0 ? undefined : min)),
  max: moments(({ count, max }) => (count === 0 ? undefined : max)),
  stddev: spread((_state, deviation) => deviation),
  zScore: spread(({ mean }, deviation, { read: { current } }) =>
    deviation === 0 || typeof current !== 'number' ? undefined : (current - mean) / deviation,
  ),
  quantile: made(Rank, {
    family: 'rank',
    keeps: 'never',
    init: () => new Rank(),
    finalize: ({ count, atMost }) => (count === 0 ? undefined : atMost / count),
  }),
  distinct: made(Distinct, { family: 'distinct', keeps: 'always', init: () => new Distinct(), finalize: ({ set }) => set.size }),
  last: latest(true, ({ code }, { run }) => {
    if (isNumberCode(code)) return code;
    return isTextCode(code) ? run.textOf(code) : booleanOf(code);
  }),
  seen: made(Seen, { family: 'seen', keeps: 'never', init: () => new Seen(), finalize: ({ isSeen }) => isSeen }),
  streak: made(Streak, { family: 'streak', keeps: 'never', init: () => new Streak(), finalize: ({ row }) => row }),
  sinceLast: latest(false, (state, { atMs }) => (atMs - state.atMs) / 1000),
  distance: latest(true, distanceOf),
  speed: latest(true, (state, closing) => {
    const km = distanceOf(state, closing);
    return km === undefined ? undefined : speedKmh(km, closing.atMs - state.atMs);
  }),
  fraudShare: made(Frauds, {
    family: 'frauds',
    keeps: 'folded',
    init: () => new Frauds(),
    finalize: ({ count, positive }) => (count === 0 ? 0 : positive / count),
  }),
};

/** Deviation of the population. A spread within the rounding of its values is none. */
function deviationOf({ count, mean, squares }: Spread): number {
  const deviation = Math.sqrt(squares / count);
  return deviation > 1e-9 * Math.abs(mean) ? deviation : 0;
}

function distanceOf({ code, second }: Latest, { read: { current } }: Closing): number | undefined {
  return typeof current === 'object' ? haversineKm({ lat: code, lon: second }, current) : undefined;
}
