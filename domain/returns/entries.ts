import { allocate } from '../amount/allocate.ts';
import { NO_POINTS, type Points, points, sumPoints } from '../amount/points.ts';
import { assert } from '../assert.ts';
import { type LotId, lotOf, type MemberId, type RecordId } from '../identity/ids.ts';
import { type Entry, lotTerms } from '../ledger/entry.ts';
import type { Return, Sale } from '../record/record.ts';
import type { ReturnFigures } from './reckon.ts';

/** A sale as its record has it, as far as giving back needs it. */
export type SoldRecord = Pick<Sale, 'entries'> & { readonly id: RecordId };

/** What a sale's movements of one sign have left to be turned back, by lot. */
interface Movement {
  readonly entry: Entry;
  readonly lot: LotId;
  readonly left: Points;
}

/**
 * Points spent beyond every lot (debt) have no lot to go back to: they go to one of the sale's own, without an end.
 */
function lotFor(sale: SoldRecord, entry: Entry): LotId {
  return entry.lot ?? lotOf(sale.id, 1);
}

/** The sale's entries of one sign, each less what the earlier returns turned back of it. */
function movements(sale: SoldRecord, earlier: readonly Return[], sign: 1 | -1): Movement[] {
  const turned = new Map<LotId, number>();
  for (const { points: moved, lot } of earlier.flatMap((one) => one.entries)) {
    if (lot !== null && moved * sign < 0) turned.set(lot, (turned.get(lot) ?? 0) + Math.abs(moved));
  }
  return sale.entries
    .filter((entry) => entry.points * sign > 0)
    .map((entry) => {
      const lot = lotFor(sale, entry);
      const whole = Math.abs(entry.points);
      const gone = Math.min(whole, turned.get(lot) ?? 0);
      return { entry, lot, left: points(whole - gone) };
    });
}

/**
 * The entries of a return: takes the points that were earned out of the lot that the sale made, and gives those that
 * were spent back to the lots they came from, in proportion to what each still misses. All returns of a whole sale
 * together undo its entries lot by lot. `member` is whose sale it was, null where nobody's; each lot's points move for whose lot it
 * is, whoever that is merged with since.
 */
export function returnEntries(input: {
  readonly figures: Pick<ReturnFigures, 'earnedBack' | 'spentBack'>;
  readonly sale: SoldRecord;
  readonly earlier: readonly Return[];
  readonly member: MemberId | null;
}): Entry[] {
  const { figures, sale, earlier, member } = input;
  assert(member !== null || (figures.earnedBack === 0 && figures.spentBack === 0), 'points need a member');
  if (member === null) return [];
  const given = turnBack(movements(sale, earlier, -1), figures.spentBack, 1);
  const taken = turnBack(movements(sale, earlier, 1), figures.earnedBack, -1);
  return [...given, ...taken];
}

/**
 * Divides an amount among the movements in proportion to what each has left. Goods returned twice apart may turn back
 * more than the sale moved: both returns are kept, and the rest goes on the last movement.
 */
function turnBack(of: readonly Movement[], amount: Points, sign: 1 | -1): Entry[] {
  if (amount === 0) return [];
  assert(of.length > 0, `a sale that moved no points has none (${amount}) to turn back`);
  const left = of.map((movement) => movement.left);
  const within = Math.min(amount, sumPoints(left));
  const shares = allocate(within, left);
  return of.flatMap(({ entry, lot }, i): Entry[] => {
    const share = (shares[i] ?? 0) + (i === of.length - 1 ? amount - within : 0);
    if (share === 0) return [];
    const { member, expires = null } = entry;
    const moved: Entry = { member, points: points(sign * share), contra: 'return', lot, expires };
    return [sign === 1 ? { ...moved, ...lotTerms(entry) } : moved];
  });
}

/**
 * The entries of a void: the sale's own with the sign turned, less points that are forgiven (0 or above). Only for a sale of which
 * nothing has come back.
 */
export function voidEntries(sale: SoldRecord, forgiven: Points = NO_POINTS): Entry[] {
  let left: number = forgiven;
  const turned = sale.entries.toReversed().flatMap((entry): Entry[] => {
    const kept = entry.points > 0 ? Math.min(left, entry.points) : 0;
    left -= kept;
    if (kept === entry.points) return [];
    return [
      {
        member: entry.member,
        points: points(kept - entry.points),
        contra: entry.contra,
        lot: entry.points < 0 ? lotFor(sale, entry) : entry.lot,
        expires: entry.expires ?? null,
        ...(entry.points < 0 ? lotTerms(entry) : {}),
      },
    ];
  });
  assert(left === 0, 'no more is forgiven than was earned');
  assert(
    sumPoints(turned.map((entry) => entry.points)) ===
      points(forgiven - sumPoints(sale.entries.map((entry) => entry.points))),
    'a void undoes the whole sale',
  );
  // Taking back comes last: what was given back first covers it, and no debt appears for a moment.
  return turned.toReversed().sort((a, b) => b.points - a.points);
}
