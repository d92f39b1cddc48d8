import type { JsonObject } from '../contract/json.js';
import type { NamedList } from '../policy/policy.js';

/** Names of the lists in which the request stands, in the policy's order. A field that was not sent stands in none. */
export function matchLists(lists: readonly NamedList[], request: JsonObject): readonly string[] {
  const names: string[] = [];
  for (const list of lists) {
    const value = request[list.field];
    if (typeof value === 'string' && list.holds(value) === true) names.push(list.name);
  }
  return names;
}
