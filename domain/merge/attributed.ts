import type { MemberId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Standing } from '../ledger/standing.ts';
import { type Count, tallyKey } from '../ledger/tally.ts';
import { namedIn } from '../record/named.ts';
import type { IssuedCoupon, RecordContent } from '../record/record.ts';

/** One of the members who are one person, and where that one stands alone. */
export interface GroupPart {
  readonly member: MemberId;
  readonly standing: Standing;
}

/**
 * A record's content with each movement on the member who has what moves: points come out of a lot where it lies, a coupon is used up by
 * who holds it. Reckoned is with what all merged members have together; booked it is so that a merge that is undone leaves each with
 * their own. `group`: those besides whom the record names. `partsOf` gives the members who are one person with a member.
 */
export function attributed<Content extends RecordContent>(
  content: Content,
  partsOf: (member: MemberId) => readonly GroupPart[],
): { readonly content: Content; readonly group: readonly MemberId[] } {
  const named = namedIn(content);
  if (named === 'everybody') return { content, group: [] };
  const entries = content.entries.map((entry) => ofLotOwner(entry, partsOf));
  const counts = 'counts' in content ? content.counts?.map((count) => ofCouponHolder(count, partsOf)) : undefined;
  const issued = 'issued' in content ? content.issued?.map((one) => backToHolder(one, counts ?? [])) : undefined;
  const moved = new Set([...entries, ...(counts ?? []), ...(issued ?? [])].flatMap(({ member }) => member ?? []));
  const group = [...moved].filter((member) => !named.has(member)).sort();
  return {
    content: {
      ...content,
      entries,
      ...(counts === undefined ? {} : { counts }),
      ...(issued === undefined ? {} : { issued }),
    },
    group,
  };
}

/** A coupon that comes back goes to whose use of it is taken back. */
function backToHolder(coupon: IssuedCoupon, counts: readonly Count[]): IssuedCoupon {
  if (coupon.member === null) return coupon;
  const back = counts.find(({ key, by, member }) => member !== null && by < 0 && key === tallyKey.code(coupon.code));
  return back === undefined ? coupon : { ...coupon, member: back.member };
}

function ofLotOwner(entry: Entry, partsOf: (member: MemberId) => readonly GroupPart[]): Entry {
  const { lot, member } = entry;
  if (lot === null || entry.points > 0) return entry;
  const owner = partsOf(member).find(({ standing }) => standing.lots.some(({ id }) => id === lot));
  return owner === undefined ? entry : { ...entry, member: owner.member };
}

function ofCouponHolder(count: Count, partsOf: (member: MemberId) => readonly GroupPart[]): Count {
  const { member, key } = count;
  if (member === null || !key.startsWith(tallyKey.code(''))) return count;
  const holder = partsOf(member).find(({ standing }) =>
    (standing.coupons ?? []).some(({ code }) => tallyKey.code(code) === key),
  );
  return holder === undefined ? count : { ...count, member: holder.member };
}
