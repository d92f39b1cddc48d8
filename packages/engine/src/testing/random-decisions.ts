import type { ScoredDecision } from '../drift/drift-bins.js';
import type { ReferenceColumn } from '../drift/fit-reference.js';

/** How a stream of decisions differs from the one that the reference was taken from. */
export interface PlantedShift {
  /** Added to one number, in standard deviations. */
  readonly amount?: number;
  /** Added to the score's log-odds. */
  readonly score?: number;
  /** Share in which a fact that is nearly always there is missing. */
  readonly missing?: number;
  /** Share in which a category is one that was never seen. */
  readonly unseen?: number;
}

const CHANNELS = ['web', 'pos', 'pos', 'pos', 'atm'];

/** Scored decisions of the usual kinds of facts: skewed and even numbers, counts that are mostly zero, categories, rare flags, some missing. */
export function* randomDecisions(random: () => number, shift: PlantedShift = {}): Generator<ScoredDecision> {
  for (;;) {
    const features: Record<string, unknown> = {};
    for (let index = 0; index < 30; index += 1) features[`plain${index}`] = plainValue(index, random);
    features['amount'] = Math.exp(normal(random) + (shift.amount ?? 0));
    if (random() >= (shift.missing ?? 0.01)) features['deviceAge'] = Math.floor(random() * 400);
    const channel = random() < (shift.unseen ?? 0) ? 'kiosk' : CHANNELS[Math.floor(random() * CHANNELS.length)];
    yield { features, request: { channel }, score: 1 / (1 + Math.exp(5 - 2 * normal(random) - (shift.score ?? 0))) };
  }
}

/** So many of them, as what a reference is fitted to. */
export function referenceRows(random: () => number, rows: number): { scores: number[]; columns: ReferenceColumn[] } {
  const stream = randomDecisions(random);
  const drawn = Array.from({ length: rows }, () => stream.next().value as ScoredDecision);
  const kinds = new Map<string, 'number' | 'category'>([
    ['amount', 'number'],
    ['deviceAge', 'number'],
    ['channel', 'category'],
    ...Array.from({ length: 30 }, (_, index): [string, 'number' | 'category'] => [
      `plain${index}`,
      index % 3 === 2 ? 'category' : 'number',
    ]),
  ]);
  const columns = [...kinds].map(([name, kind]) => ({
    name,
    kind,
    values: drawn.map(({ features, request }) => features[name] ?? request[name]),
  }));
  return { scores: drawn.map(({ score }) => score), columns };
}

function plainValue(index: number, random: () => number): unknown {
  if (index % 3 === 0) return normal(random);
  if (index % 3 === 1) return Math.floor(-Math.log(1 - random()) * 1.2);
  return random() < 0.03;
}

/** Box and Muller's normal deviate. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
