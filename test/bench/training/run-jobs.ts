import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { FitJob } from './fit-job.js';
import type { Measured } from './measure-fit.js';

const PROCESS = resolve(import.meta.dirname, 'fit-process.ts');
const run = promisify(execFile);

/** Runs jobs in processes of their own, as many at a time as there are cores; what they measured, in the order asked for. */
export async function runJobs(jobs: readonly FitJob[]): Promise<readonly Measured[]> {
  const results: Measured[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < jobs.length) {
      const place = next;
      next += 1;
      const { stdout } = await run(process.execPath, ['--import', 'tsx', PROCESS, JSON.stringify(jobs[place])]);
      results[place] = JSON.parse(stdout) as Measured;
      const { auc, ap, cp100, ece, cpuS } = results[place];
      process.stdout.write(
        `  ${Object.values(jobs[place]!).join(' ')}: AUC ${auc.toFixed(4)}, AP ${ap.toFixed(4)}, CP@100 ${cp100.toFixed(4)}, ECE ${ece.toFixed(4)} (${cpuS.toFixed(0)} s of CPU)\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, lane));
  return results;
}
