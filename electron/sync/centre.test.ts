import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import type { TillAccount } from '../../domain/day/account.ts';
import { NO_SUMS } from '../../domain/day/sums.ts';
import { incarnationId, recordId, storeId, tillId, uuid7 } from '../../domain/identity/ids.ts';
import { refused } from '../../domain/refusal/refusal.ts';
import { type CentreLine, centreUrl, openCentre } from './centre.ts';

test('an address as it is typed, with a scheme or without', () => {
  expect(centreUrl(' loial.example.md ')).toBe('https://loial.example.md');
  expect(centreUrl('loial.example.md/magazin/')).toBe('https://loial.example.md/magazin');
  expect(centreUrl('http://loial.example.md')).toBe('http://loial.example.md');
  expect(centreUrl('192.168.1.5:8080')).toBe('http://192.168.1.5:8080');
  expect(centreUrl('127.0.0.1:4100')).toBe('http://127.0.0.1:4100');
  expect(centreUrl('localhost:4100')).toBe('http://localhost:4100');
  expect(centreUrl('172.20.0.9')).toBe('http://172.20.0.9');
  expect(centreUrl('172.50.0.9')).toBe('https://172.50.0.9');
  expect(centreUrl('server-magazin:4100')).toBe('http://server-magazin:4100');
});

test('what is no address is none', () => {
  for (const typed of ['', '   ', 'ftp://x', 'file:///etc/passwd', 'https://', 'javascript:alert(1)', 'două cuvinte']) {
    expect([typed, centreUrl(typed)]).toEqual([typed, null]);
  }
});

describe('the day of the store, asked of the centre', () => {
  let answer: (path: string, body: unknown) => { readonly status: number; readonly json: unknown };
  let server: Server;
  let line: CentreLine;
  beforeEach(async () => {
    server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const sent = Buffer.concat(pieces);
        const plain = request.headers['content-encoding'] === 'zstd' ? zstdDecompressSync(sent) : sent;
        const { status, json } = answer(request.url ?? '', JSON.parse(plain.toString()));
        response.writeHead(status, { 'content-encoding': 'zstd' }).end(zstdCompressSync(JSON.stringify(json)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    line = openCentre();
    const { port } = server.address() as AddressInfo;
    line.use({
      till: tillId(idOf(1)),
      store: storeId(idOf(2)),
      incarnation: incarnationId(idOf(3)),
      ordinal: 1,
      number: 1,
      centre: { url: `http://127.0.0.1:${port}`, key: 'key' },
    });
  });
  afterEach(async () => {
    line.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const idOf = (n: number): string => uuid7(1_700_000_000_000, new Uint8Array(10).fill(n));
  const day = civilDate('2026-11-21');
  const account = {
    store: idOf(2),
    day,
    number: 1,
    previous: null,
    by: 'centre',
    asOf: 5,
    tills: [],
    points: { opening: 0, moved: [], closing: 0 },
    faults: [],
    entries: 0,
    looks: [],
    fiscalTwice: [],
  };

  test('a week of the store is taken where it has its form; a centre of before is told from no answer', async () => {
    const upTo = { incarnation: idOf(3), seq: 7, at: 5 };
    const pace = { sales: 0, lines: 0, ms: 0 };
    const closings = { exact: 0, varied: 0, variance: 0 };
    const person = { staff: idOf(4), sales: 2, withMember: 1, enrolments: 0, pace, closings, exactInARow: 0 };
    const week = { monday: '2026-11-16', people: [person], tills: [{ till: idOf(1), number: 1, upTo }] };
    answer = (path, body) => ({ status: 200, json: path === '/v1/staff/week' ? { ...week, body } : null });
    expect(await line.storeWeek(day, 1000)).toEqual(week);
    for (const [status, json, expected] of [
      [200, { ...week, people: [{ ...person, sales: 'two' }] }, 'unreachable'],
      [404, { code: 'route.unknown', detail: 'There is nothing here.' }, 'old'],
      [404, 'not found', 'unreachable'],
      [503, { code: 'week.failed', detail: '' }, 'unreachable'],
    ] as const) {
      answer = () => ({ status, json });
      expect(await line.storeWeek(day, 1000), `${status} ${JSON.stringify(json)}`).toBe(expected);
    }
  });

  test('is taken where it has its form; a signed one is refused in words, and all else is no answer', async () => {
    answer = (path, body) => {
      expect([path, body]).toEqual(['/v1/days/draw', { day }]);
      return { status: 200, json: { account } };
    };
    expect(await line.drawDay(day, 2000)).toEqual({ ok: true, value: account });
    answer = () => ({ status: 409, json: { code: 'day.closed', detail: '' } });
    expect(await line.drawDay(day, 2000)).toEqual(refused('day.closedAlready', { day }));
    // An old centre has no such route; a proxy has words of its own.
    for (const other of [
      { status: 404, json: { code: 'route.unknown', detail: '' } },
      { status: 409, json: { code: 'other', detail: '' } },
      { status: 409, json: null },
      { status: 200, json: { account: { ...account, number: 0 } } },
    ]) {
      answer = () => other;
      expect(await line.drawDay(day, 2000)).toBe('unreachable');
    }
  });

  test('its receipts come page by page, of what is drawn from the log; half of them are none', async () => {
    const range = { incarnation: incarnationId(idOf(3)), first: 1, last: 9, hash: 'ab'.repeat(32) };
    const till: TillAccount = {
      till: tillId(idOf(1)),
      number: 1,
      state: 'closed',
      by: 'log',
      heardAt: null,
      ranges: [range],
      records: 9,
      outside: 0,
      shifts: [],
      sums: NO_SUMS,
      late: [],
    };
    const tills: TillAccount[] = [till, { ...till, till: tillId(idOf(4)), by: 'paper' }];
    const receipt = (seq: number) => ({
      record: recordId(idOf(10 + seq)),
      till: tillId(idOf(1)),
      seq,
      kind: 'sale',
      at: seq,
      staff: null,
      member: null,
      number: `1-1-${seq}`,
      fiscal: null,
      total: bani(seq * 100),
      points: null,
    });
    const asked: unknown[] = [];
    answer = (_path, body) => {
      asked.push(body);
      const json = asked.length === 1 ? { receipts: [receipt(1)], next: 'a' } : { receipts: [receipt(2)], next: null };
      return { status: 200, json };
    };
    expect(await line.dayReceipts(tills, 2000)).toEqual([receipt(1), receipt(2)]);
    const ranges = [{ till: idOf(1), ...range }];
    expect(asked).toEqual([
      { ranges, after: '' },
      { ranges, after: 'a' },
    ]);
    answer = (_path, body) =>
      JSON.stringify(body).includes('"after":""')
        ? { status: 200, json: { receipts: [receipt(1)], next: 'a' } }
        : { status: 503, json: { code: 'away', detail: '' } };
    expect(await line.dayReceipts(tills, 2000)).toBe('unreachable');
    // A centre that goes round in a circle is not followed.
    answer = () => ({ status: 200, json: { receipts: [], next: 'a' } });
    expect(await line.dayReceipts(tills, 2000)).toBe('unreachable');
    line.close();
    expect(await line.drawDay(day, 2000)).toBe('unreachable');
  });
});
