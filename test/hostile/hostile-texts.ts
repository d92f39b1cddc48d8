import { sampleFlow } from '@gavel/engine/testing';

/** One hostile change of a flow's folder: its texts, and the file that is to blame. */
export interface HostileFile {
  readonly name: string;
  readonly file: string;
  readonly files: Readonly<Record<string, string>>;
}

const CASES = JSON.stringify({ cases: [{ name: 'x', expect: { outcome: 'pass', reasons: [] } }] });

/** The texts of a flow that loads. */
export const GOOD: Readonly<Record<string, string>> = sampleFlow({ texts: { 'cases/a.json': CASES } });

/** The good flow with another text in one of its files. */
function withText(name: string, file: string, text: string): HostileFile {
  return { name: `${file}: ${name}`, file, files: { ...GOOD, [file]: text } };
}

/** The good flow with something changed in one of its JSON files. */
// oxlint-disable-next-line typescript/no-explicit-any -- hostile changes go where no type would let them
export function withChange(name: string, file: string, change: (document: any) => unknown): HostileFile {
  const document = JSON.parse(GOOD[file] ?? '');
  return withText(name, file, JSON.stringify(change(document) ?? document));
}

const deep = (open: string, close: string): string => open.repeat(10_000) + close.repeat(10_000);

/** The text with something put in as the first member of the outermost object. */
const member = (text: string, first: string): string => text.replace('{', `{ ${first},`);

/** What no JSON file may be, whatever it describes. */
const DAMAGES: readonly (readonly [string, (good: string) => string])[] = [
  ['empty', () => ''],
  ['blank', () => ' \n\t '],
  ['null', () => 'null'],
  ['a list', () => '[]'],
  ['a string', () => '"x"'],
  ['a number', () => '42'],
  ['cut off in the middle', (good) => good.slice(0, good.length / 2)],
  ['two documents', (good) => good + good],
  ['a trailing comma', (good) => good.replace(/\}\s*$/, ',}')],
  ['a comment', (good) => `// rules\n${good}`],
  ['single quotes', (good) => good.replaceAll('"', "'")],
  ['YAML', () => 'rules:\n  - name: x\n'],
  ['HTML', () => '<!doctype html><title>404</title>'],
  ['a merge conflict', (good) => `<<<<<<< HEAD\n${good}`],
  ['binary junk', () => String.fromCharCode(...Array.from({ length: 512 }, (_, at) => (at * 37) % 256))],
  ['UTF-16 read as text', (good) => good.split('').join('\0')],
  ['two byte order marks', (good) => `\ufeff\ufeff${good}`],
  ['a byte order mark in the middle', (good) => good.replace('{', '{\ufeff')],
  ['a raw NUL', (good) => good.replace('{', '{\0')],
  ['an escaped NUL', (good) => member(good, String.raw`"$schema": "a\u0000b"`)],
  ['a lone surrogate', (good) => member(good, String.raw`"$schema": "\ud800"`)],
  ['a lone raw surrogate', (good) => member(good, '"$schema": "\udfff"')],
  ['a bad escape', (good) => member(good, String.raw`"$schema": "\x41"`)],
  ['a raw tab in a string', (good) => member(good, '"$schema": "a\tb"')],
  ['a key twice', (good) => member(member(good, '"$schema": "a"'), '"$schema": "b"')],
  ['a key twice by an escape', (good) => member(member(good, '"$schema": "a"'), String.raw`"\u0024schema": "b"`)],
  ['__proto__', (good) => member(good, '"__proto__": { "polluted": true }')],
  ['__proto__ by an escape', (good) => member(good, String.raw`"\u005f_proto__": {}`)],
  ['constructor', (good) => member(good, '"constructor": { "prototype": {} }')],
  ['an unknown member', (good) => member(good, '"hasOwnProperty": 1')],
  ['10,000 lists deep', (good) => member(good, `"$schema": ${deep('[', ']')}`)],
  ['10,000 objects deep', (good) => member(good, `"$schema": ${deep('{"a":', '}').replace('}', '1}')}`)],
  ['10,000 deep and cut off', () => '['.repeat(10_000)],
  ['1e400', (good) => member(good, '"$schema": 1e400')],
  ['a number beyond 2^53', (good) => member(good, '"$schema": 9007199254740993')],
  ['a number of 100,000 digits', (good) => member(good, `"$schema": ${'9'.repeat(100_000)}`)],
  ['a number of 100,000 decimals', (good) => member(good, `"$schema": 0.${'1'.repeat(100_000)}`)],
  ['NaN', (good) => member(good, '"$schema": NaN')],
  ['Infinity', (good) => member(good, '"$schema": -Infinity')],
  ['a leading zero', (good) => member(good, '"$schema": 007')],
  ['hexadecimal', (good) => member(good, '"$schema": 0x10')],
  ['more than 1 MiB', (good) => good + ' '.repeat(1024 * 1024)],
  ['one string of 2 MiB', (good) => member(good, `"$schema": "${'x'.repeat(2 * 1024 * 1024)}"`)],
  ['a million commas', (good) => good.replace('{', `{${','.repeat(1_000_000)}`)],
];

/** Every damage to every kind of JSON file. */
export const HOSTILE_TEXTS: readonly HostileFile[] = [
  'flow.json',
  'features.json',
  'policy.json',
  'velocity.rules.json',
  'cases/a.json',
].flatMap((file) => DAMAGES.map(([name, damage]) => withText(name, file, damage(GOOD[file] ?? ''))));

const LIST = 'lists/stolen-cards.csv';
const LISTS: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['no header', 'k1,\nk2,\n'],
  ['another header', 'card,comment\nk1,\n'],
  ['a header in capitals', 'VALUE,NOTE\nk1,\n'],
  ['semicolons', 'value;note\nk1;x\n'],
  ['a quote left open', 'value,note\n"k1,x\n'],
  ['a quote in the middle', 'value,note\nk"1,x\n'],
  ['text behind a quote', 'value,note\n"k1"x,y\n'],
  ['an odd number of quotes', `value,note\n${'"'.repeat(99_999)},x\n`],
  ['a note over two lines', 'value,note\nk1,"a\nb"\n'],
  ['three fields', 'value,note\nk1,a,b\n'],
  ['100,000 commas', `value,note\n${','.repeat(100_000)}\n`],
  ['an empty value', 'value,note\n,x\n'],
  ['a blank line', 'value,note\nk1,\n\nk2,\n'],
  ['a blank before a value', 'value,note\n k1,\n'],
  ['a value twice', 'value,note\nk1,\nk1,\n'],
  ['a value twice, once quoted', 'value,note\nk1,\n"k1",\n'],
  ['a NUL', 'value,note\nk\u00001,\n'],
  ['an escape character', 'value,note\nk1,\u001b[2J\n'],
  ['carriage returns alone', 'value,note\rk1,\rk2,\r'],
  ['a value of 1 MB', `value,note\n${'k'.repeat(1_000_000)},\n`],
  ['200,001 rows', `value,note\n${Array.from({ length: 200_001 }, (_, at) => `k${at},\n`).join('')}`],
  ['200,000 faulty rows', `value,note\n${'"\n'.repeat(200_000)}`],
  ['UTF-16 read as text', 'value,note\nk1,\n'.split('').join('\0')],
  ['binary junk', String.fromCharCode(...Array.from({ length: 512 }, (_, at) => (at * 37) % 256))],
];

/** Every damage to a list. */
export const HOSTILE_LISTS: readonly HostileFile[] = LISTS.map(([name, text]) => withText(name, LIST, text));

const without = (file: string): HostileFile => ({
  name: `${file}: left out`,
  file,
  files: Object.fromEntries(Object.entries(GOOD).filter(([path]) => path !== file)),
});

const STRANGE_NAMES = [
  '../x.rules.json',
  'VELOCITY.rules.json',
  'velocity.rule.json',
  '.rules.json',
  'rules.js',
  'lists/x.txt',
  'a/b.rules.json',
  'x\0.rules.json',
];

/** Files that are missing, or have no place in a flow. */
export const HOSTILE_NAMES: readonly HostileFile[] = [
  ...['flow.json', 'features.json', 'policy.json', LIST].map(without),
  ...STRANGE_NAMES.map((file) => withText('a stranger', file, '{}')),
  withText('a list that nobody declares', 'lists/nobody.csv', 'value,note\n'),
];
