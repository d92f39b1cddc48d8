import type { DerivedFeature } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { JsonObject, Scalar } from '../contract/json.js';
import type { DerivedStep, FeatureValues, Lack } from './catalogue.js';
import { localClock, type LocalClock } from './local-clock.js';

/** What a step is compiled against. */
export interface DerivedWorld {
  readonly flow: FlowFile;
  /** Names that are features; any other is a request field. */
  readonly features: ReadonlySet<string>;
}

type Compute = DerivedStep['compute'];

/** Makes a checked definition ready to compute. */
export function compileDerived(definition: DerivedFeature, world: DerivedWorld): DerivedStep {
  return { name: definition.name, compute: finite(computeOf(definition, world)) };
}

/** Reads a fact by name: a feature where it is one, else a request field. */
export function factReader(name: string, features: ReadonlySet<string>): (request: JsonObject, values: FeatureValues) => unknown {
  return features.has(name) ? (_request, values) => values[name] : (request) => request[name];
}

function computeOf(definition: DerivedFeature, world: DerivedWorld): Compute {
  switch (definition.from) {
    case 'money':
      return money(definition, world.flow);
    case 'localHour':
      return onClock(definition.of, (clock) => clock.hour);
    case 'weekday':
      return onClock(definition.of, (clock) => clock.weekday);
    case 'ratio':
      return ratio(definition.of, world);
    case 'log1p':
      return log1p(definition.of, world);
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
  const rates = new Map(Object.entries(flow.currencies?.rates ?? {}).map(([code, { decimals, rate }]) => [code, { minor: 10 ** decimals, rate }]));
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

function ratio([over, under]: readonly [string, string], { features }: DerivedWorld): Compute {
  const readOver = factReader(over, features);
  const readUnder = factReader(under, features);
  return (request, values): Scalar | Lack => {
    const dividend = readOver(request, values);
    const divisor = readUnder(request, values);
    if (typeof dividend !== 'number') return { lacks: `no ${over}` };
    if (typeof divisor !== 'number') return { lacks: `no ${under}` };
    return divisor === 0 ? { lacks: `${under} is 0` } : dividend / divisor;
  };
}

function log1p(of: string, { features }: DerivedWorld): Compute {
  const read = factReader(of, features);
  return (request, values): Scalar | Lack => {
    const value = read(request, values);
    if (typeof value !== 'number') return { lacks: `no ${of}` };
    return value < 0 ? { lacks: `${of} is negative` } : Math.log1p(value);
  };
}
