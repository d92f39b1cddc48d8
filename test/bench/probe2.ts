import { RandomNumbers } from './rules/random-numbers.js';
import { drawRules } from './rules/draw-rules.js';
import { drawPayment } from './rules/payments.js';
import { gavelPlain, gavelAudit } from './rules/gavel.js';
import { zen } from './rules/zen.js';
import { jsonLogic } from './rules/json-logic.js';
import { jsonRulesEngine } from './rules/json-rules-engine.js';
import { installContenders } from './rules/install-contenders.js';
import { cpuMs, median } from './cpu-time.js';
await installContenders();
const random = new RandomNumbers(7);
for (const n of [10, 1000]) {
const rules = drawRules(random, n);
const payments = Array.from({ length: 200 }, () => JSON.parse(JSON.stringify(drawPayment(random))));
const cs = await Promise.all([gavelPlain, gavelAudit, jsonLogic, zen, jsonRulesEngine].map((m) => m(rules)));
const reps = n === 10 ? [100000, 20000, 100000, 500, 300] : [10000, 10000, 100, 20, 3];
const times = cs.map((): number[] => []);
for (let round = 0; round < 6; round++) for (const [i, c] of cs.entries()) {
  const t = cpuMs();
  const isAsync = i >= 3;
  if (isAsync) for (let k = 0; k < reps[i]!; k++) await c.decide(payments[k % 200]); else for (let k = 0; k < reps[i]!; k++) c.decide(payments[k % 200]);
  if (round) times[i]!.push((cpuMs() - t) * 1000 / reps[i]!);
}
for (const p of payments.slice(0, 20)) { const want = JSON.stringify([...cs[0]!.fired(cs[0]!.decide(p))].sort()); for (const c of cs.slice(1)) { const got = JSON.stringify([...c.fired(await c.decide(p))].sort()); if (got !== want) throw new Error(c.name + got + want); } }
const base = median(times[0]!), aud = median(times[1]!);
console.log(n); cs.forEach((c, i) => console.log(c.name.padEnd(24), median(times[i]!).toFixed(2).padStart(10), 'us', (median(times[i]!) / base).toFixed(1), (median(times[i]!) / aud).toFixed(1)));
}
