import type { JsonValue } from '@gavel/engine/contract';

/** What a cell says, or why it cannot be read; `value` undefined: the field is left out. */
export type Reading =
  { readonly ok: true; readonly value: JsonValue | undefined } | { readonly ok: false; readonly message: string; readonly mend?: string };

/** A cell that says this. */
export function read(value: JsonValue | undefined): Reading {
  return { ok: true, value };
}

/** A cell that cannot be read. */
export function unreadable(message: string, mend?: string): Reading {
  return { ok: false, message, ...(mend === undefined ? {} : { mend }) };
}
