import { Deadline } from '@gavel/engine';
import { setTimeout as wait } from 'node:timers/promises';
import type { Metrics } from '../metrics.js';
import { figure } from '../table.js';
import type { BenchModels } from './bench-models.js';

const RELOADS = 20;
const SETTLE_MS = 300;
const MIB = 1024 * 1024;

/** Resident memory, and tensors in the worker, after twenty versions have come and gone, beside those after the first two. */
export async function reloadMemory(models: BenchModels): Promise<Metrics> {
  await reload(models, 'first');
  await reload(models, 'second');
  const before = await memory(models);
  for (let index = 0; index < RELOADS; index += 1) await reload(models, `again-${index}`);
  const after = await memory(models);
  const growth = after.rss / before.rss - 1;
  const tensors = after.tensors - before.tensors;
  process.stdout.write(
    `after ${RELOADS} reloads: ${figure(after.rss / MIB)} MiB resident instead of ${figure(before.rss / MIB)} (${(growth * 100).toFixed(1)} %), ${tensors} tensors more\n\n`,
  );
  return { reload_memory_growth: growth, reload_tensors_left: tensors };
}

async function reload({ host, artifact, publish, withdraw }: BenchModels, version: string): Promise<void> {
  await publish(version);
  await until(host, () => host.models.isReady(artifact.name, version));
  await withdraw(version);
  await until(host, () => host.versions().every((held) => held.version !== version));
}

/** Garbage is collected first: what was let go of may still lie about. */
async function memory({ host, artifact }: BenchModels): Promise<{ rss: number; tensors: number }> {
  for (let index = 0; index < 3; index += 1) {
    await wait(SETTLE_MS);
    globalThis.gc?.();
  }
  const { values } = artifact.goldenRows[0]!;
  await host.models.score({ name: artifact.name, version: '1', values, priority: 'live' }, new Deadline());
  return { rss: process.memoryUsage().rss, tensors: host.stats().tensors };
}

function until(host: BenchModels['host'], holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = host.onChange(look);
    look();
  });
}
