const DAY_MS = 86_400_000;
const DELAY_MS = 7 * DAY_MS;
const WINDOW_DAYS = [1, 7, 30] as const;

/** Payments in time order. */
export interface Payments {
  readonly timesMs: Float64Array;
  readonly customers: Float64Array;
  readonly terminals: Float64Array;
  readonly amounts: Float64Array;
  readonly frauds: Float64Array;
}

/**
 * The fifteen features of the Fraud Detection Handbook (Le Borgne et al., 2022, chapter 3.3): amount; weekend; night (hour ≤ 6);
 * per customer count and mean amount over (t − w, t], the payment itself among them; per terminal count and share of fraud over
 * (t − 7 d − w, t − 7 d], 0 where that is empty; w = 1, 7, 30 days.
 */
export function handbookFeatures(payments: Payments): ReadonlyMap<string, Float64Array> {
  const { timesMs, amounts } = payments;
  const columns = new Map<string, Float64Array>([
    ['TX_AMOUNT', amounts],
    ['TX_DURING_WEEKEND', timesMs.map((time) => (new Date(time).getUTCDay() % 6 === 0 ? 1 : 0))],
    ['TX_DURING_NIGHT', timesMs.map((time) => (new Date(time).getUTCHours() <= 6 ? 1 : 0))],
  ]);
  const byCustomer = rowsByKey(payments.customers);
  const byTerminal = rowsByKey(payments.terminals);
  for (const days of WINDOW_DAYS) {
    const customer = windowSums(payments, byCustomer, { days, delayMs: 0, of: amounts });
    columns.set(`CUSTOMER_ID_NB_TX_${days}DAY_WINDOW`, customer.counts);
    columns.set(`CUSTOMER_ID_AVG_AMOUNT_${days}DAY_WINDOW`, customer.means);
    const terminal = windowSums(payments, byTerminal, { days, delayMs: DELAY_MS, of: payments.frauds });
    columns.set(`TERMINAL_ID_NB_TX_${days}DAY_WINDOW`, terminal.counts);
    columns.set(`TERMINAL_ID_RISK_${days}DAY_WINDOW`, terminal.means);
  }
  return columns;
}

/** For each key its rows, in time order. */
function rowsByKey(keys: Float64Array): ReadonlyMap<number, number[]> {
  const rows = new Map<number, number[]>();
  keys.forEach((key, row) => {
    const own = rows.get(key);
    if (own === undefined) rows.set(key, [row]);
    else own.push(row);
  });
  return rows;
}

interface WindowOptions {
  readonly days: number;
  readonly delayMs: number;
  readonly of: Float64Array;
}

function windowSums({ timesMs }: Payments, byKey: ReadonlyMap<number, number[]>, { days, delayMs, of }: WindowOptions) {
  const counts = new Float64Array(timesMs.length);
  const means = new Float64Array(timesMs.length);
  for (const rows of byKey.values()) {
    let [from, to, sum] = [0, 0, 0];
    rows.forEach((row, place) => {
      const end = timesMs[row]! - delayMs;
      while (to <= place && timesMs[rows[to]!]! <= end) sum += of[rows[to++]!]!;
      while (from < to && timesMs[rows[from]!]! <= end - days * DAY_MS) sum -= of[rows[from++]!]!;
      counts[row] = to - from;
      means[row] = to === from ? 0 : sum / (to - from);
    });
  }
  return { counts, means };
}
