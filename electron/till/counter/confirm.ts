import type { Request } from '../../../contract/till/api.ts';
import type { Confirmed } from '../../../contract/till/views.ts';
import type { Bani } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { assert } from '../../../domain/assert.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import { receiptNumber } from '../../../domain/card/receiptNumber.ts';
import { bonusOf } from '../../../domain/giftcard/movement.ts';
import { type RecordId, recordId } from '../../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../../../domain/ledger/fold.ts';
import type { Standing } from '../../../domain/ledger/standing.ts';
import type { Name } from '../../../domain/programme/offer.ts';
import type { Programme } from '../../../domain/programme/programme.ts';
import { movementOf } from '../../../domain/record/movement.ts';
import type { IssuedCoupon, MemberInputs, Tender } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { saleContent } from '../../../domain/sale/content.ts';
import { fitKept, settleSale } from '../../../domain/sale/tenders.ts';
import { tierOn } from '../../../domain/tier/tier.ts';
import { leftOn } from '../giftcards/cards.ts';
import { allowKept } from '../giftcards/paying.ts';
import { bonusFor } from '../people/bonus.ts';
import { checkFiscalNumber } from '../receipts/fiscal.ts';
import { type Workings, write, writeTogether } from '../workings.ts';
import { offlineRefusal } from './offers.ts';
import { asking, offlineInputs, type Reckoned, reckon } from './reckoning.ts';

/** How long the centre may think about a redemption before the offline policy decides (truth 5). */
export const HOLD_TIMEOUT_MS = 700;

/**
 * Confirms the sale on the counter: one record, one transaction, on disk when this answers. Only a redemption waits
 * for the centre, and only HOLD_TIMEOUT_MS. Refused: nothing was written and the basket stands as it stood.
 */
export async function confirmSale(w: Workings, input: Request<'counter.confirm'>): Promise<Outcome<Confirmed>> {
  if (w.counter.state.lines.length === 0) return refused('sale.empty');
  const fiscal = input.fiscalNumber === null ? done(null) : checkFiscalNumber(w, input.fiscalNumber, null);
  if (!fiscal.ok) return fiscal;
  const reckoned = reckon(w, w.counter.state);
  const { result } = reckoned;
  if (result.total !== input.total) return refused('sale.changed', { expected: input.total, now: result.total });
  const { kept, tenders } = w.counter.state;
  const settled = settleSale(result.total, kept, tenders);
  if (!settled.ok) return settled;
  const paying = fitKept(result.total, kept);
  // Both at once: whoever stands there waits for the centre no longer than once.
  const [redeemed, paid] = await Promise.all([
    result.spent === 0 ? done<Allowed>({ redeemed: null }) : allowRedemption(w, reckoned),
    allowKept(w, paying, () => recordToCome(w), HOLD_TIMEOUT_MS),
  ]);
  if (!redeemed.ok) return redeemed;
  if (!paid.ok) return paid;
  return done(writeSale(w, reckoned, settled.value, redeemed.value, fiscal.value));
}

/** By whom a redemption was allowed, as its record says it. */
type Allowed = Pick<MemberInputs, 'redeemed' | 'offline'>;

/** Asks the centre to hold the points, under the id that the sale's record will have; else the offline policy. */
async function allowRedemption(w: Workings, reckoned: Reckoned): Promise<Outcome<Allowed>> {
  const { result, member } = reckoned;
  assert(member !== null, 'points are spent by a member');
  if (asking(w) === 'alone') return done({ redeemed: 'offline' });
  // Points that this very sale earns are nobody else's to take: they need no hold.
  const held = Math.min(result.spent, reckoned.input.facts?.spendable ?? 0);
  if (held === 0) return done({ redeemed: 'online' });
  const record = recordToCome(w);
  const answer = await w.links.centre.hold({ record, member: member.id, points: points(held) }, HOLD_TIMEOUT_MS);
  w.noteCentre(answer !== 'unreachable');
  if (answer === 'unreachable') {
    const refusal = offlineRefusal(w, reckoned, 'offline');
    if (refusal !== null) return { ok: false, refusal };
    return done({ redeemed: 'offline', offline: offlineInputs(w, w.counter.state, member) });
  }
  if (!answer.granted) return refused('redeem.held', { available: answer.available });
  return done({ redeemed: 'online' });
}

/** The id that the sale's record will have, on disk before the centre hears of it: after a crash the same sale asks under it again. */
export function recordToCome(w: Workings): RecordId {
  const record = w.counter.state.record ?? recordId(w.newUuid());
  if (w.counter.state.record === null) w.counter.adjust({ ...w.counter.state, record });
  return record;
}

function writeSale(
  w: Workings,
  reckoned: Reckoned,
  { tenders, change }: { readonly tenders: readonly Tender[]; readonly change: Bani },
  allowed: Allowed,
  fiscalNumber: string | null,
): Confirmed {
  const { state } = w.counter;
  const { result, programme, input } = reckoned;
  const id = state.record ?? recordId(w.newUuid());
  const number = nextReceiptNumber(w);
  // Read again: while the centre was asked, its word on the member may have come.
  const member = reckoned.member === null ? null : w.members.find(reckoned.member.id);
  const standing = member?.standing ?? EMPTY_STANDING;
  const sale = saleContent({
    record: id,
    number,
    input,
    result,
    member:
      state.member === null || member === null
        ? null
        : { member: member.id, foundBy: state.member.foundBy, ...allowed },
    standing,
    tenders,
    change,
    fiscalNumber,
  });
  const programmeVersion = programme.version === 0 ? null : programme.version;
  const bonus = member === null ? null : bonusFor(w, id, member, sale.total);
  if (bonus === null) write(w, sale, { id, counter: null, programmeVersion });
  else {
    const records = [
      { content: sale, how: { id, programmeVersion } },
      { content: bonus.content, how: { id: bonus.id, programmeVersion } },
    ];
    writeTogether(w, records, { counter: null });
  }
  const moved = [sale, ...(bonus === null ? [] : [bonus.content])].map(movementOf);
  const after = member === null ? null : moved.reduce((now, one) => foldMovement(now, member.id, one), standing);
  const confirmed: Confirmed = {
    id,
    kind: 'sale',
    number,
    total: sale.total,
    change,
    earned: sale.earned,
    spent: sale.spent,
    balanceBefore: member === null ? null : standing.balance,
    balanceAfter: after?.balance ?? null,
    memberName: member?.person?.name ?? null,
    fiscalNumber,
    issued: issuedView(w, sale.issued ?? []),
    kept: leftOn(w, sale.tenders),
    walletGiven: bonusOf(sale),
    tierReached: after === null ? null : tierReached(programme, standing, after, input.moment.day),
  };
  w.counter.confirmed(confirmed);
  return confirmed;
}

/** Coupons as the slip prints them. */
function issuedView(w: Workings, issued: readonly IssuedCoupon[]): Confirmed['issued'] {
  const names = w.rules.names();
  return issued.map(({ code, offer, until }) => ({ code, name: names[offer] ?? offer, until }));
}

/** The level that a sale reached; null: none, or one that was left. */
function tierReached(programme: Programme, before: Standing, after: Standing, day: CivilDate): Name | null {
  const levels = programme.tiers?.levels ?? [];
  const at = (standing: Standing): number => levels.findIndex(({ id }) => id === tierOn(programme, standing, day).tier);
  const [was, is] = [at(before), at(after)];
  return is > was ? (levels[is]?.name ?? null) : null;
}

/** The number of the receipt whose record comes next: it contains the record's own number, so it is never given twice. */
export function nextReceiptNumber(w: Workings): string {
  const identity = w.identity();
  const head = w.ledger.head();
  assert(identity !== null && head !== null, 'a till that sells was set up');
  return receiptNumber(identity.number, w.ledger.ordinal(), head.seq + 1);
}
