import { deriveFeatures, readsFor, requestEvent, type JsonObject, type Policy } from '@gavel/engine';
import type { FeatureTable, ModelInput } from '@gavel/models';
import { InProcessCounters } from '@gavel/store';
import type { SimulatedPayment } from '../simulate/simulate-card-traffic.js';
import { checkInputs } from './check-inputs.js';
import { TrafficCollector } from './traffic-rows.js';

/** Rows between two looks at the event loop. */
const ROWS_PER_TURN = 2000;

/**
 * Turns payments into rows as the live path would: each payment is counted and its features are read in one step, over
 * what came before. So nothing the model learns from was unknown when it would have been asked.
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

/** Facts of a request by name: its fields, and features over what came before it; then it is counted itself. */
export async function factsOf(
  request: JsonObject,
  atMs: number,
  { flow, catalogue }: Policy,
  counters: InProcessCounters,
): Promise<Record<string, unknown>> {
  const reads = readsFor(catalogue, request);
  const { values } = await counters.observe(flow.name, requestEvent(catalogue, request, atMs), reads.counterReads);
  const { features } = deriveFeatures(catalogue, reads, values);
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
