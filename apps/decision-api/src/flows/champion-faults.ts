import type { Fault, Policy } from '@gavel/engine';
import type { ModelHost } from '@gavel/models';
import { strangeInputs, type ModelsAtHand } from './flow-models.js';

/** What a policy lacks of the models that are there now: empty when its champion is ready and reads only what the flow has, or when it needs none. */
export function championFaults({ flow, model, factTypes }: Policy, host: ModelsAtHand & Pick<ModelHost, 'versions'>): readonly Fault[] {
  if (model === undefined) return [];
  const strange = strangeInputs({ factTypes }, host, model.version, model.name);
  if (strange.length > 0) return [strangeFault(flow.name, model, strange)];
  if (host.models.isReady(model.name, model.version)) return [];
  const versions = host.versions().filter(({ name }) => name === model.name);
  const ready = versions.filter(({ state }) => state === 'ready').map(({ version }) => version);
  const found = versions.find(({ version }) => version === model.version);
  const state =
    found === undefined ? 'is not there' : `is ${found.state}${found.reasons.length === 0 ? '' : ` (${found.reasons.join('; ')})`}`;
  const there = ready.length === 0 ? `no version of ${model.name} is ready` : `ready are: ${ready.join(', ')}`;
  return [
    {
      file: `${flow.name}/policy.json`,
      pointer: '/model/champion',
      message: `The champion ${model.name}@${model.version} ${state}; ${there}.`,
      mend: 'Name a version that is ready, or publish this one: the policy is taken by itself as soon as it is ready.',
    },
  ];
}

function strangeFault(
  flow: string,
  { name, version }: { readonly name: string; readonly version: string },
  strange: readonly string[],
): Fault {
  return {
    file: `${flow}/policy.json`,
    pointer: '/model/champion',
    message: `The champion ${name}@${version} reads what the flow does not have: ${strange.join(', ')}.`,
    mend: 'Name a version that was trained for this flow, or give the flow these facts.',
  };
}
