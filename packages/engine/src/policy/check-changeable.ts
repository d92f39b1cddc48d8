import type { Fault } from '../contract/fault.js';
import { isDerivedFeature, type FeatureDefinition } from '../contract/feature-file.js';
import type { FlowFile } from '../contract/flow-file.js';
import { followersOf } from '../features/followers-of.js';
import { nameHint } from '../rules/nearest-name.js';
import type { FactTypes } from '../rules/rule-set.js';

/** Checks the facts that a flow declares changeable: each must be there, once, and changing it must not need another history. */
export function checkChangeable(flow: FlowFile, features: readonly FeatureDefinition[], types: FactTypes): readonly Fault[] {
  const names = flow.changeable ?? [];
  return names.flatMap((name, index): Fault[] => {
    const flaw = names.indexOf(name) < index ? { message: 'It stands in this list already.', mend: 'Remove it.' } : flawOf(name);
    return flaw === undefined ? [] : [{ pointer: `/changeable/${index}`, subject: name, ...flaw }];
  });

  function flawOf(name: string): Pick<Fault, 'message' | 'mend'> | undefined {
    if (name === 'score')
      return { message: 'The score is no fact that a customer could change.', mend: 'Remove it; gavel why takes it with --change.' };
    if (name === 'lists' || !types.has(name))
      return { message: `There is no request field or feature "${name}".`, mend: nameHint(name, changeableNames(features, types)) };
    const feature = features.find((definition) => definition.name === name);
    if (feature !== undefined && isDerivedFeature(feature))
      return { message: `The feature "${name}" follows from other facts.`, mend: 'Name the request fields it is derived from.' };
    const [unknowable] = followersOf(name, features, flow.fields.eventTime).unknowable;
    if (unknowable === undefined) return undefined;
    return {
      message: `The feature "${unknowable}" looks history up by "${name}", so a record cannot say what would follow.`,
      mend: 'Remove it.',
    };
  }
}

function changeableNames(features: readonly FeatureDefinition[], types: FactTypes): readonly string[] {
  const derived = new Set(features.flatMap((definition) => (isDerivedFeature(definition) ? [definition.name] : [])));
  return [...types.keys()].filter((name) => name !== 'score' && name !== 'lists' && !derived.has(name));
}
