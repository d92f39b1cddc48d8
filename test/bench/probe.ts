import { compileRules } from '@gavel/engine';
import { RandomNumbers } from '/tmp/wt-rules/test/bench/rules/random-numbers.js';
import { drawRules } from '/tmp/wt-rules/test/bench/rules/draw-rules.js';
import { drawPayment, PAYMENT_TYPES } from '/tmp/wt-rules/test/bench/rules/payments.js';
const cpu = () => {
  const c = process.cpuUsage();
  return (c.user + c.system) / 1000;
};
for (const n of [10, 50, 200, 1000, 5000]) {
  const random = new RandomNumbers(7);
  const rules = drawRules(random, n);
  const text = JSON.stringify({ rules });
  const files = [{ file: 'a.rules.json', text }];
  if (text.length > 1024 * 1024) {
    const k = Math.ceil(text.length / 900000);
    files.length = 0;
    for (let i = 0; i < k; i++)
      files.push({
        file: `a${i}.rules.json`,
        text: JSON.stringify({ rules: rules.slice(Math.floor((i * n) / k), Math.floor(((i + 1) * n) / k)) }),
      });
  }
  const world = { types: PAYMENT_TYPES, reasons: { R1: 'x' } };
  const times = [];
  let set: any;
  for (let i = 0; i < 5; i++) {
    const t = cpu();
    const c = compileRules(files, world, JSON.parse(process.env['OPTS'] ?? '{}'));
    if (!c.ok) throw new Error(JSON.stringify(c.faults.slice(0, 3)));
    set = c.value;
    times.push(cpu() - t);
  }
  const facts = Array.from({ length: 200 }, () => JSON.parse(JSON.stringify(drawPayment(random))));
  let t = cpu();
  let hits = 0;
  for (let i = 0; i < 100; i++) hits += set.evaluate(facts[i]).hits.length;
  const cold = (cpu() - t) * 10;
  const per: number[] = [];
  for (let r = 0; r < 7; r++) {
    const k = Math.max(400, Math.round(200000 / n));
    t = cpu();
    for (let i = 0; i < k; i++) hits += set.evaluate(facts[i % 200]).hits.length;
    per.push(((cpu() - t) * 1000) / k);
  }
  console.log(
    n,
    'compile ms',
    times.map((x) => x.toFixed(0)).join(' '),
    '| cold100 us',
    cold.toFixed(1),
    '| warm us',
    per.sort((a, b) => a - b)[3]!.toFixed(2),
    per[0]!.toFixed(2),
    'fire',
    (facts.reduce((s, f) => s + set.evaluate(f).hits.length, 0) / 200 / n).toFixed(3),
  );
}
