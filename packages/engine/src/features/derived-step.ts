import type { DerivedFeature } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import { instantMs } from '../contract/instant.js';
import type { Scalar } from '../contract/json.js';
import { asDecimal } from './as-decimal.js';
import type { DerivedStep, Lack } from './catalogue.js';
import { factOf } from './fact-of.js';
import { itemsFigure } from './items-figure.js';
import { localClock, type LocalClock } from './local-clock.js';
import { zoneClock } from './zone-clock.js';

type Compute = DerivedStep['compute'];

/** Makes a checked definition ready to compute. */
export function compileDerived(definition: DerivedFeature, flow: FlowFile): DerivedStep {
  const { name, default: instead } = definition;
  return { name, compute: finite(computeOf(definition, flow)), ...(instead === undefined ? {} : { default: instead }) };
}

function computeOf(definition: DerivedFeature, flow: FlowFile): Compute {
  switch (definition.from) {
    case 'money':
      return money(definition, flow);
    case 'localHour':
      return onClock(definition, (clock) => clock.hour);
    case 'weekday':
      return onClock(definition, (clock) => clock.weekday);
    case 'isWeekend':
      return onClock(definition, (clock) => clock.weekday >= 6);
    case 'isBetween':
      return isBetween(definition);
    case 'difference':
      return pairwise(definition.of, (first, second) => asDecimal(first - second));
    case 'ratio':
      return pairwise(definition.of, (first, second) => (second === 0 ? { lacks: `${definition.of[1]} is 0` } : asDecimal(first / second)));
    case 'items':
      return itemsFigure(definition);
    default:
      return log1p(definition.of);
  }
}

/** A value that no JSON number can hold (overflow) is missing: it must not reach a rule or a model. */
function finite(compute: Compute): Compute {
  return (request, features) => {
    const value = compute(request, features);
    return typeof value === 'number' && !Number.isFinite(value) ? { lacks: 'not a finite number' } : value;
  };
}

function money(definition: { readonly amount: string; readonly currency: string }, flow: FlowFile): Compute {
  const { amount, currency } = definition;
  const rates = new Map(
    Object.entries(flow.currencies?.rates ?? {}).map(([code, { decimals, rate }]) => [code, { minor: 10 ** decimals, rate }]),
  );
  return (request) => {
    const minorUnits = request[amount];
    const code = request[currency];
    if (typeof minorUnits !== 'number') return { lacks: `no ${amount}` };
    if (typeof code !== 'string') return { lacks: `no ${currency}` };
    const known = rates.get(code);
    return known === undefined ? { lacks: `no rate for this ${currency}` } : asDecimal((minorUnits / known.minor) * known.rate);
  };
}

function onClock({ of, zone }: { of: string; zone?: string }, pick: (clock: LocalClock) => Scalar): Compute {
  return (request) => {
    const timestamp = request[of];
    if (typeof timestamp !== 'string') return { lacks: `no ${of}` };
    const written = localClock(timestamp);
    if (written === undefined) return { lacks: `${of} is no RFC 3339 timestamp` };
    if (zone === undefined) return pick(written);
    const name = request[zone];
    if (typeof name !== 'string') return { lacks: `no ${zone}` };
    const clock = zoneClock(instantMs(timestamp), name);
    return clock === undefined ? { lacks: `${zone} is no time zone` } : pick(clock);
  };
}

function isBetween({ of, low, high }: { of: string; low: number; high: number }): Compute {
  return (request, features) => {
    const value = factOf(of, request, features);
    if (typeof value !== 'number') return { lacks: `no ${of}` };
    return low <= high ? value >= low && value <= high : value >= low || value <= high;
  };
}

function pairwise([one, other]: readonly [string, string], combine: (first: number, second: number) => Scalar | Lack): Compute {
  return (request, features): Scalar | Lack => {
    const first = factOf(one, request, features);
    const second = factOf(other, request, features);
    if (typeof first !== 'number') return { lacks: `no ${one}` };
    return typeof second === 'number' ? combine(first, second) : { lacks: `no ${other}` };
  };
}

function log1p(of: string): Compute {
  return (request, features): Scalar | Lack => {
    const value = factOf(of, request, features);
    if (typeof value !== 'number') return { lacks: `no ${of}` };
    return value < 0 ? { lacks: `${of} is negative` } : Math.log1p(value);
  };
}
