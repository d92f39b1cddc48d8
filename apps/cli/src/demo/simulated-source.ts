import { simulateCardTraffic, type SimulatedPayment } from '../simulate/simulate-card-traffic.js';
import { simulateLoanApplications } from '../simulate/simulate-loan-applications.js';
import { transactionOf, type FlowFields, type OpenedSource, type SourceItem } from './transaction.js';

const DAY_MS = 86_400_000;
const DAYS = 14;
/** What one simulated customer pays in a day is about 1.7 payments; a little less makes sure of enough. */
const PAYMENTS_A_DAY = 1.5;
/** Fewer customers would make no traffic that looks like a bank's. */
const MIN_CUSTOMERS = 50;

export interface SimulatedSourceOptions {
  /** One of `SIMULATED_FLOWS`. */
  readonly flow?: SimulatedFlow;
  readonly count: number;
  readonly seed: number;
  /** The simulated fortnight ends at the last midnight (UTC) before this moment: the service refuses events of the future. */
  readonly nowMs: number;
}

/** The flows for which requests can be simulated. */
export const SIMULATED_FLOWS = ['card-fraud', 'loan-application'] as const;
/** One of `SIMULATED_FLOWS`. */
export type SimulatedFlow = (typeof SIMULATED_FLOWS)[number];

/** Simulated requests of a flow, all of the past: the same options give the same ones for a whole day (UTC). */
export function simulatedSource({ flow = 'card-fraud', ...options }: SimulatedSourceOptions): OpenedSource {
  return flow === 'card-fraud' ? simulatedPayments(options) : simulatedApplications(options);
}

/** Applications of the fortnight that ended at the last midnight (UTC). */
function simulatedApplications({ count, seed, nowMs }: Omit<SimulatedSourceOptions, 'flow'>): OpenedSource {
  const endMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const mark = `${new Date(endMs).toISOString().slice(0, 10)}-${count}`;
  return {
    flow: 'loan-application',
    labels: ['default', 'repaid'],
    open: (fields) => ({
      title: `simulated credit applications (seed ${seed})`,
      total: count,
      items: items(simulateLoanApplications({ seed, count, startMs: endMs - DAYS * DAY_MS, endMs }), fields, mark),
    }),
  };
}

function* items(simulated: Iterable<Simulated>, fields: FlowFields, mark: string): Generator<SourceItem> {
  for (const each of simulated) yield itemOf(each, fields, mark);
}

/**
 * The last `count` payments of a simulated fortnight. The same count and seed give the same payments, and ids, for a whole day (UTC),
 * so that a second run is answered from the log; on another day times and ids are others.
 */
function simulatedPayments({ count, seed, nowMs }: Omit<SimulatedSourceOptions, 'flow'>): OpenedSource {
  const endMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const customers = Math.max(MIN_CUSTOMERS, Math.ceil(count / DAYS / PAYMENTS_A_DAY));
  const traffic = (): Iterable<SimulatedPayment> => simulateCardTraffic({ seed, customers, days: DAYS, startMs: endMs - DAYS * DAY_MS });
  const mark = `${new Date(endMs).toISOString().slice(0, 10)}-${customers}`;
  return {
    flow: 'card-fraud',
    labels: ['fraud', 'genuine'],
    open: (fields) => ({
      title: `simulated payments (seed ${seed})`,
      total: count,
      items: last(count, traffic, (payment) => itemOf(payment, fields, mark)),
    }),
  };
}

type Simulated = Pick<SimulatedPayment, 'request'> & { readonly label: string };

function itemOf({ request, label }: Simulated, fields: FlowFields, mark: string): SourceItem {
  const id = request[fields.requestId];
  const marked = typeof id === 'string' ? { ...request, [fields.requestId]: `${id}-${mark}` } : request;
  return transactionOf(marked, fields, { label, source: 'simulation' });
}

/** Simulates twice, once to count: the payments of a large run need not be held. */
function* last<T>(count: number, traffic: () => Iterable<SimulatedPayment>, make: (payment: SimulatedPayment) => T): Generator<T> {
  let all = 0;
  for (const _payment of traffic()) all += 1;
  let at = 0;
  for (const payment of traffic()) {
    at += 1;
    if (at > all - count) yield make(payment);
  }
}
