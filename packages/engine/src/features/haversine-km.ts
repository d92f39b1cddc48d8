import type { Position } from './counter-read.js';

/** Mean Earth radius R1 of the International Union of Geodesy and Geophysics: (2a + b) / 3 = 6371.0088 km. */
const EARTH_RADIUS_KM = 6371.0088;
const RADIANS_PER_DEGREE = Math.PI / 180;

/** A shorter time is taken as this one, so that two fixes a second apart do not make a walk look like a flight. */
const LEAST_SECONDS = 60;

/**
 * Great-circle distance in km on a sphere, by the haversine formula (R. W. Sinnott, "Virtues of the Haversine",
 * Sky & Telescope 68(2), 1984, p. 159). Against the ellipsoid it errs by at most about 0.5 %.
 */
export function haversineKm(from: Position, to: Position): number {
  const latitudes = Math.sin(((to.lat - from.lat) * RADIANS_PER_DEGREE) / 2);
  const longitudes = Math.sin(((to.lon - from.lon) * RADIANS_PER_DEGREE) / 2);
  const parallel = Math.cos(from.lat * RADIANS_PER_DEGREE) * Math.cos(to.lat * RADIANS_PER_DEGREE);
  const a = latitudes * latitudes + parallel * longitudes * longitudes;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, a)));
}

/** Speed in km/h over a distance in km and a time in ms, taken as at least 60 s. */
export function speedKmh(distanceKm: number, elapsedMs: number): number {
  return distanceKm / (Math.max(elapsedMs / 1000, LEAST_SECONDS) / 3600);
}
