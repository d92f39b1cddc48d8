import type { Facts } from '../contract/decision.js';
import type { FactTypes, FactView } from '../rules/rule-set.js';

/** By the facts of a policy: an object in which all of them stand, and all are missing. */
const blanks = new WeakMap<FactTypes, FactView>();

/**
 * All facts by name, as rules see them: request fields, features, and what the policy adds; a missing one is undefined. The view is a copy
 * of a blank of these fact types that is filled in: its members need not be added one by one, and all views of a policy have one shape, which
 * V8 reads quickest. To spread request and features into a new object took ten times as long, more than all the rules.
 */
export function viewOf(types: FactTypes, facts: Facts, lists: readonly string[], score: number | undefined): FactView {
  const view: Record<string, unknown> = { ...blankOf(types) };
  const { request, features } = facts;
  for (const name in request) view[name] = request[name];
  for (const name in features) view[name] = features[name];
  view['lists'] = lists;
  if (score !== undefined) view['score'] = score;
  return view;
}

function blankOf(types: FactTypes): FactView {
  const known = blanks.get(types);
  if (known !== undefined) return known;
  const blank = Object.fromEntries([...types.keys()].map((name) => [name, undefined]));
  blanks.set(types, blank);
  return blank;
}
