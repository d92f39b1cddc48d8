import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Deadline, explainScore, inputGroups, policyFileSchema } from '@gavel/engine';
import { cpuMs, median } from '../cpu-time.js';
import type { Metrics } from '../metrics.js';
import { figure } from '../table.js';
import type { BenchModels } from './bench-models.js';

const POLICY = resolve(import.meta.dirname, '../../../rules/card-fraud/policy.json');
const ROUNDS = 10;

/** CPU time of one explanation over ten groups, all threads together, and how far contributions are from adding up. */
export async function explainScores({ host, artifact }: BenchModels): Promise<Metrics> {
  const { explanation, reasons } = policyFileSchema.parse(JSON.parse(readFileSync(POLICY, 'utf8')));
  const groups =
    inputGroups(
      explanation,
      artifact.inputs.map(({ fact }) => fact),
    ) ?? [];
  const times: number[] = [];
  let worst = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const startMs = cpuMs();
    for (const { values } of artifact.goldenRows) worst = Math.max(worst, await explainOne(values));
    times.push((cpuMs() - startMs) / artifact.goldenRows.length);
  }
  const explainMs = median(times);
  process.stdout.write(
    `explaining a score over ${groups.length} groups: ${figure(explainMs)} ms of CPU (quickest ${figure(Math.min(...times))}), off by ${worst.toExponential(1)} at most\n\n`,
  );
  return { explain_ms: explainMs, explain_quickest_ms: Math.min(...times), explain_off_by: worst };

  async function explainOne(values: Readonly<Record<string, unknown>>): Promise<number> {
    const deadline = new Deadline();
    const request = { name: artifact.name, version: '1', values };
    const scored = await host.models.score({ ...request, priority: 'live' }, deadline);
    const found = await host.coalitions.scoreCoalitions({ ...request, groups: groups.map(({ features }) => features) }, deadline);
    if (!scored.ok || !found.ok) throw new Error('a row could not be explained');
    const explained = explainScore({
      scoreValue: scored.score,
      background: found.background,
      coalitions: found.scores,
      groups,
      reasonTexts: reasons,
    });
    const sum = explained.groups.reduce((total, { contribution }) => total + contribution, 0);
    return Math.max(Math.abs(sum - (scored.score - explained.background.scoreValue)), Math.abs(scored.score - (found.scores.at(-1) ?? 0)));
  }
}
