import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportView } from '../../../contract/till/import.ts';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { verifyTill } from '../../../db/verify.ts';
import { Courtesy } from '../../courtesy.ts';
import { type ListReader, listReader } from '../../import/reader.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';

let r: Rehearsal;
beforeEach(async () => {
  r = rehearse();
  await r.must('setup.alone', { store: 'Magazin', manager: 'Elena', pin: '1470', language: 'ro' });
  await signIn();
});
afterEach(() => r.close());

async function signIn(): Promise<void> {
  const [elena] = await r.must('staff.list', {});
  if (elena === undefined) throw new Error('a shop has a manager');
  await r.must('staff.signIn', { staff: elena.id, pin: '1470' });
}

const LIST = [
  'Nume;Prenume;Telefon;Nr. card;Puncte;Expiră la',
  'Țurcanu;Ștefan;069 123 456;2900000000018;1 234;31.12.2026',
  'Попова;Наталья;069 123 456;;0;',
  'Rusu;Ana;;2900000000025;7;',
].join('\r\n');

/** Sends a list as the window does, in small pieces. */
async function send(list: string | Buffer, name = 'lista.csv'): Promise<void> {
  const bytes = Buffer.from(list);
  await r.must('import.begin', { name, bytes: bytes.length });
  for (let at = 0; at < bytes.length; at += 50) {
    await r.must('import.chunk', { at, base64: bytes.subarray(at, at + 50).toString('base64') });
  }
}

const state = (): Promise<ImportView> => r.must('import.state', {});

async function at<Where extends ImportView['at']>(where: Where): Promise<Extract<ImportView, { at: Where }>> {
  for (let tries = 0; tries < 1000; tries++) {
    const view = await state();
    // Compared with the very name; the union is not narrowed by a name that is itself a parameter.
    if (view.at === where) return view as Extract<ImportView, { at: Where }>;
    await new Promise((next) => setTimeout(next, 10));
  }
  throw new Error(`it did not come to be ${where}: ${JSON.stringify(await state())}`);
}

async function checked(consented = true) {
  const { look } = await at('arrived');
  const { form, columns } = look;
  await r.must('import.check', { form, columns, language: 'ro', pointsUntil: null, consented });
  return (await at('checked')).checked;
}

async function points(name: string): Promise<number | undefined> {
  return (await r.must('members.search', { text: name }))[0]?.balance;
}

const records = (): number => r.seq();

test('a list is looked at, checked, and taken over: everybody with their card and their points', async () => {
  await send(LIST);
  const { look } = await at('arrived');
  expect(look).toMatchObject({
    name: 'lista.csv',
    form: { encoding: 'utf-8', delimiter: ';', headings: true },
    columns: { lastName: 0, firstName: 1, phone: 2, card: 3, points: 4, pointsUntil: 5 },
  });
  expect(look.lines[1]).toEqual(['Țurcanu', 'Ștefan', '069 123 456', '2900000000018', '1 234', '31.12.2026']);
  expect(await checked()).toMatchObject({ rows: 3, good: 3, points: 1241, samePhone: 1, faulty: 0, faults: [] });
  const before = records();
  await r.must('import.go', { leaveOut: 0 });
  expect(await at('done')).toEqual({ at: 'done', name: 'lista.csv', members: 3, points: 1241, leftOut: 0 });
  // One record each, and one that says that a list was taken over.
  expect(records()).toBe(before + 4);
  expect(await points('turcanu')).toBe(1234);
  expect(await points('natalia')).toBe(0);
  await r.must('shift.open', {
    businessDay: (await r.must('shift.propose', { businessDay: null })).businessDay,
    confirmed: [],
    float: [],
  });
  await r.must('counter.code', { code: '2900000000025' });
  expect(r.view().counter.member?.name).toBe('Ana Rusu');
  // Nothing personal stays behind, and every sum holds.
  expect(existsSync(join(r.dir, 'import'))).toBe(false);
  r.till.close();
  expect(verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings).toEqual(
    [],
  );
});

test('lists of old programs: Windows’ Cyrillic, commas, no headings', async () => {
  const cyrillic = Buffer.from(
    [...'Попова Наталья,069111222\nПетрова Ольга,069111333\n'].map((letter) => {
      const code = letter.charCodeAt(0);
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    }),
  );
  await send(cyrillic);
  const { look } = await at('arrived');
  expect(look.form).toEqual({ encoding: 'windows-1251', delimiter: ',', headings: false });
  expect(look.lines[0]).toEqual(['Попова Наталья', '069111222']);
  const meaning = {
    form: look.form,
    columns: { name: 0, phone: 1 },
    language: 'ru',
    pointsUntil: null,
    consented: true,
  } as const;
  await r.must('import.check', meaning);
  expect((await at('checked')).checked).toMatchObject({ rows: 2, good: 2 });
  await r.must('import.look', { form: { ...look.form, delimiter: ';' } });
  expect((await at('arrived')).look.lines[0]).toEqual(['Попова Наталья,069111222']);
});

describe('what is wrong', () => {
  test('is named by line and column; nothing is written until a person leaves just that out', async () => {
    await send(`${LIST}\r\nFără;Telefon;;;;\r\n"Lungu";"Ion";069999888;2900000000018;12,5;`);
    const found = await checked();
    expect(found).toMatchObject({ rows: 5, good: 3, faulty: 2 });
    expect(found.faults).toEqual([
      { line: 5, field: '', fault: 'neitherPhoneNorCard', value: '' },
      { line: 6, field: 'points', fault: 'pointsFraction', value: '12,5' },
    ]);
    const before = records();
    expect(await r.ask('import.go', { leaveOut: 0 })).toMatchObject({ ok: false, refusal: { code: 'import.again' } });
    expect(records()).toBe(before);
    await r.must('import.go', { leaveOut: 2 });
    expect(await at('done')).toMatchObject({ members: 3, leftOut: 2 });
  });

  test('the same list twice takes nobody over twice', async () => {
    await send(LIST);
    await checked();
    await r.must('import.go', { leaveOut: 0 });
    await at('done');
    await send(LIST);
    const again = await checked();
    expect(again.good).toBe(0);
    expect(again.faults.map(({ line, fault }) => [line, fault])).toEqual([
      [2, 'cardTaken'],
      [2, 'alreadyMember'],
      [3, 'alreadyMember'],
      [4, 'cardTaken'],
    ]);
    expect(await r.ask('import.go', { leaveOut: 3 })).toMatchObject({ ok: false, refusal: { code: 'import.empty' } });
  });

  test('twice in one list', async () => {
    await send('name;phone;card\nAna Rusu;069111222;2900000000018\nRUSU ANA;069111222;\nIon;;2900000000018\n');
    expect((await checked()).faults.map(({ line, fault }) => [line, fault])).toEqual([
      [3, 'memberTwice'],
      [4, 'cardTwice'],
    ]);
  });

  test('without everybody’s consent nobody is taken over', async () => {
    await send(LIST);
    expect(await checked(false)).toMatchObject({ good: 0, faulty: 3 });
  });

  test('a quote that never ends is told with its line', async () => {
    await send('name;phone\nAna;069111222\n"Ion;069111333\nOlga;069111444\n');
    const { look } = await at('arrived');
    await r.must('import.check', {
      form: { ...look.form, delimiter: ';', headings: true },
      columns: { name: 0, phone: 1 },
      language: 'ro',
      pointsUntil: null,
      consented: true,
    });
    expect(await at('broken')).toMatchObject({ line: 3 });
    expect(await r.ask('import.go', { leaveOut: 0 })).toMatchObject({ ok: false });
    await r.must('import.drop', {});
    expect(await state()).toEqual({ at: 'nothing' });
  });

  test('an empty list, a piece out of order, a second list meanwhile', async () => {
    await r.must('import.begin', { name: 'x', bytes: 10 });
    expect(await r.ask('import.chunk', { at: 5, base64: 'AAAA' })).toMatchObject({ refusal: { code: 'import.again' } });
    await send('Nume;Telefon\n').catch(() => undefined);
    expect(await state()).toEqual({ at: 'nothing' });
    expect(existsSync(join(r.dir, 'import'))).toBe(false);
  });
});

test('a till that is killed in the middle goes on by itself, with the very same members', async () => {
  const many = Array.from({ length: 400 }, (_, n) => `Om ${n};0691${String(n).padStart(5, '0')};${n}`);
  await send(`name;phone;points\n${many.join('\n')}`);
  expect(await checked()).toMatchObject({ good: 400, points: (400 * 399) / 2 });
  const before = records();
  await r.must('import.go', { leaveOut: 0 });
  for (;;) {
    const view = await state();
    if (view.at === 'going' && view.done >= 80) break;
    if (view.at === 'done') throw new Error('it was too quick for this test');
    await new Promise((next) => setImmediate(next));
  }
  r.restart();
  await signIn();
  expect(records()).toBeLessThan(before + 400);
  await at('done');
  expect(records()).toBe(before + 401);
  const ledger = readLedger(join(r.dir, 'ledger.db'));
  const all = ledger.everyStanding();
  ledger.close();
  expect(all.reduce((sum, { standing }) => sum + standing.balance, 0)).toBe((400 * 399) / 2);
  expect(await points('om 399')).toBe(399);
  r.till.close();
  expect(verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings).toEqual(
    [],
  );
});

describe('whoever is served at the counter goes first', () => {
  /** Steady, and moved by nothing but these tests, ms. */
  let steadyMs: number;
  /** Each rest that was taken: how long, and how many records there were before and after it. */
  let rests: { readonly ms: number; readonly from: number; readonly to: number }[];
  /** What happens while the list's batch of this number is written, and while it rests; the first is 1. */
  let during: (batch: number) => void;
  let whileResting: () => void;

  beforeEach(async () => {
    r.close();
    steadyMs = 0;
    rests = [];
    whileResting = () => undefined;
    const courtesy = new Courtesy(
      () => steadyMs,
      async (ms) => {
        const from = records();
        // Whoever did not wait for it would have written meanwhile.
        await new Promise((next) => setTimeout(next, 20));
        steadyMs += ms;
        whileResting();
        rests.push({ ms, from, to: records() });
      },
    );
    const real = listReader(new URL('../../import/import.worker.ts', import.meta.url), courtesy);
    let batches = 0;
    const lists: ListReader = {
      read: (task, on) =>
        real.read(task, {
          ...on,
          batch(batch) {
            on.batch(batch);
            during(++batches);
          },
        }),
    };
    r = rehearse({ courtesy, lists });
    await r.must('setup.alone', { store: 'Magazin', manager: 'Elena', pin: '1470', language: 'ro' });
    await signIn();
  });

  /** Takes six batches over, and tells how many records there were before. */
  async function takeOver(): Promise<number> {
    const many = Array.from({ length: 60 }, (_, n) => `Om ${n};0691${String(n).padStart(5, '0')};1`);
    await send(`name;phone;points\n${many.join('\n')}`);
    await checked();
    const before = records();
    await r.must('import.go', { leaveOut: 0 });
    expect(await at('done')).toMatchObject({ members: 60 });
    return before;
  }

  const scan = (): void => r.till.scanned('4840000000016');

  test('after a scan the next batch waits for the end of the moment, whatever the time of day does', async () => {
    const hour = 3_600_000;
    const jumpsMs = new Map([
      [1, 0],
      [3, hour],
      [5, -hour],
    ]);
    during = (batch) => {
      steadyMs += 80;
      const jumpMs = jumpsMs.get(batch);
      if (jumpMs === undefined) return;
      scan();
      r.clock.now += jumpMs;
      steadyMs += 10;
    };
    const before = await takeOver();
    expect(rests).toEqual([10, 30, 50].map((written) => ({ ms: 50, from: before + written, to: before + written })));
  });

  test('a cashier who never stops halves its pace and no more', async () => {
    during = () => {
      steadyMs += 5;
      scan();
    };
    whileResting = scan;
    await takeOver();
    expect(rests.map(({ ms }) => ms)).toEqual([5, 5, 5, 5, 5, 5]);
  });
});

test('a till goes on selling while a list is taken over', async () => {
  const many = Array.from({ length: 600 }, (_, n) => `Om ${n};0691${String(n).padStart(5, '0')};1`);
  await send(`name;phone;points\n${many.join('\n')}`);
  await checked();
  await r.must('shift.open', {
    businessDay: (await r.must('shift.propose', { businessDay: null })).businessDay,
    confirmed: [],
    float: [],
  });
  await r.must('import.go', { leaveOut: 0 });
  let sold = 0;
  while ((await state()).at === 'going') {
    await r.must('counter.amount', { amount: '10', vat: 2000 });
    await r.must('counter.confirm', { total: 1000, fiscalNumber: null });
    await r.must('counter.next', {});
    sold++;
    await new Promise((next) => setImmediate(next));
  }
  expect(await at('done')).toMatchObject({ members: 600, points: 600 });
  expect(sold).toBeGreaterThan(3);
  r.till.close();
  expect(verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings).toEqual(
    [],
  );
});
