import { type Bani, bani } from '../amount/bani.ts';
import { NO_POINTS, type Points, points } from '../amount/points.ts';
import type { Programme, Proof } from '../programme/programme.ts';
import type { MemberInputs, OfflineInputs } from '../record/record.ts';
import { done, type Outcome, type Refusal, refuse, refused } from '../refusal/refusal.ts';

/** What somebody else than the sale and the balance allows: the offline policy, or a hold at the centre. */
export interface PolicyLimit {
  readonly most: Points;
  /** Said when more is asked for; null: it limits nothing. */
  readonly why: Refusal | null;
}

/** How many points may be spent now. */
export interface RedemptionLimits {
  /** 0: none. */
  readonly most: Points;
  /** The programme's minimum for one redemption. */
  readonly least: Points;
  /** Points are spent in steps of so many. */
  readonly step: Points;
  /** Why not more, or not at all; null where nothing limits but the balance. */
  readonly why: Refusal | null;
  /** The limits that `most` was made of. */
  readonly withMember: boolean;
  readonly available: Points;
  readonly bySale: Points;
  readonly policy: PolicyLimit | null;
  /** Why this sale takes no points at all; null: it may. */
  readonly barred: Refusal | null;
}

/** What so many points take off where `points` of them are worth `value` bani and fewer are worth nothing. */
export function pointsWorth(worth: { readonly points: Points; readonly value: Bani }, spent: number): Bani {
  return bani(Math.floor(spent / worth.points) * worth.value);
}

/**
 * The most points that may be spent: at most what is spendable, what the sale can take with every point fully used (`bySale`: its goods,
 * the programme's largest share), and what the policy allows, in whole steps. Less than the programme's minimum is none.
 */
export function mostRedeemable(input: {
  readonly least: Points;
  readonly step?: Points;
  readonly bySale: Points;
  readonly spendable: Points;
  readonly withMember?: boolean;
  readonly policy?: PolicyLimit | null;
  readonly barred?: Refusal | null;
}): RedemptionLimits {
  const { least, bySale, spendable: available, withMember = true, policy = null, barred = null } = input;
  const step = input.step ?? points(1);
  const limits = { least, step, withMember, available, bySale, policy, barred };
  if (!withMember) return { ...limits, most: NO_POINTS, why: refuse('redeem.noMember') };
  if (barred !== null) return { ...limits, most: NO_POINTS, why: barred };

  const byPolicy = policy !== null && policy.why !== null ? policy.most : available;
  const bound = Math.max(0, Math.min(available, bySale, byPolicy));
  const most = points(bound - (bound % step));
  const why = limiting(points(bound), available, bySale, policy);
  if (most >= least) return { ...limits, most, why };
  return { ...limits, most: NO_POINTS, why: why ?? refuse('redeem.belowMinimum', { asked: available, least }) };
}

function limiting(most: Points, available: Points, bySale: Points, policy: PolicyLimit | null): Refusal | null {
  if (most === available) return null;
  if (most === bySale) return refuse('redeem.aboveSale', { asked: available, most: bySale });
  return policy === null || policy.why === null ? null : withAsked(policy.why, available);
}

function withAsked(why: Refusal, asked: Points): Refusal {
  return why.code === 'redeem.offlineLimit' ? refuse(why.code, { ...why.params, asked }) : why;
}

/** Checks a number of points against the limits; 0 chooses none and is always well. */
export function checkRedemption(asked: Points, limits: RedemptionLimits): Outcome<Points> {
  const { least, step, withMember, available, bySale, policy, barred } = limits;
  if (asked === 0) return done(asked);
  if (asked < 0) return refused('amount.notPositive');
  if (!withMember) return refused('redeem.noMember');
  if (barred !== null) return { ok: false, refusal: barred };
  if (asked > available) return refused('redeem.aboveBalance', { asked, available });
  if (asked > bySale) return refused('redeem.aboveSale', { asked, most: bySale });
  if (policy !== null && policy.why !== null && asked > policy.most) {
    return { ok: false, refusal: withAsked(policy.why, asked) };
  }
  if (asked < least) return refused('redeem.belowMinimum', { asked, least });
  return asked % step === 0 ? done(asked) : refused('redeem.step', { step });
}

const HOUR_MS = 3_600_000;

/**
 * What may be spent while the centre cannot be asked. A card in the hand is proof; a phone number only where the
 * programme says so (somebody just enrolled gave theirs); a name or a receipt never is. `wordAgeMs` is the age of the
 * centre's word on this member, null where there is none, below zero where the till's clock was set back since: how far
 * it was set back then counts as age. A shop without a centre does not ask: its word is the truth.
 */
export function offlineLimit(input: {
  readonly programme: Pick<Programme, 'offline'>;
  /** Points this member spent offline in this business day on this till. */
  readonly spentTodayOffline: Points;
  readonly wordAgeMs: number | null;
  readonly foundBy: MemberInputs['foundBy'];
  /** What was proved besides: the member's PIN, a code by message and a manager's word are as good as the card. */
  readonly proofs?: readonly Proof[];
}): PolicyLimit {
  const { oldestWordHours, mostPointsPerDay, phoneIsProof } = input.programme.offline;
  const { foundBy, wordAgeMs, proofs = [] } = input;
  const vouched = (['pin', 'code', 'manager'] as const).some((one) => proofs.includes(one));
  const proven = vouched || foundBy === 'card' || (phoneIsProof && (foundBy === 'phone' || foundBy === 'enrolled'));
  if (!proven) return { most: NO_POINTS, why: refuse('redeem.needsCard') };
  if (wordAgeMs === null || Math.abs(wordAgeMs) > oldestWordHours * HOUR_MS) {
    return { most: NO_POINTS, why: refuse('redeem.offlineStale', { hours: oldestWordHours }) };
  }
  const most = points(Math.max(0, mostPointsPerDay - input.spentTodayOffline));
  return { most, why: refuse('redeem.offlineLimit', { asked: mostPointsPerDay, most }) };
}

/** The offline policy asked with what a record of a redemption carries: at the till before it is written, and anywhere ever after. */
export function offlineAllows(
  programme: Pick<Programme, 'offline'>,
  { wordAgeMs, spentToday, proofs = [] }: OfflineInputs,
  foundBy: MemberInputs['foundBy'],
): PolicyLimit {
  return offlineLimit({ programme, spentTodayOffline: spentToday, wordAgeMs, foundBy, proofs });
}
