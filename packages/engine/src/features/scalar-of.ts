import type { Scalar } from '../contract/json.js';

/** A value as features hold it: text, boolean or finite number; anything else is undefined. */
export function scalarOf(value: unknown): Scalar | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
