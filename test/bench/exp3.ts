import { RandomNumbers } from './rules/random-numbers.js';
import { drawRules } from './rules/draw-rules.js';
import { drawPayment } from './rules/payments.js';
import { jsonLogic } from './rules/json-logic.js';
import { cpuMs } from './cpu-time.js';
type T = boolean | undefined; type C = (v: any) => T;
const POOL: ((v: any, n: string) => unknown)[] = [
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
  (v, n) => v[n],
];
const known = new Map<string, (v: any, n: string) => unknown>();
const readerOf = (n: string) => { let r = known.get(n); if (!r) known.set(n, (r = POOL[known.size % 64]!)); return r; };
function site(i: number, v: any, n: string): unknown {
  switch (i) {
    case 0: return v[n];
    case 1: return v[n];
    case 2: return v[n];
    case 3: return v[n];
    case 4: return v[n];
    case 5: return v[n];
    case 6: return v[n];
    case 7: return v[n];
    case 8: return v[n];
    case 9: return v[n];
    case 10: return v[n];
    case 11: return v[n];
    case 12: return v[n];
    case 13: return v[n];
    case 14: return v[n];
    case 15: return v[n];
    case 16: return v[n];
    case 17: return v[n];
    case 18: return v[n];
    case 19: return v[n];
    case 20: return v[n];
    case 21: return v[n];
    case 22: return v[n];
    case 23: return v[n];
    case 24: return v[n];
    case 25: return v[n];
    case 26: return v[n];
    case 27: return v[n];
    case 28: return v[n];
    case 29: return v[n];
    case 30: return v[n];
    case 31: return v[n];
    case 32: return v[n];
    case 33: return v[n];
    case 34: return v[n];
    case 35: return v[n];
    case 36: return v[n];
    case 37: return v[n];
    case 38: return v[n];
    case 39: return v[n];
    case 40: return v[n];
    case 41: return v[n];
    case 42: return v[n];
    case 43: return v[n];
    case 44: return v[n];
    case 45: return v[n];
    case 46: return v[n];
    case 47: return v[n];
    case 48: return v[n];
    case 49: return v[n];
    case 50: return v[n];
    case 51: return v[n];
    case 52: return v[n];
    case 53: return v[n];
    case 54: return v[n];
    case 55: return v[n];
    case 56: return v[n];
    case 57: return v[n];
    case 58: return v[n];
    case 59: return v[n];
    case 60: return v[n];
    case 61: return v[n];
    case 62: return v[n];
    case 63: return v[n];
    default: return v[n];
  }
}
const sites = new Map<string, number>(); const siteOf = (n: string) => { let r = sites.get(n); if (r === undefined) sites.set(n, (r = sites.size)); return r; };
const reorder = process.argv[2] === 'reorder';
function sel(c: any): number { if (c.all) return c.all.map(sel).reduce((a: number, b: number) => a * b, 1); if (c.any) return 1 - c.any.map(sel).reduce((a: number, b: number) => a * (1 - b), 1); if (c.not) return 1 - sel(c.not);
  switch (c.operator) { case 'equal': return typeof c.value === 'boolean' ? 0.5 : 0.1; case 'notEqual': return 0.9; case 'in': return Math.min(0.5, c.value.length * 0.08); case 'notIn': return Math.max(0.5, 1 - c.value.length * 0.08); case 'contains': return 0.1; default: return 0.5; } }
function comp(c: any): C {
  if (c.all || c.any) { const raw = (c.all ?? c.any).slice(); if (reorder) raw.sort((a: any, b: any) => c.all ? sel(a) - sel(b) : sel(b) - sel(a)); const p = raw.map(comp); const dec = !c.all;
    if (p.length === 2) { const [a, b] = p; return dec ? (v) => { const x = a(v); if (x === true) return true; const y = b(v); return y === true ? true : x === undefined ? undefined : y; } : (v) => { const x = a(v); if (x === false) return false; const y = b(v); return y === false ? false : x === undefined ? undefined : y; }; }
    if (p.length === 3) { const [a, b, d] = p; return (v) => { const x = a(v); if (x === dec) return dec; const y = b(v); if (y === dec) return dec; const z = d(v); if (z === dec) return dec; return x === undefined || y === undefined ? undefined : z; }; }
    throw 1; }
  if (c.not) { const a = comp(c.not); return (v) => { const x = a(v); return x === undefined ? undefined : !x; }; }
  const f = c.fact; const val = c.value; const st = siteOf(f); const q0 = c.path?.slice(2); const sq = q0 ? siteOf(q0) : 0;
  if (c.path) { const q = c.path.slice(2); const read = (v: any) => { const o: any = site(st, v, f); return typeof o === 'object' && o !== null ? site(sq, o, q) : undefined; };
    switch (c.operator) { case 'greaterThan': return (v) => { const a = read(v); return typeof a === 'number' ? a > val : undefined; };
     case 'equal': case 'notEqual': { const n = c.operator === 'notEqual'; return (v) => { const a = read(v); return typeof a === 'string' ? (a === val) !== n : undefined; }; }
     case 'in': return (v) => { const a = read(v); return typeof a === 'string' ? val.includes(a) : undefined; }; } throw c; }
  switch (c.operator) {
    case 'greaterThan': return (v) => { const a: any = site(st, v, f); return typeof a === 'number' ? a > val : undefined; };
    case 'lessThanInclusive': return (v) => { const a: any = site(st, v, f); return typeof a === 'number' ? a <= val : undefined; };
    case 'equal': case 'notEqual': { const n = c.operator === 'notEqual'; return typeof val === 'string' ? (v) => { const a: any = site(st, v, f); return typeof a === 'string' ? (a === val) !== n : undefined; } : (v) => { const a: any = site(st, v, f); return typeof a === 'boolean' ? (a === val) !== n : undefined; }; }
    case 'in': case 'notIn': { const n = c.operator === 'notIn'; if (val.length > 7) { const s = new Set(val); return (v) => { const a: any = site(st, v, f); return typeof a === 'string' ? s.has(a) !== n : undefined; } } return (v) => { const a: any = site(st, v, f); return typeof a === 'string' ? val.includes(a) !== n : undefined; }; }
    case 'contains': return (v) => { const a: any = site(st, v, f); return Array.isArray(a) ? a.includes(val) : undefined; };
  } throw c;
}
for (const seed of [7, 8, 9]) {
const random = new RandomNumbers(seed);
const rules = drawRules(random, 10);
const payments = Array.from({ length: 200 }, () => JSON.parse(JSON.stringify(drawPayment(random))));
const fs = rules.map((r) => ({ h: comp(r.conditions), r }));
const jl: any = await jsonLogic(rules);
const ours = (p: any) => { const hits = []; const unknown = []; for (let i = 0; i < fs.length; i++) { const { h, r } = fs[i]!; const x = h(p); if (x === true) hits.push(r); else if (x === undefined) unknown.push(r); } return { hits, unknown }; };
for (const [name, f] of [['ours', ours], ['jl', jl.decide]] as const) {
for (let r = 0; r < 5; r++) { const t = cpuMs(); for (let k = 0; k < 200000; k++) (f as any)(payments[k % 200]); const us = (cpuMs() - t) * 1000 / 200000; if (r >= 3) console.log(name, us.toFixed(3)); }
}}
