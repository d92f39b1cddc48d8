import type { Position } from './counter-read.js';

/** The position in an object with `lat` and `lon` in degrees; undefined when either is absent, no number or outside the globe. */
export function positionOf(value: unknown): Position | undefined {
  if (typeof value !== 'object' || value === null || !('lat' in value) || !('lon' in value)) return undefined;
  const { lat, lon } = value;
  if (typeof lat !== 'number' || typeof lon !== 'number') return undefined;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}
