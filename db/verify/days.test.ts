import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { addDays, type CivilDate } from '../../domain/calendar/civil.ts';
import type { SealedDay } from '../../domain/day/account.ts';
import { checksOf } from '../../domain/day/checks.ts';
import { drawnDay } from '../../domain/day/draw.ts';
import type { DayClosed } from '../../domain/day/recorded.ts';
import { dayClosed } from '../../domain/day/signing.ts';
import { shiftFigures } from '../../domain/shift/figures.ts';
import { readDay } from '../ledger/day.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { openReplica } from '../replica/replica.ts';
import { DAY, draftOf, incarnationOf, memberOf, recordOf, STAFF, STORE, sale, TILL, timeOf } from '../samples.ts';
import { verifyTill } from '../verify.ts';

let dir: string;
let ledger: Ledger;
let n = 0;
const files = () => ({ ledgerFile: join(dir, 'ledger.db'), membersFile: join(dir, 'members.db') });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-days-'));
  n = 0;
  openReplica(files().membersFile).close();
  ledger = openLedger(files().ledgerFile);
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(1), ordinal: 1, previous: null };
  ledger.begin({ ...life, id: recordOf(0), occurredAt: timeOf(0), alone: true });
});
afterEach(() => {
  ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

function sellFor(total: number): void {
  ledger.append(draftOf(++n, { kind: 'shiftOpened', confirmed: [], float: [], entries: [] }));
  ledger.append(sale(++n, { total, member: memberOf(1), earned: 7 }));
  const z = { number: ledger.lastZ() + 1, ...shiftFigures(ledger.shiftRecords(null)) };
  ledger.append(draftOf(++n, { kind: 'shiftClosed', sales: 1, total: bani(total), z, entries: [] }));
}

/** Closes a day as it is; `over`: signed with something else than what is there. */
function close(day: CivilDate, after: SealedDay | null, over: Partial<DayClosed> = {}): SealedDay {
  const head = ledger.head();
  const upTo = head === null ? null : { incarnation: head.incarnation, seq: head.seq };
  const reading = readDay(files().ledgerFile, {
    till: TILL,
    number: 1,
    day,
    closedUpTo: after?.day ?? null,
    upTo,
    listed: [],
    taken: () => undefined,
  });
  let next = reading.next();
  while (next.done !== true) next = reading.next();
  const { account, faults, entries, closing } = next.value;
  const found = { faults, entries, closing, tills: [account] };
  const none = { looks: [], fiscalTwice: [], booked: [] };
  const drawn = drawnDay({ store: STORE, day, previous: after, by: 'log', asOf: 1, ...found, ...none });
  const checks = checksOf(drawn, { register: null, receipts: null, alone: true, own: null });
  const explained = { why: 'seen', by: STAFF, mended: null } as const;
  const keys = checks.flatMap(({ differences }) => differences.map(({ key }) => key));
  const said = {
    explained: new Map(keys.map((key) => [key, explained])),
    without: new Map([[TILL, 'unused' as const]]),
    isRegisterOpen: false,
  };
  const content = { ...dayClosed(drawn, checks, said, STAFF), ...over };
  const { record, sealed } = ledger.append(draftOf(++n, content, null));
  const { number, points: moved } = content;
  return { day, number, record: record.id, seal: sealed.hash, closing: moved.closing ?? moved.opening };
}

const findings = () => verifyTill(files()).findings.map(({ truth, where, detail }) => `${truth} ${where}: ${detail}`);

test('days that were closed as they were, one after the other, are found good', () => {
  sellFor(1000);
  const first = close(DAY, null);
  sellFor(2500);
  close(addDays(DAY, 3), first);
  expect(ledger.dayRecords(null, 10).map(({ record }) => [record.number, record.points.closing])).toEqual([
    [2, 14],
    [1, 7],
  ]);
  expect(ledger.dayRecords(2, 10).map(({ record }) => record.number)).toEqual([1]);
  expect(findings()).toEqual([]);
});

test('a close signed with other figures, or of other records, is found and named', () => {
  sellFor(1000);
  const first = close(DAY, null);
  const [own] = ledger.dayRecords(null, 1)[0]?.record.tills ?? [];
  const [range] = own?.ranges ?? [];
  if (own === undefined || range === undefined) throw new Error('a range');
  const day = addDays(DAY, 1);
  const { sums, points: moved } = ledger.dayRecords(null, 1)[0]?.record ?? {};
  if (sums === undefined || moved === undefined) throw new Error('a close');

  const at = (over: Partial<DayClosed>): string[] => {
    sellFor(2500);
    close(day, first, over);
    return findings().filter((finding) => finding.includes(`record ${ledger.head()?.seq} `));
  };
  const named = (what: string): string => `10 record ${ledger.head()?.seq} of life 1: ${what}`;
  // It says of all that it lists what the day before did.
  expect(at({ sums })).toEqual([named('its sums are not those of the records that it lists')]);
  // From here on also: `close 2 follows close 2`.
  const open = { ...moved, opening: points(7), closing: points(14), moved: [] };
  expect(at({ points: open })).toContain(named('its points are not those of the records that it lists'));
  expect(at({ tills: [{ ...own, ranges: [{ ...range, first: 2, last: 3 }] }] })).toEqual(
    expect.arrayContaining([
      named('what it lists does not end with the hash of record 3'),
      named('its shifts are not those of the records that it lists'),
    ]),
  );
  expect(at({ tills: [own] })).toContain(named('it lists records 1 to 4, and another close did'));
});

test('a number left out, or another seal of the day before, is found and named', () => {
  sellFor(1000);
  const first = close(DAY, null);
  close(addDays(DAY, 1), { ...first, seal: 'a'.repeat(64) });
  const [second] = ledger.dayRecords(null, 1);
  if (second === undefined) throw new Error('a close');
  close(addDays(DAY, 2), { ...first, number: 4, record: second.record.id, seal: second.hash, day: addDays(DAY, 1) });
  expect(findings()).toEqual([
    '10 record 6 of life 1: it does not name the seal of the day before',
    '10 record 7 of life 1: close 5 follows close 2',
  ]);
});
