import type { FactType, FactTypes } from '@gavel/engine';
import type { RandomNumbers } from './random-numbers.js';

const codes = (prefix: string, count: number, step: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${1000 + index * step}`);

/** The values that facts take and rules ask for. */
export const VALUES = {
  country: [
    'AT',
    'AU',
    'BE',
    'BG',
    'BR',
    'CA',
    'CH',
    'CN',
    'CZ',
    'DE',
    'DK',
    'ES',
    'FI',
    'FR',
    'GB',
    'GR',
    'IE',
    'IN',
    'IT',
    'JP',
    'MX',
    'NG',
    'NL',
    'PL',
    'PT',
    'RO',
    'SE',
    'TR',
    'UA',
    'US',
  ],
  merchantCategory: codes('', 80, 97),
  channel: ['terminal', 'ecommerce', 'moto', 'atm', 'wallet', 'transfer'],
  cardType: ['debit', 'credit', 'prepaid'],
  addressCheck: ['full', 'street', 'postcode', 'none', 'unavailable'],
  mailDomain: codes('mail', 10, 1),
  marks: ['new-device', 'tor', 'vpn', 'reshipper', 'gift-card', 'burst', 'vip', 'trusted', 'odd-bin', 'odd-place', 'bot', 'emulator'],
  system: ['ios', 'android', 'windows', 'macos', 'linux'],
  segment: ['new', 'retail', 'premium', 'staff', 'student'],
} as const;

const NUMBER: FactType = { kind: 'number' };
const STRING: FactType = { kind: 'string' };
const BOOLEAN: FactType = { kind: 'boolean' };

/** Types of the facts of a benchmark payment: 32 values, seven of them inside objects. */
export const PAYMENT_TYPES: FactTypes = new Map<string, FactType>([
  ...['amount', 'hour', 'accountAgeDays', 'items', 'payments1m', 'payments1h', 'spent24h', 'cards24h', 'score'].map(
    (name): [string, FactType] => [name, NUMBER],
  ),
  ...[
    'paymentId',
    'country',
    'billingCountry',
    'shippingCountry',
    'ipCountry',
    'merchantCategory',
    'channel',
    'cardType',
    'addressCheck',
    'mailDomain',
  ].map((name): [string, FactType] => [name, STRING]),
  ...['isNewCard', 'isFirstPurchase', 'codeMatches', 'isAuthenticated'].map((name): [string, FactType] => [name, BOOLEAN]),
  ['marks', { kind: 'array', of: STRING }],
  ['device', { kind: 'object', fields: { risk: NUMBER, system: STRING, isTrusted: BOOLEAN, ageDays: NUMBER } }],
  ['customer', { kind: 'object', fields: { segment: STRING, chargebacks: NUMBER } }],
  ['address', { kind: 'object', fields: { risk: NUMBER, isProxy: BOOLEAN } }],
]);

/** A payment whose facts are all there. */
export type Payment = Readonly<Record<string, unknown>>;

/** One payment; small numbers are more frequent than large ones, as in life. */
export function drawPayment(random: RandomNumbers): Payment {
  const small = (below: number): number => Math.floor(random.next() * random.next() * below);
  const country = (): string => random.pick(VALUES.country);
  return {
    paymentId: `p-${random.below(1e9)}`,
    amount: Math.round(Math.exp(random.next() * 8) * 100) / 100,
    country: country(),
    billingCountry: country(),
    shippingCountry: country(),
    ipCountry: country(),
    merchantCategory: random.pick(VALUES.merchantCategory),
    channel: random.pick(VALUES.channel),
    cardType: random.pick(VALUES.cardType),
    addressCheck: random.pick(VALUES.addressCheck),
    mailDomain: random.pick(VALUES.mailDomain),
    hour: random.below(24),
    isNewCard: random.chance(0.3),
    isFirstPurchase: random.chance(0.2),
    codeMatches: random.chance(0.9),
    isAuthenticated: random.chance(0.6),
    accountAgeDays: random.below(2000),
    items: 1 + random.below(20),
    payments1m: small(10),
    payments1h: small(60),
    spent24h: small(20_000),
    cards24h: small(8),
    score: Math.round(random.next() * 1000) / 1000,
    marks: VALUES.marks.filter(() => random.chance(0.12)),
    device: { risk: random.below(100), system: random.pick(VALUES.system), isTrusted: random.chance(0.5), ageDays: random.below(900) },
    customer: { segment: random.pick(VALUES.segment), chargebacks: small(5) },
    address: { risk: random.below(100), isProxy: random.chance(0.1) },
  };
}

/** The payment without three of its facts. */
export function withoutSome(payment: Payment, random: RandomNumbers): Payment {
  const gone = random.sample(Object.keys(payment), 3);
  return Object.fromEntries(Object.entries(payment).filter(([name]) => !gone.includes(name)));
}
