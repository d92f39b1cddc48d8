import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide, exampleRequest, getJson, inParallel, postJson, type Answer, type Reply } from './support/decision-client.js';
import { runGavel } from './support/run-gavel.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';

const DECISIONS = 400;
const DAY_MS = 86_400_000;

let workplace: Workplace;
let service: Service;

/** Two days ago, so that a period can hold just these, whatever is decided meanwhile. */
const startMs = Math.floor(Date.now() / DAY_MS - 2) * DAY_MS;
const timeAt = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const period = { from: timeAt(startMs), to: timeAt(startMs + DAY_MS / 2) };

beforeAll(async () => {
  workplace = await makeWorkplace();
  service = await startService(workplace);
  const numbers = Array.from({ length: DECISIONS }, (_, at) => at);
  await inParallel(numbers, 8, async (at) => {
    const { status } = await ask(`past-${at}`, at % 40, {
      eventTime: timeAt(startMs + at * 60_000),
      amount: 1000 + ((at * 7919) % 200_000),
    });
    if (status !== 200) throw new Error(`a decision was answered with ${status}`);
  });
});

afterAll(async () => {
  await service?.stop();
  await workplace?.remove();
});

async function ask(transactionId: string, customer: number, changes: Readonly<Record<string, unknown>>): Promise<Reply<Answer>> {
  const who = { customerId: `c${customer}`, accountId: `a${customer}`, cardId: `k${customer}`, deviceId: `d${customer}` };
  return decide(service.url, await exampleRequest(service.url, { ...who, transactionId, ...changes }));
}

interface Backtest {
  readonly id: string;
  readonly state: string;
  readonly progress: { readonly done: number; readonly total?: number };
  readonly result?: {
    readonly decisions: { readonly compared: number };
    readonly sameVerdicts: { readonly judgedAgain: number; readonly same: number };
    readonly flips: readonly unknown[];
    readonly rules: readonly unknown[];
  };
}

describe('a backtest of the log', () => {
  it('by the API leaves live decisions as they are, finds every verdict again, and says what the command says', async () => {
    const policy = await readFile(join(workplace.rulesDir, 'card-fraud', 'policy.json'), 'utf8');
    const { bands }: { bands: readonly { from: number; outcome: string }[] } = JSON.parse(policy);
    const moved = bands.map((band, at) => (at === 0 ? band : { ...band, from: band.from / 2 }));
    const backtests = `${service.url}/v1/flows/card-fraud/backtests`;
    const { status, body } = await postJson<Backtest>(backtests, { candidate: { bands: moved }, ...period });
    expect(status).toBe(202);
    const read = async (): Promise<Backtest> => (await getJson<Backtest>(`${backtests}/${body.id}`)).body;
    let asked = 0;
    let last = await read();
    while (last.state === 'waiting' || last.state === 'running') {
      const live = await ask(`live-${asked}`, 100 + asked, { eventTime: timeAt(Date.now()) });
      expect(live).toMatchObject({ status: 200, body: { durable: true, replayed: false } });
      asked += 1;
      last = await read();
    }
    expect(asked).toBeGreaterThan(0);
    expect(last).toMatchObject({ state: 'done', progress: { done: DECISIONS, total: DECISIONS } });
    expect(last.result?.sameVerdicts).toEqual({ judgedAgain: DECISIONS, same: DECISIONS, differingDecisionIds: [] });

    const folder = join(workplace.dir, 'candidate');
    await cp(workplace.rulesDir, folder, { recursive: true });
    await writeFile(join(folder, 'card-fraud', 'policy.json'), JSON.stringify({ ...JSON.parse(policy), bands: moved }));
    const json = join(workplace.dir, 'report.json');
    const args = ['backtest', 'card-fraud', '--candidate', folder, '--from', period.from, '--to', period.to, '--json', json];
    const environment = {
      GAVEL_DATA_DIR: workplace.dataDir,
      GAVEL_RULES_DIR: workplace.rulesDir,
      ...(workplace.databaseUrl === undefined ? {} : { DATABASE_URL: workplace.databaseUrl }),
    };
    const command = await runGavel(args, environment);
    expect(command.output).toContain(`Judged again by their own policy: ${DECISIONS} of ${DECISIONS} the same.`);
    const report: Backtest['result'] = JSON.parse(await readFile(json, 'utf8'));
    expect(report?.flips).toEqual(last.result?.flips);
    expect(report?.rules).toEqual(last.result?.rules);

    // What was answered meanwhile is what the policy says of it, too.
    const all = DECISIONS + asked;
    const whole = await runGavel(['backtest', 'card-fraud'], environment);
    expect(whole.output).toContain(`Judged again by their own policy: ${all} of ${all} the same.`);
    expect(whole.code).toBe(0);
  }, 180_000);
});
