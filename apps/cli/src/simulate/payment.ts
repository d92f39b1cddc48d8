import type { JsonObject } from '@gavel/engine';
import { moneyOf, type City } from './city.js';

/** A payment on its way to becoming a request: still without an id, which it gets in the order of time. */
export interface Payment {
  readonly atMs: number;
  readonly customerId: string;
  /** Where the payer, or the thief, is: its clock and, for card-present payments, its position. */
  readonly city: City;
  readonly amountEur: number;
  /** Country whose money is paid with. */
  readonly moneyOf: string;
  /** The remaining fields of the request. */
  readonly fields: JsonObject;
  /** Set for fraud. */
  readonly scenario?: string;
}

/** The request, valid by the card-fraud flow's schema. */
export function requestOf(payment: Payment, transactionId: string): JsonObject {
  const money = moneyOf(payment.moneyOf);
  return {
    transactionId,
    eventTime: timestamp(payment.atMs, payment.city.offsetMinutes),
    amount: Math.max(1, Math.round(payment.amountEur * money.minorPerEuro)),
    currency: money.currency,
    customerId: payment.customerId,
    ...payment.fields,
  };
}

/** RFC 3339, to the second, on the clock of a place with this offset. */
function timestamp(atMs: number, offsetMinutes: number): string {
  const local = new Date(atMs + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(offsetMinutes);
  const sign = offsetMinutes < 0 ? '-' : '+';
  return `${local}${sign}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}
