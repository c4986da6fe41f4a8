import type { KnownMember } from '../../../db/members.ts';
import type { Bani } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { assert } from '../../../domain/assert.ts';
import { type RecordId, recordId } from '../../../domain/identity/ids.ts';
import { sumOf, tallyKey } from '../../../domain/ledger/tally.ts';
import type { ReferralBonus } from '../../../domain/record/record.ts';
import { broughtBy, referralBonus } from '../../../domain/referral/referral.ts';
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
    record: id,
    day: today(w),
  });
  if (movement === null) return null;
  const { entries, counts } = movement;
  return { id, content: { kind: 'bonus', of: sale, member: friend.id, referrer: known.id, entries, counts } };
}

/** What undoes the bonus of a sale of which nothing is left; null: it brought none, or it is undone. */
export function bonusUndone(w: Workings, sale: RecordId): ReferralBonus | null {
  const bonus = w.ledger.bonusOf(sale);
  if (bonus === null) return null;
  assert(
    bonus.entries.every(({ points: given }) => given > 0),
    'a bonus gives',
  );
  return {
    kind: 'bonus',
    of: sale,
    member: bonus.member,
    referrer: bonus.referrer,
    entries: bonus.entries.map((entry) => ({ ...entry, points: points(-entry.points) })),
    counts: (bonus.counts ?? []).map((count) => ({ ...count, by: -count.by })),
  };
}
