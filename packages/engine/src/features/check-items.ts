import type { FeatureDefinition, ItemsFeature } from '../contract/feature-file.js';
import type { FactType } from '../rules/rule-set.js';
import { checkFilter } from './check-filter.js';
import type { Finding } from './finding.js';
import type { KnownNames } from './known-names.js';

const FIGURES: ReadonlySet<ItemsFeature['take']> = new Set(['sum', 'mean', 'min', 'max']);

/** What is wrong with a figure of a list, but for the list's name, which is checked like every other. */
export function checkItems(definition: ItemsFeature, names: KnownNames): readonly Finding[] {
  const { take, where } = definition;
  const findings: Finding[] = [];
  if (take === 'item' && definition.at === undefined) findings.push(['/at', 'item needs "at"', 'Say which: 0 is the first of the list.']);
  if (take !== 'item' && definition.at !== undefined) findings.push(['/at', `${take} looks at many items`, 'Remove "at", or take "item".']);
  if (take === 'item' && definition.first !== undefined) findings.push(['/first', 'item looks at one item', 'Remove "first".']);
  if (take !== 'count' && where !== undefined) findings.push(['/where', `${take} has no "where"`, 'Remove "where", or take "count".']);
  return [...findings, ...checkMember(definition, names)];
}

function checkMember(definition: ItemsFeature, names: KnownNames): readonly Finding[] {
  const { of, member, take, where } = definition;
  const members = membersOf(definition, names);
  if (members === undefined) return [];
  const kind = Object.hasOwn(members, member) ? members[member]?.kind : undefined;
  const mend = `The items of "${of}" have: ${Object.keys(members).join(', ') || 'no members'}.`;
  if (kind === undefined) return [['/member', `the items of "${of}" have no member "${member}"`, mend]];
  if (kind === 'array' || kind === 'object') return [['/member', `"${member}" is an ${kind}`, 'Name a number, string or boolean.']];
  if (FIGURES.has(take) && kind !== 'number') return [['/member', `"${member}" is a ${kind}, and ${take} needs a number`, mend]];
  return where === undefined ? [] : checkFilter(member, kind, where);
}

/** What a figure of a list is; undefined where that hangs on something with a fault of its own. */
export function itemsType(definition: ItemsFeature, names: KnownNames): FeatureDefinition['type'] | undefined {
  if (definition.take !== 'item') return 'number';
  const kind = membersOf(definition, names)?.[definition.member]?.kind;
  return kind === 'number' || kind === 'string' || kind === 'boolean' ? kind : undefined;
}

/** The members of the list's items; a list of anything else has none. */
function membersOf({ of }: ItemsFeature, names: KnownNames): Readonly<Record<string, FactType>> | undefined {
  const type = names.get(of)?.type;
  if (type?.kind !== 'array') return undefined;
  return type.of?.kind === 'object' ? type.of.fields : {};
}
