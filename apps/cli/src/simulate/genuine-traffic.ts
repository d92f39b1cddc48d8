import { OTHER_CITIES, HOME_CITIES, type City } from './city.js';
import { cardOf, type Customer } from './customer.js';
import { genuineTransfer } from './genuine-transfer.js';
import { onlinePurchase, shopPurchase, withdrawal, type Situation } from './genuine-purchase.js';
import type { Payment } from './payment.js';
import { Random } from './random.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** How much is paid in each hour of the day by most people, and by those who live at night. */
const DAY_HOURS = [3, 1, 1, 0.5, 0.5, 2, 10, 30, 40, 45, 55, 70, 90, 80, 65, 65, 75, 95, 95, 75, 50, 35, 20, 8];
const NIGHT_HOURS = [80, 70, 60, 45, 25, 10, 5, 5, 5, 10, 15, 20, 30, 35, 40, 45, 55, 65, 75, 80, 85, 90, 95, 90];

interface Trip {
  readonly city: City;
  readonly untilDay: number;
}

export interface Span {
  readonly startMs: number;
  readonly days: number;
}

/** All of one customer's own payments, in the order of time: day by day, so that only the day at hand is in memory. */
export function* genuineTraffic(customer: Customer, seed: number, { startMs, days }: Span): Generator<Payment> {
  const random = new Random(seed, `genuine ${customer.number}`);
  let trip: Trip | undefined;
  let phone = 0;
  let card = 0;
  for (let day = 0; day < days; day++) {
    if (random.chance(1 / 700)) phone++;
    if (random.chance(1 / 900)) card++;
    const before = trip?.city ?? customer.home;
    trip = tripOn(day, { customer, random, trip });
    const city = trip?.city ?? customer.home;
    const dayStartMs = startMs + day * DAY_MS - city.offsetMinutes * 60_000;
    const times = timesOfDay(customer, random, firstHour(before, city));
    for (const timeMs of times) {
      const situation = { customer, random, atMs: dayStartMs + timeMs, city, day, phone, card: cardOf(customer, card) };
      if (situation.atMs >= startMs) yield payment(situation);
    }
  }
}

function tripOn(day: number, state: { customer: Customer; random: Random; trip: Trip | undefined }): Trip | undefined {
  const { customer, random, trip } = state;
  if (trip !== undefined && day < trip.untilDay) return trip;
  if (trip !== undefined || !random.chance(customer.tripsPerDay)) return undefined;
  const city = random.pick(random.chance(0.35) ? HOME_CITIES : OTHER_CITIES);
  return { city, untilDay: day + random.whole(1, 8) };
}

/** Travelling takes the morning; across oceans it takes the day. */
function firstHour(from: City, to: City): number {
  if (from === to) return 0;
  return Math.abs(from.offsetMinutes - to.offsetMinutes) > 180 ? 24 : 10;
}

/** Milliseconds into the day, ascending. Payments keep a minute's distance: people do not pay twice at once. */
function timesOfDay(customer: Customer, random: Random, earliestHour: number): readonly number[] {
  if (earliestHour === 24) return [];
  const hours = (customer.nightOwl ? NIGHT_HOURS : DAY_HOURS).map((weight, hour) => (hour < earliestHour ? 0 : weight));
  const times = Array.from({ length: random.poisson(customer.ratePerDay) }, () =>
    Math.floor((random.weighted(hours) + random.next()) * HOUR_MS),
  );
  const sorted = times.toSorted((a, b) => a - b);
  return sorted.filter((time, index) => time - (sorted[index - 1] ?? Number.NEGATIVE_INFINITY) > 60_000);
}

function payment(situation: Situation): Payment {
  const { random, customer } = situation;
  const kind = random.weighted([88, 3.5, 8.5]);
  if (kind === 1) return withdrawal(situation);
  if (kind === 2) return genuineTransfer(situation);
  const habit = random.pickWeighted(customer.habits, (one) => one.weight);
  return habit.category.online ? onlinePurchase(situation, habit) : shopPurchase(situation, habit);
}
