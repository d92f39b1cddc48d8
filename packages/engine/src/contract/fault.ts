/** One thing that is wrong with something we were given: where it is, what it is, how to mend it. */
export interface Fault {
  /** Path of the file inside its folder, e.g. `velocity.rules.json`; absent for a request body. */
  readonly file?: string;
  /** RFC 6901 JSON pointer of the faulty value; '' is the whole document. */
  readonly pointer: string;
  /** 1-based position of that value in the text, where it is known. */
  readonly line?: number;
  readonly column?: number;
  /** Name of the rule, feature or case concerned. */
  readonly subject?: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly mend?: string;
}

/** Either a value or every fault found on the way to it: never both, never a throw. */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly Fault[] };

/** One line for a log or a terminal: `file:line:column subject: message (mend)`. */
export function faultLine(fault: Fault): string {
  const place = [fault.file, fault.line, fault.column].filter((part) => part !== undefined).join(':');
  const where = place === '' ? fault.pointer || '(document)' : `${place} ${fault.pointer}`.trimEnd();
  const subject = fault.subject === undefined ? '' : ` [${fault.subject}]`;
  const mend = fault.mend === undefined ? '' : ` ${fault.mend}`;
  return `${where}${subject}: ${fault.message}${mend}`;
}
