import { describe, expect, it } from 'vitest';
import { readList } from './read-list.js';

function valuesOf(text: string) {
  const result = readList('lists/x.csv', text);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return [...result.value];
}

function faultsOf(text: string) {
  const result = readList('lists/x.csv', text);
  return result.ok ? [] : result.faults.map((fault) => `${fault.line}: ${fault.message}`);
}

function rows(count: number): string {
  return `value,note\n${Array.from({ length: count }, (_, index) => `v${index},`).join('\n')}`;
}

describe('readList', () => {
  it('reads plain and quoted values', () => {
    expect(valuesOf('value,note\na,\nb\n"c, d","x ""y"""\n"e ""f""",note\n')).toEqual(['a', 'b', 'c, d', 'e "f"']);
  });

  it('reads what spreadsheets write: byte order mark, CRLF; and an empty list', () => {
    expect(valuesOf('\ufeffvalue,note\r\na,1\r\nb,2\r\n')).toEqual(['a', 'b']);
    expect(valuesOf('value,note\n')).toEqual([]);
  });

  it('takes no file whose last line is not ended: it may be half-written', () => {
    expect(faultsOf('value,note\na,1\nb')).toEqual(['3: The last line is not ended: the file may be half-written.']);
    expect(faultsOf('value,note')).toEqual(['1: The last line is not ended: the file may be half-written.']);
  });

  it.each([
    ['', '1: The first line must be value,note.'],
    ['a,b\nx,y\n', '1: The first line must be value,note.'],
    ['value,note\n\n', '2: The value is empty.'],
    ['value,note\na,\n"",x\n', '3: The value is empty.'],
    ['value,note\na,\nb,\n"a",again\n', '4: The value "a" stands already on line 2.'],
    ['value,note\n a,\n', '2: The value has blanks around it, so nothing equals it.'],
    ['value,note\na,b,c\n', '2: The row has 3 fields.'],
    ['value,note\n"a,b\n', '2: The quotes of this row do not fit.'],
    ['value,note\na"b,c\n', '2: The quotes of this row do not fit.'],
    ['value,note\n"a"b,c\n', '2: The quotes of this row do not fit.'],
    ['value,note\na\0,c\n', '2: The row holds a control character.'],
    [`value,note\n${'x'.repeat(257)},\n`, '2: The value is longer than 256 characters.'],
  ])('refuses %j', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('tells all faults, up to a hundred', () => {
    expect(faultsOf('value,note\n,\n x,\n')).toHaveLength(2);
    const faults = faultsOf(`value,note\n${',\n'.repeat(250)}`);
    expect(faults).toHaveLength(101);
    expect(faults.at(-1)).toContain('150 more');
  });

  it('takes 200,000 rows and no more', () => {
    expect(valuesOf(`${rows(200_000)}\n`)).toHaveLength(200_000);
    expect(faultsOf(rows(200_001))).toEqual(['1: The list has 200001 rows, more than 200000.']);
  });
});
