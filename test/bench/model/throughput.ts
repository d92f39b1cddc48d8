import { fork } from 'node:child_process';
import { join } from 'node:path';
import { BACKEND_NAMES } from '@gavel/models';
import type { Metrics } from '../metrics.js';
import { figure, table } from '../table.js';
import type { BenchBackend, ThroughputMessage } from './throughput-process.js';

const BACKENDS: readonly BenchBackend[] = ['onnxruntime', ...BACKEND_NAMES];

/** Rows a second on every backend that works here, each in a process of its own. */
export async function throughput(): Promise<Metrics> {
  const metrics: Record<string, number> = {};
  const found: Extract<ThroughputMessage, { rowsPerSecond: unknown }>[] = [];
  for (const backend of BACKENDS) {
    const message = await measureIn(backend);
    if ('absent' in message) process.stdout.write(`${backend}: not here (${message.absent.slice(0, 200)})\n`);
    else found.push(message);
  }
  const keys = Object.keys(found[0]?.rowsPerSecond ?? {});
  const rows = keys.map((key) => [key, ...found.map(({ rowsPerSecond }) => figure(rowsPerSecond[key] ?? Number.NaN))]);
  process.stdout.write(`${table(['rows/s: network / batch', ...found.map(({ backend }) => backend)], rows)}\n\n`);
  for (const { backend, rowsPerSecond } of found)
    for (const [key, rate] of Object.entries(rowsPerSecond))
      metrics[`rows_per_s_${backend.replace('-', '_')}_${key.split(' ')[0]}_${key.split('/')[1]}`] = rate;
  return metrics;
}

function measureIn(backend: BenchBackend): Promise<ThroughputMessage> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'throughput-process.ts'), [backend], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let message: ThroughputMessage = { backend, absent: 'its process ended without an answer' };
    child.on('message', (received) => (message = received as ThroughputMessage));
    child.on('exit', () => resolve(message));
    child.on('error', (error) => resolve({ backend, absent: error.message }));
  });
}
