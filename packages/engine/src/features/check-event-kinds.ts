import { DECISION_KIND } from '../contract/event-file.js';
import type { Fault } from '../contract/fault.js';
import type { WindowFeature } from '../contract/feature-file.js';
import type { EventKinds } from '../policy/event-kind.js';
import type { FactTypes } from '../rules/rule-set.js';
import { comparesCurrent } from './references-of.js';

/** What a feature's `events` are checked against. */
interface KindWorld {
  readonly request: FactTypes;
  readonly events: EventKinds;
}

/** Faults of the kinds of event that a feature looks at; `pointer` is the feature's own. */
export function checkEventKinds(definition: WindowFeature, pointer: string, world: KindWorld): readonly Fault[] {
  const { events: kinds, name } = definition;
  if (kinds === undefined) return [];
  const fault = (at: string, message: string, mend: string): Fault => ({
    file: 'features.json',
    pointer: `${pointer}${at}`,
    subject: name,
    message,
    mend,
  });
  const faults = kinds.flatMap((kind, index) =>
    kindFaults(definition, kind, world).map(([message, mend]) => fault(`/events/${index}`, message, mend)),
  );
  const isDecided = kinds.includes(DECISION_KIND);
  if (definition.includesCurrent === true && !isDecided)
    faults.push(
      fault('/includesCurrent', 'The event itself is a decision, and "events" leaves those out.', 'Remove it, or add "decision".'),
    );
  const { aggregate, of } = definition;
  if (of !== undefined && comparesCurrent(aggregate) && !world.request.has(of) && factOfKinds(of, definition, world))
    faults.push(
      fault('/of', `A request has no "${of}" that ${aggregate} could compare.`, 'Name a request field that the kinds of event give too.'),
    );
  return faults;
}

function kindFaults(
  { key, of, where }: WindowFeature,
  kind: string,
  { request, events }: KindWorld,
): readonly (readonly [string, string])[] {
  const known = events.get(kind);
  const named = [...(typeof key === 'string' ? [key] : key), of, where?.fact].filter((fact) => fact !== undefined);
  if (kind === DECISION_KIND) {
    const foreign = named.filter((fact) => !request.has(fact) && [...events.values()].some(({ facts }) => facts.has(fact)));
    return foreign.map((fact) => [`A decision has no "${fact}".`, 'Remove "decision", or name a request field.']);
  }
  if (known === undefined) {
    const there = [DECISION_KIND, ...events.keys()].join(', ');
    return [[`There is no kind of event "${kind}".`, `Use one of: ${there}; or add events/${kind}.json.`]];
  }
  const isEvents = (fact: string): boolean => request.has(fact) || [...events.values()].some(({ facts }) => facts.has(fact));
  return named
    .filter((fact) => isEvents(fact) && !known.facts.has(fact))
    .map((fact) => [`Events of kind "${kind}" give no "${fact}".`, `Add it to "gives" of events/${kind}.json.`]);
}

function factOfKinds(fact: string, { events: kinds = [] }: WindowFeature, { events }: KindWorld): boolean {
  return kinds.some((kind) => events.get(kind)?.facts.has(fact) === true);
}
