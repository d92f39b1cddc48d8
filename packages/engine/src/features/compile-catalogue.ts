import type { Checked, Fault } from '../contract/fault.js';
import {
  isGroupFeature,
  isWindowFeature,
  type DerivedFeature,
  type FeatureDefinition,
  type GroupFeature,
  type WindowFeature,
} from '../contract/feature-file.js';
import { DECISION_KIND } from '../contract/event-file.js';
import { labelsOfFlow } from '../contract/label-meaning.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { EventKinds } from '../policy/event-kind.js';
import type { FactTypes } from '../rules/rule-set.js';
import type { Catalogue, GroupStep, HistoryStep, KeyFields, LinkFields, WindowStep } from './catalogue.js';
import { checkEventKinds } from './check-event-kinds.js';
import { checkFeature } from './check-feature.js';
import { compileDerived } from './derived-step.js';
import { durationMs } from './duration-ms.js';
import { KnownNames } from './known-names.js';
import { comparesCurrent } from './references-of.js';

/** The definitions in the order in which they are computed. */
interface Stages {
  readonly fromRequest: DerivedFeature[];
  readonly windows: WindowFeature[];
  readonly groups: GroupFeature[];
  readonly fromWindows: DerivedFeature[];
}

/**
 * Checks a flow's features and works out the order in which they are computed. `types` are the request's fields, `events` the kinds of
 * event that features may look at.
 * Faults point into `features.json` (`/features/3/of`); all are found at once.
 */
export function compileCatalogue(
  definitions: readonly FeatureDefinition[],
  flow: FlowFile,
  types: FactTypes,
  events: EventKinds = new Map(),
): Checked<Catalogue> {
  const names = new KnownNames(types);
  const later = new Set(definitions.map(({ name }) => name));
  const stages: Stages = { fromRequest: [], windows: [], groups: [], fromWindows: [] };
  const faults: Fault[] = [];
  definitions.forEach((definition, index) => {
    later.delete(definition.name);
    const pointer = `/features/${index}`;
    const world = isWindowFeature(definition) ? names.withFactsOf(definition.events, events) : names;
    faults.push(...checkFeature(definition, pointer, { names: world, flow, later }));
    if (isWindowFeature(definition)) faults.push(...checkEventKinds(definition, pointer, { request: types, events }));
    stage(definition, stages, names);
    names.declare(definition);
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: catalogueOf(definitions, stages, { flow, events }) };
}

function stage(definition: FeatureDefinition, stages: Stages, names: KnownNames): void {
  if (isWindowFeature(definition)) stages.windows.push(definition);
  else if (isGroupFeature(definition)) stages.groups.push(definition);
  else if (names.originOf(definition) === 'derived from history') stages.fromWindows.push(definition);
  else stages.fromRequest.push(definition);
}

function catalogueOf(
  definitions: readonly FeatureDefinition[],
  stages: Stages,
  { flow, events }: { readonly flow: FlowFile; readonly events: EventKinds },
): Catalogue {
  const looksAt = stages.windows.flatMap(({ of, where }) => [of, where?.fact].filter((name) => name !== undefined));
  const windows = stages.windows.map(windowStep);
  return {
    definitions,
    fromRequest: stages.fromRequest.map((definition) => compileDerived(definition, flow)),
    windows,
    groups: stages.groups.map(groupStep),
    fromWindows: stages.fromWindows.map((definition) => compileDerived(definition, flow)),
    requestIdField: flow.fields.requestId,
    labels: labelsOfFlow(flow),
    keys: [...new Map(windows.map(({ key }) => [key.name, key])).values()],
    links: [...new Map(stages.groups.map((feature) => [groupOf(feature), linkFields(feature)])).values()],
    events,
    valueFields: [...new Set(looksAt)],
    textFields: new Set(windows.flatMap(({ read }) => (read.aggregate === 'last' && read.of !== undefined ? [read.of] : []))),
  };
}

function windowStep(feature: WindowFeature): WindowStep {
  const { window, delay, includesCurrent = false, aggregate, of, where } = feature;
  const keyFields = keyFieldsOf(feature);
  return {
    ...stepOf(feature),
    key: keyFields,
    read: {
      keyField: keyFields.name,
      windowMs: durationMs(window),
      delayMs: delay === undefined ? 0 : durationMs(delay),
      includesCurrent,
      aggregate,
      of,
      where,
    },
    ...(comparesCurrent(aggregate) && of !== undefined ? { currentOf: of } : {}),
  };
}

function groupStep(feature: GroupFeature): GroupStep {
  const { links, measure, window, of } = feature;
  const windowMs = window === undefined ? undefined : durationMs(window);
  return { ...stepOf(feature), nodeField: links[0] ?? '', read: { group: groupOf(feature), measure, of, windowMs } };
}

function stepOf(feature: WindowFeature | GroupFeature): HistoryStep {
  const { name, type } = feature;
  return { name, type, ...(feature.default === undefined ? {} : { default: feature.default }) };
}

/** Pairs are named in the order in which they are written. */
function keyFieldsOf({ key, events = [DECISION_KIND] }: WindowFeature): KeyFields {
  const kinds = [...new Set(events)].toSorted();
  // Events of other kinds have a history of their own, so that they never change what features see that do not ask for them.
  const suffix = kinds.length === 1 && kinds[0] === DECISION_KIND ? '' : `@${kinds.join('+')}`;
  return typeof key === 'string'
    ? { name: `${key}${suffix}`, fields: [key], kinds }
    : { name: `${key.join('+')}${suffix}`, fields: key, kinds };
}

/** Features with the same links and the same hub limit read one graph. */
function groupOf({ links, hubLinks }: GroupFeature): string {
  return `${links.join('+')}/${hubLinks}`;
}

function linkFields(feature: GroupFeature): LinkFields {
  return { group: groupOf(feature), fields: feature.links };
}
