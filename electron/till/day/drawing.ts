import type { CivilDate } from '../../../domain/calendar/civil.ts';
import type { DayAccount, SealedDay, TillAccount } from '../../../domain/day/account.ts';
import { drawnDay } from '../../../domain/day/draw.ts';
import { type PaperZ, paperAccount } from '../../../domain/day/paper.ts';
import type { OurReceipt } from '../../../domain/day/register.ts';
import { done, type Outcome } from '../../../domain/refusal/refusal.ts';
import type { DayRead, DayReader } from '../../day/reader.ts';
import type { TillIdentity } from '../links.ts';
import type { Workings } from '../workings.ts';

/** Draws the close up: from this log alone, at the centre, or, where it does not answer, from this log and the papers of the others. */

/** How long the centre may reckon a day, ms: of a store with twenty thousand receipts it takes some seconds. */
const DRAW_MS = 60_000;
const RECEIPTS_MS = 30_000;
/** How long is waited for the centre to hold what this till wrote, ms. */
const PUSH_MS = 10_000;
const EACH_MS = 100;

/** What was drawn up, and what it is tried with. */
export interface Drawing {
  readonly account: DayAccount;
  /** What this till read of its own log. */
  readonly own: DayRead;
  /** Whether the centre's word on this till is what this till has itself; null: it is this till's own. */
  readonly agrees: boolean | null;
  /** How many shifts were closed here when it was drawn up. */
  readonly lastZ: number;
}

/** A day to be drawn up. */
export interface DrawingOf {
  readonly day: CivilDate;
  readonly identity: TillIdentity;
  readonly after: SealedDay | null;
  readonly papers: () => readonly PaperZ[];
  readonly files: { readonly ledger: string; readonly members: string };
  /** How much is read; null: the centre reckons. */
  readonly share: (share: number | null) => void;
}

/** Begins to draw a day up; writes nothing. Rejects where the log cannot be read, or it is stopped. */
export function drawUp(
  w: Workings,
  reader: DayReader,
  of: DrawingOf,
): { readonly ended: Promise<Outcome<Drawing>>; stop(): void } {
  const { day, identity, after, files } = of;
  const alone = w.ledger.alone();
  const head = w.ledger.head();
  const lastZ = w.ledger.lastZ();
  const asOf = w.clock();
  if (!alone) of.share(null);
  const reading = reader.read(
    {
      ledgerFile: files.ledger,
      membersFile: alone ? null : files.members,
      till: identity.till,
      number: identity.number,
      day,
      closedUpTo: after?.day ?? null,
      upTo: head === null ? null : { incarnation: head.incarnation, seq: head.seq },
    },
    (share) => {
      if (alone) of.share(share);
    },
  );

  async function drawn(): Promise<Outcome<Drawing>> {
    if (alone) {
      const own = await reading.ended;
      const { faults, entries, closing, looks, fiscalTwice } = own.day;
      const account = drawnDay({
        store: identity.store,
        day,
        previous: after,
        by: 'log',
        asOf,
        tills: [own.day.account],
        faults,
        entries,
        closing,
        booked: [],
        // Without a centre nobody could have been asked.
        looks: looks.filter(({ code }) => code !== 'offline'),
        fiscalTwice,
      });
      return done({ account, own, agrees: null, lastZ });
    }
    await pushed(w);
    const [own, told] = await Promise.all([reading.ended, w.links.centre.drawDay(day, DRAW_MS)]);
    if (told === 'unreachable') {
      return done({ account: byPapers(w, of, own, asOf), own, agrees: null, lastZ });
    }
    if (!told.ok) return told;
    const theirs = told.value.tills.find(({ till }) => till === identity.till);
    return done({ account: told.value, own, agrees: agree(w, own.day.account, theirs), lastZ });
  }
  return { ended: drawn(), stop: reading.stop };
}

/** Waits until the centre holds all that this till wrote, or as long as may be: what it does not know of it would be missing. */
async function pushed(w: Workings): Promise<void> {
  const head = w.ledger.head();
  for (let waited = 0; waited < PUSH_MS; waited += EACH_MS) {
    const { state, acked } = w.sync();
    if (state === 'offline' || state === 'refused' || head === null) return;
    if (acked?.incarnation === head.incarnation && acked.seq >= head.seq) return;
    await new Promise((resolve) => setTimeout(resolve, EACH_MS));
  }
}

/** The own part from the log, the others' from their papers; what is kept of points nobody here knows. */
export function byPapers(
  w: Workings,
  { day, identity, after, papers }: Pick<DrawingOf, 'day' | 'identity' | 'after' | 'papers'>,
  { day: own }: DayRead,
  asOf: number,
): DayAccount {
  const read = papers();
  const others = w.replica
    .tills(identity.store)
    .filter(({ id }) => id !== identity.till)
    .map(({ id, number, retired }) => {
      const some = read.filter(({ till }) => till === id).sort((a, b) => a.z - b.z);
      const of = { till: id, number, heardAt: null, retired: retired !== undefined };
      return paperAccount(of, some, day, after?.day ?? null);
    });
  return drawnDay({
    store: identity.store,
    day,
    previous: after,
    by: 'papers',
    asOf,
    tills: [own.account, ...others].sort((a, b) => a.number - b.number),
    faults: own.faults,
    entries: own.entries,
    closing: null,
    booked: [],
    looks: own.looks,
    fiscalTwice: own.fiscalTwice,
  });
}

/**
 * Whether the centre has of this till what this till has itself: each range ends with the hash that stands here, nothing that belongs to
 * the day is missing there, and where both list the same, they come to the same.
 */
function agree(w: Workings, own: TillAccount, theirs: TillAccount | undefined): boolean {
  if (theirs === undefined) return own.records === 0;
  const ends = theirs.ranges.every(({ incarnation, last, hash }) => {
    return w.ledger.hashAt({ incarnation, seq: last }) === hash;
  });
  const whole = own.ranges.every(({ incarnation, first, last }) =>
    theirs.ranges.some((range) => range.incarnation === incarnation && range.first <= first && range.last >= last),
  );
  const same = JSON.stringify(own.ranges) === JSON.stringify(theirs.ranges);
  const sums = !same || (own.records === theirs.records && JSON.stringify(own.sums) === JSON.stringify(theirs.sums));
  return ends && whole && sums;
}

/** The receipts of the ranges that were drawn up; null: they cannot be had just now. */
export async function receiptsOf(w: Workings, { account, own }: Drawing): Promise<readonly OurReceipt[] | null> {
  if (account.by !== 'centre') return own.receipts;
  const receipts = await w.links.centre.dayReceipts(account.tills, RECEIPTS_MS);
  return receipts === 'unreachable' ? null : receipts;
}
