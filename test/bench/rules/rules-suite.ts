import { cpuMs, median } from '../cpu-time.js';
import type { Metrics, Suite } from '../metrics.js';
import { figure, table } from '../table.js';
import type { Contender, MakeContender } from './contender.js';
import { drawRules, type DrawnRule } from './draw-rules.js';
import { filesOf, gavelAudit, gavelPlain, ruleSetOf } from './gavel.js';
import { installContenders, VERSIONS } from './install-contenders.js';
import { jsonLogic } from './json-logic.js';
import { jsonRulesEngine } from './json-rules-engine.js';
import { drawPayment, withoutSome, type Payment } from './payments.js';
import { expectSameAnswers, race } from './race.js';
import { RandomNumbers } from './random-numbers.js';
import { zen } from './zen.js';

const SIZES = [10, 50, 200, 1000, 5000];
const PAYMENTS = 200;
const COMPARED = 20;
const CONTENDERS: readonly [metric: string, make: MakeContender][] = [
  ['gavel', gavelPlain],
  ['gavel_audit', gavelAudit],
  ['json_logic', jsonLogic],
  ['zen', zen],
  ['json_rules_engine', jsonRulesEngine],
];
const AFTER_SWAP = 100;
const COMPILE_ROUNDS = 5;
const TRACES = 10;

/** How fast rules are, beside the libraries that a bank might take. */
export const rulesSuite: Suite = {
  name: 'rules',
  run: async ({ seed }) => {
    await installContenders();
    process.stdout.write(
      `CPU time of a decision in µs, medians; seed ${seed}; ${Object.entries(VERSIONS)
        .map((pair) => pair.join(' '))
        .join(', ')}\n`,
    );
    const random = new RandomNumbers(seed);
    const times = new Map<string, number>();
    for (const size of SIZES) await measure(drawRules(random, size), random, times);
    printTimes(times);
    return { ...ratiosOf(times), ...Object.fromEntries([...times].map(([name, value]) => [name, rounded(value)])) };
  },
};

async function measure(rules: readonly DrawnRule[], random: RandomNumbers, times: Map<string, number>): Promise<void> {
  const size = rules.length;
  const payments = Array.from({ length: PAYMENTS }, () => asReceived(drawPayment(random)));
  const contenders: Contender[] = [];
  for (const [, make] of CONTENDERS) contenders.push(await make(rules));
  await expectSameAnswers(contenders, payments.slice(0, COMPARED));
  const each = await race(contenders, payments);
  for (const [index, [metric]] of CONTENDERS.entries()) times.set(`${metric}_${size}_us`, each.get(contenders[index]!.name)!);
  const lacking = await race(
    [contenders[0]!],
    payments.map((payment) => asReceived(withoutSome(payment, random))),
  );
  times.set(`gavel_missing_${size}_us`, lacking.get(contenders[0]!.name)!);
  measureSwap(rules, payments, times);
  if (size >= 1000) measureMemory(rules, times);
}

/** As it comes out of a parsed body. */
function asReceived(payment: Payment): Payment {
  return JSON.parse(JSON.stringify(payment)) as Payment;
}

/** Checking and compiling, then the first decisions by rules that have never run, in a process that has served before. */
function measureSwap(rules: readonly DrawnRule[], payments: readonly Payment[], times: Map<string, number>): void {
  const files = filesOf(rules);
  const compiles: number[] = [];
  const firsts: number[] = [];
  const traces: number[] = [];
  for (let round = 0; round < COMPILE_ROUNDS; round += 1) {
    const startMs = cpuMs();
    const ruleSet = ruleSetOf(files);
    const compiledMs = cpuMs();
    for (let run = 0; run < AFTER_SWAP; run += 1) ruleSet.evaluate(payments[run % payments.length]!);
    const servedMs = cpuMs();
    compiles.push(compiledMs - startMs);
    firsts.push(((servedMs - compiledMs) * 1000) / AFTER_SWAP);
    for (const payment of payments.slice(0, TRACES)) traces.push(timed(() => ruleSet.trace(payment)));
  }
  times.set(`compile_${rules.length}_ms`, median(compiles));
  times.set(`gavel_after_swap_${rules.length}_us`, median(firsts));
  times.set(`full_trace_${rules.length}_ms`, median(traces));
}

function timed(run: () => unknown): number {
  const startMs = cpuMs();
  run();
  return cpuMs() - startMs;
}

/** What one compiled policy keeps in memory, in MB: the difference that many of them make. */
function measureMemory(rules: readonly DrawnRule[], times: Map<string, number>): void {
  if (globalThis.gc === undefined) return;
  const files = filesOf(rules);
  const used = (): number => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 1e6;
  };
  const before = used();
  const kept = Array.from({ length: 3 }, () => ruleSetOf(files));
  times.set(`memory_${rules.length}_mb`, (used() - before) / kept.length);
}

function ratiosOf(times: ReadonlyMap<string, number>): Metrics {
  const at = (name: string): number => times.get(name)!;
  const times1000 = { plain: at('gavel_1000_us'), trace: at('gavel_audit_1000_us') };
  const ratios: Record<string, number> = {};
  for (const [name, own] of Object.entries(times1000)) {
    ratios[`${name}_1000_vs_json_rules_engine`] = rounded(at('json_rules_engine_1000_us') / own);
    ratios[`${name}_1000_vs_zen`] = rounded(at('zen_1000_us') / own);
    ratios[`${name}_1000_vs_json_logic`] = rounded(at('json_logic_1000_us') / own);
  }
  const others = ['json_logic', 'zen', 'json_rules_engine'].map((name) => at(`${name}_10_us`));
  ratios['plain_10_vs_fastest'] = rounded(Math.min(...others) / at('gavel_10_us'));
  ratios['plain_5000_vs_1000'] = rounded(at('gavel_5000_us') / at('gavel_1000_us'));
  process.stdout.write(
    `\n${table(
      ['ratio', 'times'],
      Object.entries(ratios).map(([name, value]) => [name, figure(value)]),
    )}\n`,
  );
  return ratios;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function printTimes(times: ReadonlyMap<string, number>): void {
  const rowOf = (label: string, before: string, after: string): string[] => [
    label,
    ...SIZES.map((size) => times.get(`${before}_${size}_${after}`)).map((value) => (value === undefined ? '' : figure(value))),
  ];
  const rows = [
    rowOf('Gavel', 'gavel', 'us'),
    rowOf('  with the audit row', 'gavel_audit', 'us'),
    rowOf('  with three facts missing', 'gavel_missing', 'us'),
    rowOf('  first hundred after a swap', 'gavel_after_swap', 'us'),
    rowOf('json-logic-engine, compiled', 'json_logic', 'us'),
    rowOf('@gorules/zen-engine', 'zen', 'us'),
    rowOf('json-rules-engine', 'json_rules_engine', 'us'),
    rowOf('check and compile, ms', 'compile', 'ms'),
    rowOf('full trace, ms', 'full_trace', 'ms'),
    rowOf('memory, MB', 'memory', 'mb'),
  ];
  process.stdout.write(`\n${table(['rules', ...SIZES.map(String)], rows)}\n`);
}
