import { type Bani, NO_MONEY } from '../amount/bani.ts';
import { NO_POINTS, type Points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import { returnMoney, voidMoney } from '../giftcard/movement.ts';
import type { GiftCardId, MemberId } from '../identity/ids.ts';
import type { Programme } from '../programme/programme.ts';
import type { MemberInputs, Return, Sale, Tender, Void } from '../record/record.ts';
import { codesBack, recalledCoupons, returnCounts, voidCounts, wholeBack } from './counts.ts';
import { returnEntries, type SoldRecord, voidEntries } from './entries.ts';
import type { ReturnFigures } from './reckon.ts';

/** A sale with the id of its record. */
export type SoldSale = Sale & SoldRecord;

/** A return as its record holds it: what the figures say, and all that the sale counted and gave taken back with it. */
export function returnContent(of: {
  readonly number: string;
  readonly sale: SoldSale;
  readonly earlier: readonly Return[];
  readonly figures: ReturnFigures;
  /** The sale's own version; null: unknown here. */
  readonly programme: Programme | null;
  /** Whom the points are moved for, as of now; null: nobody. */
  readonly member: MemberInputs | null;
  readonly movesFor: MemberId | null;
  readonly tenders: readonly Tender[];
  /** What is on the member's e-wallet now, and the last days of gift cards that have ended and get money back. */
  readonly wallet?: Bani;
  readonly lastDays?: ReadonlyMap<GiftCardId, CivilDate | null>;
}): Return {
  const { number, sale, earlier, figures, programme, member, movesFor, tenders } = of;
  const { lines, vat, total, earnedBack, spentBack, withheld, trace } = figures;
  const counts = returnCounts({ sale, earlier, lines, programme, member: movesFor });
  const content: Return = {
    kind: 'return',
    number,
    of: sale.id,
    ofNumber: sale.number,
    member,
    lines,
    vat,
    tenders,
    total,
    earnedBack,
    spentBack,
    trace,
    entries: returnEntries({ figures, sale, earlier, member: movesFor }),
    ...(counts.length === 0 ? {} : { counts }),
    ...(withheld === 0 ? {} : { withheld }),
  };
  const nothingLeft = wholeBack(sale, [...earlier, content]);
  const { wallet = NO_MONEY, lastDays } = of;
  const money = returnMoney({ sale, tenders, nothingLeft, wallet, ...(lastDays === undefined ? {} : { lastDays }) });
  return {
    ...content,
    ...(nothingLeft ? couponsBack(sale, programme, movesFor) : {}),
    ...(money.length === 0 ? {} : { money }),
  };
}

/** What a void asks besides the sale and its rules. */
export interface Undoing {
  /** Earned points that are not taken back (`mayVoid`). */
  readonly forgiven?: Points;
  /** What is on the member's e-wallet now. */
  readonly wallet?: Bani;
  /** By whom the sale's member goes now; left out: as the sale has it. */
  readonly member?: MemberId | null;
}

/**
 * A void as its record holds it. Only for a sale of which nothing has come back. As in a return, each point and count goes back to whom the
 * sale moved it for, whoever that is merged with since: a merge moves no points, and its end leaves each with their own.
 */
export function voidContent(sale: SoldSale, programme: Programme | null, undoing: Undoing = {}): Void {
  const { forgiven = NO_POINTS, wallet = NO_MONEY, member = sale.member?.member ?? null } = undoing;
  const money = voidMoney(sale, wallet);
  const counts = voidCounts(sale, programme);
  return {
    kind: 'void',
    of: sale.id,
    ofNumber: sale.number,
    member,
    total: sale.total,
    tenders: sale.tenders,
    entries: voidEntries(sale, forgiven),
    ...(counts.length === 0 ? {} : { counts }),
    ...couponsBack(sale, programme, member),
    ...(money.length === 0 ? {} : { money }),
  };
}

/** Coupons that come back when nothing of the sale is left, and those that go. */
function couponsBack(
  sale: Sale,
  programme: Programme | null,
  member: MemberId | null,
): Pick<Return, 'issued' | 'recalled'> {
  const issued = codesBack(sale, programme, member);
  const recalled = recalledCoupons(sale);
  return {
    ...(issued.length === 0 ? {} : { issued }),
    ...(recalled.length === 0 ? {} : { recalled }),
  };
}
