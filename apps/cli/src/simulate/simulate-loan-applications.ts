import type { JsonObject } from '@gavel/engine';
import { Random } from './random.js';

/** What to generate. */
export interface LoanSimulationOptions {
  readonly seed: number;
  readonly count: number;
  /** Epoch milliseconds: applications are spread over the time between the two. */
  readonly startMs: number;
  readonly endMs: number;
}

/** One application, and what became of the credit: whether it was paid back hangs on what the application says, and on chance. */
export interface SimulatedApplication {
  readonly request: JsonObject;
  readonly label: 'default' | 'repaid';
}

/** A third of the applicants have a credit line here already. */
const LINE_SHARE = 1 / 3;
const STATEMENTS = 6;
const PURPOSES = ['car-used', 'car-new', 'furniture', 'electronics', 'repairs', 'education', 'holiday', 'business', 'other'] as const;
const TERMS = [12, 18, 24, 36, 48, 60] as const;

/** Applications in order of time, valid by the flow `loan-application`; the same options give the same ones. */
export function* simulateLoanApplications({ seed, count, startMs, endMs }: LoanSimulationOptions): Generator<SimulatedApplication> {
  for (let at = 0; at < count; at += 1) {
    const random = new Random(seed, `application-${at}`);
    const atMs = startMs + Math.floor(((at + random.next()) / count) * (endMs - startMs));
    const person = { strain: random.normal(), id: `sim-${seed}-${at}` };
    const own = random.chance(LINE_SHARE) ? creditLine(person, random) : instalmentLoan(person, random);
    const request: JsonObject = {
      applicationId: `${person.id}-app`,
      eventTime: new Date(atMs).toISOString(),
      customerId: `${person.id}-customer`,
      currency: 'EUR',
      ageYears: random.whole(18, 78),
      channel: random.pick(['branch', 'online', 'online', 'telephone']),
      ...own,
    };
    yield { request, label: random.chance(shareOfDefaults(person.strain)) ? 'default' : 'repaid' };
  }
}

/** `strain` is how hard the person finds it to pay, in standard deviations: about a tenth default on average. */
interface Person {
  readonly strain: number;
  readonly id: string;
}

function shareOfDefaults(strain: number): number {
  return 1 / (1 + Math.exp(3 - 1.5 * strain));
}

function instalmentLoan({ strain, id }: Person, random: Random): JsonObject {
  const income = Math.round(random.logNormal(2600 - 300 * Math.max(-2, Math.min(2, strain)), 0.35)) * 100;
  const termMonths = random.pick(TERMS);
  const amount = Math.round(Math.min(random.logNormal(6000, 0.7), (income / 100) * 0.4 * termMonths)) * 100;
  const bound = Math.min(1.2, Math.max(0.1, 0.3 + 0.1 * strain + 0.05 * random.normal()));
  return {
    product: 'instalment-loan',
    amount,
    termMonths,
    purpose: random.pick(PURPOSES),
    payoutAccountId: `${id}-account`,
    monthlyIncome: income,
    monthlyObligations: Math.round(income * bound),
    currentAccount: banded(strain, random, ['salary-or-high-balance', 'low-balance', 'none', 'overdrawn']),
    savings: banded(strain, random, ['large', 'considerable', 'moderate', 'small', 'unknown-or-none']),
    creditHistory: banded(strain, random, ['all-repaid-here', 'none-or-all-repaid', 'current-and-on-time', 'critical-or-credit-elsewhere']),
    employment: banded(strain, random, ['7-years-and-more', '4-to-7-years', '1-to-4-years', 'under-1-year']),
    otherInstalmentPlans: random.chance(0.2) ? 'bank' : 'none',
    security: 'none',
  };
}

/** The harder to pay, the later in the list; a person is not the same in everything. */
function banded(strain: number, random: Random, bands: readonly string[]): string {
  const place = Math.round(((strain + random.normal() + 3) / 6) * (bands.length - 1));
  return bands[Math.max(0, Math.min(bands.length - 1, place))] ?? '';
}

function creditLine({ strain }: Person, random: Random): JsonObject {
  const amount = random.pick([100_000, 200_000, 300_000, 500_000, 800_000]);
  const share = Math.min(1.05, Math.max(0, 0.4 + 0.25 * strain + 0.1 * random.normal()));
  const statements: JsonObject[] = [];
  let monthsOverdue = 0;
  for (let month = 0; month < STATEMENTS; month += 1) {
    const balance = Math.round(amount * Math.max(0, share + 0.05 * random.normal()));
    monthsOverdue = balance > 0 && random.chance(shareOfDefaults(strain)) ? monthsOverdue + 1 : 0;
    const isWhole = monthsOverdue === 0 && random.chance(0.3);
    const paid = monthsOverdue > 0 ? 0 : isWhole ? balance : Math.round(balance * 0.1);
    const conduct = monthsOverdue > 0 ? 'overdue' : balance === 0 ? 'unused' : isWhole ? 'paid-in-full' : 'part-paid';
    statements.unshift({ balance, paid, monthsOverdue, conduct });
  }
  return { product: 'credit-line', amount, statements };
}
