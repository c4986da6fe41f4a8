/**
 * A store's day as the centre finds it: the records of its tills that no close lists, tried against their hashes and against what is booked
 * from them, in one picture of the database. Nothing is written. It reads in pages and is meant for a thread of its own (draw.worker.ts).
 */
import { NO_POINTS, points } from '../../domain/amount/points.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { Behind, DayAccount, Fault, TillAccount } from '../../domain/day/account.ts';
import { behindOf, FiscalTwice } from '../../domain/day/behind.ts';
import { type FoundRecord, TillGathering } from '../../domain/day/gather.ts';
import { LooksFold } from '../../domain/day/looks.ts';
import { addedPoints } from '../../domain/day/sums.ts';
import type { StoreId } from '../../domain/identity/ids.ts';
import { memberOf } from '../../domain/record/named.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import type { PointsSum } from '../../domain/shift/figures.ts';
import type { Asking } from '../database.ts';
import { Booked, type Expected, expectedOf } from './booked.ts';
import { type DayTill, lastClosed, storeOf, tillsOf } from './listed.ts';
import { overdraftLooks } from './overdrawn.ts';
import { centreMoved, keptAt } from './points.ts';
import { type Reading, Records, SalesBefore } from './unlisted.ts';

/** The day was signed, or a later one was. */
export class DayIsClosed extends Error {
  override readonly name = 'DayIsClosed';
}

export interface DrawOf {
  readonly store: StoreId;
  readonly day: CivilDate;
  /** UTC ms. */
  readonly nowMs: number;
}

/**
 * Draws a day up in the caller's one picture of the database (transaction 'snapshot'). Throws DayIsClosed; with reading 'proven' it may
 * throw anything where somebody gave bytes that make no sense their right hash: then it is to be drawn 'whole'.
 */
export async function drawDay(
  asking: Asking,
  { store, day, nowMs }: DrawOf,
  reading: Reading = 'proven',
): Promise<DayAccount> {
  const previous = await lastClosed(asking, store);
  if (previous !== null && previous.day >= day) throw new DayIsClosed(previous.day);
  const isHere = await storeOf(asking, store);
  const moved = new Map<PointsSum['contra'], PointsSum>();
  const spent: Behind[] = [];
  const looks = new LooksFold();
  const fiscal = new FiscalTwice();
  const booked = new Booked(store);
  const faults: Fault[] = [];
  const tills: TillAccount[] = [];

  const taken = (found: FoundRecord): void => {
    const record = found.counted ? (found.read?.record ?? null) : null;
    if (record === null) return;
    const behind = behindOf(record);
    looks.add(found, behind);
    fiscal.add(record, behind);
    if (isHere(record.store)) for (const { contra, points: by } of record.entries) add(moved, contra, by);
    if (spends(record)) spent.push(behind);
  };
  for (const till of await tillsOf(asking, store)) {
    const account = await gathered(asking, till, {
      day,
      closedUpTo: previous?.day ?? null,
      reading,
      taken,
      booked,
      faults,
    });
    if (account !== null) tills.push(account);
  }
  const tried = await booked.compare(asking);
  faults.push(...tried.faults);
  const own = await centreMoved(asking, store);
  const kept = await keptAt(asking, store);
  return {
    store,
    day,
    number: (previous?.number ?? 0) + 1,
    previous,
    by: 'centre',
    asOf: nowMs,
    tills,
    points: {
      opening: previous?.closing ?? NO_POINTS,
      moved: addedPoints([...moved.values(), ...own]),
      ...(own.length === 0 ? {} : { centre: own }),
      // What is booked at the store, less what is booked of records that the next close will list.
      closing: points(kept - tried.ofTheRest),
    },
    faults,
    entries: tried.entries,
    looks: [...looks.looks(), ...(await overdraftLooks(asking, spent, tried.debts))],
    fiscalTwice: fiscal.twice(),
  };
}

/** One till's part; null: it has nothing to say, and nobody waits for it any more. */
async function gathered(
  asking: Asking,
  till: DayTill,
  of: {
    readonly day: CivilDate;
    readonly closedUpTo: CivilDate | null;
    readonly reading: Reading;
    readonly taken: (found: FoundRecord) => void;
    readonly booked: Booked;
    readonly faults: Fault[];
  },
): Promise<TillAccount | null> {
  const sales = new SalesBefore();
  const records = new Records(asking, till.id, of.reading);
  let takenOfTill = 0;
  const handed: (Expected | null)[] = [];
  const gathering = new TillGathering({
    till: till.id,
    number: till.number,
    day: of.day,
    closedUpTo: of.closedUpTo,
    retired: till.retired,
    heardAt: till.heardAt,
    sha256: (body) => records.sha256(body),
    saleOf: (id) => sales.get(id),
    taken: (found) => {
      takenOfTill++;
      of.taken(found);
    },
  });
  for (const life of till.lives) {
    if (life.signedOtherwise !== null) {
      const { seq, detail } = life.signedOtherwise;
      const place = { till: till.id, incarnation: life.incarnation, seq, record: null, member: null };
      of.faults.push({ code: 'hashDiffers', ...place, detail });
    }
    for (const gap of life.unlisted) {
      gathering.begin(life.incarnation, gap.after);
      let last = gap.after.seq;
      for await (const page of records.pages(life.incarnation, gap)) {
        await sales.fetch(asking, page);
        for (const found of page) {
          last = found.seq;
          handed.push(found.counted ? expectedOf(found.read?.record ?? null) : null);
          gathering.add(found);
        }
      }
      if (last === gap.last) continue;
      const place = { till: till.id, incarnation: life.incarnation, seq: gap.last, record: null, member: null };
      of.faults.push({ code: 'numberMissing', ...place, detail: `counted up to it, and the log ends at ${last}` });
    }
  }
  const account = gathering.account();
  of.faults.push(...gathering.faults);
  // What was handed over is taken in order: whatever follows is of the next close.
  for (const [i, record] of handed.entries()) if (record !== null) of.booked.expect(record, i < takenOfTill);
  return till.retired && account.records === 0 ? null : account;
}

function add(sums: Map<PointsSum['contra'], PointsSum>, contra: PointsSum['contra'], by: number): void {
  const { given, taken } = sums.get(contra) ?? { given: 0, taken: 0 };
  sums.set(contra, { contra, given: points(given + Math.max(0, by)), taken: points(taken + Math.max(0, -by)) });
}

function spends(record: RecordBody): boolean {
  if (memberOf(record) === null) return false;
  return (record.kind === 'sale' && record.spent > 0) || record.kind === 'transfer';
}
