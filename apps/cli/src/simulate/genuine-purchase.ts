import type { JsonObject } from '@gavel/engine';
import { OTHER_CITIES, type City } from './city.js';
import { computerOf, homeIp, mobileIp, phoneOf, type Customer, type Habit } from './customer.js';
import type { Payment } from './payment.js';
import type { Random } from './random.js';

/** Who pays, when, where, and with what. */
export interface Situation {
  readonly customer: Customer;
  readonly random: Random;
  readonly atMs: number;
  readonly city: City;
  readonly day: number;
  /** Which of the customer's telephones it is by now. */
  readonly phone: number;
  readonly card: JsonObject;
}

/** A purchase at a terminal. */
export function shopPurchase(situation: Situation, habit: Habit): Payment {
  const { random, city, customer } = situation;
  const shop = merchantNumber(situation, habit);
  const place = `${habit.category.word}-${city.name}-${shop}`;
  const byPhone = customer.wallet && random.chance(0.8);
  const device = byPhone
    ? { deviceId: phoneOf(customer, situation.phone), ip: mobileIp(customer, situation.day), ipCountry: customer.home.country }
    : {};
  return {
    ...start(situation, amountOf(situation, habit), city.country),
    fields: {
      ...owner(situation),
      ...situation.card,
      ...device,
      merchantId: place,
      merchantCategory: habit.category.code,
      merchantCountry: city.country,
      terminalId: `term-${place}-${random.whole(1, 2)}`,
      channel: 'pos',
      entryMode: byPhone || random.chance(0.6) ? 'contactless' : 'chip',
      position: near(city, random),
    },
  };
}

/** Money from a cash machine. */
export function withdrawal(situation: Situation): Payment {
  const { random, city } = situation;
  const machine = `atm-${city.name}-${random.whole(1, 40)}`;
  return {
    ...start(situation, random.pick([20, 50, 50, 70, 100, 100, 150, 200, 300]), city.country),
    fields: {
      ...owner(situation),
      ...situation.card,
      merchantId: `bank-of-${city.name}`,
      merchantCategory: '6011',
      merchantCountry: city.country,
      terminalId: machine,
      channel: 'atm',
      entryMode: 'chip',
      position: near(city, random),
    },
  };
}

/** A purchase over the internet, or a subscription that the merchant collects. */
export function onlinePurchase(situation: Situation, habit: Habit): Payment {
  const { random, customer } = situation;
  const recurring = habit.category.word === 'streaming';
  const amount = amountOf(situation, habit);
  const shop = merchantNumber(situation, habit);
  const country = shop % 4 === 0 ? 'GB' : 'DE';
  return {
    ...start(situation, amount, customer.home.country),
    fields: {
      ...owner(situation),
      ...situation.card,
      ...(recurring ? {} : connection(situation)),
      merchantId: `${habit.category.word}-${shop}`,
      merchantCategory: habit.category.code,
      merchantCountry: country,
      channel: 'ecommerce',
      entryMode: recurring || random.chance(0.3) ? 'credential-on-file' : 'manual',
      authentication: recurring ? 'none' : authentication(random, amount),
      recurring,
    },
  };
}

/** The device and line of somebody who is online: at home mostly, abroad in a hotel, and a few behind another country's network. */
export function connection({ random, customer, city, day, phone }: Situation): JsonObject {
  const away = city.country !== customer.home.country;
  const byPhone = away || random.chance(0.65);
  const deviceId = byPhone ? phoneOf(customer, phone) : computerOf(customer);
  if (customer.hidesCountry && random.chance(0.5)) {
    return { deviceId, ip: `203.0.113.${random.whole(1, 254)}`, ipCountry: random.pick(OTHER_CITIES).country };
  }
  if (away && random.chance(0.5))
    return { deviceId, ip: `2001:db8:2:${day.toString(16)}::${random.whole(1, 9999)}`, ipCountry: city.country };
  const mobile = away || (byPhone && random.chance(0.4));
  return { deviceId, ip: mobile ? mobileIp(customer, day) : homeIp(customer), ipCountry: customer.home.country };
}

/** What every payment of a customer says of the account. */
export function owner({ customer, day }: Situation): JsonObject {
  return { accountId: customer.accountId, accountAgeDays: customer.accountAgeDays + day };
}

export function start({ customer, atMs, city }: Situation, amountEur: number, country: string): Omit<Payment, 'fields'> {
  return { atMs, customerId: customer.id, city, amountEur, moneyOf: country };
}

function amountOf({ random, customer }: Situation, { category }: Habit): number {
  const special = random.chance(0.008) ? random.between(2, 6) : 1;
  return Math.min(6000, random.logNormal(category.median, category.sigma) * customer.spending * special);
}

function merchantNumber({ random, city, customer }: Situation, { category, favourites }: Habit): number {
  const known = (category.online || city === customer.home) && random.chance(0.8);
  return known ? random.pick(favourites) : random.whole(1, category.merchants);
}

function authentication(random: Random, amountEur: number): string {
  if (amountEur < 30) return random.chance(0.6) ? 'none' : 'frictionless';
  return random.chance(0.55) ? 'frictionless' : random.chance(0.9) ? 'challenged' : 'none';
}

/** Somewhere in a city: a few kilometres around its middle. */
export function near(city: City, random: Random): JsonObject {
  return { lat: round(city.lat + 0.03 * random.normal()), lon: round(city.lon + 0.045 * random.normal()) };
}

/** To about ten metres. */
function round(degrees: number): number {
  return Math.round(degrees * 10_000) / 10_000;
}
