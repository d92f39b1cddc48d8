import type { DerivedFeature } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { Scalar } from '../contract/json.js';
import type { DerivedStep, Lack } from './catalogue.js';
import { factOf } from './fact-of.js';
import { itemsFigure } from './items-figure.js';
import { localClock, type LocalClock } from './local-clock.js';

type Compute = DerivedStep['compute'];

/** Makes a checked definition ready to compute. */
export function compileDerived(definition: DerivedFeature, flow: FlowFile): DerivedStep {
  return { name: definition.name, compute: finite(computeOf(definition, flow)) };
}

function computeOf(definition: DerivedFeature, flow: FlowFile): Compute {
  switch (definition.from) {
    case 'money':
      return money(definition, flow);
    case 'localHour':
      return onClock(definition.of, (clock) => clock.hour);
    case 'weekday':
      return onClock(definition.of, (clock) => clock.weekday);
    case 'ratio':
      return ratio(definition.of);
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
    return known === undefined ? { lacks: `no rate for this ${currency}` } : (minorUnits / known.minor) * known.rate;
  };
}

function onClock(of: string, pick: (clock: LocalClock) => number): Compute {
  return (request) => {
    const timestamp = request[of];
    if (typeof timestamp !== 'string') return { lacks: `no ${of}` };
    const clock = localClock(timestamp);
    return clock === undefined ? { lacks: `${of} is no RFC 3339 timestamp` } : pick(clock);
  };
}

function ratio([over, under]: readonly [string, string]): Compute {
  return (request, features): Scalar | Lack => {
    const dividend = factOf(over, request, features);
    const divisor = factOf(under, request, features);
    if (typeof dividend !== 'number') return { lacks: `no ${over}` };
    if (typeof divisor !== 'number') return { lacks: `no ${under}` };
    return divisor === 0 ? { lacks: `${under} is 0` } : dividend / divisor;
  };
}

function log1p(of: string): Compute {
  return (request, features): Scalar | Lack => {
    const value = factOf(of, request, features);
    if (typeof value !== 'number') return { lacks: `no ${of}` };
    return value < 0 ? { lacks: `${of} is negative` } : Math.log1p(value);
  };
}
