import type { Fault } from '../contract/fault.js';
import type { PolicyFile } from '../contract/policy-file.js';
import { nameHint } from '../rules/nearest-name.js';
import type { FactTypes } from '../rules/rule-set.js';

/** Facts that no model reads: they come of judging. */
const NO_INPUTS = new Set(['score', 'lists']);

/** Checks the groups by which scores are explained: each feature there, in one group only; each reason in the table. Faults point into `policy.json`. */
export function checkExplanation({ explanation, reasons, model }: PolicyFile, types: FactTypes): readonly Fault[] {
  if (explanation === undefined) return [];
  if (model === undefined)
    return [{ pointer: '/explanation', message: 'There is an explanation of scores, but no model.', mend: 'Name a model, or remove it.' }];
  const groupOf = new Map<string, string>();
  const names = new Set<string>();
  return explanation.groups.flatMap(({ name, features, reason }, at): readonly Fault[] => {
    const faults: Fault[] = [];
    const pointer = `/explanation/groups/${at}`;
    if (names.has(name))
      faults.push({ pointer: `${pointer}/name`, subject: name, message: 'Two groups have this name.', mend: 'Rename one.' });
    names.add(name);
    if (name === 'other') {
      const message = 'This is the name of the group of all inputs that no group has.';
      faults.push({ pointer: `${pointer}/name`, subject: name, message, mend: 'Rename it.' });
    }
    features.forEach((feature, index) => {
      const flaw = flawOf(feature);
      if (flaw !== undefined) faults.push({ pointer: `${pointer}/features/${index}`, subject: name, ...flaw });
      groupOf.set(feature, groupOf.get(feature) ?? name);
    });
    if (!Object.hasOwn(reasons, reason)) {
      const message = `The reason ${reason} is not in the reason table.`;
      const mend = `Add it to "reasons". ${nameHint(reason, Object.keys(reasons))}`;
      faults.push({ pointer: `${pointer}/reason`, subject: name, message, mend });
    }
    return faults;
  });

  function flawOf(feature: string): Pick<Fault, 'message' | 'mend'> | undefined {
    const other = groupOf.get(feature);
    if (other !== undefined) return { message: `"${feature}" is in the group "${other}" already.`, mend: 'Remove it from one of them.' };
    if (types.has(feature) && !NO_INPUTS.has(feature)) return undefined;
    const known = [...types.keys()].filter((type) => !NO_INPUTS.has(type));
    return { message: `There is no request field or feature "${feature}".`, mend: nameHint(feature, known) };
  }
}
