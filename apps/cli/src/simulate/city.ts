/** A place where people live, pay and travel to. */
export interface City {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly lat: number;
  readonly lon: number;
  /** Offset of standard time; simulated clocks know no summer time. */
  readonly offsetMinutes: number;
}

/** What is paid with in a country, and how many minor units make one euro. */
export interface CountryMoney {
  readonly currency: string;
  readonly minorPerEuro: number;
}

function city(name: string, country: string, at: readonly [lat: number, lon: number], offsetMinutes: number): City {
  return { name, country, lat: at[0], lon: at[1], offsetMinutes };
}

/** Where the simulated bank's customers live. */
export const HOME_CITIES: readonly City[] = [
  city('berlin', 'DE', [52.52, 13.405], 60),
  city('hamburg', 'DE', [53.551, 9.994], 60),
  city('munich', 'DE', [48.137, 11.575], 60),
  city('cologne', 'DE', [50.938, 6.96], 60),
  city('frankfurt', 'DE', [50.11, 8.682], 60),
  city('leipzig', 'DE', [51.34, 12.375], 60),
  city('vienna', 'AT', [48.208, 16.374], 60),
  city('amsterdam', 'NL', [52.368, 4.904], 60),
  city('paris', 'FR', [48.857, 2.352], 60),
  city('zurich', 'CH', [47.377, 8.542], 60),
];

/** Where else they travel, and from where else they are attacked. */
export const OTHER_CITIES: readonly City[] = [
  city('london', 'GB', [51.507, -0.128], 0),
  city('madrid', 'ES', [40.417, -3.704], 60),
  city('barcelona', 'ES', [41.385, 2.173], 60),
  city('rome', 'IT', [41.903, 12.496], 60),
  city('milan', 'IT', [45.464, 9.19], 60),
  city('lisbon', 'PT', [38.722, -9.139], 0),
  city('stockholm', 'SE', [59.329, 18.069], 60),
  city('copenhagen', 'DK', [55.676, 12.568], 60),
  city('oslo', 'NO', [59.914, 10.752], 60),
  city('warsaw', 'PL', [52.23, 21.012], 60),
  city('prague', 'CZ', [50.075, 14.438], 60),
  city('budapest', 'HU', [47.498, 19.04], 60),
  city('new-york', 'US', [40.713, -74.006], -300),
  city('toronto', 'CA', [43.653, -79.383], -300),
  city('tokyo', 'JP', [35.677, 139.65], 540),
];

const MONEY: Readonly<Record<string, CountryMoney>> = {
  GB: { currency: 'GBP', minorPerEuro: 85.5 },
  CH: { currency: 'CHF', minorPerEuro: 95.2 },
  SE: { currency: 'SEK', minorPerEuro: 1136 },
  DK: { currency: 'DKK', minorPerEuro: 746 },
  NO: { currency: 'NOK', minorPerEuro: 1163 },
  PL: { currency: 'PLN', minorPerEuro: 429 },
  CZ: { currency: 'CZK', minorPerEuro: 2500 },
  HU: { currency: 'HUF', minorPerEuro: 40_000 },
  US: { currency: 'USD', minorPerEuro: 108.7 },
  CA: { currency: 'CAD', minorPerEuro: 149 },
  JP: { currency: 'JPY', minorPerEuro: 164 },
};

const EURO: CountryMoney = { currency: 'EUR', minorPerEuro: 100 };

export function moneyOf(country: string): CountryMoney {
  return MONEY[country] ?? EURO;
}
