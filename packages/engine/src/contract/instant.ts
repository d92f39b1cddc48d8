/**
 * Epoch milliseconds of a text that `isDateTime` takes; of another NaN, or whatever `Date.parse` makes of it. ECMAScript prescribes
 * capital T and Z and milliseconds: beyond that V8 reads some fractions of ten and more digits as another time.
 */
export function instantMs(text: string): number {
  return Date.parse(text.length === 20 ? text : text.toUpperCase().replace(/(\.\d{3})\d+/, '$1'));
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(?!24)\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/**
 * RFC 3339, as every clock here can read it: no leap second (`Date.parse` knows none), and a day that exists (`Date.parse` turns
 * 30 February into 2 March). What stands beyond milliseconds is cut.
 */
export function isDateTime(text: string): boolean {
  if (isPlainUtc(text)) return true;
  const [, year = '', month = '', day = ''] = DATE_TIME.exec(text) ?? [];
  return (
    year !== '' &&
    Number.isFinite(instantMs(text)) &&
    new Date(Date.UTC(2000, Number(month) - 1, Number(day))).getUTCDate() === Number(day) &&
    (month !== '02' || day !== '29' || isLeapYear(Number(year)))
  );
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `2026-03-01T12:00:00Z`, the form that nearly all have, at a tenth of the price. */
function isPlainUtc(text: string): boolean {
  if (text.length !== 20) return false;
  const year = digitsAt(text, 0) * 100 + digitsAt(text, 2);
  const [month, day] = [digitsAt(text, 5), digitsAt(text, 8)];
  const most = month === 2 && isLeapYear(year) ? 29 : (DAYS[month - 1] ?? 0);
  return (
    isPunctuated(text) &&
    year >= 0 &&
    day >= 1 &&
    day <= most &&
    digitsAt(text, 11) < 24 &&
    digitsAt(text, 14) < 60 &&
    digitsAt(text, 17) < 60
  );
}

function isPunctuated(text: string): boolean {
  return text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':' && text[19] === 'Z';
}

/** Two digits as a number; not a number, where they are none. */
function digitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const units = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
