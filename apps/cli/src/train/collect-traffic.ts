import { deriveFeatures, readsFor, requestEvent, type FactTypes, type JsonObject, type Policy } from '@gavel/engine';
import type { FeatureTable, ModelInput } from '@gavel/models';
import { InProcessCounters } from '@gavel/store';
import { CommandFailure } from '../command-failure.js';
import type { SimulatedPayment } from '../simulate/simulate-card-traffic.js';
import { TrafficCollector } from './traffic-rows.js';

/** Rows between two looks at the event loop. */
const ROWS_PER_TURN = 2000;

/**
 * Turns payments into rows as the live path would: features over what came before, read at each payment's own time, and only
 * then is the payment itself counted. So nothing the model learns from was unknown when it would have been asked.
 */
export async function collectTraffic(
  payments: Iterable<SimulatedPayment>,
  policy: Policy,
  inputs: readonly ModelInput[],
  onProgress: (rows: number, timeMs: number) => void,
): Promise<FeatureTable> {
  checkInputs(inputs, policy.factTypes);
  const counters = new InProcessCounters();
  const collector = new TrafficCollector(inputs);
  let rows = 0;
  for (const { request, label } of payments) {
    const atMs = eventTimeMs(request, policy);
    const group = textOf(request, policy.flow.fields.stickiness);
    collector.add(await factsOf(request, atMs, policy, counters), { isFraud: label === 'fraud', timeMs: atMs, group });
    rows += 1;
    if (rows % ROWS_PER_TURN !== 0) continue;
    onProgress(rows, atMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return collector.finish();
}

async function factsOf(
  request: JsonObject,
  atMs: number,
  { flow, catalogue }: Policy,
  counters: InProcessCounters,
): Promise<Record<string, unknown>> {
  const reads = readsFor(catalogue, request);
  const values = await counters.read(flow.name, reads.counterReads, atMs);
  const { features } = deriveFeatures(catalogue, reads, values);
  await counters.add(flow.name, requestEvent(catalogue, request, atMs));
  return { ...request, ...features };
}

function eventTimeMs(request: JsonObject, { flow }: Policy): number {
  const text = textOf(request, flow.fields.eventTime);
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new Error(`a generated payment has the time ${text}`);
  return atMs;
}

function textOf(request: JsonObject, field: string): string {
  const value = request[field];
  if (typeof value === 'string') return value;
  throw new Error(`a generated payment has no ${field}`);
}

/** An input that the flow does not have would be missing in every row, in training and later: a mistake, never meant. */
function checkInputs(inputs: readonly ModelInput[], types: FactTypes): void {
  const kinds = { number: 'number', boolean: 'boolean', category: 'string' } as const;
  const faults = inputs.flatMap(({ fact, kind }) => {
    const type = types.get(fact);
    if (type === undefined) return [`input ${fact}: the flow has no such request field or feature`];
    return type.kind === kinds[kind] ? [] : [`input ${fact} is a ${kind}, but the flow's ${fact} is a ${type.kind}`];
  });
  if (faults.length > 0) throw new CommandFailure(2, faults.join('\n'));
}
