import type { Checked, Fault } from '../contract/fault.js';
import type { FeatureDefinition, WindowFeature } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { FactTypes } from '../rules/rule-set.js';
import type { Catalogue, WindowStep } from './catalogue.js';
import { checkFeature } from './check-feature.js';
import { compileDerived } from './derived-step.js';
import { durationMs } from './duration-ms.js';
import { KnownNames } from './known-names.js';

type Derived = Exclude<FeatureDefinition, WindowFeature>;

/** The definitions in the order in which they are computed. */
interface Stages {
  readonly fromRequest: Derived[];
  readonly windows: WindowFeature[];
  readonly fromWindows: Derived[];
}

/**
 * Checks a flow's features and works out the order in which they are computed. `types` are the request's fields.
 * Faults point into `features.json` (`/features/3/of`); all are found at once.
 */
export function compileCatalogue(definitions: readonly FeatureDefinition[], flow: FlowFile, types: FactTypes): Checked<Catalogue> {
  const names = new KnownNames(types);
  const later = new Set(definitions.map(({ name }) => name));
  const stages: Stages = { fromRequest: [], windows: [], fromWindows: [] };
  const faults: Fault[] = [];
  definitions.forEach((definition, index) => {
    later.delete(definition.name);
    faults.push(...checkFeature(definition, `/features/${index}`, { names, flow, later }));
    stage(definition, stages, names);
    names.declare(definition);
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: catalogueOf(definitions, stages, flow) };
}

function stage(definition: FeatureDefinition, stages: Stages, names: KnownNames): void {
  if (!('from' in definition)) stages.windows.push(definition);
  else if (names.originOf(definition) === 'derived from history') stages.fromWindows.push(definition);
  else stages.fromRequest.push(definition);
}

function catalogueOf(definitions: readonly FeatureDefinition[], stages: Stages, flow: FlowFile): Catalogue {
  const looksAt = stages.windows.flatMap(({ of, where }) => [of, where?.fact].filter((name) => name !== undefined));
  return {
    definitions,
    fromRequest: stages.fromRequest.map((definition) => compileDerived(definition, flow)),
    windows: stages.windows.map(windowStep),
    fromWindows: stages.fromWindows.map((definition) => compileDerived(definition, flow)),
    requestIdField: flow.fields.requestId,
    keyFields: [...new Set(stages.windows.map(({ key }) => key))],
    valueFields: [...new Set(looksAt)],
  };
}

function windowStep({ name, type, key, window, aggregate, of, where }: WindowFeature): WindowStep {
  const comparesCurrent = aggregate === 'seen' || aggregate === 'distance' || aggregate === 'speed';
  return {
    name,
    type,
    read: { keyField: key, windowMs: durationMs(window), aggregate, of, where },
    ...(comparesCurrent && of !== undefined ? { currentOf: of } : {}),
  };
}
