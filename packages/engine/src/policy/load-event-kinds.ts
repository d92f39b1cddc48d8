import { parseShaped, placed, type Shaped } from '../contract/check-shape.js';
import { DECISION_KIND, eventFileSchema, type EventFile } from '../contract/event-file.js';
import type { Fault } from '../contract/fault.js';
import { MAX_JSON_DEPTH } from '../rules/rule-limits.js';
import type { FactType, FactTypes } from '../rules/rule-set.js';
import { requestSchemaOf, type RequiredText } from './check-flow.js';
import type { EventKind, EventKinds } from './event-kind.js';
import { filesOfKind, type FlowTexts } from './flow-files.js';

/** A flow with more kinds of event is a mistake; metrics are kept for each. */
const MAX_KINDS = 50;
const ROLES: Readonly<Record<string, RequiredText>> = { id: 'text', eventTime: 'date-time' };

/** The kinds of event of a flow, and every fault of their files. `request` are the flow's request fields; undefined: they are not known. */
export function loadEventKinds(
  files: FlowTexts,
  request: FactTypes | undefined,
): { readonly kinds: EventKinds; readonly faults: readonly Fault[] } {
  const kinds = new Map<string, EventKind>();
  const faults: Fault[] = [];
  const found = filesOfKind(files, 'event');
  if (found.length > MAX_KINDS) {
    const message = `There are ${found.length} kinds of event, more than ${MAX_KINDS}.`;
    faults.push({ file: 'events', pointer: '', message, mend: 'Tell apart by a field of the event what needs no schema of its own.' });
  }
  for (const { file, text } of found.slice(0, MAX_KINDS)) {
    const shaped = parseShaped(eventFileSchema, file, text, { maxDepth: MAX_JSON_DEPTH });
    if (!shaped.ok) {
      faults.push(...shaped.faults);
      continue;
    }
    const { kind, faults: own } = compileKind(kindName(file), shaped.value, request);
    faults.push(...own.map((fault) => placed(fault, shaped.value, file)));
    if (kind !== undefined) kinds.set(kind.name, kind);
  }
  return { kinds, faults };
}

function kindName(file: string): string {
  return file.slice('events/'.length, -'.json'.length);
}

function compileKind(
  name: string,
  { value: definition }: Shaped<EventFile>,
  request: FactTypes | undefined,
): { readonly kind?: EventKind; readonly faults: readonly Fault[] } {
  const {
    parseRequest: parse,
    types,
    faults,
  } = requestSchemaOf(definition.event, definition.example, {
    names: definition.fields,
    roles: ROLES,
    at: { schema: '/event', example: '/example', fields: '/fields' },
  });
  const given = types === undefined ? { facts: new Map<string, FactType>(), faults: [] } : givenFacts(definition, types, request);
  const all = [...nameFaults(name), ...faults, ...given.faults];
  return all.length > 0 || parse === undefined ? { faults: all } : { kind: { name, definition, parse, facts: given.facts }, faults: [] };
}

function nameFaults(name: string): readonly Fault[] {
  if (name !== DECISION_KIND) return [];
  const message = `"${DECISION_KIND}" stands for the flow's own decisions.`;
  return [{ pointer: '', message, mend: 'Give the kind, and so the file, another name.' }];
}

function givenFacts(
  { gives }: EventFile,
  fields: FactTypes,
  request: FactTypes | undefined,
): { readonly facts: Map<string, FactType>; readonly faults: readonly Fault[] } {
  const facts = new Map<string, FactType>();
  const faults: Fault[] = [];
  if (Object.keys(gives).length === 0) {
    faults.push({
      pointer: '/gives',
      message: 'The event gives nothing to any feature.',
      mend: 'Name at least the key it is counted under.',
    });
  }
  for (const [fact, field] of Object.entries(gives)) {
    const pointer = `/gives/${fact}`;
    const type = fields.get(field);
    const wanted = request?.get(fact);
    if (type === undefined) {
      const mend = `Name one of its fields: ${[...fields.keys()].join(', ')}.`;
      faults.push({ pointer, message: `The event has no field "${field}".`, mend });
    } else if (wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(type)) {
      const message = `"${field}" is a ${type.kind}, and the request field "${fact}" a ${wanted.kind}.`;
      faults.push({ pointer, message, mend: 'Give both the same type, or the fact a name of its own.' });
    } else facts.set(fact, type);
  }
  return { facts, faults };
}
