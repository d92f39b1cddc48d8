import { describe, expect, it } from 'vitest';
import { haversineKm, speedKmh } from './haversine-km.js';

const berlin = { lat: 52.52, lon: 13.405 };
const paris = { lat: 48.8566, lon: 2.3522 };

describe('haversineKm', () => {
  it('is 878 km from Berlin to Paris', () => {
    expect(haversineKm(berlin, paris)).toBeCloseTo(877.46, 1);
    expect(haversineKm(paris, berlin)).toBe(haversineKm(berlin, paris));
  });

  it('is one degree of a great circle along the equator and along a meridian', () => {
    expect(haversineKm({ lat: 0, lon: 10 }, { lat: 0, lon: 11 })).toBeCloseTo(111.195, 3);
    expect(haversineKm({ lat: 45, lon: 10 }, { lat: 46, lon: 10 })).toBeCloseTo(111.195, 3);
  });

  it('goes the short way across the date line', () => {
    expect(haversineKm({ lat: 0, lon: 179.5 }, { lat: 0, lon: -179.5 })).toBeCloseTo(111.195, 3);
  });

  it('is half a great circle between antipodes, and 0 in place', () => {
    expect(haversineKm({ lat: 30, lon: 20 }, { lat: -30, lon: -160 })).toBeCloseTo(Math.PI * 6371.0088, 3);
    expect(haversineKm(berlin, berlin)).toBe(0);
  });
});

describe('speedKmh', () => {
  it('divides by the time gone', () => {
    expect(speedKmh(900, 3_600_000)).toBe(900);
  });

  it('takes less than 60 s as 60 s', () => {
    expect(speedKmh(1, 1)).toBe(60);
    expect(speedKmh(1, 60_000)).toBe(60);
    expect(speedKmh(1, 120_000)).toBe(30);
  });
});
