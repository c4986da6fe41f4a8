import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { bani } from '../../../domain/amount/bani.ts';
import { formatBani } from '../../../domain/amount/text.ts';
import { readRegister } from './file.ts';
import type { FromRegister, RegisterTask } from './messages.ts';
import { registerReader } from './reader.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loial-register-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Read = Extract<FromRegister, { type: 'read' }>;

async function tried(bytes: string | Buffer, more: Partial<RegisterTask> = {}): Promise<FromRegister> {
  const file = join(folder, 'z');
  writeFileSync(file, bytes);
  return readRegister({ file, columns: null, remembered: [], ...more });
}
async function read(bytes: string | Buffer, more: Partial<RegisterTask> = {}): Promise<Read> {
  const found = await tried(bytes, more);
  if (found.type !== 'read') throw new Error(`it is ${found.why}`);
  return found;
}
const told = ({ receipts }: Read): unknown => receipts.map(({ fiscal, total, row }) => [fiscal, total, row]);
const sheet = (data: SheetData): Promise<Buffer> => writeExcelFile(data).toBuffer();

/** Text in one of Windows' code pages; only letters that stand in it. */
function windows(text: string, codePage: 'windows-1250' | 'windows-1251'): Buffer {
  const decoder = new TextDecoder(codePage);
  const codes = new Map(Array.from({ length: 256 }, (_, code) => [decoder.decode(Uint8Array.of(code)), code]));
  return Buffer.from([...text].map((letter) => codes.get(letter) ?? 0x3f));
}

const AT = Date.UTC(2026, 10, 21, 12, 7);

describe('text files', () => {
  test('with a title above, sums and headings between, and a return', async () => {
    const found = await read(
      [
        'Raport Z nr. 412;;;',
        '"Magazin Botanica; Chișinău";;;',
        'Nr. bon fiscal;Data și ora;Casier;Total, lei',
        '000481;21.11.2026 14:07;Ana;235,31',
        '000482;21.11.2026 14:09;Ana;1 234,50',
        'Total pagină;;;1469,81',
        '',
        'Nr. bon fiscal;Data și ora;Casier;Total, lei',
        '000483;21.11.2026 14:20;Ana;-64,90',
        'ÎN TOTAL;;;1404,91',
        'Semnătura ________;;;',
      ].join('\r\n'),
    );
    expect(told(found)).toEqual([
      ['000481', 23_531, 4],
      ['000482', 123_450, 5],
      ['000483', -6490, 9],
    ]);
    expect(found.receipts[0]?.at).toBe(AT);
    expect(found.columns).toEqual({ fiscal: 0, total: 3, at: 1 });
    expect(found.apart).toEqual([1, 2, 3, 6, 8, 10, 11]);
    expect(found.faulty).toEqual([]);
  });

  test('what is broken is named by its row and not half taken; so is a sum that does not come to its rows', async () => {
    const found = await read(
      [
        'Номер чека;Сумма;Дата',
        '1;10,00;21.11.2026 10:00',
        '2;1O,00;21.11.2026 10:01',
        ';7,00;21.11.2026 10:02',
        '3;;21.11.2026 10:03',
        '4;5,00;31.31.2026 10:04',
        '1,2E+15;5,00;21.11.2026 10:05',
        '6;1.234;21.11.2026 10:06',
        '7;5,00',
        'Итого;15,00;',
        'Всего;99,00;',
      ].join('\n'),
    );
    expect(told(found)).toEqual([
      ['1', 1000, 2],
      ['6', 123_400, 8],
      ['7', 500, 9],
    ]);
    expect(found.faulty).toEqual([3, 4, 5, 6, 7, 10, 11]);
    expect(found.apart).toEqual([1]);
  });

  test.each([
    [
      'semicolons, Windows-1251',
      windows('Номер чека;Сумма чека;Дата и время\n481;235,31;21.11.2026 14:07\n', 'windows-1251'),
    ],
    [
      'tabs, Windows-1250',
      windows('Număr bon\tSumă\tDată și oră\n481\t235.31\t21.11.2026 14:07\n'.replaceAll('ș', 'ş'), 'windows-1250'),
    ],
    ['commas and points, a mark of UTF-8', '\ufeffReceipt No,Amount,Date\n481,"235.31",2026-11-21T14:07\n'],
    ['Excel’s own first line', 'sep=;\nBon;Suma;Data\n481;235,31;21.11.2026 14:07\n'],
    ['wide letters', Buffer.from('\ufeffЧек\tСумма\tДата\r\n481\t235,31\t21.11.2026 14:07\r\n', 'utf16le')],
    ['lines of old Macs', 'Bon;Suma;Data\r481;235,31;21.11.2026 14:07\r'],
    ['day and time apart', 'Data;Ora;Nr. bon;Total\n21.11.2026;14:07:00;481;235,31\n'],
    ['no headings', '21.11.2026 14:07;481;235,31\n21.11.2026 14:09;482;7,00\n'],
  ])('%s', async (_, bytes) => {
    const found = await read(bytes);
    expect(found.receipts[0]).toMatchObject({ fiscal: '481', total: 23_531, at: AT });
    expect(found.faulty).toEqual([]);
  });

  test('two columns alone: the comma is the amounts’', async () => {
    expect(told(await read('Bon;Suma\n1;10,50\n2;20,50\n'))).toEqual([
      ['1', 1050, 2],
      ['2', 2050, 3],
    ]);
  });

  test('where nobody can tell the columns a person says, and it is remembered for such files', async () => {
    const text = 'A;B;C\n10,00;1,00;481\n20,00;2,00;482\n';
    const first = await read(text);
    expect(first).toMatchObject({ columns: null, receipts: [], faulty: [], width: 3 });
    expect(first.head[1]).toEqual(['10,00', '1,00', '481']);
    const columns = { fiscal: 2, total: 0, at: null };
    expect(told(await read(text, { columns }))).toEqual([
      ['481', 1000, 2],
      ['482', 2000, 3],
    ]);
    const next = text.replaceAll('48', '49');
    expect(told(await read(next, { remembered: [{ of: first.of, columns }] }))).toEqual([
      ['491', 1000, 2],
      ['492', 2000, 3],
    ]);
    // What was remembered of other headings is not for these.
    const other = await read('Bon;Suma;x\n1;2,00;3\n', { remembered: [{ of: first.of, columns }] });
    expect(other.columns).toEqual({ fiscal: 0, total: 1, at: null });
  });

  test('for any day and any way of writing, every row is a receipt with its very amount', async () => {
    const day = fc.array(fc.integer({ min: -999_999, max: 9_999_999 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        day,
        fc.constantFrom(';', '\t', ','),
        fc.boolean(),
        fc.boolean(),
        async (totals, apart, comma, wide) => {
          const amount = (total: number): string => {
            const shown = wide ? formatBani(bani(total)) : (total / 100).toFixed(2).replace('.', ',');
            return comma ? `"${shown}"` : `"${shown.replace(',', '.')}"`;
          };
          const lines = totals.map((total, n) => [`00${n + 1}`, '21.11.2026 14:07', amount(total)].join(apart));
          const found = await read([['Nr bon', 'Data', 'Total'].join(apart), ...lines].join('\r\n'));
          expect(told(found)).toEqual(totals.map((total, n) => [`00${n + 1}`, total, n + 2]));
          expect(found.faulty).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('spreadsheets', () => {
  test('numbers, dates, text, a sum', async () => {
    const when = new Date(Date.UTC(2026, 10, 21, 14, 7));
    const found = await read(
      await sheet([
        ['Raport Z'],
        ['Nr. bon', 'Data și ora', 'Total'],
        [481, { value: when, type: Date, format: 'dd.mm.yyyy hh:mm' }, 235.31],
        ['000482', { value: when, type: Date, format: 'dd.mm.yyyy hh:mm' }, '1 234,50'],
        [483, '21.11.2026 14:07', -0.1],
        [484.5, null, 1],
        [485, null, 1.005],
        ['Total', null, 1469.71],
      ]),
    );
    expect(told(found)).toEqual([
      ['481', 23_531, 3],
      ['000482', 123_450, 4],
      ['483', -10, 5],
    ]);
    expect(found.receipts.map(({ at }) => at)).toEqual([AT, AT, AT]);
    expect(found.faulty).toEqual([6, 7]);
    expect(found.apart).toEqual([1, 2, 8]);
  });

  test('for any day, each amount is read to the ban', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -9_999_999, max: 9_999_999 }), { minLength: 1, maxLength: 60 }),
        async (totals) => {
          const rows: SheetData = totals.map((total, n) => [n + 1, total / 100]);
          expect(told(await read(await sheet([['Bon', 'Suma'], ...rows])))).toEqual(
            totals.map((total, n) => [String(n + 1), total, n + 2]),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  test('what unpacks to gigabytes is refused before it is', async () => {
    expect(await tried(zip([['xl/worksheets/sheet1.xml', 120_000_000]]))).toEqual({ type: 'broken', why: 'tooMuch' });
    const many = Array.from({ length: 600 }, (_, n): [string, number] => [`x${n}.xml`, 1]);
    expect(await tried(zip(many))).toEqual({ type: 'broken', why: 'tooMuch' });
  });

  test('a cell in the last corner of a sheet is refused, and not the million empty rows before it made', async () => {
    const cell = (row: number, at: string, text: string): string =>
      `<row r="${row}"><c r="${at}${row}" t="inlineStr"><is><t>${text}</t></is></c></row>`;
    expect((await read(workbook(`${cell(1, 'A', 'Bon')}${cell(2, 'B', 'x')}`))).width).toBe(2);
    for (const [row, column] of [
      [1_048_576, 'A'],
      [1, 'XFD'],
      [1, 'GS'],
    ] as const) {
      expect(await tried(workbook(cell(row, column, 'x')))).toEqual({ type: 'broken', why: 'tooMuch' });
    }
  });

  test('a thread of its own reads it', async () => {
    const file = join(folder, 'z');
    writeFileSync(file, 'Bon;Suma\n1;2,00\n');
    const reader = registerReader(new URL('./register.worker.ts', import.meta.url));
    const task = { file, columns: null, remembered: [] };
    expect(await reader.read(task).ended).toMatchObject({ receipts: [{ fiscal: '1', total: 200, row: 2 }] });
    await expect(reader.read({ ...task, file: join(folder, 'none') }).ended).rejects.toThrow(/ENOENT/);
  });
});

describe('what is no register’s file', () => {
  test.each([
    ['nothing', ''],
    ['one column', 'a\nb\nc\n'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a spreadsheet of before 2007', Buffer.from('d0cf11e0a1b11ae1000000', 'hex')],
    ['the beginning of a spreadsheet alone', Buffer.from('504b03041400000008', 'hex')],
    ['a quote that never ends', 'a;b\n1;"2\n3;4\n'],
  ])('%s', async (_, bytes) => {
    expect(await tried(bytes)).toEqual({ type: 'broken', why: 'unreadable' });
  });

  test('more than a day can be: rows, columns, a cell', async () => {
    const tooMuch = { type: 'broken', why: 'tooMuch' };
    expect(await tried(`Bon;Suma\n${'1;2,00\n'.repeat(200_001)}`)).toEqual(tooMuch);
    expect(await tried(`${'a;'.repeat(201)}\n`)).toEqual(tooMuch);
    expect(await tried(`Bon;Suma\n1;${'2'.repeat(3000)}\n`)).toEqual(tooMuch);
  });
});

/** A packed file of parts with so many zero bytes each, which says of itself that each has ten. */
const zip = (parts: readonly (readonly [string, number])[]): Buffer =>
  packed(parts.map(([name, bytes]) => [name, Buffer.alloc(bytes), 10]));

function packed(parts: readonly (readonly [name: string, bytes: Buffer, told: number])[]): Buffer {
  const before: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes, told] of parts) {
    const part = deflateRawSync(bytes);
    const same = Buffer.alloc(26);
    same.writeUInt16LE(20, 0);
    same.writeUInt16LE(8, 4);
    same.writeUInt32LE(crc32(bytes), 10);
    same.writeUInt32LE(part.length, 14);
    same.writeUInt32LE(told, 18);
    same.writeUInt16LE(name.length, 22);
    before.push(Buffer.from('PK\x03\x04', 'latin1'), same, Buffer.from(name), part);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), same, place, Buffer.from(name));
    at += 30 + name.length + part.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...before, listed, end]);
}

/** The smallest spreadsheet there is, with this sheet. */
function workbook(rows: string): Buffer {
  const part = (name: string, text: string): readonly [string, Buffer, number] => {
    const bytes = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
    return [name, bytes, bytes.length];
  };
  const ns = 'http://schemas.openxmlformats.org';
  return packed([
    part(
      'xl/workbook.xml',
      `<workbook xmlns:r="${ns}/officeDocument/2006/relationships"><sheets><sheet name="Z" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      `<Relationships><Relationship Id="rId1" Type="${ns}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    part('xl/worksheets/sheet1.xml', `<worksheet><sheetData>${rows}</sheetData></worksheet>`),
  ]);
}
