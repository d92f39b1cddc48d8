import type { FlowTexts } from '@gavel/engine';
import type { BacktestAsk } from './backtest-body.js';

type Candidate = NonNullable<BacktestAsk['candidate']>;

/** The files of the candidate: those of the policy it starts from, with what was sent in their place. */
export function candidateFiles(start: FlowTexts, { files = {}, bands }: Candidate): FlowTexts {
  const changed = Object.entries({ ...start, ...files }).filter((entry): entry is [string, string] => entry[1] !== null);
  const texts = Object.fromEntries(changed);
  const policy = texts['policy.json'];
  return bands === undefined || policy === undefined ? texts : { ...texts, 'policy.json': withBands(policy, bands) };
}

/** A text that is no JSON stays as it is: the check of the policy tells what is wrong with it. */
function withBands(text: string, bands: NonNullable<Candidate['bands']>): string {
  try {
    const policy: unknown = JSON.parse(text);
    return typeof policy === 'object' && policy !== null ? `${JSON.stringify({ ...policy, bands }, undefined, 2)}\n` : text;
  } catch {
    return text;
  }
}
