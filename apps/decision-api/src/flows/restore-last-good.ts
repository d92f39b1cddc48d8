import { loadPolicy, type DecisionLog, type Fault, type Policy } from '@gavel/engine';
import { FlowsRefused } from './policy-holder.js';

/** A policy that served before, and what is wrong with the files that lie in its folder now. */
export interface RestoredFlow {
  readonly policy: Policy;
  readonly faults: readonly Fault[];
}

/** Faults by flow: of flows whose folder cannot be started on. */
export type RefusedFlows = ReadonlyMap<string, readonly Fault[]>;

/**
 * The policies that served last, from the database, for flows whose folder has faults: one broken file of one flow does not keep the others
 * from deciding. Rejects with FlowsRefused, all faults of all flows listed, when one of them has no policy that served.
 */
export async function restoreLastGood(refused: RefusedFlows, log: Pick<DecisionLog, 'lastPolicy'>): Promise<readonly RestoredFlow[]> {
  const found = await Promise.all([...refused].map(async ([flow, faults]) => ({ faults, last: await lastOf(flow, log) })));
  if (found.some(({ last }) => !isPolicy(last)))
    throw new FlowsRefused(found.flatMap(({ faults, last }) => (last === undefined || isPolicy(last) ? faults : [...faults, last])));
  return found.flatMap(({ faults, last }) => (isPolicy(last) ? [{ policy: last, faults }] : []));
}

/** What else is wrong must not hide what is wrong with the rules. */
export function besidesFaults(refused: RefusedFlows, error: unknown): unknown {
  if (refused.size === 0 || error instanceof FlowsRefused) return error;
  const message = error instanceof Error ? error.message : String(error);
  const rules = new FlowsRefused([...refused.values()].flat()).message;
  return new Error(`${rules}\nand which policies served last cannot be looked up: ${message}`, { cause: error });
}

/** The policy that served last, why it cannot serve again, or nothing. */
async function lastOf(flow: string, log: Pick<DecisionLog, 'lastPolicy'>): Promise<Policy | Fault | undefined> {
  const last = await log.lastPolicy(flow);
  if (last === undefined) return undefined;
  const loaded = loadPolicy(last.files);
  if (loaded.ok && loaded.value.hash === last.hash) return loaded.value;
  const why = loaded.ok ? 'its files have another hash' : (loaded.faults[0]?.message ?? 'its files have faults');
  const message = `The policy ${last.hash} that served last cannot be used by this version of Gavel: ${why}`;
  return { file: flow, pointer: '', message, mend: 'Mend the files in the folder.' };
}

function isPolicy(last: Policy | Fault | undefined): last is Policy {
  return last !== undefined && 'hash' in last;
}
