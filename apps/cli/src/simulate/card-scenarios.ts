import {
  cityFarFrom,
  HOUR_MS,
  MINUTE_MS,
  resaleShop,
  stolenCard,
  thiefConnection,
  type AttackOnCustomer,
  type FraudScenario,
} from './fraud-scenario.js';
import { near } from './genuine-purchase.js';
import type { Payment } from './payment.js';

const DAY_MS = 24 * HOUR_MS;

function isCardPayment({ fields }: Payment): boolean {
  return Object.hasOwn(fields, 'cardId');
}

/** The next midnight on the clock of the place where the victim paid. */
function midnightAfter({ atMs, city }: Payment): number {
  const offsetMs = city.offsetMinutes * MINUTE_MS;
  return Math.ceil((atMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
}

/** What the payments of one attack have in common. */
function from({ victim, anchor }: AttackOnCustomer, scenario: string): Omit<Payment, 'atMs' | 'amountEur' | 'fields'> {
  return { customerId: victim.id, city: anchor.city, moneyOf: victim.home.country, scenario };
}

/** Three to five payments of a euro or so to see whether the card works, then as much as it will bear. */
function cardTesting(attack: AttackOnCustomer): readonly Payment[] {
  const { random, anchor } = attack;
  const online = { ...stolenCard(anchor), ...thiefConnection(attack), channel: 'ecommerce', entryMode: 'manual', authentication: 'none' };
  let atMs = anchor.atMs + random.between(0.2, 6) * HOUR_MS;
  const probes = Array.from({ length: random.whole(3, 5) }, () => {
    atMs += random.between(1, 8) * MINUTE_MS;
    return { ...from(attack, 'card-testing'), atMs, amountEur: random.between(0.5, 4.5), fields: { ...online, ...resaleShop(random) } };
  });
  atMs += random.between(5, 40) * MINUTE_MS;
  const transfer = random.chance(0.5);
  const amountEur = transfer ? random.between(600, 4500) : random.between(300, 1800);
  const fields = transfer ? transferFields(attack) : { ...online, ...resaleShop(random) };
  return [...probes, { ...from(attack, 'card-testing'), atMs, amountEur, fields }];
}

function transferFields(attack: AttackOnCustomer): Payment['fields'] {
  const { victim, number } = attack;
  return {
    accountId: victim.accountId,
    accountAgeDays: victim.accountAgeDays,
    ...thiefConnection(attack),
    channel: 'transfer',
    authentication: 'frictionless',
    beneficiaryId: `mule-${number % 97}`,
    beneficiaryAgeDays: 0,
  };
}

/** The copied card is used in another city, minutes after its owner paid at home. */
function stolenCardElsewhere(attack: AttackOnCustomer): readonly Payment[] {
  const { random, anchor } = attack;
  const city = cityFarFrom(anchor.city, random);
  let atMs = anchor.atMs + random.between(2, 7) * MINUTE_MS;
  return Array.from({ length: random.whole(2, 5) }, (_, index) => {
    if (index > 0) atMs += random.between(1, 20) * MINUTE_MS;
    const shop = `${random.pick(['electronics', 'clothes'])}-${city.name}-${random.whole(1, 6)}`;
    const fields = {
      ...stolenCard(anchor),
      merchantId: shop,
      merchantCategory: shop.startsWith('electronics') ? '5732' : '5651',
      merchantCountry: city.country,
      terminalId: `term-${shop}-1`,
      channel: 'pos',
      entryMode: random.chance(0.6) ? 'magstripe' : 'contactless',
      position: near(city, random),
    };
    return { ...from(attack, 'stolen-card'), city, moneyOf: city.country, atMs, amountEur: random.between(40, 600), fields };
  });
}

/** A cloned magnetic stripe empties the account at cash machines far away. */
function clonedCardCash(attack: AttackOnCustomer): readonly Payment[] {
  const { random, anchor } = attack;
  const city = cityFarFrom(anchor.city, random);
  let atMs = anchor.atMs + random.between(1, 12) * HOUR_MS;
  return Array.from({ length: random.whole(2, 4) }, () => {
    atMs += random.between(1, 15) * MINUTE_MS;
    const fields = {
      ...stolenCard(anchor),
      merchantId: `bank-of-${city.name}`,
      merchantCategory: '6011',
      merchantCountry: city.country,
      terminalId: `atm-${city.name}-${random.whole(1, 40)}`,
      channel: 'atm',
      entryMode: 'magstripe',
      position: near(city, random),
    };
    return { ...from(attack, 'cloned-card-cash'), city, moneyOf: city.country, atMs, amountEur: random.pick([200, 300, 400, 500]), fields };
  });
}

/** Somebody who sleeps at night buys for hundreds of euros at three in the morning. */
function nightOutlier(attack: AttackOnCustomer): readonly Payment[] {
  const { random, anchor, victim } = attack;
  let atMs = midnightAfter(anchor) + random.between(1, 3.5) * HOUR_MS;
  const device = random.chance(0.5) ? { deviceId: `phone-${victim.number}-0` } : thiefConnection(attack, victim.home.country);
  return Array.from({ length: random.whole(1, 3) }, () => {
    atMs += random.between(2, 25) * MINUTE_MS;
    const fields = {
      ...stolenCard(anchor),
      ...device,
      ...resaleShop(random),
      channel: 'ecommerce',
      entryMode: 'manual',
      authentication: random.pick(['none', 'frictionless']),
    };
    return { ...from(attack, 'night-outlier'), atMs, amountEur: random.between(180, 900) * Math.max(1, victim.spending), fields };
  });
}

/** Over a week or two the thief spends a little more each time, at ordinary hours: no single payment stands out. */
function amountCreep(attack: AttackOnCustomer): readonly Payment[] {
  const { random, anchor, victim } = attack;
  const connection = thiefConnection(attack, victim.home.country);
  let midnightMs = midnightAfter(anchor);
  let amountEur = random.between(30, 60);
  return Array.from({ length: random.whole(5, 8) }, () => {
    const atMs = midnightMs + random.between(9, 22) * HOUR_MS;
    midnightMs += random.whole(1, 2) * DAY_MS;
    amountEur *= random.between(1.1, 1.45);
    const fields = {
      ...stolenCard(anchor),
      ...connection,
      ...resaleShop(random),
      channel: 'ecommerce',
      entryMode: 'manual',
      authentication: random.pick(['none', 'frictionless']),
    };
    return { ...from(attack, 'amount-creep'), atMs, amountEur: Math.min(290, amountEur), fields };
  });
}

/** Frauds with a card's data or a copy of the card. */
export const CARD_SCENARIOS: readonly FraudScenario[] = [
  { name: 'card-testing', target: 'customer', meanPayments: 5, weight: 20, follows: isCardPayment, stage: cardTesting },
  {
    name: 'stolen-card',
    target: 'customer',
    meanPayments: 3.5,
    weight: 15,
    follows: ({ fields }) => fields['channel'] === 'pos',
    stage: stolenCardElsewhere,
  },
  { name: 'cloned-card-cash', target: 'customer', meanPayments: 3, weight: 8, follows: isCardPayment, stage: clonedCardCash },
  {
    name: 'night-outlier',
    target: 'customer',
    meanPayments: 2,
    weight: 10,
    follows: (payment, victim) => isCardPayment(payment) && !victim.nightOwl,
    stage: nightOutlier,
  },
  { name: 'amount-creep', target: 'customer', meanPayments: 6.5, weight: 15, follows: isCardPayment, stage: amountCreep },
];
