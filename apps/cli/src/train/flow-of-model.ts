import { loadPolicy, type Policy } from '@gavel/engine';
import { listFlows } from '@gavel/files';
import type { CommandContext } from '../command-context.js';
import { policyInFolder } from '../flows/policy-folder.js';
import { chosenFlows } from '../flows/chosen-flows.js';

/** How the flow of a model is looked for. */
export interface FlowSearch {
  readonly model: string;
  /** The flow that was asked for by name: it must be there. */
  readonly flow?: string | undefined;
  /** The flow that the model's plan names; it need not be there, since a model can be made without it. */
  readonly planned?: string | undefined;
}

/** The policy of the flow that a model serves; undefined where no flow of the rules folder is known to use it. */
export async function flowOfModel({ model, flow, planned }: FlowSearch, { settings }: CommandContext): Promise<Policy | undefined> {
  const { rulesDir } = settings();
  if (flow !== undefined) return policyInFolder(rulesDir, flow);
  const known: readonly string[] = await listFlows(rulesDir).catch(() => []);
  if (planned !== undefined && known.includes(planned)) return policyInFolder(rulesDir, planned);
  if (known.length === 0) return undefined;
  const loaded = (await chosenFlows(rulesDir, known)).map(({ files }) => loadPolicy(files));
  return loaded.flatMap((one) => (one.ok && one.value.model?.name === model ? [one.value] : []))[0];
}
