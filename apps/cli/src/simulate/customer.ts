import { CATEGORIES, type Category } from './category.js';
import { HOME_CITIES, type City } from './city.js';
import { Random } from './random.js';

/** One customer's fixed habits: a pure function of seed and number, so nobody has to be remembered. */
export interface Customer {
  readonly number: number;
  readonly id: string;
  readonly accountId: string;
  readonly home: City;
  readonly accountAgeDays: number;
  /** Payments a day, on average. */
  readonly ratePerDay: number;
  /** How much more than the median this customer spends. */
  readonly spending: number;
  readonly nightOwl: boolean;
  /** Pays at terminals with the telephone. */
  readonly wallet: boolean;
  /** Uses a network that hides the country, when online. */
  readonly hidesCountry: boolean;
  /** Chance that a trip begins on a given day. */
  readonly tripsPerDay: number;
  readonly habits: readonly Habit[];
  readonly friends: number;
}

/** A category that this customer pays in, how often, and at which few merchants mostly. */
export interface Habit {
  readonly category: Category;
  readonly weight: number;
  readonly favourites: readonly number[];
}

export function createCustomer(seed: number, number: number): Customer {
  const random = new Random(seed, `customer ${number}`);
  return {
    number,
    id: `cust-${number}`,
    accountId: `acct-${number}-1`,
    home: random.pick(HOME_CITIES),
    accountAgeDays: random.whole(40, 5000),
    ratePerDay: Math.min(6, Math.max(0.3, random.logNormal(1.4, 0.6))),
    spending: random.logNormal(1, 0.3),
    nightOwl: random.chance(0.06),
    wallet: random.chance(0.45),
    hidesCountry: random.chance(0.02),
    tripsPerDay: random.between(0, 1 / 40),
    habits: habitsOf(random),
    friends: random.whole(2, 8),
  };
}

function habitsOf(random: Random): readonly Habit[] {
  return CATEGORIES.map((category) => ({
    category,
    weight: category.weight * random.logNormal(1, 0.8),
    favourites: [0, 1, 2].map(() => random.whole(1, category.merchants)),
  }));
}

/** The card in use: a new one comes every few years, and `generation` counts them. */
export function cardOf(
  customer: Customer,
  generation: number,
): { readonly cardId: string; readonly cardBin: string; readonly cardCountry: string } {
  const bin = 457_100 + HOME_CITIES.findIndex((city) => city.country === customer.home.country);
  return { cardId: `card-${customer.number}-${generation}`, cardBin: String(bin), cardCountry: customer.home.country };
}

/** The telephone in use; `generation` counts them. */
export function phoneOf(customer: Customer, generation: number): string {
  return `phone-${customer.number}-${generation}`;
}

/** The computer at home; every tenth household's is used by two customers. */
export function computerOf(customer: Customer): string {
  const household = customer.number % 20 === 1 ? customer.number - 1 : customer.number;
  return `computer-${household}`;
}

/** The line at home (addresses of the range kept for documentation). */
export function homeIp(customer: Customer): string {
  return `2001:db8:1:${(customer.number % 65_536).toString(16)}::${(Math.floor(customer.number / 65_536) + 1).toString(16)}`;
}

/** A mobile network's address, behind which a few customers stand at once (addresses of the range kept for benchmarks). */
export function mobileIp(customer: Customer, day: number): string {
  const slot = Math.imul(customer.number + 7919 * day, 2_654_435_761) >>> 18;
  return `198.18.${slot >>> 8}.${slot & 255}`;
}
