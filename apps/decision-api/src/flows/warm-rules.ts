import { gatherCase, judge, loadCases, type Case, type Facts, type FlowTexts, type Policy } from '@gavel/engine';
import { InProcessCounters } from '@gavel/store';
import { setTimeout as pause } from 'node:timers/promises';

/** Judgements before a policy serves: by then code that is new with it has met its facts, and the first decisions are as fast as later ones. */
const JUDGEMENTS = 400;
const SAMPLES = 50;
const SLICE_MS = 1;
const REST_MS = 2;

/** The request that a flow gives as its example, without history. */
const EXAMPLE: Case = { file: 'flow.json', source: { name: 'example', expect: { outcome: 'pass', reasons: [] } } };

/**
 * Judges the facts of the flow's own cases (files as `loadPolicy` takes them) and of its example again and again, in slices between which
 * decisions have their turn. Resolves with the number of judgements; nothing that goes wrong here says anything against the policy.
 */
export async function warmRules(policy: Policy, files: FlowTexts): Promise<number> {
  const cases = loadCases(files);
  const samples: Facts[] = [];
  for (const one of [EXAMPLE, ...(cases.ok ? spread(cases.value, SAMPLES) : [])]) {
    const facts = await gatherCase(policy, one, new InProcessCounters());
    if (facts.ok) samples.push(facts.value);
    await pause(0);
  }
  return judgeAgainAndAgain(policy, samples);
}

async function judgeAgainAndAgain(policy: Policy, samples: readonly Facts[]): Promise<number> {
  let untilMs = performance.now() + SLICE_MS;
  let count = 0;
  while (count < JUDGEMENTS) {
    for (const facts of samples) {
      judge(policy, facts);
      count += 1;
      if (performance.now() < untilMs) continue;
      await pause(REST_MS);
      untilMs = performance.now() + SLICE_MS;
    }
    if (samples.length === 0) break;
  }
  return count;
}

/** At most `count` of them, from all over the list. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}
