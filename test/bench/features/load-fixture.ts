import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compileCatalogue,
  faultLine,
  featureFileSchema,
  flowFileSchema,
  type Catalogue,
  type FactType,
  type FlowFile,
} from '@gavel/engine';

/** A flow that stands beside a benchmark, and its catalogue. */
export interface Fixture {
  readonly flow: FlowFile;
  readonly catalogue: Catalogue;
}

/** Reads `flow.json` and `features.json` of a folder beside this file. Throws with every fault. */
export async function loadFixture(folder: string): Promise<Fixture> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(import.meta.dirname, folder, name), 'utf8'));
  const flow = flowFileSchema.parse(await read('flow.json'));
  const { features } = featureFileSchema.parse(await read('features.json'));
  const checked = compileCatalogue(features, flow, typesOf(flow));
  if (!checked.ok) throw new Error(checked.faults.map(faultLine).join('\n'));
  return { flow, catalogue: checked.value };
}

/** These flows have plain fields only. */
function typesOf({ request }: FlowFile): Map<string, FactType> {
  const properties = request['properties'] as Readonly<Record<string, { type: 'string' | 'number' }>>;
  return new Map(Object.entries(properties).map(([name, { type }]) => [name, { kind: type }]));
}
