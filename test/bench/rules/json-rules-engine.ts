import { Engine } from 'json-rules-engine';
import type { MakeContender } from './contender.js';

/** The library whose format we read: one Engine, used again for every payment. */
export const jsonRulesEngine: MakeContender = (rules) => {
  // The library writes into what it is handed.
  const engine = new Engine(structuredClone([...rules]) as never[]);
  return {
    name: 'json-rules-engine',
    isAsync: true,
    decide: (payment) => engine.run(payment),
    fired: (answer) => (answer as Awaited<ReturnType<Engine['run']>>).results.map((result) => result.name),
  };
};
