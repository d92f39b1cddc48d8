import type { JsonObject } from '@gavel/engine';
import { RESALE_CATEGORIES } from './category.js';
import { HOME_CITIES, OTHER_CITIES, type City } from './city.js';
import type { Customer } from './customer.js';
import type { Payment } from './payment.js';
import type { Random } from './random.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** An attack under way: who stages it, when it can begin at the earliest, and the chance it rests on. */
export interface Attack {
  readonly number: number;
  readonly random: Random;
  readonly atMs: number;
  /** A customer by number, for attacks on many. */
  readonly customer: (number: number) => Customer;
  readonly customers: number;
}

/** An attack on one customer, right after one of the customer's own payments. */
export interface AttackOnCustomer extends Attack {
  readonly victim: Customer;
  readonly anchor: Payment;
}

interface About {
  readonly name: string;
  /** Payments in one attack, on average: how many attacks are planned rests on it. */
  readonly meanPayments: number;
  /** Its share of all fraudulent payments. */
  readonly weight: number;
}

/** A kind of fraud; `stage` gives the attack's payments in any order. */
export type FraudScenario =
  | (About & { readonly target: 'many'; readonly stage: (attack: Attack) => readonly Payment[] })
  | (About & {
      readonly target: 'customer';
      /** Is this own payment of the victim's one that the attack can follow? */
      readonly follows: (payment: Payment, victim: Customer) => boolean;
      readonly stage: (attack: AttackOnCustomer) => readonly Payment[];
    });

/** A thief's computer somewhere else in the world. */
export function thiefConnection({ number, random }: Attack, country?: string): JsonObject {
  return {
    deviceId: `device-x${number}`,
    ip: `2001:db8:f:${(number % 65_536).toString(16)}::${random.whole(1, 3)}`,
    ipCountry: country ?? random.pick(OTHER_CITIES).country,
  };
}

const CARD_FIELDS: ReadonlySet<string> = new Set(['accountId', 'accountAgeDays', 'cardId', 'cardBin', 'cardCountry']);

/** The fields of the card that the anchor was paid with. */
export function stolenCard({ fields }: Payment): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => CARD_FIELDS.has(name)));
}

/** A shop on the internet whose goods are easily sold on. */
export function resaleShop(random: Random): JsonObject {
  const category = random.pick(RESALE_CATEGORIES);
  const shop = random.whole(1, category.merchants);
  return { merchantId: `${category.word}-${shop}`, merchantCategory: category.code, merchantCountry: shop % 4 === 0 ? 'GB' : 'DE' };
}

/** Any city but this one and its near neighbours. */
export function cityFarFrom(city: City, random: Random): City {
  const far = [...HOME_CITIES, ...OTHER_CITIES].filter((one) => Math.abs(one.lat - city.lat) + Math.abs(one.lon - city.lon) > 3);
  return random.pick(far);
}
