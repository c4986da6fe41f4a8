import type { Request } from '../../../contract/till/api.ts';
import type { ClaimQuote } from '../../../contract/till/deeds.ts';
import type { KnownMember } from '../../../db/members.ts';
import { parsePoints } from '../../../domain/amount/text.ts';
import { claimContent, mayClaim } from '../../../domain/claim/claim.ts';
import { earnOnSale } from '../../../domain/earning/earn.ts';
import { newLot } from '../../../domain/earning/lots.ts';
import { isAutomatic } from '../../../domain/earning/occasions.ts';
import { type MemberId, recordId } from '../../../domain/identity/ids.ts';
import { foldMovement } from '../../../domain/ledger/fold.ts';
import { sumOf, tallyKey } from '../../../domain/ledger/tally.ts';
import { movementOf } from '../../../domain/record/movement.ts';
import { broughtBy, broughtByCount, mayRefer } from '../../../domain/referral/referral.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { lotEntries } from '../../../domain/sale/content.ts';
import { factsOf } from '../counter/reckoning.ts';
import { knownReceipt } from '../receipts/find.ts';
import { beside, today, type Workings, write } from '../workings.ts';
import { pointsIn, stampsIn } from './deeds.ts';
import { eventContent } from './occasions.ts';

/** What members get and give without buying: each is one record, on disk when it answers. */

/** A member who can be acted for: known here, and not erased. */
export function known(w: Workings, id: MemberId): Outcome<KnownMember> {
  const member = w.members.find(id);
  return member === null || member.person === null ? refused('member.unknown') : done(member);
}

/** A reason of more is a story, and stands in no column. */
const LONGEST_REASON = 200;

/** `members.goodwill`: points from the house; why stands beside the record, never in it. */
export function giveGoodwill(w: Workings, input: Request<'members.goodwill'>): Outcome<null> {
  const member = known(w, input.member);
  if (!member.ok) return member;
  const amount = parsePoints(input.points);
  if (!amount.ok) return amount;
  if (amount.value === 0) return refused('amount.notPositive');
  const reason = input.reason.trim().slice(0, LONGEST_REASON);
  if (reason === '') return refused('request.invalid', { path: 'reason' });
  const id = recordId(w.newUuid());
  const given = { points: amount.value, contra: 'bonus' as const, day: today(w) };
  const lot = newLot(w.rules.holding(), given, { pendingDays: 0 });
  const entries = lotEntries(id, member.value.id, [lot], today(w)).map((entry) => ({
    ...entry,
    contra: 'goodwill' as const,
  }));
  write(w, { kind: 'goodwill', member: member.value.id, entries }, { id, beside: beside(w, { reason }) });
  return done(null);
}

/** `members.event`: what earns without a sale. An event that no rule names is noted and earns nothing. */
export function noteEvent(w: Workings, input: Request<'members.event'>): Outcome<null> {
  const member = known(w, input.member);
  if (!member.ok) return member;
  const event = input.event.trim();
  if (event === '') return refused('request.invalid', { path: 'event' });
  if (isAutomatic(event)) return refused('event.automatic', { event });
  const id = recordId(w.newUuid());
  write(w, eventContent(w, id, member.value, event), { id });
  return done(null);
}

/** `members.refer`: notes who brought a new member; the bonus comes with the first purchase. */
export function noteReferral(w: Workings, input: Request<'members.refer'>): Outcome<null> {
  const friend = known(w, input.friend);
  if (!friend.ok) return friend;
  const referrer = known(w, input.referrer);
  if (!referrer.ok) return referrer;
  const referrerOf = (member: MemberId): MemberId | null => {
    const by = broughtBy(w.members.find(member)?.standing.tally);
    return by === null ? null : (w.members.find(by)?.id ?? by);
  };
  const may = mayRefer({
    programme: w.rules.holding(),
    referrer: referrer.value.id,
    friend: friend.value.id,
    friendSales: sumOf(friend.value.standing.tally ?? [], tallyKey.sales),
    alreadyReferred: referrerOf(friend.value.id) !== null,
    referrerOf,
  });
  if (!may.ok) return may;
  const ids = { member: friend.value.id, referrer: referrer.value.id };
  write(w, { kind: 'referral', ...ids, entries: [], counts: [broughtByCount(ids.member, ids.referrer)] });
  return done(null);
}

/** `members.claim`: the points of a receipt without a member, once, within the programme's days. */
export function claimPoints(w: Workings, input: Request<'members.claim'>): Outcome<null> {
  const claim = claimOf(w, input);
  if (!claim.ok) return claim;
  const { id, content, programmeVersion } = claim.value;
  write(w, content, { id, programmeVersion });
  return done(null);
}

/** `members.quoteClaim`: what that would bring; nothing is written. */
export function quoteClaim(w: Workings, input: Request<'members.quoteClaim'>): Outcome<ClaimQuote> {
  const claim = claimOf(w, input);
  if (!claim.ok) return claim;
  const { content, standing } = claim.value;
  const { balance } = standing;
  const after = foldMovement(standing, content.member, movementOf(content)).balance;
  return done({ points: pointsIn(content), stamps: stampsIn(w, content), balance, balanceAfter: after });
}

/** The record that a claim would be, refused where there can be none. */
function claimOf(w: Workings, input: Request<'members.claim'>) {
  const member = known(w, input.member);
  if (!member.ok) return member;
  const found = knownReceipt(w, { id: input.receipt });
  if (found === null || found.record.kind !== 'sale') return refused('receipt.unknown', { number: '' });
  const sale = found.record;
  const may = mayClaim({
    programme: w.rules.holding(),
    sale,
    claimed: found.claim !== null,
    undone: found.voided || found.returns.length > 0,
    day: today(w),
  });
  if (!may.ok) return may;
  const programme = w.rules.version(sale.programmeVersion);
  if (programme === null) return refused('claim.notAllowed');
  const id = recordId(w.newUuid());
  const content = claimContent({
    record: id,
    member: member.value.id,
    programme,
    sale,
    facts: factsOf(w, member.value, programme),
    day: today(w),
    earn: earnOnSale,
  });
  return done({ id, content, programmeVersion: sale.programmeVersion, standing: member.value.standing });
}
