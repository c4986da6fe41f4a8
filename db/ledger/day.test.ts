import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { points } from '../../domain/amount/points.ts';
import { addDays, type CivilDate } from '../../domain/calendar/civil.ts';
import type { DayAccount, SealedDay } from '../../domain/day/account.ts';
import { checksOf } from '../../domain/day/checks.ts';
import { drawnDay } from '../../domain/day/draw.ts';
import { figureIn, partsSum } from '../../domain/day/parts.ts';
import { dayClosed } from '../../domain/day/signing.ts';
import { netPoints } from '../../domain/day/sums.ts';
import { everyFigure } from '../../domain/day/testing/figures.ts';
import { contentOf, FIRST_DAY, planOf } from '../../domain/day/testing/tills.ts';
import { type RecordId, recordId, shiftId } from '../../domain/identity/ids.ts';
import type { RecordBody, RecordContent } from '../../domain/record/record.ts';
import { shiftFigures } from '../../domain/shift/figures.ts';
import { live } from '../../domain/shift/testing/shifts.ts';
import { DataProblem } from '../problem.ts';
import { openReplica } from '../replica/replica.ts';
import { incarnationOf, memberOf, recordOf, STAFF, STORE, TILL, timeOf, uuidOf } from '../samples.ts';
import { verifyTill } from '../verify.ts';
import { expiresCell } from './accounts.ts';
import { type ReadDay, readDay } from './day.ts';
import { readParts } from './dayParts.ts';
import { place } from './file.ts';
import { type Ledger, openLedger } from './ledger.ts';

/** Days of any shop without a centre, in real files. */

let dir: string;
let made = 0;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-day-'));
  made = 0;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const files = () => ({ ledgerFile: join(dir, 'ledger.db'), membersFile: join(dir, 'members.db') });

const rows = fc.array(fc.array(fc.nat(), { minLength: 8, maxLength: 100 }), { minLength: 1, maxLength: 4 });
const ALONE = { register: null, receipts: null, alone: true, own: null } as const;

function newShop(): Ledger {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  made = 0;
  openReplica(files().membersFile).close();
  const ledger = openLedger(files().ledgerFile);
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(1), ordinal: 1, previous: null };
  ledger.begin({ ...life, id: recordOf(0), occurredAt: timeOf(0), alone: true });
  return ledger;
}

function append(ledger: Ledger, content: RecordContent, of: { shift: number | null; day: CivilDate; id?: RecordId }) {
  return ledger.append({
    ...content,
    id: of.id ?? recordId(uuidOf(20_000 + ++made)),
    shift: of.shift === null ? null : shiftId(uuidOf(900_000 + of.shift)),
    businessDay: of.shift === null ? null : of.day,
    staff: STAFF,
    programmeVersion: 1,
    reverses: null,
    occurredAt: timeOf(++made),
  });
}

/** Sells through a plan; calls back before each later day begins. */
function sellThrough(
  ledger: Ledger,
  numbers: readonly (readonly number[])[],
  dayEnds: (day: CivilDate) => void,
): CivilDate {
  let day = FIRST_DAY;
  for (const [i, planned] of planOf(numbers).entries()) {
    const next = addDays(day, i === 0 ? 0 : planned.later);
    if (next !== day) dayEnds(day);
    day = next;
    const member = memberOf(1 + (i % 3));
    const ids = new Map<RecordId, RecordId>();
    for (const { record } of live(planned.laid, planned.happenings).records) {
      // An undo names what it undoes, and chance does not know it.
      if (record === null || (record.kind === 'giftCard' && record.action === 'undo')) continue;
      const id = recordId(uuidOf(20_000 + ++made));
      ids.set(record.id, id);
      append(ledger, contentFor(record, member, ids), { shift: i, day, id });
    }
    const figures = shiftFigures(ledger.shiftRecords(null));
    const z = { number: ledger.lastZ() + 1, ...figures };
    append(
      ledger,
      { kind: 'shiftClosed', sales: figures.counts.sales, total: figures.total, z, entries: [] },
      { shift: i, day },
    );
    for (let n = 0; n < planned.outside; n++) {
      append(
        ledger,
        { kind: 'adjust', member, entries: [{ member, points: points(-3), contra: 'adjust', lot: null }] },
        { shift: null, day },
      );
    }
  }
  return day;
}

/** What a record says, of another member; a void names the sale under its new id. */
function contentFor(
  record: RecordBody,
  member: ReturnType<typeof memberOf>,
  ids: ReadonlyMap<RecordId, RecordId>,
): RecordContent {
  const content = contentOf(record);
  switch (content.kind) {
    case 'sale': {
      const entries = content.entries.map((entry) => ({ ...entry, member }));
      const lines = content.lines.map((line, i) => ({ ...line, earned: points(i === 0 ? content.earned : 0) }));
      return { ...content, lines, member: content.member === null ? null : { ...content.member, member }, entries };
    }
    case 'void':
      return { ...content, of: ids.get(content.of) ?? content.of };
    case 'enrolment':
      return { ...content, member };
    default:
      return content;
  }
}

function read(ledger: Ledger, day: CivilDate, after: SealedDay | null): ReadDay {
  const head = ledger.head();
  return readWith(head === null ? null : { incarnation: head.incarnation, seq: head.seq }, day, after);
}

function readWith(upTo: Parameters<typeof readDay>[1]['upTo'], day: CivilDate, after: SealedDay | null): ReadDay {
  const of = { till: TILL, number: 1, day, closedUpTo: after?.day ?? null, upTo, listed: [], taken: () => undefined };
  const reading = readDay(files().ledgerFile, of);
  for (;;) {
    const next = reading.next();
    if (next.done === true) return next.value;
  }
}

function accountOf(
  { account, faults, entries, closing }: ReadDay,
  day: CivilDate,
  after: SealedDay | null,
): DayAccount {
  return drawnDay({
    store: STORE,
    day,
    previous: after,
    by: 'log',
    asOf: 1,
    tills: [account],
    faults,
    entries,
    closing,
    booked: [],
    looks: [],
    fiscalTwice: [],
  });
}

/** Each figure is exactly what its list comes to, whether the day is signed yet or not. */
function figuresHold({ day, number, tills, points: { moved } }: DayAccount): void {
  for (const { sums, shifts, ranges } of tills) {
    const figured = { sums, moved, shifts };
    for (const figure of everyFigure(figured)) {
      const reading = readParts(files().ledgerFile, { till: TILL, day, figure, ranges, number, listed: [] });
      let next = reading.next();
      while (next.done !== true) next = reading.next();
      expect([figure, partsSum(figure, next.value)]).toEqual([figure, figureIn(figure, figured)]);
    }
  }
}

/** Signs a day, everything explained. */
function sign(ledger: Ledger, account: DayAccount): SealedDay {
  const checks = checksOf(account, ALONE);
  const explained = { why: 'seen', by: STAFF, mended: null } as const;
  const keys = checks.flatMap(({ differences }) => differences.map(({ key }) => key));
  const said = {
    explained: new Map(keys.map((key) => [key, explained])),
    without: new Map([[TILL, 'unused' as const]]),
    isRegisterOpen: false,
  };
  const content = dayClosed(account, checks, said, STAFF);
  const { record, sealed } = append(ledger, content, { shift: null, day: account.day });
  const { day, number } = content;
  const { opening, closing } = content.points;
  return { day, number, record: record.id, seal: sealed.hash, closing: closing ?? opening };
}

describe('for random days of a shop', () => {
  test('each record is listed once, every figure is what its list comes to, the points agree, and verify finds nothing', () => {
    fc.assert(
      fc.property(rows, (numbers) => {
        const ledger = newShop();
        let after: SealedDay | null = null;
        let listed = 0;
        const close = (day: CivilDate): void => {
          const found = read(ledger, day, after);
          expect(found.faults).toEqual([]);
          const account = accountOf(found, day, after);
          const { opening, moved, closing } = account.points;
          // Identity 2, where closing comes from the balances kept alone.
          expect(closing).toBe(opening + netPoints(moved));
          expect(
            checksOf(account, ALONE)
              .slice(0, 2)
              .map(({ state }) => state),
          ).toEqual(['good', 'good']);
          const [range] = found.account.ranges;
          expect([range?.first, range?.last]).toEqual([listed + 1, ledger.head()?.seq]);
          listed = range?.last ?? listed;
          figuresHold(account);
          after = sign(ledger, account);
          figuresHold(account);
        };
        close(sellThrough(ledger, numbers, close));
        const balances = ledger.everyStanding().reduce((sum, { standing }) => sum + standing.balance, 0);
        expect((after as SealedDay | null)?.closing).toBe(balances);
        ledger.close();
        expect(verifyTill(files()).findings).toEqual([]);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  test('an open shift is left to the next close, and its points with it', () => {
    fc.assert(
      fc.property(rows, (numbers) => {
        const ledger = newShop();
        const day = sellThrough(ledger, numbers, () => undefined);
        const before = accountOf(read(ledger, day, null), day, null);
        append(ledger, { kind: 'shiftOpened', confirmed: [], float: [], entries: [] }, { shift: 77, day });
        const member = memberOf(1);
        append(
          ledger,
          { kind: 'adjust', member, entries: [{ member, points: points(-5), contra: 'adjust', lot: null }] },
          { shift: 77, day },
        );
        const found = read(ledger, day, null);
        expect(found.account).toMatchObject({ state: 'open', ranges: before.tills[0]?.ranges });
        expect(found.closing).toBe(before.points.closing);
        expect(found.faults).toEqual([]);
        ledger.close();
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });
});

/** Where the bytes of a text lie in a file, as far as they lie together. */
function bytesOf(file: Buffer, text: string): { readonly at: number; readonly length: number } {
  const bytes = Buffer.from(text, 'utf8');
  const at = file.indexOf(bytes.subarray(0, 80));
  let length = 0;
  while (length < bytes.length && file[at + length] === bytes[length]) length++;
  return { at, length };
}

describe('one byte changed in the file', () => {
  const upTo = (ledger: Ledger) => {
    const head = ledger.head();
    if (head === null) throw new Error('a log');
    return { incarnation: head.incarnation, seq: head.seq };
  };
  const red = (found: ReadDay, day: CivilDate): boolean =>
    checksOf(accountOf(found, day, null), ALONE)[0]?.state === 'bad';

  test('of any record: the close is red and names the record', () => {
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 12, maxLength: 12 }),
        (numbers, cuts) => {
          const ledger = newShop();
          const day = sellThrough(ledger, numbers, () => undefined);
          const end = upTo(ledger);
          const records = ledger.recordsAfter(0, 10_000);
          ledger.close();
          const whole = readFileSync(files().ledgerFile);
          for (const [which, where, flip] of cuts) {
            const record = records[which % records.length];
            if (record === undefined) continue;
            const { at, length } = bytesOf(whole, record.body);
            const place = at + (where % length);
            const changed = Buffer.from(whole);
            changed[place] = (whole[place] ?? 0) ^ flip;
            writeFileSync(files().ledgerFile, changed);
            const found = readWith(end, day, null);
            expect(red(found, day)).toBe(true);
            expect(found.faults.some(({ code, seq }) => code === 'hashDiffers' && seq === record.seq)).toBe(true);
          }
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
  });

  test('of any row of an entry: the close is red and names its record, or the damage', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 20, maxLength: 20 }),
        (numbers, cuts) => {
          const ledger = newShop();
          const day = sellThrough(ledger, numbers, () => undefined);
          const end = upTo(ledger);
          const entries = ledger
            .liveAfter(null, 10_000)
            .flatMap(({ seq, body }) =>
              (JSON.parse(body) as RecordBody).entries.map((entry, i) => ({ seq, i, entry })),
            ); // Bytes that this test had written.
          ledger.close();
          const whole = readFileSync(files().ledgerFile);
          for (const [which, where, flip] of cuts) {
            const one = entries[which % Math.max(1, entries.length)];
            if (one === undefined) continue;
            const { entry, seq, i } = one;
            const n = Buffer.alloc(4);
            n.writeUInt32BE(place(1, seq));
            const tail = `${entry.contra}${entry.lot ?? ''}${expiresCell(entry) ?? ''}`;
            const key = Buffer.concat([Buffer.from(entry.member), n]);
            const at = cellOf(whole, key, i, tail);
            if (at === null) continue;
            compared++;
            const changed = Buffer.from(whole);
            const place_ = at.first + (where % at.length);
            changed[place_] = (whole[place_] ?? 0) ^ flip;
            writeFileSync(files().ledgerFile, changed);
            try {
              const found = readWith(end, day, null);
              expect(red(found, day)).toBe(true);
              const named = found.faults.some((fault) => fault.code === 'entriesDiffer' && fault.seq === seq);
              const damage = found.faults.some(({ code }) => code === 'damaged');
              expect(named || damage).toBe(true);
              // What a value says is always named by its record.
              if (place_ >= at.content) expect(named).toBe(true);
            } catch (error) {
              // The form of the row itself is broken: refused with words.
              if (!(error instanceof DataProblem)) throw error;
              expect([error.kind, place_ < at.content]).toEqual(['corrupt', true]);
            }
          }
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(50);
  });
});

/** A row of `entry` in the file: from its header to its last byte; `content`: where its values begin. */
function cellOf(
  file: Buffer,
  key: Buffer,
  i: number,
  tail: string,
): { readonly first: number; readonly content: number; readonly length: number } | null {
  for (let at = file.indexOf(key); at >= 0; at = file.indexOf(key, at + 1)) {
    // The place in the record (0 and 1 take no byte), the points in one byte, and the texts.
    const texts = at + key.length + (i > 1 ? 1 : 0) + 1;
    if (file.subarray(texts, texts + tail.length).toString('latin1') !== tail) continue;
    // Header: its own length, and a type for each of seven columns.
    const first = at - 8;
    if (file[first] !== 8 || file[first + 3] !== (i === 0 ? 8 : i === 1 ? 9 : 1)) continue;
    return { first, content: at, length: texts + tail.length - first };
  }
  return null;
}
