import type { MemberId } from '../identity/ids.ts';
import type { Count } from '../ledger/tally.ts';
import type { Programme } from '../programme/programme.ts';
import type { IssuedCoupon, Return, Sale } from '../record/record.ts';
import { codesBack, recalledCoupons, returnCounts, wholeBack } from './counts.ts';

/** What nobody could know who took back a part: that all of the sale is back. */
export interface Uncounted {
  readonly counts: readonly Count[];
  readonly issued: readonly IssuedCoupon[];
  readonly recalled: readonly string[];
}

/**
 * What returns made apart left counted although, together, all of the sale came back: each knew only its own part, so none uncounted the
 * purchase, its uses and coupons. Null: nothing is missing, or something has not come back yet. Where more
 * came back than was sold, what was taken back too often is not given again here: a person looks.
 */
export function leftCounted(of: {
  readonly sale: Sale;
  /** All returns of it, each with its lines as lines of the sale. */
  readonly returns: readonly Return[];
  /** The sale's own version; null: unknown. */
  readonly programme: Programme | null;
  /** Whose counts they are now. */
  readonly member: MemberId | null;
}): Uncounted | null {
  const { sale, returns, programme, member } = of;
  if (sale.lines.length === 0 || !wholeBack(sale, returns)) return null;
  const lines = sale.lines.map((line, index) => ({ ...line, line: index }));
  const due = returnCounts({ sale, earlier: [], lines, programme, member });
  const exact = sale.lines.every((line, i) => line.quantity === backOf(returns, i));
  const done = returns.flatMap((one) => one.counts ?? []);
  const counts = due.flatMap((count, i): Count[] => {
    // Counts of one kind and day are one sum; it is made whole at the first of them.
    if (due.findIndex((one) => isSame(one, count)) < i) return [];
    const by = sumOf(due, count) - sumOf(done, count);
    return by !== 0 && (exact || Math.sign(by) === Math.sign(count.by)) ? [{ ...count, by }] : [];
  });
  const given = new Set(returns.flatMap((one) => (one.issued ?? []).map(({ code }) => code)));
  const gone = new Set(returns.flatMap((one) => one.recalled ?? []));
  const issued = codesBack(sale, programme, member).filter(({ code }) => !given.has(code));
  const recalled = recalledCoupons(sale).filter((code) => !gone.has(code));
  return counts.length + issued.length + recalled.length === 0 ? null : { counts, issued, recalled };
}

const isSame = (a: Count, b: Count): boolean =>
  a.key === b.key && a.day === b.day && a.line === b.line && (a.member === null) === (b.member === null);

function sumOf(counts: readonly Count[], like: Count): number {
  return counts.reduce((sum, one) => (isSame(one, like) ? sum + one.by : sum), 0);
}

function backOf(returns: readonly Return[], line: number): number {
  return returns.flatMap((one) => one.lines).reduce((sum, one) => (one.line === line ? sum + one.quantity : sum), 0);
}
