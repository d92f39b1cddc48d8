const WINDOW_DAYS = [1, 7, 30] as const;

/**
 * Functions of the fifteen features and of nothing else, as a flow's catalogue would declare them: the amount against the customer's own means,
 * newer against older means and counts of the customer, frauds instead of shares of fraud of the terminal, and how its share moved.
 * Trees cut one column at a time, and a network of this size is slow to learn a quotient.
 */
export function handbookRatios(fifteen: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, Float64Array> {
  const column = (name: string): Float64Array => {
    const found = fifteen.get(name);
    if (found === undefined) throw new Error(`${name} is not among the features`);
    return found;
  };
  const windows = (of: string): readonly [Float64Array, Float64Array, Float64Array] => {
    const [day, week, month] = WINDOW_DAYS.map((days) => column(`${of}_${days}DAY_WINDOW`));
    return [day!, week!, month!];
  };
  const amount = column('TX_AMOUNT');
  const [meanOfDay, meanOfWeek, meanOfMonth] = windows('CUSTOMER_ID_AVG_AMOUNT');
  const [countOfDay, , countOfMonth] = windows('CUSTOMER_ID_NB_TX');
  const [, seenInWeek, seenInMonth] = windows('TERMINAL_ID_NB_TX');
  const [, riskOfWeek, riskOfMonth] = windows('TERMINAL_ID_RISK');
  // The payment itself is in each of the customer's windows: no count, and no mean of amounts, is 0.
  const over = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, row) => value / b[row]!);
  const times = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, row) => value * b[row]!);
  return new Map([
    ['amount / mean of 30 days', over(amount, meanOfMonth)],
    ['amount / mean of 7 days', over(amount, meanOfWeek)],
    ['mean of 1 day / mean of 30 days', over(meanOfDay, meanOfMonth)],
    ['mean of 7 days / mean of 30 days', over(meanOfWeek, meanOfMonth)],
    ['count of 1 day / count of 30 days', over(countOfDay, countOfMonth)],
    ['frauds of the terminal, 7 days', times(seenInWeek, riskOfWeek)],
    ['frauds of the terminal, 30 days', times(seenInMonth, riskOfMonth)],
    ['risk of 7 days − risk of 30 days', riskOfWeek.map((risk, row) => risk - riskOfMonth[row]!)],
  ]);
}
