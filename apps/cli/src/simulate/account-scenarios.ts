import type { JsonObject } from '@gavel/engine';
import { cardOf, type Customer } from './customer.js';
import {
  HOUR_MS,
  MINUTE_MS,
  resaleShop,
  thiefConnection,
  type Attack,
  type AttackOnCustomer,
  type FraudScenario,
} from './fraud-scenario.js';
import type { Payment } from './payment.js';

function account({ accountId, accountAgeDays }: Customer): JsonObject {
  return { accountId, accountAgeDays };
}

/** Somebody else logs in from a new device, changes the password, tries a small sum and sends the rest away. */
function accountTakeover(attack: AttackOnCustomer): readonly Payment[] {
  const { random, anchor, victim } = attack;
  const connection = thiefConnection(attack, random.chance(0.5) ? victim.home.country : undefined);
  const traces = {
    ...(random.chance(0.7) ? { failedLogins24h: random.whole(2, 9) } : {}),
    ...(random.chance(0.6) ? { minutesSinceCredentialChange: random.whole(4, 300) } : {}),
  };
  let atMs = anchor.atMs + random.between(1, 10) * HOUR_MS;
  const amounts = [
    ...(random.chance(0.5) ? [random.between(1, 20)] : []),
    ...Array.from({ length: random.whole(1, 3) }, () => random.between(700, 6000)),
  ];
  return amounts.map((amountEur, index) => {
    atMs += random.between(3, 45) * MINUTE_MS;
    return {
      atMs,
      customerId: victim.id,
      city: anchor.city,
      moneyOf: victim.home.country,
      amountEur,
      scenario: 'account-takeover',
      fields: {
        ...account(victim),
        ...connection,
        ...traces,
        channel: 'transfer',
        authentication: random.pick(['frictionless', 'challenged']),
        beneficiaryId: `mule-${(attack.number + index) % 97}`,
        beneficiaryAgeDays: 0,
      },
    };
  });
}

/** Accounts opened under false names, all used from one device. */
function deviceFarm(attack: Attack): readonly Payment[] {
  const { random, number } = attack;
  const connection = thiefConnection(attack, 'DE');
  const city = attack.customer(0).home;
  let atMs = attack.atMs;
  return Array.from({ length: random.whole(10, 18) }, (_, index) => {
    atMs += random.between(5, 70) * MINUTE_MS;
    const who = `farm-${number}-${index % 9}`;
    const fields = {
      accountId: `acct-${who}`,
      accountAgeDays: random.whole(0, 15),
      cardId: `card-${who}`,
      cardBin: '457100',
      cardCountry: 'DE',
      ...connection,
      ...resaleShop(random),
      channel: 'ecommerce',
      entryMode: 'manual',
      authentication: 'frictionless',
    };
    return { atMs, customerId: `cust-${who}`, city, moneyOf: 'DE', amountEur: random.between(40, 320), scenario: 'device-farm', fields };
  });
}

/** A merchant who is in on it keys in card after card, for round sums. */
function collusiveMerchant(attack: Attack): readonly Payment[] {
  const { random, number } = attack;
  const { name, country } = attack.customer(random.whole(0, attack.customers - 1)).home;
  let atMs = attack.atMs;
  return Array.from({ length: random.whole(10, 24) }, () => {
    atMs += random.between(1, 14) * MINUTE_MS;
    const victim = attack.customer(random.whole(0, attack.customers - 1));
    const fields = {
      ...account(victim),
      ...cardOf(victim, 0),
      merchantId: `trader-${name}-x${number}`,
      merchantCategory: random.chance(0.8) ? '5732' : '5712',
      merchantCountry: country,
      terminalId: `term-x${number}`,
      channel: 'moto',
      entryMode: 'manual',
    };
    const amountEur = 50 * random.whole(5, 18);
    return { atMs, customerId: victim.id, city: victim.home, moneyOf: country, amountEur, scenario: 'collusive-merchant', fields };
  });
}

/** Frauds with accounts, devices and merchants. */
export const ACCOUNT_SCENARIOS: readonly FraudScenario[] = [
  { name: 'account-takeover', target: 'customer', meanPayments: 2.5, weight: 15, follows: () => true, stage: accountTakeover },
  { name: 'device-farm', target: 'many', meanPayments: 14, weight: 10, stage: deviceFarm },
  { name: 'collusive-merchant', target: 'many', meanPayments: 17, weight: 12, stage: collusiveMerchant },
];
