import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { addDays, type CivilDate } from '../../domain/calendar/civil.ts';
import type { DayAccount, SealedDay, TillAccount } from '../../domain/day/account.ts';
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
/** `over`: the till's part as it is signed. */
function sign(found: ReadDay, day: CivilDate, after: SealedDay | null, over: Partial<TillAccount> = {}): SealedDay {
  const { faults, entries } = found;
  const account = { ...found.account, ...over };
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
const verified = () => verifyTill(files());
const findings = () => verified().findings.map(({ where, detail }) => `${where}: ${detail}`);

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
  expect([findings(), verified().untried]).toEqual([[], []]);
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
  expect([findings(), verified().untried]).toEqual([[], []]);
});

describe('closes signed with shifts that are not those of their records', () => {
  const named = 'its shifts are not those of the records that it lists';

  test('before a fork, and appended again in the next life: what each listed is derived as it stood then', () => {
    open();
    sell(1000);
    close();
    sign(read(DAY, null), DAY, null, { shifts: [] });
    // The close itself was abandoned, and stands in the next life with another hash.
    anew(2, 2);
    expect(findings()).toEqual([`record 4 of life 2: ${named}`]);
    expect(verified().untried).toEqual([]);
  });

  test('after a fork: what is new is derived; where copies are among it, it is said that it is not proved', () => {
    open();
    sell(1000);
    close();
    const first = sign(read(DAY, null), DAY, null);
    anew(2, 2);
    open();
    sell(2500);
    close();
    const second = sign(read(addDays(DAY, 1), first), addDays(DAY, 1), first, { shifts: [] });
    expect(findings()).toEqual([]);
    expect(verified().untried).toEqual([
      `record 8 of life 2: ${named}, of which some stand twice in the log after a fork: which of the two it counted, this log alone does not tell`,
    ]);
    open();
    sell(300);
    close();
    sign(read(addDays(DAY, 2), second), addDays(DAY, 2), second, { shifts: [] });
    expect(findings()).toEqual([`record 12 of life 2: ${named}`]);
  });

  test('after a restored backup: what only the other copy wrote is not here, and that is said', () => {
    open();
    anew(2, 2);
    const range = { incarnation: incarnationOf(1), first: 1, last: 40, hash: 'a'.repeat(64) };
    sign(read(DAY, null), DAY, null, { ranges: [range] });
    expect(findings()).toEqual([]);
    expect(verified().untried).toEqual([
      'record 2 of life 2: it lists records up to 40 that another copy of this till wrote before the fork; they are not in this log, so it is not derived again',
    ]);
    // Before a fork, or up to where all was common, it must be here.
    sign(read(DAY, null), addDays(DAY, 1), null, { ranges: [{ ...range, last: 2 }] });
    expect(findings()).toContain('record 3 of life 2: what it lists does not end with the hash of record 2');
  });
});
