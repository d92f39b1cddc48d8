import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Suite } from '../metrics.js';
import { drawRules } from '../rules/draw-rules.js';
import { RandomNumbers } from '../rules/random-numbers.js';
import { figure, table } from '../table.js';
import { median } from '../cpu-time.js';
import { drawRequest, paymentsFlow } from './payments-flow.js';
import type { ServerAsk, ServerReply } from './reload-server.js';
import { SteadyLoad } from './steady-load.js';
import { switchPart } from './switch-part.js';

const SIZES = [1000, 5000];
const ROUNDS = 5;
const REQUESTS_PER_S = 100;
const WARM_MS = 2000;
/** `whole`: check, compile and swap on the event loop, as it was before. */
const MODES = ['thread', 'whole'] as const;

/** What live decisions feel while a changed policy is checked, compiled, warmed and swapped, and while a model version is. */
export const reloadSuite: Suite = {
  name: 'reload',
  run: async ({ seed }) => {
    const metrics: Record<string, number> = {};
    const rows: string[][] = [];
    for (const size of SIZES) {
      for (const mode of MODES) {
        const found = await measure(size, mode, seed);
        const name = mode === 'thread' ? `${size}` : `whole_${size}`;
        for (const [key, value] of Object.entries(found)) metrics[key.replace(/_(?=ms$)/, `_${name}_`)] = Number(value.toPrecision(4));
        rows.push([`${size}, ${mode === 'thread' ? 'in a thread, then in slices' : 'in one piece'}`, ...Object.values(found).map(figure)]);
      }
    }
    const heading = ['rules', 'longest block, ms', 'without reload', 'p99, ms', 'without reload', 'reload, ms'];
    process.stdout.write(`${table(heading, rows)}\n`);
    return { ...metrics, ...(await switchPart()) };
  },
};

/** Medians of several reloads under load, each beside as long a time without one. */
async function measure(size: number, mode: string, seed: number): Promise<Record<string, number>> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-bench-'));
  const random = new RandomNumbers(seed);
  const rules = drawRules(random, size);
  const folder = join(dir, 'rules', 'payments');
  const write = async (round: number): Promise<void> => {
    const named = rules.map((rule, index) => (index === 0 ? { ...rule, name: `round-${round}` } : rule));
    for (const [path, text] of Object.entries(paymentsFlow(named, new RandomNumbers(seed)))) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  await write(0);
  const server = fork(join(import.meta.dirname, 'reload-server.ts'), [join(dir, 'rules'), dir, mode], { execArgv: ['--import', 'tsx'] });
  try {
    const [{ url }] = (await once(server, 'message')) as [{ url: string }];
    const draw = (): object => ({ ...drawRequest(random), paymentId: `p-${random.below(1e9)}` });
    const load = new SteadyLoad({ url: `${url}/v1/flows/payments/decisions`, perS: REQUESTS_PER_S, draw });
    await load.during(() => pause(WARM_MS));
    const rounds: Record<string, number>[] = [];
    let last = '';
    for (let round = 1; round <= ROUNDS; round += 1) {
      await write(round);
      const during = await load.during(() => ask(server, { type: 'reload' }));
      const quiet = await load.during(() => ask(server, { type: 'rest', ms: Math.max(1000, during.result.tookMs) }));
      if (during.result.policy === last) throw new Error('the changed policy was not taken');
      last = during.result.policy;
      rounds.push({
        block_ms: during.result.blockMs,
        block_quiet_ms: quiet.result.blockMs,
        p99_ms: during.p99Ms,
        p99_quiet_ms: quiet.p99Ms,
        reload_ms: during.result.tookMs,
      });
    }
    return Object.fromEntries(Object.keys(rounds[0]!).map((key) => [key, median(rounds.map((round) => round[key]!))]));
  } finally {
    server.disconnect();
    await rm(dir, { recursive: true, force: true });
  }
}

async function ask(server: ChildProcess, message: ServerAsk): Promise<ServerReply> {
  server.send(message);
  const [reply] = (await once(server, 'message')) as [ServerReply];
  return reply;
}
