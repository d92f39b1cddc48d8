import type { z } from 'zod';

type LimitIssue = z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig;

/** Is it zod's own text, which speaks of its inside? One that a schema gives stays. */
export function isRawMessage(message: string): boolean {
  return /^(Too (small|big): |Invalid string: must match pattern )/.test(message);
}

/** A limit that a value does not keep, in words: of a number, or of how many characters or items there are. */
export function limitMessage(issue: LimitIssue, value: unknown): string {
  const isLeast = issue.code === 'too_small';
  const limit = String(isLeast ? issue.minimum : issue.maximum);
  const unit = UNITS[issue.origin];
  if (unit === undefined) {
    if (issue.inclusive === false) return `This must be ${isLeast ? 'above' : 'below'} ${limit}.`;
    return `This must be ${isLeast ? `${limit} or more` : `${limit} at most`}.`;
  }
  const bound = issue.exact === true ? 'exactly' : isLeast ? 'at least' : 'at most';
  const noun = limit === '1' ? unit.of : `${unit.of}s`;
  return `This must be ${unit.what} of ${bound} ${limit} ${noun}${countedOf(value)}.`;
}

const UNITS: Readonly<Record<string, { readonly what: string; readonly of: string }>> = {
  string: { what: 'a text', of: 'character' },
  array: { what: 'a list', of: 'item' },
  object: { what: 'an object', of: 'member' },
};

function countedOf(value: unknown): string {
  return typeof value === 'string' || Array.isArray(value) ? `, and has ${value.length}` : '';
}
