import type { Fault, JsonObject, Label } from '@gavel/engine';

/** One request to send, with what is known of it. */
export interface Transaction {
  /** The request's own id: its idempotency key, so that sending it again gives the recorded answer. */
  readonly id: string;
  /** Whose order must be kept: the value of the flow's stickiness field. */
  readonly lane: string;
  /** RFC 3339. */
  readonly eventTime: string;
  readonly request: JsonObject;
  readonly label?: { readonly label: Label['label']; readonly source: string };
  /** Where it stands in the file that it was read from. */
  readonly line?: number;
}

/** What a source gives: a transaction, or a row that cannot be made into one and why. */
export type SourceItem =
  { readonly ok: true; readonly transaction: Transaction } | { readonly ok: false; readonly faults: readonly Fault[] };

/** Where a run takes its transactions from. */
export interface TransactionSource {
  /** For people: `5,000 simulated payments (seed 1)`. */
  readonly title: string;
  /** How many items there will be, for the progress bar; near enough. */
  readonly total: number;
  readonly items: AsyncIterable<SourceItem> | Iterable<SourceItem>;
}

/** The names of the request fields that mean something to the engine: `fields` of the flow's `flow.json`. */
export interface FlowFields {
  readonly eventTime: string;
  readonly requestId: string;
  readonly stickiness: string;
}

/** A source that knows its flow, and waits for the names of the flow's fields. */
export interface OpenedSource {
  readonly flow: string;
  /** The labels that it may give, to be checked against the flow's before anything is sent. */
  readonly labels: readonly string[];
  open(fields: FlowFields): TransactionSource;
}

/** Makes a transaction of a request, or says which of the fields that the flow needs is not a text. */
export function transactionOf(request: JsonObject, fields: FlowFields, label: Transaction['label']): SourceItem {
  const faults: Fault[] = [];
  const text = (field: string): string => {
    const value = request[field];
    if (typeof value === 'string' && value !== '') return value;
    faults.push({ pointer: `/${field}`, message: `The request has no ${field}.`, mend: 'The flow needs it as a text.' });
    return '';
  };
  const own = { id: text(fields.requestId), lane: text(fields.stickiness), eventTime: text(fields.eventTime), request };
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, transaction: label === undefined ? own : { ...own, label } };
}
