import { randomUUID } from 'node:crypto';

/** A UUID of version 7 (RFC 9562): its first 48 bits are the time, so ids of one table lie in the order in which they were made. */
export function decisionIdAt(epochMs: number): string {
  const time = epochMs.toString(16).padStart(12, '0');
  // randomUUID's 122 random bits stay, but for the 48 that the time takes the place of.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Is this text an id that a decision could have? Anything else need not be looked up. */
export function isDecisionId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
}
