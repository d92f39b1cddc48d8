import { faultLine, parseShaped, type Checked } from '@gavel/engine';
import { describe, expect, it } from 'vitest';
import { compileMap, type MappedRow, type RowMapper } from './compile-map.js';
import { loadMap } from './load-map.js';
import { mapFileSchema } from './map-file.js';

const SPARKOV =
  'tx_id,tx_datetime,card_id,merchant_id,category,amount,gender,dob,state,city_pop,home_lat,home_long,merch_lat,merch_long,is_fraud'.split(
    ',',
  );

function compiled(source: object, header: readonly string[]): Checked<RowMapper> {
  const map = parseShaped(mapFileSchema, 'm.json', JSON.stringify(source, null, 1));
  return map.ok ? compileMap(map.value, { mapName: 'm.json', csvName: 'f.csv', header }) : map;
}

function lines(checked: Checked<unknown>): string[] {
  return checked.ok ? [] : checked.faults.map(faultLine);
}

function mapperOf(checked: Checked<RowMapper>): RowMapper {
  if (!checked.ok) throw new Error(lines(checked).join('\n'));
  return checked.value;
}

async function sparkov(): Promise<RowMapper> {
  const { map } = await loadMap('sparkov');
  if (!map.ok) throw new Error(lines(map).join('\n'));
  return mapperOf(compileMap(map.value, { mapName: 'sparkov', csvName: 'f.csv', header: SPARKOV }));
}

const ROW = '17,2019-01-05 23:41:09,44,321,gas_transport,56.4,M,2003-03-06,CA,419138,34.0033,-117.445,33.4787,-117.6448,1'.split(',');
const withCell = (column: string, text: string): string[] => ROW.with(SPARKOV.indexOf(column), text);

describe('the shipped Sparkov map', () => {
  it('makes a request of a row, exactly', async () => {
    const row = (await sparkov())(ROW, 2);
    expect(row).toEqual<Checked<MappedRow>>({
      ok: true,
      value: {
        request: {
          transactionId: 'sparkov-17',
          eventTime: '2019-01-05T23:41:09Z',
          amount: 5640,
          currency: 'USD',
          customerId: 'sparkov-customer-44',
          accountId: 'sparkov-account-44',
          cardId: 'sparkov-card-44',
          cardCountry: 'US',
          merchantId: 'sparkov-merchant-321',
          merchantCategory: 'gas_transport',
          merchantCountry: 'US',
          channel: 'pos',
          position: { lat: 33.4787, lon: -117.6448 },
        },
        label: { label: 'fraud', source: 'sparkov' },
      },
    });
  });

  it('gives online payments their channel and no position', async () => {
    const row = (await sparkov())(withCell('category', 'shopping_net'), 2);
    expect(row.ok && row.value.request).toMatchObject({ channel: 'ecommerce', merchantCategory: 'shopping_net' });
    expect(row.ok && Object.hasOwn(row.value.request, 'position')).toBe(false);
  });

  it('names every cell that cannot be read, with line, field and column', async () => {
    const cells = withCell('amount', '1,2').with(1, '2019-02-30 00:00:00').with(12, 'north').with(14, 'maybe');
    expect(lines((await sparkov())(cells, 7))).toEqual([
      'f.csv:7 /eventTime [tx_datetime]: "2019-02-30 00:00:00" is not a time written as yyyy-MM-dd HH:mm:ss. Correct the row, or the format in the map.',
      'f.csv:7 /amount [amount]: "1,2" is not a number. Write digits with at most 2 decimals.',
      'f.csv:7 /position/lat [merch_lat]: "north" is not a number. Write digits with at most one decimal point: 12.5.',
      'f.csv:7 [is_fraud]: "maybe" is not in the label\'s table. Add it to the table in the map.',
    ]);
  });

  it('refuses a row of another length', async () => {
    expect(lines((await sparkov())(ROW.slice(1), 9))).toEqual(['f.csv:9: The row has 14 cells where the header has 15.']);
  });
});

describe('compileMap', () => {
  it('reads optional cells, tables with other kinds of values, and times moved by a shift', () => {
    const source = {
      flow: 'f',
      shiftTime: '2d',
      request: {
        id: { column: 'id', prefix: 'a-', suffix: '-z' },
        online: { column: 'on', as: 'table', table: { y: true, '': false } },
        device: { column: 'device', optional: true },
        at: { column: 'at', as: 'time', format: 'dd.MM.yyyy HH:mm', offset: '+01:00' },
        n: { column: 'n', as: 'integer' },
      },
    };
    const row = mapperOf(compiled(source, ['id', 'on', 'device', 'at', 'n']))(['1', '', '', '27.02.2024 08:05', '-3'], 2);
    expect(row).toEqual({ ok: true, value: { request: { id: 'a-1-z', online: false, at: '2024-02-29T08:05:00+01:00', n: -3 } } });
  });

  it('names all columns that the file lacks and all formats it does not know, at their place in the map', () => {
    const source = {
      flow: 'f',
      request: { a: { column: 'x' }, b: { object: { c: { column: 'id', as: 'time', format: 'HH:mm' } } } },
      label: { column: 'y', table: {} },
    };
    expect(lines(compiled(source, ['id']))).toEqual([
      'm.json:5:14 /request/a/column: The file has no column "x". Its columns are: id.',
      'm.json:12:16 /request/b/object/c/format: "HH:mm" is not a time format. Use yyyy, MM, dd, HH, mm, ss and SSS, each once, or iso, epochSeconds, epochMilliseconds.',
      'm.json:18:13 /label/column: The file has no column "y". Its columns are: id.',
    ]);
  });

  it('refuses a map with a misspelt word, and says where', () => {
    const faults = lines(compiled({ flow: 'f', request: { a: { colunm: 'x' } } }, ['x']));
    expect(faults.join('\n')).toContain('m.json:5:');
    expect(faults.join('\n')).toContain('"colunm" is not known here');
  });
});

describe('the shipped maps of credit applications', () => {
  async function request(name: string, cells: Readonly<Record<string, string>>): Promise<MappedRow> {
    const { map } = await loadMap(name);
    if (!map.ok) throw new Error(lines(map).join('\n'));
    const header = Object.keys(cells);
    const row = mapperOf(compileMap(map.value, { mapName: name, csvName: 'f.csv', header }))(Object.values(cells), 7);
    if (!row.ok) throw new Error(lines(row).join('\n'));
    return row.value;
  }

  it('make a list of statements, the newest first, of a card client', async () => {
    const month = (pay: string, at: number): Record<string, string> => ({
      [pay]: String(2 - at),
      [`BILL_AMT${at + 1}`]: String(-100 * at),
      [`PAY_AMT${at + 1}`]: '3',
    });
    const months = ['PAY_0', 'PAY_2', 'PAY_3', 'PAY_4', 'PAY_5', 'PAY_6'].map((pay, at) =>
      at === 5 ? { ...month(pay, at), PAY_6: '8' } : month(pay, at),
    );
    const cells = Object.assign({ ID: '9', LIMIT_BAL: '20000', SEX: '2', AGE: '24', default_next_month: '1' }, ...months) as Record<
      string,
      string
    >;
    const mapped = await request('taiwan', cells);
    expect(mapped.label).toEqual({ label: 'default', source: 'taiwan' });
    expect(mapped.request).toMatchObject({ applicationId: 'taiwan-9', amount: 2_000_000, ageYears: 24 });
    expect(mapped.request['statements']).toEqual([
      { balance: 0, paid: 300, monthsOverdue: 2, conduct: 'overdue' },
      { balance: -10_000, paid: 300, monthsOverdue: 1, conduct: 'overdue' },
      { balance: -20_000, paid: 300, monthsOverdue: 0, conduct: 'part-paid' },
      { balance: -30_000, paid: 300, monthsOverdue: 0, conduct: 'paid-in-full' },
      { balance: -40_000, paid: 300, monthsOverdue: 0, conduct: 'unused' },
      { balance: -50_000, paid: 300, monthsOverdue: 8, conduct: 'overdue' },
    ]);
  });

  it('take the number of the line where a file has no id', async () => {
    const { map } = await loadMap('south-german');
    if (!map.ok) throw new Error(lines(map).join('\n'));
    const columns = [...new Set([...JSON.stringify(map.value.value).matchAll(/"column":"([^"]+)"/g)].map((match) => match[1]!))];
    const mapped = await request('south-german', Object.fromEntries(columns.map((column) => [column, '1'])));
    expect(mapped.request).toMatchObject({
      applicationId: 'south-german-7',
      customerId: 'south-german-customer-7',
      purpose: 'car-new',
      currency: 'DEM',
    });
  });

  it('tells where in a list a cell cannot be read, and leaves out what is left out', () => {
    const source = {
      flow: 'f',
      request: {
        items: { list: [{ column: 'a', as: 'integer', optional: true }, { list: [{ constant: 1 }] }, { column: 'b', as: 'integer' }] },
      },
    };
    const mapper = mapperOf(compiled(source, ['a', 'b']));
    expect(mapper(['', '4'], 2)).toMatchObject({ ok: true, value: { request: { items: [[1], 4] } } });
    expect(lines(mapper(['3', 'x'], 2)).join()).toContain('/items/2');
  });
});
