import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../support/start-service.js';
import { median } from '../cpu-time.js';
import type { Metrics } from '../metrics.js';
import { figure, table } from '../table.js';
import { SteadyLoad, type Felt } from './steady-load.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const REQUESTS_PER_S = 300;
const ROUNDS = 5;
const WARM_MS = 10_000;
/** After the flag was moved, and as long as a round without a switch is at least. */
const REST_MS = 5000;

/**
 * The built service with card-fraud, at 300 decisions a second: a version dropped into the models folder is loaded, warmed and takes all
 * traffic by flag, each time beside as long a time without. Metrics: medians of the rounds, and all refused or unscored answers.
 */
export async function switchPart(): Promise<Metrics> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-switch-bench-'));
  for (const folder of ['models', 'flags']) await cp(join(ROOT, folder), join(dir, folder), { recursive: true });
  const port = await freePort();
  const service = start(dir, port);
  try {
    const url = `http://127.0.0.1:${port}`;
    const seen = { versions: new Map<string, number>(), degraded: 0 };
    const load = await loadOf(url, seen);
    await load.during(() => pause(WARM_MS));
    const rounds: { readonly during: Felt<number>; readonly quiet: Felt<void> }[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const version = String(2 + round);
      const during = await load.during(() => switchTo(version, dir, url, seen.versions));
      const quiet = await load.during(() => pause(during.result));
      rounds.push({ during, quiet });
    }
    return told(rounds, seen.degraded);
  } finally {
    service.kill('SIGTERM');
    await new Promise((done) => service.once('exit', done));
    await rm(dir, { recursive: true, force: true });
  }
}

function told(rounds: readonly { readonly during: Felt<number>; readonly quiet: Felt<void> }[], degraded: number): Metrics {
  const of = (pick: (felt: Felt<unknown>) => number, side: 'during' | 'quiet'): number => median(rounds.map((round) => pick(round[side])));
  const row = (side: 'during' | 'quiet'): string[] => [
    side === 'during' ? 'a version loaded, warmed, switched to' : 'without',
    figure(of(({ p50Ms }) => p50Ms, side)),
    figure(of(({ p99Ms }) => p99Ms, side)),
    String(rounds.reduce((sum, round) => sum + round[side].answers, 0)),
    String(rounds.reduce((sum, round) => sum + round[side].refused, 0)),
  ];
  const heading = [`${REQUESTS_PER_S} decisions/s`, 'p50, ms', 'p99, ms', 'answers', 'refused'];
  process.stdout.write(`${table(heading, [row('during'), row('quiet')])}\n${degraded} answers without a score in time\n`);
  const refused = rounds.reduce((sum, { during, quiet }) => sum + during.refused + quiet.refused, 0);
  const [p99, p99Quiet] = [of(({ p99Ms }) => p99Ms, 'during'), of(({ p99Ms }) => p99Ms, 'quiet')];
  return {
    switch_refused: refused,
    switch_degraded: degraded,
    switch_p99_ms: p99,
    switch_p99_quiet_ms: p99Quiet,
    switch_p99_ratio: p99 / p99Quiet,
  };
}

function start(dir: string, port: number): ChildProcess {
  const paths = {
    PORT: String(port),
    LOG_LEVEL: 'warn',
    GAVEL_DATA_DIR: join(dir, 'data'),
    GAVEL_RULES_DIR: join(ROOT, 'rules'),
    GAVEL_MODELS_DIR: join(dir, 'models'),
    GAVEL_FLAGS_FILE: join(dir, 'flags', 'flags.json'),
  };
  return spawn(process.execPath, [join(ROOT, 'apps/decision-api/dist/main.js')], { env: { ...process.env, ...paths }, stdio: 'ignore' });
}

/** Payments of many customers, each new; the versions that scored them are counted. */
async function loadOf(url: string, seen: { readonly versions: Map<string, number>; degraded: number }): Promise<SteadyLoad> {
  while (
    !(await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await pause(200);
  const { example } = (await (await fetch(`${url}/v1/flows/card-fraud`)).json()) as { example: Record<string, unknown> };
  let asked = 0;
  const draw = (): object => {
    asked += 1;
    const who = asked % 5000;
    const ids = { transactionId: `switch-${asked}`, customerId: `c${who}`, accountId: `a${who}`, cardId: `k${who}`, deviceId: `d${who}` };
    return { ...example, ...ids, eventTime: new Date().toISOString() };
  };
  const onAnswer = (body: string): void => {
    const { model, degraded } = JSON.parse(body) as { model: { version: string } | null; degraded: readonly string[] };
    const version = model?.version ?? 'none';
    seen.versions.set(version, (seen.versions.get(version) ?? 0) + 1);
    if (degraded.length > 0) seen.degraded += 1;
  };
  return new SteadyLoad({ url: `${url}/v1/flows/card-fraud/decisions`, perS: REQUESTS_PER_S, draw, onAnswer });
}

/** Drops a copy of version 2 in under another number, waits until it is ready, and gives it all traffic. How long that took, ms. */
async function switchTo(version: string, dir: string, url: string, versions: ReadonlyMap<string, number>): Promise<number> {
  const startMs = performance.now();
  const folder = join(dir, 'models', 'card-fraud');
  const unfinished = join(folder, `.unfinished-${version}`);
  await cp(join(folder, '2'), unfinished, { recursive: true });
  const artifact = join(unfinished, 'artifact.json');
  await writeFile(artifact, (await readFile(artifact, 'utf8')).replace('"version": "2"', `"version": "${version}"`));
  await rename(unfinished, join(folder, version));
  const isReady = async (): Promise<boolean> => {
    const { models } = (await (await fetch(`${url}/v1/models`)).json()) as { models: { version: string; state: string }[] };
    return models.some((line) => line.version === version && line.state === 'ready');
  };
  while (!(await isReady())) await pause(100);
  const flags = join(dir, 'flags', 'flags.json');
  const moved = JSON.parse(await readFile(flags, 'utf8'), (key, value: unknown) =>
    key === 'rollout' ? '100' : key === 'value' && typeof value === 'string' && /^\d+$/.test(value) ? version : value,
  ) as unknown;
  await writeFile(`${flags}.next`, JSON.stringify(moved));
  await rename(`${flags}.next`, flags);
  await pause(REST_MS);
  if ((versions.get(version) ?? 0) === 0) throw new Error(`version ${version} decided nothing`);
  return performance.now() - startMs;
}
