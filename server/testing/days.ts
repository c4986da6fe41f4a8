/** Shifts and closes of a day at test tills, as real ones write them. */
import { drawResponse } from '../../contract/sync/messages.ts';
import { closingState } from '../../contract/sync/states.ts';
import { assert } from '../../domain/assert.ts';
import { type CivilDate, civilDate } from '../../domain/calendar/civil.ts';
import type { DayAccount } from '../../domain/day/account.ts';
import { checksOf } from '../../domain/day/checks.ts';
import type { Without } from '../../domain/day/recorded.ts';
import { dayClosed } from '../../domain/day/signing.ts';
import { type StaffId, shiftId, staffId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { shiftFigures } from '../../domain/shift/figures.ts';
import { freshId, opened, type TestTill } from './till.ts';

/** Opens a shift of a day; what the till writes from now on is in it. */
export function openShift(till: TestTill, day: CivilDate, staff: StaffId = staffId(freshId())): void {
  till.shift = shiftId(freshId());
  till.day = day;
  till.staff = staff;
  till.add({ kind: 'shiftOpened', confirmed: [], entries: [] });
}

/** Closes the shift with the Z that its records give; `off`: bani that are in its sum and not in its records. */
export function closeShift(till: TestTill, number: number, off = 0): RecordBody {
  const records = till.log.map((sealed) => ({ sealed, record: opened(sealed) }));
  const from = records.findLastIndex(({ record }) => record.kind === 'shiftOpened');
  const figures = shiftFigures(
    records.slice(from).map(({ sealed, record }) => ({ head: record, hash: sealed.hash, record })),
  );
  const total = figures.total;
  const z = { number, ...figures, counts: { ...figures.counts, sales: figures.counts.sales + off } };
  const closed = till.add({ kind: 'shiftClosed', sales: figures.counts.sales, total, z, entries: [] });
  till.shift = null;
  till.day = null;
  till.staff = null;
  return closed;
}

/** What the centre finds of a day, in its form. */
export async function draw(till: TestTill, day: CivilDate): Promise<DayAccount> {
  return drawResponse.parse(await till.post('/v1/days/draw', { day })).account;
}

/** Signs a day as it was drawn up, everything explained, and without whoever is waited for. */
export function sign(till: TestTill, account: DayAccount, why: Without = 'later'): RecordBody {
  const checks = checksOf(account, { register: null, receipts: null, alone: false, own: null });
  const manager = staffId(freshId());
  const keys = checks.flatMap(({ differences }) => differences.map(({ key }) => key));
  const explained = new Map(keys.map((key) => [key, { why: 'seen', by: manager, mended: null } as const]));
  const without = new Map(
    account.tills
      .filter(({ state }) => state === 'open' || state === 'silent')
      .map(({ till: id }) => [id, why] as const),
  );
  const record = till.add(dayClosed(account, checks, { explained, without, isRegisterOpen: false }, manager), {
    beside: { salt: '0'.repeat(32), text: JSON.stringify({ notes: {} }) },
  });
  assert(record.kind === 'dayClosed', 'a day was signed');
  return record;
}

/** The day that tests close. */
export const DAY = civilDate('2026-11-21');

/** A whole shift of one till: so many sales of ten loaves to a member (12 points each), and one to nobody. */
export function worked(till: TestTill, sales: number, number = 1, day = DAY): void {
  openShift(till, day);
  const member = till.addMember('Ana');
  for (let i = 0; i < sales; i++) till.sell(10, member);
  till.sell(1, null);
  closeShift(till, number);
}

/** Checks 1 and 2, as they come out. */
export function logAndPoints(account: DayAccount): string {
  return checksOf(account, { register: null, receipts: null, alone: false, own: null })
    .slice(0, 2)
    .map(({ state }) => state)
    .join(' ');
}

export function ofTill(account: DayAccount, till: TestTill): DayAccount['tills'][number] {
  const found = account.tills.find((one) => one.till === till.head.till);
  assert(found !== undefined, 'the till is in it');
  return found;
}

/** What the till is told of who may close the day. */
export async function closingAt(till: TestTill): Promise<ReturnType<typeof closingState.parse>> {
  return closingState.parse((await till.pullAll()).get(`closing ${till.head.store}`));
}
