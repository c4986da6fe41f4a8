import { readProgramme } from '../../contract/programme/form.ts';
import { points } from '../../domain/amount/points.ts';
import { assert } from '../../domain/assert.ts';
import { type CivilDate, civilDate, isCivilDate } from '../../domain/calendar/civil.ts';
import { claimContent, mayClaim } from '../../domain/claim/claim.ts';
import { withClaim } from '../../domain/claim/claimed.ts';
import { earnOnEvent, earnOnSale } from '../../domain/earning/earn.ts';
import { newLot } from '../../domain/earning/lots.ts';
import { lotOf, type MemberId, type RecordId } from '../../domain/identity/ids.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { expiryEntries } from '../../domain/ledger/expiry.ts';
import { EMPTY_STANDING, type Movement, takeFromLots } from '../../domain/ledger/fold.ts';
import { type Count, tallyKey } from '../../domain/ledger/tally.ts';
import { combined, mergePair } from '../../domain/merge/merge.ts';
import { broughtByCount, mayRefer } from '../../domain/referral/referral.ts';
import { countsOf, lotEntries } from '../../domain/sale/content.ts';
import { tierOn } from '../../domain/tier/tier.ts';
import { reckonTransfer } from '../../domain/transfer/transfer.ts';
import type { Came } from './compare.ts';
import type { StepOf } from './form.ts';
import { walletsMerged } from './money.ts';
import type { Done } from './sale.ts';
import { giftCardsOf, stateOf, sumOf } from './state.ts';
import {
  atTime,
  brought,
  daysLater,
  factsOf,
  moment,
  moved,
  nthRecord,
  put,
  referrerOf,
  refuseStep,
  type Somebody,
  soldAs,
  somebody,
  today,
  type World,
  withMember,
} from './world.ts';

const NOTHING: Movement = { entries: [], counts: [], issued: [], usedCodes: [], recalled: [] };

function done(world: World, name: string, more: { readonly [key: string]: Came }, trace: Done['trace'] = []): Done {
  return { world, came: { ...stateOf(world, name), ...more }, trace, notApplied: [] };
}

/** Looks, changes nothing. */
export function look(world: World, step: StepOf<'check'>): Done {
  const card = step.card === undefined ? undefined : world.cards.get(step.card);
  if (step.card !== undefined && card === undefined) return refuseStep('giftCard.unknown', { code: step.card });
  const sold = step.of === undefined ? null : soldAs(world, step.of);
  const came: { readonly [key: string]: Came } = {
    giftcards: giftCardsOf(world),
    ...(step.member === undefined ? {} : stateOf(world, step.member)),
    ...(card === undefined ? {} : { balance: card.balance, expires: card.expires ?? null }),
    ...(sold === null ? {} : { voided: sold.voided, returns: sold.returns.length }),
  };
  return { world, came, trace: [], notApplied: [] };
}

/** Time goes by: lots that end meanwhile are booked as expired. */
export function wait(world: World, step: StepOf<'wait'>): Done {
  const now = until(world, step);
  const later = [...world.people.keys()].reduce(expired, { ...world, now });
  const lost = [...world.people.values()].reduce((sum, { standing }) => sum + standing.balance, 0);
  const left = [...later.people.values()].reduce((sum, { standing }) => sum + standing.balance, 0);
  return { world: later, came: { expired: lost - left }, trace: [], notApplied: [] };
}

function until(world: World, step: StepOf<'wait'>): number {
  if (step.until === undefined) return daysLater(world.now, step.days ?? 0) + (step.hours ?? 0) * 3_600_000;
  const at = isCivilDate(step.until) ? atTime(civilDate(step.until), '10:00') : Date.parse(step.until);
  return Math.max(world.now, at);
}

function expired(world: World, name: string): World {
  const who = world.people.get(name);
  assert(who !== undefined, 'whoever is there is there');
  return moved(world, { ...NOTHING, entries: expiryEntries(who.standing, who.id, today(world)) });
}

/** Somebody joins; what enrolment earns is earned. */
export function enrol(world: World, step: StepOf<'enrol'>, n: number): Done {
  if (world.people.has(step.member.id)) return refuseStep('member.phoneTaken', { name: step.member.id });
  const joined = brought(withMember(world, step.member), step.member);
  return event(joined, { do: 'event', member: step.member.id, event: 'enrolment', store: step.store }, n);
}

/** Something that earns without a sale. */
export function event(world: World, step: StepOf<'event'>, n: number): Done {
  const { name, who } = somebody(world, step.member);
  const earned = earnOnEvent({
    programme: world.programme,
    event: step.event,
    facts: factsOf(world, who),
    moment: moment(world, step.store),
    tier: tierOn(world.programme, who.standing, today(world)).tier,
  });
  const entries = lotEntries(nthRecord(n), who.id, earned.lots, today(world));
  const next = moved(world, { ...NOTHING, entries, counts: countsOf(earned.counts, who.id) });
  return done(next, name, { earned: earned.points }, earned.trace);
}

/** Points from the house, for a reason. */
export function goodwill(world: World, step: StepOf<'goodwill'>, n: number): Done {
  const { name, who } = somebody(world, step.member);
  if (step.points <= 0) return refuseStep('amount.notPositive');
  const entry = lotEntries(
    nthRecord(n),
    who.id,
    [newLot(world.programme, { points: points(step.points), contra: 'bonus', day: today(world) }, { pendingDays: 0 })],
    today(world),
  ).map((one): Entry => ({ ...one, contra: 'goodwill' }));
  return done(moved(world, { ...NOTHING, entries: entry }), name, { earned: step.points });
}

/** A correction by hand: points up or down, or a tier. */
export function adjust(world: World, step: StepOf<'adjust'>, n: number): Done {
  const { name, who } = somebody(world, step.member);
  const by = step.points ?? 0;
  const entries: Entry[] =
    by > 0
      ? [
          {
            member: who.id,
            points: points(by),
            contra: 'adjust',
            lot: lotOf(nthRecord(n), 0),
            expires: null,
            earned: today(world),
          },
        ]
      : takeFromLots(who.standing, points(-by), today(world), world.programme.policies.lotOrder).map((taken): Entry => {
          const { points: amount, lot, expires } = taken;
          return { member: who.id, points: points(-amount), contra: 'adjust', lot, expires };
        });
  const counts = step.tier === undefined ? [] : tierCounts(who, step.tier, step.until ?? null);
  return done(moved(world, { ...NOTHING, entries: entries.filter((one) => one.points !== 0), counts }), name, {});
}

/** Takes away what was given by hand before, and gives this. */
function tierCounts(who: Somebody, tier: string | null, last: string | null): Count[] {
  const count = (key: string, day: CivilDate | null, by: number): Count => ({
    member: who.id,
    key,
    day,
    by,
    line: null,
    whole: true,
  });
  const before = (who.standing.tally ?? []).filter(({ key }) => key.startsWith(tallyKey.given('')));
  return [
    ...before.map(({ key, day, n }) => count(key, day, -n)),
    ...(tier === null ? [] : [count(tallyKey.given(tier), last === null ? null : civilDate(last), 1)]),
  ];
}

/** Points from one member to another. */
export function transfer(world: World, step: StepOf<'transfer'>, n: number): Done {
  const { name, who: from } = somebody(world, step.from);
  const { name: other, who: to } = somebody(world, step.to);
  const record: RecordId = nthRecord(n);
  const reckoned = reckonTransfer({
    programme: world.programme,
    record,
    from: from.id,
    to: to.id,
    standing: from.standing,
    points: points(step.points),
    day: today(world),
  });
  if (!reckoned.ok) return refuseStep(reckoned.refusal.code, reckoned.refusal.params);
  const next = moved(world, { ...NOTHING, entries: reckoned.value.entries, counts: reckoned.value.counts });
  return done(next, name, {
    from: somebody(next, name).who.standing.balance,
    to: somebody(next, other).who.standing.balance,
  });
}

/** Who brought whom. */
export function refer(world: World, step: StepOf<'refer'>): Done {
  const { name, who: friend } = somebody(world, step.friend);
  const { who: referrer } = somebody(world, step.by);
  const byId = new Map<MemberId, Somebody>([...world.people.values()].map((one) => [one.id, one]));
  const above = (id: MemberId): MemberId | null => {
    const one = byId.get(id);
    return one === undefined ? null : (referrerOf(world, one)?.id ?? null);
  };
  const may = mayRefer({
    programme: world.programme,
    referrer: referrer.id,
    friend: friend.id,
    friendSales: sumOf(friend.standing, tallyKey.sales),
    alreadyReferred: referrerOf(world, friend) !== null,
    referrerOf: above,
  });
  if (!may.ok) return refuseStep(may.refusal.code, may.refusal.params);
  return done(moved(world, { ...NOTHING, counts: [broughtByCount(friend.id, referrer.id)] }), name, {});
}

/** Two members who are one person: an alias that moves no points. */
export function merge(world: World, { members: [a, b] }: StepOf<'merge'>): Done {
  const [one, two] = [somebody(world, a), somebody(world, b)];
  if (one.name === two.name) return done(world, one.name, {});
  const { kept } = mergePair(one.who.id, two.who.id);
  const [goal, gone] = kept === one.who.id ? [one, two] : [two, one];
  // What the one that goes had is in the sum: left with it too, it would end twice.
  const people = put(world.people, gone.name, { ...gone.who, aliasOf: goal.name, standing: EMPTY_STANDING });
  const standing = combined(goal.who.standing, gone.who.standing);
  const next = { ...world, people: put(people, goal.name, { ...goal.who, standing }) };
  return done(walletsMerged(next, goal.name, gone.name), goal.name, { kept: goal.name });
}

/** Points claimed for a receipt without a member. */
export function claim(world: World, step: StepOf<'claim'>, n: number): Done {
  const { name, who } = somebody(world, step.member);
  const sold = soldAs(world, step.of);
  const { sale, claimed, programme } = sold;
  const undone = sold.voided || sold.returns.length > 0;
  const may = mayClaim({ programme: world.programme, sale, claimed, undone, day: today(world) });
  if (!may.ok) return refuseStep(may.refusal.code, may.refusal.params);
  const content = claimContent({
    record: nthRecord(n),
    member: who.id,
    programme,
    sale,
    facts: factsOf(world, who),
    day: today(world),
    earn: earnOnSale,
  });
  const { entries, counts = [], trace } = content;
  const next = moved(world, { ...NOTHING, entries, counts });
  const sales = put(next.sales, step.of, { ...sold, sale: withClaim(sale, content), member: name, claimed: true });
  return done({ ...next, sales }, name, { earned: entries.reduce((sum, entry) => sum + entry.points, 0) }, trace);
}

/** A new version of the programme, from now on. */
export function publish(world: World, step: StepOf<'publish'>): Done {
  const read = readProgramme(step.programme);
  assert(read.ok, 'the file was read with all its programmes');
  return {
    world: { ...world, programme: read.programme },
    came: { version: read.programme.version },
    trace: [],
    notApplied: [],
  };
}
