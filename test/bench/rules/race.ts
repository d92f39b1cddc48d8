import { cpuMs, median } from '../cpu-time.js';
import type { Contender } from './contender.js';
import type { Payment } from './payments.js';

const ROUNDS = 7;
/** How long one contender runs in a round; slow ones run once. */
const ROUND_MS = 60;
/** How long each is warmed up: long enough for the compiler, and for many decisions of the slow ones. */
const WARM_UP_MS = 1500;
const MAX_RUNS = 20_000;

/** CPU time of a decision in µs, the middle of several rounds in which all contenders take turns: a busy machine slows all of them alike. */
export async function race(contenders: readonly Contender[], payments: readonly Payment[]): Promise<ReadonlyMap<string, number>> {
  const runs: number[] = [];
  for (const contender of contenders) runs.push(await warmUp(contender, payments));
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, contender] of contenders.entries()) times[index]!.push(await microsecondsOf(contender, payments, runs[index]!));
  }
  return new Map(contenders.map(({ name }, index) => [name, median(times[index]!)]));
}

/** Runs until the code is hot; answers how many decisions make a round. */
async function warmUp(contender: Contender, payments: readonly Payment[]): Promise<number> {
  let runs = 1;
  for (let spentMs = 0; spentMs < WARM_UP_MS;) {
    const each = await microsecondsOf(contender, payments, runs);
    spentMs += (each * runs) / 1000;
    runs = Math.max(1, Math.min(MAX_RUNS, Math.round((ROUND_MS * 1000) / Math.max(each, 0.1))));
  }
  return runs;
}

async function microsecondsOf({ decide, isAsync }: Contender, payments: readonly Payment[], runs: number): Promise<number> {
  const startMs = cpuMs();
  if (isAsync) for (let run = 0; run < runs; run += 1) await decide(payments[run % payments.length]!);
  else for (let run = 0; run < runs; run += 1) decide(payments[run % payments.length]!);
  return ((cpuMs() - startMs) * 1000) / runs;
}

/** Throws unless all contenders fire the same rules on these payments. */
export async function expectSameAnswers(contenders: readonly Contender[], payments: readonly Payment[]): Promise<void> {
  for (const payment of payments) {
    const answers = await Promise.all(
      contenders.map(async ({ decide, fired }) =>
        fired(await decide(payment))
          .toSorted()
          .join(' '),
      ),
    );
    const odd = answers.findIndex((answer) => answer !== answers[0]);
    if (odd >= 0) throw new Error(`${contenders[odd]!.name} fires other rules than ${contenders[0]!.name}.`);
  }
}
