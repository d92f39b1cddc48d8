import { checkShape, type JsonValue } from '@gavel/engine';
import { z } from 'zod';
import { Problem } from '../http/problem.js';
import type { QualityAsked } from './live-quality.js';

/** What `GET /v1/models/{name}/{version}/quality` may be asked with. */
const querySchema = z.strictObject({
  days: within(1, 365).default(30),
  alertShare: z.number().gt(0, 'This must be above 0').max(1, 'This must be 1 at most').default(0.01),
  labelAgeDays: within(0, 365).default(0),
  presumeGenuine: z.boolean().default(false),
  reviewCost: within(0, 1e9).default(10),
  falseBlockCost: within(0, 1e9).default(20),
  amount: z.string().min(1).max(100).exactOptional(),
});
const TEXTS: ReadonlySet<string> = new Set(['amount']);

function within(least: number, most: number) {
  const message = `This must be a number from ${least} to ${most}`;
  return z.number().min(least, message).max(most, message);
}

/** Reads the query. Throws a problem that names every fault, the member as its pointer. */
export function qualityQuery(query: Readonly<Record<string, unknown>>): QualityAsked {
  const value = Object.fromEntries(Object.entries(query).map(([name, text]) => [name, readValue(name, text)]));
  const checked = checkShape(querySchema, { value });
  if (checked.ok) return checked.value;
  throw Problem.ofFaults(checked.faults);
}

/** The number or truth value that a member's text is; a text where it is neither, a list where the member is repeated. */
function readValue(name: string, text: unknown): JsonValue {
  if (typeof text !== 'string') return Array.isArray(text) ? text.map(String) : String(text);
  if (TEXTS.has(name)) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() === '' || !Number.isFinite(Number(text)) ? text : Number(text);
}
