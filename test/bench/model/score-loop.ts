import { Deadline, type ScoreRequest } from '@gavel/engine';
import type { Metrics } from '../metrics.js';
import { figure } from '../table.js';
import type { BenchModels } from './bench-models.js';
import { loopCpuUs } from './thread-cpu.js';

const IN_FLIGHT = 64;
const ROWS = 12_800;
const ROUNDS = 9;

type Score = (request: ScoreRequest, deadline: Deadline) => Promise<{ readonly ok: boolean }>;

/** What scoring adds to the event loop per row with 64 in flight: its CPU time with the model less that with an answer from nowhere. */
export async function scoreLoop({ host, artifact }: BenchModels): Promise<Metrics> {
  const nowhere: Score = () => Promise.resolve({ ok: true });
  const model: Score = (request, deadline) => host.models.score(request, deadline);
  const [without, scored]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    without.push(await perRow(nowhere, artifact));
    scored.push(await perRow(model, artifact));
  }
  // The quickest rounds: whoever else uses the machine only ever makes them slower.
  const added = Math.min(...scored) - Math.min(...without);
  process.stdout.write(`scoring adds ${figure(added)} µs of the event loop per row at ${IN_FLIGHT} in flight\n\n`);
  return { score_loop_us_per_row: added };
}

async function perRow(score: Score, { name, goldenRows }: BenchModels['artifact']): Promise<number> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < ROWS) {
      const { values } = goldenRows[next % goldenRows.length]!;
      next += 1;
      const result = await score({ name, version: '1', values, priority: 'live' }, new Deadline());
      if (!result.ok) throw new Error('a row got no score');
    }
  };
  const startUs = loopCpuUs();
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  return (loopCpuUs() - startUs) / ROWS;
}
