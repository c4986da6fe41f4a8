import { type Points, points } from '../amount/points.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import { startOf } from '../calendar/periods.ts';
import { lotOf, type MemberId, type RecordId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import { spendable, type Taken, takeFromLots } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { type Count, sumOf, tallyKey } from '../ledger/tally.ts';
import type { Programme } from '../programme/programme.ts';
import type { Transfers } from '../programme/tiers.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';

/** What a transfer moves: out of the giver's lots, into lots of the receiver with the same ends. */
export interface TransferMovement {
  readonly entries: readonly Entry[];
  readonly counts: readonly Count[];
}

/** Gives points of one member to another, within the programme's limits. Points keep their end: a gift prolongs nothing. */
export function reckonTransfer(of: {
  readonly programme: Programme;
  readonly record: RecordId;
  readonly from: MemberId;
  readonly to: MemberId;
  /** The giver's. */
  readonly standing: Standing;
  readonly points: Points;
  readonly day: CivilDate;
}): Outcome<TransferMovement> {
  const { programme, record, from, to, standing, day } = of;
  const { transfers, policies } = programme;
  if (transfers === null) return refused('transfer.notAllowed');
  if (from === to) return refused('transfer.self');
  if (of.points < Math.max(1, transfers.least))
    return refused('transfer.tooFew', { least: Math.max(1, transfers.least) });
  const available = spendable(standing, day);
  if (of.points > available) return refused('redeem.aboveBalance', { asked: of.points, available });
  const most = Math.min(leftOfLimits(transfers, standing, day), of.points);
  if (most < of.points) return refused('transfer.limit', { most });

  const taken = takeFromLots(standing, of.points, day, policies.lotOrder);
  const entries = taken.flatMap(({ lot, points: part, ...terms }, i): Entry[] => [
    { member: from, points: points(-part), contra: 'transfer', lot, ...terms },
    { member: to, points: part, contra: 'transfer', lot: lotOf(record, i === 0 ? 0 : i + 1), ...kept(terms) },
  ]);
  const counts: Count[] = [{ member: from, key: tallyKey.transferred, day, by: of.points, line: null, whole: true }];
  return done({ entries, counts });
}

/** The most that a member could give somebody on a day: what they may spend, within what the limits leave. */
export function mostTransferable(transfers: Transfers, standing: Standing, day: CivilDate): Points {
  return points(Math.min(spendable(standing, day), leftOfLimits(transfers, standing, day)));
}

/** What the limits of the day and the month leave; without limits more than anybody has. */
function leftOfLimits({ mostPerDay, mostPerMonth }: Transfers, standing: Standing, day: CivilDate): number {
  const given = (start: CivilDate): number => sumOf(standing.tally ?? [], tallyKey.transferred, start, day);
  const limits = [
    ...(mostPerDay === null ? [] : [mostPerDay - given(day)]),
    ...(mostPerMonth === null ? [] : [mostPerMonth - given(startOf('month', day))]),
  ];
  return Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, ...limits));
}

type Terms = Omit<Taken, 'lot' | 'points'>;

/**
 * The terms of a lot under its new owner. The end of one that purchases prolong follows from the owner's purchases, and the giver's
 * do not come along: it counts as earned on the day from which its end is counted now, the giver's last purchase that prolonged it.
 */
function kept(terms: Terms): Terms {
  const { idleDays, expires } = terms;
  return idleDays === undefined || expires === null ? terms : { ...terms, earned: addDays(expires, -idleDays) };
}
