import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { addDays, type CivilDate } from '../../domain/calendar/civil.ts';
import type { DayAccount, SealedDay } from '../../domain/day/account.ts';
import { checksOf } from '../../domain/day/checks.ts';
import { drawnDay } from '../../domain/day/draw.ts';
import { dayClosed } from '../../domain/day/signing.ts';
import { shiftFigures } from '../../domain/shift/figures.ts';
import { openReplica } from '../replica/replica.ts';
import { DAY, draftOf, incarnationOf, memberOf, recordOf, STAFF, STORE, sale, TILL, timeOf } from '../samples.ts';
import { verifyTill } from '../verify.ts';
import { type ReadDay, readDay } from './day.ts';
import { type Ledger, openLedger } from './ledger.ts';

/** Days of a till that lives anew in between: what is appended again counts where it was listed, and once. */

let dir: string;
let ledger: Ledger;
let n = 0;
const files = () => ({ ledgerFile: join(dir, 'ledger.db'), membersFile: join(dir, 'members.db') });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-lives-'));
  n = 0;
  openReplica(files().membersFile).close();
  ledger = openLedger(files().ledgerFile);
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(1), ordinal: 1, previous: null };
  ledger.begin({ ...life, id: recordOf(0), occurredAt: timeOf(0), alone: false });
});
afterEach(() => {
  ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

const open = (): unknown => ledger.append(draftOf(++n, { kind: 'shiftOpened', confirmed: [], float: [], entries: [] }));
const sell = (total: number): unknown => ledger.append(sale(++n, { total, member: memberOf(1), earned: 7 }));
function close(): void {
  const figures = shiftFigures(ledger.shiftRecords(null));
  const z = { number: ledger.lastZ() + 1, ...figures };
  ledger.append(draftOf(++n, { kind: 'shiftClosed', sales: 1, total: bani(figures.total), z, entries: [] }));
}
function anew(ordinal: number, seq: number): number {
  const at = { incarnation: incarnationOf(ordinal - 1), seq };
  const previous = { ...at, hash: ledger.hashAt(at) ?? '' };
  const id = recordOf(500 + ordinal);
  return ledger.reincarnate({
    store: STORE,
    till: TILL,
    incarnation: incarnationOf(ordinal),
    ordinal,
    previous,
    id,
    occurredAt: timeOf(500),
  });
}
function read(day: CivilDate, after: SealedDay | null): ReadDay {
  const head = ledger.head();
  const upTo = head === null ? null : { incarnation: head.incarnation, seq: head.seq };
  const of = { till: TILL, number: 1, day, closedUpTo: after?.day ?? null, upTo, listed: [], taken: () => undefined };
  const reading = readDay(files().ledgerFile, of);
  let next = reading.next();
  while (next.done !== true) next = reading.next();
  return next.value;
}
function sign(found: ReadDay, day: CivilDate, after: SealedDay | null): SealedDay {
  const { account, faults, entries } = found;
  const none = { looks: [], fiscalTwice: [], booked: [] };
  const of = { store: STORE, day, previous: after, by: 'papers' as const, asOf: 1, tills: [account] };
  const drawn: DayAccount = drawnDay({ ...of, faults, entries, closing: null, ...none });
  const checks = checksOf(drawn, { register: null, receipts: null, alone: false, own: null });
  const said = { explained: new Map(), without: new Map([[TILL, 'later' as const]]), isRegisterOpen: false };
  const content = dayClosed(drawn, checks, said, STAFF);
  const { record, sealed } = ledger.append(draftOf(++n, content, null));
  const { opening, closing } = content.points;
  return { day, number: content.number, record: record.id, seal: sealed.hash, closing: closing ?? opening };
}
const findings = () => verifyTill(files()).findings.map(({ where, detail }) => `${where}: ${detail}`);

test('what was listed and is appended again after a fork is listed in its new place, and counts no second time', () => {
  open();
  sell(1000);
  close();
  const first = sign(read(DAY, null), DAY, null);
  open();
  sell(2500);
  close();
  // The centre had the opening of the first shift only: its sale, its end, its close and all after are appended again.
  expect(anew(2, 2)).toBe(6);
  const found = read(addDays(DAY, 1), first);
  expect(found.faults).toEqual([]);
  expect(found.account.shifts.map(({ z, total }) => [z, total])).toEqual([[2, 2500]]);
  expect(found.account.late).toMatchObject([{ day: DAY, closed: true, sums: { total: 2500, counts: { sales: 1 } } }]);
  expect(found.account.ranges).toMatchObject([
    { incarnation: incarnationOf(1), first: 5, last: 8 },
    { incarnation: incarnationOf(2), first: 1, last: 7 },
  ]);
  sign(found, addDays(DAY, 1), first);
  expect(read(addDays(DAY, 2), null).account).toMatchObject({ records: 1, shifts: [] });
  expect(findings()).toEqual([]);
});

test('a shift that goes on in another life is one shift, and its Z is the one of its records', () => {
  open();
  sell(1000);
  sell(3000);
  expect(anew(2, 3)).toBe(1);
  sell(500);
  const before = read(DAY, null);
  expect(before.account).toMatchObject({ state: 'open', shifts: [], ranges: [{ first: 1, last: 1 }] });
  close();
  const found = read(DAY, null);
  expect(found.faults).toEqual([]);
  expect(found.account).toMatchObject({ state: 'closed', sums: { total: 4500, counts: { sales: 3 } } });
  expect(found.account.shifts).toMatchObject([{ z: 1, total: 4500 }]);
  sign(found, DAY, null);
  expect(findings()).toEqual([]);
});
