import type { SaleRecord } from '../../../db/ledger/ledger.ts';
import type { KnownMember } from '../../../db/members.ts';
import type { Bani } from '../../../domain/amount/bani.ts';
import { type RecordId, recordId } from '../../../domain/identity/ids.ts';
import { sumOf, tallyKey } from '../../../domain/ledger/tally.ts';
import { movementOf } from '../../../domain/record/movement.ts';
import type { ReferralBonus } from '../../../domain/record/record.ts';
import { bonusEnded, bonusOfSale, broughtBy, referralBonus } from '../../../domain/referral/referral.ts';
import { factsOf } from '../counter/reckoning.ts';
import { today, type Workings } from '../workings.ts';

/** The bonus to both that a friend's first purchase brings, as a record of its own beside the sale's; null: none. */
export function bonusFor(
  w: Workings,
  sale: RecordId,
  friend: KnownMember,
  paid: Bani,
): { readonly id: RecordId; readonly content: ReferralBonus } | null {
  const referrer = broughtBy(friend.standing.tally);
  const known = referrer === null ? null : w.members.find(referrer);
  if (known === null) return null;
  const programme = w.rules.holding();
  const id = recordId(w.newUuid());
  const movement = referralBonus({
    programme,
    facts: { ...factsOf(w, friend, programme), referrer: known.id },
    paid,
    referrals: sumOf(known.standing.tally ?? [], tallyKey.referrals),
    sale,
    day: today(w),
  });
  if (movement === null) return null;
  const { entries, counts } = movement;
  return { id, content: { kind: 'bonus', of: sale, member: friend.id, referrer: known.id, entries, counts } };
}

/**
 * What undoes the bonus of a sale of which nothing is left; null: it brought none, or it is undone. Of a sale of another till it is
 * reckoned from the sale, where the centre has told that the bonus was given.
 */
export function bonusUndone(w: Workings, sale: SaleRecord): ReferralBonus | null {
  const own = w.ledger.bonusOf(sale.id);
  if (own !== null) {
    // Of another till's sale the only one here is the one that undid it.
    if (own.entries.some(({ points: given }) => given < 0)) return null;
    return { kind: 'bonus', of: sale.id, member: own.member, referrer: own.referrer, ...bonusEnded(movementOf(own)) };
  }
  if (w.ledger.receipt({ id: sale.id }) !== null) return null;
  const programme = w.rules.version(sale.programmeVersion);
  const friend = sale.member === null ? null : w.members.find(sale.member.member);
  const by = friend === null ? null : broughtBy(friend.standing.tally);
  if (programme === null || friend === null || by === null) return null;
  const referrer = w.members.find(by)?.id ?? by;
  const tally = friend.standing.tally ?? [];
  const given = bonusOfSale({ programme, sale, friend: friend.id, referrer, tally });
  if (given === null) return null;
  return { kind: 'bonus', of: sale.id, member: friend.id, referrer, ...bonusEnded(given) };
}
