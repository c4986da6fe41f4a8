import type { Request } from '../../../contract/till/api.ts';
import type { DeedEvent, DeedReferral, MemberDeeds } from '../../../contract/till/deeds.ts';
import type { KnownMember } from '../../../db/members.ts';
import { type Points, points, sumPoints } from '../../../domain/amount/points.ts';
import { isAutomatic } from '../../../domain/earning/occasions.ts';
import { recordId } from '../../../domain/identity/ids.ts';
import { sumOf, tallyKey } from '../../../domain/ledger/tally.ts';
import type { Claim, EventHappened } from '../../../domain/record/record.ts';
import { broughtBy } from '../../../domain/referral/referral.ts';
import { done, type Outcome, refuse, refused } from '../../../domain/refusal/refusal.ts';
import { mostTransferable } from '../../../domain/transfer/transfer.ts';
import { today, type Workings } from '../workings.ts';
import { eventContent } from './occasions.ts';

/** `members.deeds`: what the programme that holds allows this member without buying. Reads only. */
export function deedsOf(w: Workings, input: Request<'members.deeds'>): Outcome<MemberDeeds> {
  const member = w.members.find(input.member);
  if (member === null || member.person === null) return refused('member.unknown');
  const { transfers, claims } = w.rules.holding();
  return done({
    transfer:
      transfers === null
        ? null
        : {
            least: points(Math.max(1, transfers.least)),
            most: mostTransferable(transfers, member.standing, today(w)),
          },
    events: eventsFor(w, member),
    referral: referralOf(w, member),
    claims,
  });
}

/** Each event that a rule in force rewards and that does not happen by itself, once, with what it would give now. */
function eventsFor(w: Workings, member: KnownMember): DeedEvent[] {
  const rules = w.rules.holding().earning.filter(({ active, on }) => active && !isAutomatic(on));
  return [...new Set(rules.map(({ on }) => on))].map((event) => {
    const content = eventContent(w, recordId(w.newUuid()), member, event);
    return {
      event,
      names: rules.flatMap(({ on, name }) => (on === event ? [name] : [])),
      points: pointsIn(content),
      stamps: stampsIn(w, content),
    };
  });
}

function referralOf(w: Workings, member: KnownMember): DeedReferral | null {
  const { referral } = w.rules.holding();
  if (referral === null) return null;
  const { tally = [] } = member.standing;
  const referrer = broughtBy(tally);
  const isNew = referrer === null && sumOf(tally, tallyKey.sales) <= 0;
  return {
    referrerPoints: points(referral.referrerPoints),
    friendPoints: points(referral.friendPoints),
    spendFrom: referral.spendFrom,
    withinDays: referral.withinDays,
    broughtBy: referrer === null ? null : (w.members.find(referrer)?.person?.name ?? null),
    why: isNew ? null : refuse('refer.notNew'),
  };
}

/** The points that a record gives its member. */
export function pointsIn({ entries }: EventHappened | Claim): Points {
  return sumPoints(entries.map((entry) => entry.points));
}

/** The stamps that a record gives its member, on all cards. */
export function stampsIn(w: Workings, { counts = [] }: EventHappened | Claim): number {
  const cards = new Set(w.rules.holding().stampCards.map(({ id }) => tallyKey.stamps(id)));
  return counts.reduce((sum, { key, by }) => (cards.has(key) ? sum + by : sum), 0);
}
