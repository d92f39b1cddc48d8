import { loadPolicy, type Policy } from '@gavel/engine';
import { CommandFailure } from '../command-failure.js';
import { faultBlock } from '../fault-block.js';
import { chosenFlows } from './chosen-flows.js';

/** The policy of a flow as it lies in a rules folder, which `namedBy` names; throws a failure that names every fault. */
export async function policyInFolder(rulesDir: string, flow: string, namedBy?: string): Promise<Policy> {
  const [folder] = await chosenFlows(rulesDir, [flow], namedBy);
  return policyOfFiles(folder?.files ?? {}, `The flow in ${folder?.dir ?? rulesDir}`);
}

function policyOfFiles(files: Readonly<Record<string, string>>, what: string): Policy {
  const loaded = loadPolicy(files);
  if (loaded.ok) return loaded.value;
  throw new CommandFailure(1, `${what} has faults:\n${faultBlock(loaded.faults)}`);
}

/** A policy whose score is not asked for: rules and lists decide alone, and the fallback table does not stand in for it. */
export function withoutModel(policy: Policy): Policy {
  const { model: _model, ...rulesOnly } = policy;
  return rulesOnly;
}
