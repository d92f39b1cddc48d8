import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deadline } from '@gavel/engine';
import { openModels, publishArtifact, readArtifact, type Artifact, type ModelHost } from '@gavel/models';
import { median } from '../cpu-time.js';
import type { Metrics } from '../metrics.js';
import { figure, table } from '../table.js';
import { SHIPPED } from './bench-models.js';
import type { StubAddresses } from './stub-process.js';
import { loopCpuUs } from './thread-cpu.js';

const ROUNDS = 5;
const ALONE_ROWS = 400;
const MANY_ROWS = 6400;
const IN_FLIGHT = 64;

interface Measured {
  /** One row at a time. */
  readonly aloneUs: number;
  /** With 64 in flight. */
  readonly rowsPerSecond: number;
  readonly loopUs: number;
}

/** One network scored in the worker and by a server of both protocols on this machine, in turns: what a server costs beside its own work. */
export async function remoteScore(): Promise<Metrics> {
  const modelsDir = await mkdtemp(join(tmpdir(), 'gavel-bench-remote-'));
  const { child, addresses } = await startServer();
  const { host, artifact } = await openAll(modelsDir, addresses);
  try {
    const places = { local: '1', oip: 'oip', tfserving: 'tfserving' };
    const rounds: Record<string, Measured[]> = {};
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [place, version] of Object.entries(places)) (rounds[place] ??= []).push(await measure(host, artifact, version));
    return told(rounds);
  } finally {
    await host.close();
    child.disconnect();
    await rm(modelsDir, { recursive: true });
  }
}

function startServer(): Promise<{ readonly child: ChildProcess; readonly addresses: StubAddresses }> {
  const child = fork(join(import.meta.dirname, 'stub-process.ts'), [SHIPPED], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ child, addresses: message as StubAddresses }));
    child.once('exit', (code) => reject(new Error(`the server of the benchmark ended with code ${code}`)));
  });
}

async function openAll(modelsDir: string, addresses: StubAddresses): Promise<{ readonly host: ModelHost; readonly artifact: Artifact }> {
  const read = await readArtifact(SHIPPED);
  if (!read.ok) throw new Error(read.reasons.join('; '));
  const { artifact, modelJson, weights } = read.value;
  const { files: _files, ...draft } = artifact;
  for (const version of ['1', 'oip', 'tfserving']) await publishArtifact(modelsDir, { ...draft, version }, { modelJson, weights });
  const servers = (['oip', 'tfserving'] as const).map((protocol) => ({
    model: artifact.name,
    version: protocol,
    protocol,
    address: addresses[protocol],
  }));
  const host = await openModels({ modelsDir, servers, serverTimeoutMs: 10_000 });
  const faults = host.versions().flatMap(({ state, reasons }) => (state === 'ready' ? [] : reasons));
  if (faults.length > 0) throw new Error(faults.join('; '));
  return { host, artifact };
}

async function measure(host: ModelHost, { name, goldenRows }: Artifact, version: string): Promise<Measured> {
  const score = async (index: number): Promise<void> => {
    const { values } = goldenRows[index % goldenRows.length]!;
    const result = await host.models.score({ name, version, values, priority: 'live' }, new Deadline());
    if (!result.ok) throw new Error(`a row got no score: ${result.detail}`);
  };
  const alone: number[] = [];
  for (let index = 0; index < ALONE_ROWS; index += 1) {
    const startMs = performance.now();
    await score(index);
    alone.push((performance.now() - startMs) * 1000);
  }
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < MANY_ROWS) await score(next++);
  };
  const [startMs, startUs] = [performance.now(), loopCpuUs()];
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  return {
    aloneUs: median(alone),
    rowsPerSecond: (MANY_ROWS * 1000) / (performance.now() - startMs),
    loopUs: (loopCpuUs() - startUs) / MANY_ROWS,
  };
}

/** Of the quickest rounds: whoever else uses the machine only ever makes them slower. */
function told(rounds: Readonly<Record<string, readonly Measured[]>>): Metrics {
  const metrics: Record<string, number> = {};
  const lines = Object.entries(rounds).map(([place, measured]) => {
    const aloneUs = Math.min(...measured.map((each) => each.aloneUs));
    const rate = Math.max(...measured.map(({ rowsPerSecond }) => rowsPerSecond));
    const loopUs = Math.min(...measured.map((each) => each.loopUs));
    metrics[`score_alone_us_${place}`] = aloneUs;
    metrics[`score_rows_per_s_${place}`] = rate;
    metrics[`score_loop_us_per_row_${place}`] = loopUs;
    return [place, figure(aloneUs), figure(rate), figure(loopUs)];
  });
  process.stdout.write(`${table(['scored by', 'one row, µs', 'rows/s at 64', 'event loop, µs a row'], lines)}\n\n`);
  return metrics;
}
