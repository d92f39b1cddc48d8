import { RandomNumbers } from './rules/random-numbers.js';
import { drawPayment } from './rules/payments.js';
import { cpuMs } from './cpu-time.js';
const random = new RandomNumbers(1);
const ps = Array.from({ length: 200 }, () => JSON.parse(JSON.stringify(drawPayment(random))));
const names = Object.keys(ps[0]).slice(0, 23);
const POOL: ((v: any, n: string) => unknown)[] = [
  (v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],
  (v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],
  (v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],(v, n) => v[n],
];
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
const out: unknown[] = new Array(40).fill(undefined);
const order: string[] = [...names];
const ways: Record<string, (p: any) => void> = {
  keyed: (p) => { for (let i = 0; i < names.length; i++) out[i] = p[names[i]!]; },
  pool: (p) => { for (let i = 0; i < names.length; i++) out[i] = POOL[i]!(p, names[i]!); },
  site: (p) => { for (let i = 0; i < names.length; i++) out[i] = site(i, p, names[i]!); },
  forin: (p) => { let i = 0; for (const k in p) { const v = p[k]; if (k === order[i]) out[i] = v; i++; } },
  values: (p) => { const v = Object.values(p); for (let i = 0; i < names.length; i++) out[i] = v[i]; },
  destruct: (p) => { out[0] = p.paymentId; out[1] = p.amount; out[2] = p.country; out[3] = p.billingCountry; out[4] = p.shippingCountry; out[5] = p.ipCountry; out[6] = p.merchantCategory; out[7] = p.channel; out[8] = p.cardType; out[9] = p.addressCheck; out[10] = p.mailDomain; out[11] = p.hour; out[12] = p.isNewCard; out[13] = p.isFirstPurchase; out[14] = p.codeMatches; out[15] = p.isAuthenticated; out[16] = p.accountAgeDays; out[17] = p.items; out[18] = p.payments1m; out[19] = p.payments1h; out[20] = p.spent24h; out[21] = p.cards24h; out[22] = p.score; },
};
for (let round = 0; round < 4; round++) for (const [n, f] of Object.entries(ways)) { const t = cpuMs(); for (let k = 0; k < 300000; k++) f(ps[k % 200]); if (round > 1) console.log(n, ((cpuMs() - t) * 1e6 / 300000).toFixed(0), 'ns'); }
