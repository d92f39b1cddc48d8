import { pointerOf } from '../contract/json-place.js';
import { placed } from '../contract/check-shape.js';
import type { Fault } from '../contract/fault.js';
import { parseFactPath } from '../rules/fact-path.js';
import { addressAt, type AddressPlaces } from './canonical-addresses.js';
import type { FlowTexts } from './flow-files.js';
import { canonicalIpAddress } from './ip-address.js';
import { leavesOf, ruleSourcesOf, type PlacedLeaf } from './rule-sources.js';

const COMPARED = new Set(['equal', 'notEqual', 'in', 'notIn', 'contains', 'doesNotContain']);

/**
 * Addresses in rules that are not written as requests have them: nothing would ever equal them. Files that name no field with an address
 * are not looked at.
 */
export function addressLiteralFaults(files: FlowTexts, places: AddressPlaces): readonly Fault[] {
  const fields = [...(places.fields?.keys() ?? [])];
  const speaking = Object.entries(files).filter(([, text]) => fields.some((field) => text.includes(JSON.stringify(field))));
  return ruleSourcesOf(Object.fromEntries(speaking)).flatMap(({ file, value, locate }) => {
    const told = (subject: string, leaves: readonly PlacedLeaf[]): readonly Fault[] =>
      leaves.flatMap((leaf) => faultsOf(leaf, places).map((fault) => placed({ subject, ...fault }, { locate }, file)));
    return [
      ...Object.entries(value.conditions ?? {}).flatMap(([name, one]) => told(name, leavesOf(one, pointerOf(['conditions', name])))),
      ...value.rules.flatMap(({ name, conditions }, index) => told(name, leavesOf(conditions, pointerOf(['rules', index, 'conditions'])))),
    ];
  });
}

function faultsOf({ leaf, pointer }: PlacedLeaf, places: AddressPlaces): readonly Fault[] {
  const { fact, path, operator, value } = leaf;
  const at = addressAt(places, [fact, ...(path === undefined ? [] : (parseFactPath(path) ?? []))]);
  const isIpv4Allowed = at?.isIpv4Allowed ?? at?.items?.isIpv4Allowed;
  if (isIpv4Allowed === undefined || !COMPARED.has(operator.slice(operator.lastIndexOf(':') + 1))) return [];
  const written: readonly unknown[] = Array.isArray(value) ? value : [value];
  return written.flatMap((one, index) => {
    const wanted = typeof one === 'string' ? canonicalIpAddress(one, isIpv4Allowed) : one;
    if (wanted === one) return [];
    const place = Array.isArray(value) ? `${pointer}/value/${index}` : `${pointer}/value`;
    const message = `${JSON.stringify(one)} is not how requests have this address, so nothing equals it.`;
    return [{ pointer: place, message, mend: `Write ${JSON.stringify(wanted)}.` }];
  });
}
