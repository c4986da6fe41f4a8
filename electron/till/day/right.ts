import type { ClosingRight } from '../../../contract/till/day.ts';
import type { SealedDay } from '../../../domain/day/account.ts';
import type { DayClosed } from '../../../domain/day/recorded.ts';
import type { TillId } from '../../../domain/identity/ids.ts';
import type { RecordHead } from '../../../domain/record/record.ts';
import type { Workings } from '../workings.ts';

/** Who of the store may close its days, and after which day. */
export interface Right {
  /** Null: not known (the centre was never heard). */
  readonly till: TillId | null;
  readonly here: boolean;
  /** The day closed last; null: none was. */
  readonly after: SealedDay | null;
}

/** A day that was closed, as the next one names it. */
export function sealedOf({ id, day, number, points }: RecordHead & DayClosed, hash: string): SealedDay {
  const { closing, opening } = points;
  return { day, number, record: id, seal: hash, closing: closing ?? opening };
}

/**
 * The closing right, derived and never stored: the last close, or the last passing of the right, says who has it. The centre tells it as of
 * the own records that it has counted; what this till wrote since comes on top. A shop without a centre has one till.
 */
export function rightOf(w: Workings): Right {
  const identity = w.identity();
  if (identity === null) return { till: null, here: false, after: null };
  if (w.ledger.alone()) {
    const [last] = w.ledger.dayRecords(null, 1);
    return { till: identity.till, here: true, after: last === undefined ? null : sealedOf(last.record, last.hash) };
  }
  const told = w.replica.closing();
  let [till, after] = [told?.till ?? null, told?.after ?? null];
  for (const { record, hash } of w.ledger.closingsAfter(told?.counted ?? null)) {
    till = record.kind === 'dayClosed' ? identity.till : record.to;
    after = record.kind === 'dayClosed' ? sealedOf(record, hash) : record.after;
  }
  return { till, here: till === identity.till, after };
}

/** The right as the window shows it. */
export function rightView(w: Workings, { till, here }: Right): ClosingRight {
  const identity = w.identity();
  if (identity === null || w.ledger.alone()) return { here, till: identity?.number ?? null, others: [] };
  const tills = w.replica.tills(identity.store);
  return {
    here,
    till: tills.find(({ id }) => id === till)?.number ?? null,
    others: tills
      .filter(({ id, retired }) => id !== identity.till && retired === undefined)
      .map(({ id, number }) => ({ id, number }))
      .sort((a, b) => a.number - b.number),
  };
}
