import { read, unreadable, type Reading } from './reading.js';

/** Reads a time and writes it as RFC 3339 text in the file's own offset, moved by `shiftMs`. */
export type TimeReader = (text: string, shiftMs: number) => Reading;

/** Minutes-exact local clock: milliseconds as if the clock stood at UTC, and the offset to write behind it. */
interface LocalTime {
  readonly localMs: number;
  readonly offset: string;
}

const TOKENS = { yyyy: 4, MM: 2, dd: 2, HH: 2, mm: 2, ss: 2, SSS: 3 } as const;
type Token = keyof typeof TOKENS;
const TOKEN = /yyyy|MM|dd|HH|mm|ss|SSS/g;
const ISO = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|z|[+-]\d{2}:\d{2})$/;
const FIRST_MS = Date.UTC(1970, 0, 1);
const LAST_MS = Date.UTC(9999, 11, 31);

/** A reader for a format, or undefined for a pattern that has no year, month and day, or names a part twice. */
export function compileTimeFormat(format: string, offset: string): TimeReader | undefined {
  if (format === 'iso') return reader('an RFC 3339 time with its offset, such as 2024-05-01T12:00:00Z', isoTime);
  if (format === 'epochSeconds') return reader('seconds since 1970', (text) => epochTime(text, 1000, offset));
  if (format === 'epochMilliseconds') return reader('milliseconds since 1970', (text) => epochTime(text, 1, offset));
  const tokens = [...format.matchAll(TOKEN)].map((match) => match[0]).filter(isToken);
  const complete = ['yyyy', 'MM', 'dd'].every((token) => tokens.some((own) => own === token));
  if (!complete || new Set(tokens).size !== tokens.length) return undefined;
  const pattern = new RegExp(
    `^${format
      .split(TOKEN)
      .map(escaped)
      .reduce((left, right, at) => `${left}${digits(tokens[at - 1])}${right}`)}$`,
  );
  const places = partPlaces(pattern, tokens);
  return reader(`a time written as ${format}`, (text) => patternTime(text, places, offset));
}

function reader(wanted: string, parse: (text: string) => LocalTime | undefined): TimeReader {
  return (text, shiftMs) => {
    const time = parse(text);
    if (time === undefined) return unreadable(`${JSON.stringify(text)} is not ${wanted}.`, 'Correct the row, or the format in the map.');
    const shifted = time.localMs + shiftMs;
    if (!(shifted >= FIRST_MS && shifted <= LAST_MS)) return unreadable(`${JSON.stringify(text)} lies before 1970 or after 9999.`);
    return read(`${dateText(shifted)}${clockText(shifted)}${time.offset}`);
  };
}

const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
let lastDay = { day: 0, text: '1970-01-01T' };

/** `2026-03-01T`: most rows are of the day of the row before. */
function dateText(localMs: number): string {
  const day = Math.floor(localMs / DAY_MS);
  if (day !== lastDay.day) lastDay = { day, text: new Date(day * DAY_MS).toISOString().slice(0, 11) };
  return lastDay.text;
}

/** `12:00:00`, or `12:00:00.250`. */
function clockText(localMs: number): string {
  const ofDayMs = localMs % DAY_MS;
  const seconds = Math.floor(ofDayMs / 1000);
  const thousandths = ofDayMs % 1000;
  const minutes = Math.floor(seconds / 60);
  const text = `${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`;
  return thousandths === 0 ? text : `${text}.${String(thousandths).padStart(3, '0')}`;
}

function isoTime(text: string): LocalTime | undefined {
  const [, date, clock, fraction = '', zone = ''] = ISO.exec(text) ?? [];
  if (date === undefined || clock === undefined) return undefined;
  const localMs = Date.parse(`${date}T${clock}${fraction.slice(0, 4)}Z`);
  return isSameDay(localMs, date) ? { localMs, offset: zone.toUpperCase() } : undefined;
}

function epochTime(text: string, unitMs: number, offset: string): LocalTime | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined;
  return { localMs: Number(text) * unitMs + offsetMs(offset), offset };
}

/** Where the parts of a time stand in a match of its pattern; 0: the whole match, for a part that is not there. */
interface PartPlaces {
  readonly pattern: RegExp;
  readonly date: readonly [number, number, number];
  readonly clock: readonly [number, number, number, number];
}

function partPlaces(pattern: RegExp, tokens: readonly Token[]): PartPlaces {
  const at = (token: Token): number => tokens.indexOf(token) + 1;
  return { pattern, date: [at('yyyy'), at('MM'), at('dd')], clock: [at('HH'), at('mm'), at('ss'), at('SSS')] };
}

function patternTime(text: string, { pattern, date, clock }: PartPlaces, offset: string): LocalTime | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds, thousandths] = clock.map((at) => (at === 0 ? 0 : Number(match[at])));
  const dayMs = dayStartMs(`${match[date[0]]}-${match[date[1]]}-${match[date[2]]}`);
  if (dayMs === undefined || hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return { localMs: dayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000 + (thousandths ?? 0), offset };
}

/** Days come again and again, and reading one is dear. */
const MAX_DAYS = 4000;
const days = new Map<string, number | undefined>();

function dayStartMs(date: string): number | undefined {
  if (days.has(date)) return days.get(date);
  const startMs = Date.parse(`${date}T00:00:00Z`);
  if (days.size >= MAX_DAYS) days.clear();
  days.set(date, isSameDay(startMs, date) ? startMs : undefined);
  return days.get(date);
}

/** `Date.parse` takes 30 February for 2 March. */
function isSameDay(localMs: number, date: string): boolean {
  return Number.isFinite(localMs) && new Date(localMs).toISOString().startsWith(date);
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

function isToken(text: string): text is Token {
  return Object.hasOwn(TOKENS, text);
}

function digits(token: Token | undefined): string {
  return token === undefined ? '' : `(\\d{${TOKENS[token]}})`;
}

function escaped(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
