import { join } from 'node:path';
import { faultLine, instantMs, meaningOf, type Policy } from '@gavel/engine';
import type { FeatureTable, ModelInput } from '@gavel/models';
import { InProcessCounters } from '@gavel/store';
import { CommandFailure } from '../command-failure.js';
import { openCsvSource } from '../demo/csv-source.js';
import { checkInputs } from './check-inputs.js';
import { factsOf } from './collect-traffic.js';
import type { FilesGenerator } from './training-plan.js';
import { TrafficCollector } from './traffic-rows.js';

const MAX_ROWS = 10_000_000;
/** Rows are split by the last digit of their number, counted from 0. */
const PARTS = 10;

/**
 * The labelled rows of files, as the live path would see them, for sets that have no times: ordered by the last digit of the row's number, so
 * that a `trainShare` of 0.5 and a `watchShare` of 0.2 learn from the digits 0 to 4, watch 5 and 6, and hold out 7, 8 and 9.
 */
export async function collectFiles(
  { files }: FilesGenerator,
  dataDir: string,
  { policy, inputs }: { readonly policy: Policy; readonly inputs: readonly ModelInput[] },
): Promise<FeatureTable> {
  checkInputs(inputs, policy.factTypes);
  const parts: Row[][] = Array.from({ length: PARTS }, () => []);
  for (const { file, map } of files) {
    let at = 0;
    for await (const row of labelledRows(join(dataDir, file), map, policy)) parts[at++ % PARTS]?.push(row);
  }
  const collector = new TrafficCollector(inputs);
  parts.flat().forEach(({ facts, isPositive }, at) => collector.add(facts, { isFraud: isPositive, timeMs: at, group: String(at) }));
  return collector.finish();
}

interface Row {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly isPositive: boolean;
}

async function* labelledRows(csv: string, map: string, policy: Policy): AsyncGenerator<Row> {
  const opened = await openCsvSource({ csv, map, limit: MAX_ROWS });
  if (opened.flow !== policy.flow.name)
    throw new CommandFailure(2, `The map ${map} is for the flow ${opened.flow}, not for ${policy.flow.name}.`);
  const counters = new InProcessCounters();
  for await (const item of opened.open(policy.flow.fields).items) {
    const parsed = item.ok ? policy.parseRequest(item.transaction.request) : item;
    if (!item.ok || !parsed.ok) throw new CommandFailure(1, (parsed.ok ? [] : parsed.faults).map(faultLine).join('\n'));
    const { eventTime, label } = item.transaction;
    const meaning = label === undefined ? undefined : meaningOf(label.label, policy.flow);
    const facts = await factsOf(parsed.value, instantMs(eventTime), policy, counters);
    if (meaning !== undefined) yield { facts, isPositive: meaning === 'positive' };
  }
}
