import { connection, owner, start, type Situation } from './genuine-purchase.js';
import type { Payment } from './payment.js';

/** Rent, money between friends, a savings account, and now and then a large sum to somebody new. */
export function genuineTransfer(situation: Situation): Payment {
  const { random, customer } = situation;
  const friend = random.whole(1, customer.friends);
  const kinds = [
    { weight: 25, amountEur: 850 * customer.spending, beneficiaryId: `landlord-${customer.number % 400}`, beneficiaryAgeDays: 300 },
    {
      weight: 55,
      amountEur: random.logNormal(35, 0.8),
      beneficiaryId: `friend-${customer.number}-${friend}`,
      beneficiaryAgeDays: 30 * friend,
    },
    {
      weight: 15,
      amountEur: random.pick([100, 200, 250, 500, 1000]),
      beneficiaryId: `savings-${customer.number}`,
      beneficiaryAgeDays: 400,
    },
    {
      weight: 5,
      amountEur: Math.min(9000, random.logNormal(280, 1)),
      beneficiaryId: `payee-${customer.number}-${situation.day}`,
      beneficiaryAgeDays: 0,
    },
  ];
  const { amountEur, beneficiaryId, beneficiaryAgeDays } = random.pickWeighted(kinds, (kind) => kind.weight);
  return {
    ...start(situation, amountEur, customer.home.country),
    fields: {
      ...owner(situation),
      ...connection(situation),
      channel: 'transfer',
      authentication: 'challenged',
      beneficiaryId,
      beneficiaryAgeDays,
      failedLogins24h: random.chance(0.03) ? random.whole(1, 3) : 0,
      ...(random.chance(0.01) ? { minutesSinceCredentialChange: random.whole(5, 5000) } : {}),
    },
  };
}
