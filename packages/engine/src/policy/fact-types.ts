import type { FeatureDefinition } from '../contract/feature-file.js';
import type { Fault } from '../contract/fault.js';
import { featureTypes } from '../features/catalogue.js';
import type { FactType, FactTypes } from '../rules/rule-set.js';

/** Facts that judging adds to request fields and features. */
const OWN_FACTS: ReadonlyMap<string, FactType> = new Map([
  ['score', { kind: 'number' }],
  ['lists', { kind: 'array', of: { kind: 'string' } }],
]);

/**
 * Types of all facts that rules may name: request fields, features, `score`, `lists`. Features are typed as declared, even faulty ones,
 * so that the rules that use them are not blamed too.
 */
export function factTypesOf(request: FactTypes, features: readonly FeatureDefinition[]): FactTypes {
  return new Map([...request, ...featureTypes({ definitions: features }), ...OWN_FACTS]);
}

/** Names that would stand for two facts. That a feature has the name of a request field is the catalogue's own fault to tell. */
export function checkFactNames(request: FactTypes, features: readonly FeatureDefinition[]): Fault[] {
  const fields = [...OWN_FACTS.keys()].filter((name) => request.has(name));
  return [
    ...fields.map((name) => takenName('flow.json', `/request/properties/${name}`, name)),
    ...features.flatMap(({ name }, index) => (OWN_FACTS.has(name) ? [takenName('features.json', `/features/${index}/name`, name)] : [])),
  ];
}

function takenName(file: string, pointer: string, name: string): Fault {
  return {
    file,
    pointer,
    subject: name,
    message: `The name "${name}" is taken: judging adds a fact of that name.`,
    mend: 'Choose another name.',
  };
}
