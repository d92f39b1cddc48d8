/** What people pay for. Amounts are in euros: the median and the spread (sigma of the logarithm). */
export interface Category {
  /** ISO 18245 merchant category code. */
  readonly code: string;
  readonly word: string;
  readonly median: number;
  readonly sigma: number;
  /** How much of an average household's payments it is. */
  readonly weight: number;
  readonly online: boolean;
  /** Merchants of the kind in one city, or online altogether. */
  readonly merchants: number;
}

type Row = readonly [code: string, word: string, median: number, sigma: number, weight: number, merchants: number];

function category([code, word, median, sigma, weight, merchants]: Row, online: boolean): Category {
  return { code, word, median, sigma, weight, online, merchants };
}

const SHOPS: readonly Row[] = [
  ['5411', 'grocer', 32, 0.6, 30, 25],
  ['5814', 'cafe', 8, 0.6, 18, 40],
  ['5812', 'restaurant', 38, 0.5, 9, 40],
  ['5541', 'fuel', 55, 0.35, 6, 12],
  ['5912', 'chemist', 18, 0.6, 6, 15],
  ['4111', 'transit', 6, 0.6, 8, 3],
  ['5651', 'clothes', 60, 0.6, 4, 20],
  ['5732', 'electronics', 140, 0.9, 1.2, 6],
  ['5712', 'furniture', 220, 0.8, 0.6, 5],
];

const ONLINE: readonly Row[] = [
  ['5310', 'webshop', 35, 0.8, 9, 30],
  ['5815', 'streaming', 10, 0.3, 3, 8],
  ['5651', 'webfashion', 65, 0.6, 3, 20],
  ['5732', 'webelectronics', 130, 0.9, 1.5, 15],
  ['4511', 'airline', 190, 0.6, 0.6, 10],
  ['7011', 'hotel', 160, 0.6, 0.8, 20],
  ['5947', 'giftcards', 40, 0.6, 0.5, 8],
];

/** Everything that customers buy in the ordinary way. */
export const CATEGORIES: readonly Category[] = [...SHOPS.map((row) => category(row, false)), ...ONLINE.map((row) => category(row, true))];

/** What thieves buy: easily sold on. */
export const RESALE_CATEGORIES: readonly Category[] = CATEGORIES.filter((one) => one.online && ['5732', '5947', '5651'].includes(one.code));
