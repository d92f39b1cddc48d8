import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from './read-csv.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-csv-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function rowsOf(name: string, content: string | Buffer, delimiter = ','): Promise<{ header: readonly string[]; rows: unknown[] }> {
  const path = join(dir, name);
  await writeFile(path, content);
  const file = await readCsv(path, delimiter);
  const rows: unknown[] = [];
  for await (const row of file.rows) rows.push(row.ok ? [row.line, ...row.cells] : `${row.fault.line}: ${row.fault.message}`);
  return { header: file.header, rows };
}

describe('readCsv', () => {
  it('gives header, cells and line numbers, from plain and from gzip text', async () => {
    const text = '\uFEFFa,b\r\n1,"x, ""y"""\r\n\r\n2,z\r\n';
    const expected = {
      header: ['a', 'b'],
      rows: [
        [2, '1', 'x, "y"'],
        [4, '2', 'z'],
      ],
    };
    expect(await rowsOf('plain.csv', text)).toEqual(expected);
    expect(await rowsOf('packed.csv.gz', gzipSync(text))).toEqual(expected);
  });

  it('reads another delimiter', async () => {
    expect((await rowsOf('semicolon.csv', 'a;b\n1;2\n', ';')).rows).toEqual([[2, '1', '2']]);
  });

  it('keeps a cell that runs over line ends, and counts on from there', async () => {
    expect((await rowsOf('wide.csv', 'a,b\n"x\ny",1\n2,z\n')).rows).toEqual([
      [2, 'x\ny', '1'],
      [4, '2', 'z'],
    ]);
  });

  it('names rows with broken quotes and loses none of the others', async () => {
    const { rows } = await rowsOf('broken.csv', 'a,b\n1,"x"y\n2,z\n"open,3\n4,w\n5,v\n');
    expect(rows).toEqual([
      '2: A cell has text outside of its quotes.',
      [3, '2', 'z'],
      '4: A quote is opened and not closed.',
      [5, '4', 'w'],
      [6, '5', 'v'],
    ]);
  });

  it('rejects a broken header instead of taking the first row for one', async () => {
    await expect(rowsOf('header.csv', 'a,"b"c\n1,2\n')).rejects.toThrow('header line cannot be read');
  });

  it('rejects an empty file, a file that is not there and a file that is not gzip', async () => {
    await expect(rowsOf('empty.csv', '')).rejects.toThrow('no header line');
    await expect(readCsv(join(dir, 'absent.csv'), ',')).rejects.toThrow('ENOENT');
    await expect(rowsOf('not.csv.gz', 'a,b\n')).rejects.toThrow('incorrect header check');
    await expect(rowsOf('binary.csv', Buffer.from([0x61, 0xff, 0xfe, 0x0a]))).rejects.toThrow('not valid for encoding utf-8');
  });
});
