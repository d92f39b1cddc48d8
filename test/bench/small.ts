import { ruleSetOf, filesOf } from './rules/gavel.js';
import { RandomNumbers } from './rules/random-numbers.js';
import { drawRules } from './rules/draw-rules.js';
import { drawPayment } from './rules/payments.js';
import { jsonLogic } from './rules/json-logic.js';
import { cpuMs } from './cpu-time.js';
const runs = await Promise.all([7, 8, 9, 10, 11, 12].map(async (seed) => {
const random = new RandomNumbers(seed);
const rules = drawRules(random, 10);
const payments = Array.from({ length: 200 }, () => JSON.parse(JSON.stringify(drawPayment(random))));
const set = ruleSetOf(filesOf(rules), { index: process.argv[2] === 'bits' });
const jl: any = await jsonLogic(rules);
return { payments, fs: [(p: any) => set.evaluate(p), jl.decide], best: [9, 9] };
}));
for (let r = 0; r < 12; r++) for (const { payments, fs, best } of runs) for (const [i, f] of fs.entries()) { const t = cpuMs(); for (let k = 0; k < 30000; k++) (f as any)(payments[k % 200]); const us = (cpuMs() - t) * 1000 / 30000; best[i] = Math.min(best[i]!, us); }
console.log(runs.map(({ best }) => best.map((x) => x.toFixed(2)).join('/') + '=' + (best[0]! / best[1]!).toFixed(1)).join('  '));
