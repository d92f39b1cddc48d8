import type { Fault } from '../contract/fault.js';
import {
  isDerivedFeature,
  isGroupFeature,
  isWindowFeature,
  type DerivedFeature,
  type FeatureDefinition,
  type GroupFeature,
  type WindowFeature,
} from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { JsonValue } from '../contract/json.js';
import { durationMs } from './duration-ms.js';
import { isWithin, type KnownNames } from './known-names.js';
import { OF_KINDS, referencesOf, type Reference } from './references-of.js';

const LONGEST_WINDOW_MS = durationMs('90d');
const LOOKING_BACK: ReadonlySet<string> = new Set(['last', 'seen', 'sinceLast', 'distance', 'speed']);
const YES_OR_NO: ReadonlySet<string> = new Set(['isWeekend', 'isBetween']);
const ORDERINGS: ReadonlySet<string> = new Set(['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive']);

/** What a definition is checked against. */
export interface FeatureWorld {
  readonly names: KnownNames;
  readonly flow: FlowFile;
  /** Names of features declared later, for a better message. */
  readonly later: ReadonlySet<string>;
}

/** A fault inside one definition: pointer, message, mend. */
type Finding = readonly [at: string, message: string, mend: string];

/** Every fault of one definition; `pointer` is the definition's own, e.g. `/features/3`. */
export function checkFeature(definition: FeatureDefinition, pointer: string, world: FeatureWorld): readonly Fault[] {
  const findings = [
    ...checkName(definition, world),
    ...referencesOf(definition).flatMap((reference) => checkReference(reference, definition, world)),
    ...(isDerivedFeature(definition) ? checkDerived(definition, world.flow) : []),
    ...(isWindowFeature(definition) ? checkWindow(definition, world) : []),
    ...(isGroupFeature(definition) ? checkGroup(definition) : []),
    ...checkType(definition, world),
    ...checkDefault(definition),
  ];
  return findings.map(([at, message, mend]) => ({
    file: 'features.json',
    pointer: `${pointer}${at}`,
    subject: definition.name,
    message: sentence(message),
    mend,
  }));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function checkName({ name }: FeatureDefinition, { names }: FeatureWorld): readonly Finding[] {
  const known = names.get(name);
  if (known?.origin === 'request field') return [['/name', `"${name}" is a request field already`, 'Give the feature another name.']];
  if (known !== undefined) return [['/name', `"${name}" is declared twice`, 'Rename or remove one of the two.']];
  return name in Object.prototype
    ? [['/name', `"${name}" is a name that JavaScript gives every object`, 'Give the feature another name.']]
    : [];
}

function checkReference(reference: Reference, { name: own }: FeatureDefinition, { names, later }: FeatureWorld): readonly Finding[] {
  const { at, name, kinds, origin, by } = reference;
  const fitting = names.fitting(reference);
  const mend =
    fitting.length === 0 ? `Nothing declared so far fits: it takes a ${kinds.join(', ')}.` : `Use one of: ${fitting.join(', ')}.`;
  const known = names.get(name);
  if (known === undefined && name === own) return [[at, `"${name}" refers to itself`, mend]];
  if (known === undefined && later.has(name)) return [[at, `"${name}" is declared later`, `Move it before "${own}".`]];
  if (known === undefined) {
    const sought = origin === 'request field' ? 'request field' : 'request field or feature';
    return [[at, `there is no ${sought} "${name}"`, mend]];
  }
  if (!isWithin(known.origin, origin)) {
    const allowed = origin === 'request field' ? 'a request field' : 'what comes from the request alone';
    return [[at, `"${name}" is ${known.origin}, and ${by} looks only at ${allowed}`, mend]];
  }
  return kinds.includes(known.kind) ? [] : [[at, `"${name}" is a ${known.kind}, and ${by} needs a ${kinds.join(', ')}`, mend]];
}

function checkDerived(definition: DerivedFeature, flow: FlowFile): readonly Finding[] {
  if (definition.from === 'money') return checkCurrencies(flow);
  if (definition.from !== 'localHour' && definition.from !== 'weekday' && definition.from !== 'isWeekend') return [];
  if (definition.of === flow.fields.eventTime || mayBeTimestamp(flow, definition.of)) return [];
  const mend = `Use "${flow.fields.eventTime}", or give the field "format": "date-time" in the request schema.`;
  return [['/of', `"${definition.of}" is not declared as a timestamp, and ${definition.from} needs one`, mend]];
}

/** A field that refers to a definition elsewhere gets the benefit of the doubt; one that is unknown has its own fault. */
function mayBeTimestamp(flow: FlowFile, name: string): boolean {
  const field = memberOf(memberOf(flow.request, 'properties'), name);
  return field === undefined || memberOf(field, '$ref') !== undefined || memberOf(field, 'format') === 'date-time';
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([member]) => member === name)?.[1];
}

function checkCurrencies({ currencies }: FlowFile): readonly Finding[] {
  if (currencies === undefined) return [['', "money needs the flow's table of currencies", 'Add "currencies" to flow.json.']];
  const { base, rates } = currencies;
  if (Object.hasOwn(rates, base) && rates[base]?.rate === 1) return [];
  return [
    [
      '',
      `the base currency ${base} does not stand in the flow's rates with rate 1`,
      `Add "${base}": {"decimals": 2, "rate": 1} to flow.json.`,
    ],
  ];
}

function checkWindow(definition: WindowFeature, { names }: FeatureWorld): readonly Finding[] {
  const { aggregate, of, where } = definition;
  const findings: Finding[] = [...checkKey(definition), ...checkLengths(definition), ...checkCurrent(definition)];
  const kinds = OF_KINDS[aggregate];
  if (kinds === undefined && of !== undefined) findings.push(['/of', `"${aggregate}" looks at no field`, 'Remove "of".']);
  if (kinds !== undefined && of === undefined) findings.push(['/of', `"${aggregate}" needs "of"`, `Name a ${kinds.join(', ')} field.`]);
  if (aggregate === 'streak' && where === undefined)
    findings.push(['/where', '"streak" needs "where": it says which events belong to the row', 'Add "where".']);
  return where === undefined ? findings : [...findings, ...checkWhere(where, names)];
}

function checkKey({ key }: WindowFeature): readonly Finding[] {
  if (typeof key === 'string' || key[0] !== key[1]) return [];
  return [['/key/1', `the pair names "${key[0]}" twice`, `Write "key": "${key[0]}", or name another field.`]];
}

function checkLengths({ window, delay }: WindowFeature): readonly Finding[] {
  if (isLong(window)) return [['/window', `${window} is longer than 90d`, 'Use at most 90d.']];
  return delay !== undefined && isLong(delay) ? [['/delay', `${delay} is longer than 90d`, 'Use at most 90d.']] : [];
}

function isLong(length: string): boolean {
  return !(durationMs(length) <= LONGEST_WINDOW_MS);
}

/** What the event itself would always answer says nothing. */
function checkCurrent({ aggregate, includesCurrent = false, delay }: WindowFeature): readonly Finding[] {
  if (!includesCurrent) return [];
  if (LOOKING_BACK.has(aggregate))
    return [['/includesCurrent', `"${aggregate}" looks back from the event, so the event itself would always answer`, 'Remove it.']];
  if (delay === undefined) return [];
  return [['/includesCurrent', 'a window with a delay ends before the event, so the event cannot be in it', 'Remove it, or "delay".']];
}

function checkGroup({ links, measure, window, of }: GroupFeature): readonly Finding[] {
  const findings: Finding[] = links.flatMap((link, index) =>
    links.indexOf(link) < index ? [[`/links/${index}`, `"${link}" stands in the links twice`, 'Remove one of the two.'] as const] : [],
  );
  if (measure === 'growth' && window === undefined)
    findings.push(['/window', '"growth" needs "window": since when members count', 'Add it.']);
  if (measure !== 'growth' && window !== undefined) findings.push(['/window', `"${measure}" looks at no window`, 'Remove it.']);
  if (window !== undefined && isLong(window)) findings.push(['/window', `${window} is longer than 90d`, 'Use at most 90d.']);
  if (of !== undefined && !links.includes(of)) findings.push(['/of', `"${of}" is none of the links`, `Use one of: ${links.join(', ')}.`]);
  return findings;
}

function checkDefault({ name, type, default: instead }: FeatureDefinition): readonly Finding[] {
  if (instead === undefined || typeof instead === type) return [];
  return [['/default', `the default of "${name}" is a ${typeof instead}, and the feature is a ${type}`, `Write a ${type}.`]];
}

function checkWhere({ fact, operator, value }: NonNullable<WindowFeature['where']>, names: KnownNames): readonly Finding[] {
  const kind = names.get(fact)?.kind;
  if (kind !== 'number' && kind !== 'string' && kind !== 'boolean') return [];
  if (typeof value !== kind) return [['/where/value', `"${fact}" is a ${kind}, and the value is a ${typeof value}`, `Write a ${kind}.`]];
  if (kind === 'number' || !ORDERINGS.has(operator)) return [];
  return [['/where/operator', `"${fact}" is a ${kind}, and ${operator} compares numbers`, 'Use equal or notEqual.']];
}

function checkType(definition: FeatureDefinition, { names }: FeatureWorld): readonly Finding[] {
  const gives = typeOf(definition, names);
  if (gives === undefined || gives === definition.type) return [];
  const by = isWindowFeature(definition) ? definition.aggregate : definition.from;
  return [['/type', `"${by}" gives a ${gives}, not a ${definition.type}`, `Write "type": "${gives}".`]];
}

/** What a definition computes; undefined where that hangs on a name with a fault of its own. */
function typeOf(definition: FeatureDefinition, names: KnownNames): FeatureDefinition['type'] | undefined {
  if (!isWindowFeature(definition)) return YES_OR_NO.has(definition.from) ? 'boolean' : 'number';
  if (definition.aggregate === 'seen') return 'boolean';
  if (definition.aggregate !== 'last') return 'number';
  const kind = definition.of === undefined ? undefined : names.get(definition.of)?.kind;
  return kind === 'number' || kind === 'string' || kind === 'boolean' ? kind : undefined;
}
