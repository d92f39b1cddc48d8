import type { JsonObject } from '@gavel/engine';
import { planCampaigns, type Campaign } from './campaign.js';
import { createCustomer, type Customer } from './customer.js';
import { genuineTraffic } from './genuine-traffic.js';
import { requestOf, type Payment } from './payment.js';
import { Random } from './random.js';
import { TimeQueue } from './time-queue.js';

export interface SimulationOptions {
  /** The same options give the same payments, on every machine. */
  readonly seed: number;
  /** 1 to 1,000,000. */
  readonly customers: number;
  /** 1 to 1,000. */
  readonly days: number;
  /** Epoch milliseconds of the first day's beginning. */
  readonly startMs: number;
  /** Share of fraud among all payments, 0 to 0.5; 0.01 unless said otherwise. Met on average, not exactly. */
  readonly fraudShare?: number;
}

export interface SimulatedPayment {
  /** Valid by the card-fraud flow's schema. */
  readonly request: JsonObject;
  readonly label: 'fraud' | 'genuine';
  /** The kind of fraud. */
  readonly scenario?: string;
}

/** Where payments come from: a customer or an attack, with the next payment at hand. */
interface Source {
  readonly atMs: number;
  /** Decides between equal times: customers first, then attacks in the order of their plan. */
  readonly rank: number;
  readonly next: Payment;
  readonly rest: Iterator<Payment>;
  readonly customer?: Customer;
}

/**
 * A bank's card traffic in the order of time: customers with homes, habits, trips and new telephones, and the frauds among them.
 * Memory grows with customers and attacks, not with payments.
 */
export function* simulateCardTraffic(options: SimulationOptions): Generator<SimulatedPayment> {
  checkOptions(options);
  const traffic = new Traffic(options);
  let count = 0;
  for (let payment = traffic.take(); payment !== undefined; payment = traffic.take()) {
    count++;
    const request = requestOf(payment, `sim-${options.seed}-${String(count).padStart(8, '0')}`);
    yield payment.scenario === undefined ? { request, label: 'genuine' } : { request, label: 'fraud', scenario: payment.scenario };
  }
}

class Traffic {
  readonly #options: SimulationOptions;
  readonly #endMs: number;
  readonly #queue = new TimeQueue<Source>();
  /** Attacks that wait for a payment of their victim's, by the victim's number. */
  readonly #waiting = new Map<number, Campaign[]>();

  constructor(options: SimulationOptions) {
    const { seed, customers, startMs, days, fraudShare = 0.01 } = options;
    this.#options = options;
    this.#endMs = startMs + days * 86_400_000;
    let ratePerDay = 0;
    for (let number = 0; number < customers; number++) {
      const customer = createCustomer(seed, number);
      ratePerDay += customer.ratePerDay;
      this.#open(genuineTraffic(customer, seed, { startMs, days }), number, customer);
    }
    const payments = (ratePerDay * days * fraudShare) / (1 - fraudShare);
    for (const campaign of planCampaigns({ seed, customers, startMs, days, payments })) this.#schedule(campaign);
  }

  /** The next payment before the end. */
  take(): Payment | undefined {
    const source = this.#queue.pop();
    if (source === undefined || source.atMs >= this.#endMs) return undefined;
    this.#open(source.rest, source.rank, source.customer);
    if (source.customer !== undefined) this.#follow(source.next, source.customer);
    return source.next;
  }

  #open(rest: Iterator<Payment>, rank: number, customer?: Customer): void {
    const { done, value } = rest.next();
    if (done === true) return;
    this.#queue.push({ atMs: value.atMs, rank, next: value, rest, ...(customer === undefined ? {} : { customer }) });
  }

  #schedule(campaign: Campaign): void {
    const { scenario, victim } = campaign;
    if (scenario.target === 'many') return this.#start(campaign, scenario.stage({ ...this.#attack(campaign), atMs: campaign.notBeforeMs }));
    const waiting = this.#waiting.get(victim) ?? [];
    this.#waiting.set(victim, [...waiting, campaign]);
  }

  /** Starts the attacks that were waiting for this payment of a customer's. */
  #follow(payment: Payment, victim: Customer): void {
    const waiting = this.#waiting.get(victim.number);
    if (waiting === undefined) return;
    const left = waiting.filter((campaign) => {
      const { scenario } = campaign;
      if (scenario.target !== 'customer' || campaign.notBeforeMs > payment.atMs || !scenario.follows(payment, victim)) return true;
      this.#start(campaign, scenario.stage({ ...this.#attack(campaign), atMs: payment.atMs, victim, anchor: payment }));
      return false;
    });
    this.#waiting.set(victim.number, left);
  }

  #start(campaign: Campaign, payments: readonly Payment[]): void {
    const sorted = payments.toSorted((a, b) => a.atMs - b.atMs);
    this.#open(sorted.values(), this.#options.customers + campaign.number);
  }

  #attack({ number }: Campaign): { number: number; random: Random; customer: (index: number) => Customer; customers: number } {
    const { seed, customers } = this.#options;
    return { number, random: new Random(seed, `campaign ${number}`), customer: (index) => createCustomer(seed, index), customers };
  }
}

function checkOptions({ seed, customers, days, startMs, fraudShare = 0.01 }: SimulationOptions): void {
  const faults = [
    Number.isSafeInteger(seed) ? '' : 'seed: a whole number',
    Number.isInteger(customers) && customers >= 1 && customers <= 1_000_000 ? '' : 'customers: a whole number from 1 to 1,000,000',
    Number.isInteger(days) && days >= 1 && days <= 1000 ? '' : 'days: a whole number from 1 to 1,000',
    Number.isSafeInteger(startMs) ? '' : 'startMs: epoch milliseconds',
    fraudShare >= 0 && fraudShare <= 0.5 ? '' : 'fraudShare: a number from 0 to 0.5',
  ].filter((fault) => fault !== '');
  if (faults.length > 0) throw new RangeError(`cannot simulate: ${faults.join('; ')}`);
}
