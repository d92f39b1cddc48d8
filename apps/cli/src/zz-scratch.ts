import { coverCases, loadCases, loadPolicy, mutatePolicy, mutateRules, runCases, runMutants } from '@gavel/engine';
import { readFlowFolder } from '@gavel/files';
import { InProcessCounters } from '@gavel/store';
const files = await readFlowFolder('rules/card-fraud');
const policy = loadPolicy(files);
const cases = loadCases(files);
if (!policy.ok || !cases.ok) throw new Error(JSON.stringify([policy, cases]).slice(0, 3000));
const mk = () => new InProcessCounters();
let t = Date.now();
const res = await runCases(policy.value, cases.value, mk);
for (const r of res)
  if (!r.ok) console.log('FAILED', r.file, r.line, r.name, JSON.stringify(r.expected), JSON.stringify(r.got ?? r.faults));
console.log('cases', res.length, Date.now() - t);
t = Date.now();
const c = await coverCases(policy.value, cases.value, mk);
console.log('cover', c.reached, c.goals, c.faults.length, Date.now() - t);
t = Date.now();
for (const r of c.rules) if (!r.fired || !r.notFired) console.log(r);
for (const r of c.conditions)
  if (!r.seenTrue || !r.seenFalse) console.log(r.file, r.line, r.subject, r.text, r.seenTrue, r.seenFalse, r.unknown);
t = Date.now();
const m = await runMutants(policy.value, cases.value, { rules: mutateRules(files), policy: mutatePolicy(policy.value) }, mk);
console.log('mutants', m.total, m.killed, m.refused, ((m.killed / m.total) * 100).toFixed(1), Date.now() - t);
for (const s of m.survivors) console.log(`${s.asks ?? 'policy'} ${s.kind} ${s.file}:${s.line} [${s.rules.join(',')}] ${s.what}`);
