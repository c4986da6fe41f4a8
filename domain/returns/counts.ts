import { mulDivFloor } from '../amount/exact.ts';
import type { MemberId } from '../identity/ids.ts';
import { type Count, tallyKey } from '../ledger/tally.ts';
import type { Programme } from '../programme/programme.ts';
import type { IssuedCoupon, Return, ReturnLine, Sale } from '../record/record.ts';
import { leftToReturn } from './reckon.ts';

type Counted = Pick<Sale, 'lines' | 'earned' | 'counts'>;

/**
 * What a return takes back of what its sale counted, on the sale's days. A count of one line goes with that line's quantity; one
 * of the whole sale with the money (points with the points); a use or a purchase only when everything is back, uses of offers and
 * codes also then only where the programme gives coupons back. Cumulative over all returns: together they are the sale.
 */
export function returnCounts(of: {
  readonly sale: Counted;
  readonly earlier: readonly Return[];
  readonly lines: readonly ReturnLine[];
  /** The sale's own version; null: unknown, and uses come back. */
  readonly programme: Programme | null;
  /** Null: nobody's sale. Each count goes back to whom the sale gave it, whoever that is merged with since. */
  readonly member: MemberId | null;
}): Count[] {
  const { sale, earlier, lines, programme, member } = of;
  const past = earlier.flatMap((one) => one.lines);
  const before = progress(sale, past);
  const after = progress(sale, [...past, ...lines]);
  return (sale.counts ?? []).flatMap((count): Count[] => {
    if (count.whole && isUse(count) && programme !== null && !programme.policies.couponsBack) return [];
    const back = part(count, after) - part(count, before);
    if (back === 0) return [];
    return [{ ...count, member: member === null ? null : count.member, by: -back }];
  });
}

/** What a void takes back: all of it, but uses only where the programme gives coupons back. */
export function voidCounts(sale: Pick<Sale, 'counts'>, programme: Programme | null): Count[] {
  return (sale.counts ?? [])
    .filter((count) => !isUse(count) || programme === null || programme.policies.couponsBack)
    .map((count) => ({ ...count, by: -count.by }));
}

const isUse = ({ key }: Count): boolean => key.startsWith(tallyKey.used('')) || key.startsWith(tallyKey.code(''));

/** How far a sale has come back. */
interface Progress {
  /** Thousandths by line. */
  readonly quantities: readonly { readonly back: number; readonly of: number }[];
  readonly money: { readonly back: number; readonly of: number };
  readonly points: { readonly back: number; readonly of: number };
  readonly whole: boolean;
}

function progress(sale: Counted, back: readonly ReturnLine[]): Progress {
  const quantities = sale.lines.map((line, i) => {
    const sum = back.reduce((all, one) => (one.line === i ? all + one.quantity : all), 0);
    return { back: Math.min(sum, line.quantity), of: line.quantity };
  });
  const net = (lines: readonly { readonly gross: number; readonly discount: number }[]): number =>
    lines.reduce((sum, { gross, discount }) => sum + gross - discount, 0);
  const paid = net(sale.lines);
  const gross = sale.lines.reduce((sum, line) => sum + line.gross, 0);
  // A sale that cost nothing comes back by what it would have cost.
  const money =
    paid > 0 ? { back: net(back), of: paid } : { back: back.reduce((sum, one) => sum + one.gross, 0), of: gross };
  const earned = back.reduce((sum, line) => sum + line.earned, 0);
  return {
    quantities,
    money,
    points: { back: earned, of: sale.earned },
    whole: quantities.every((line) => line.back === line.of),
  };
}

/** How much of a count is back so far, with its sign. */
function part(count: Count, { quantities, money, points, whole }: Progress): number {
  if (whole) return count.by;
  if (count.whole) return 0;
  const line = count.line === null ? undefined : quantities[count.line];
  const of = line ?? (count.key === tallyKey.points || count.key.startsWith(tallyKey.earned('')) ? points : money);
  if (of.of <= 0) return 0;
  const size = mulDivFloor(Math.abs(count.by), Math.min(of.back, of.of), of.of);
  return count.by < 0 ? -size : size;
}

/** Codes of coupons that a sale gave: they go with it. */
export function recalledCoupons(sale: Pick<Sale, 'issued'>): string[] {
  return (sale.issued ?? []).map(({ code }) => code);
}

/** Coupons held by the member that the sale used up: they come back with it, to whom they are now, where the programme says so. */
export function codesBack(
  sale: Pick<Sale, 'rules' | 'offers'>,
  programme: Programme | null,
  member: MemberId | null,
): IssuedCoupon[] {
  if (programme !== null && !programme.policies.couponsBack) return [];
  const used = new Set((sale.offers ?? []).flatMap(({ code }) => code ?? []));
  return (sale.rules?.facts?.coupons ?? []).filter(({ code }) => used.has(code)).map((one) => ({ ...one, member }));
}

/** Whether nothing is left to come back. */
export function wholeBack(sale: Pick<Sale, 'lines'>, returns: readonly Return[]): boolean {
  return leftToReturn(sale, returns).every((left) => left === 0);
}
