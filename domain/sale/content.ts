import type { Bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { assert } from '../assert.ts';
import type { CivilDate } from '../calendar/civil.ts';
import { saleMoney } from '../giftcard/movement.ts';
import { type LotId, lotOf, type MemberId, type RecordId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import { takeFromLots } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import type { Count } from '../ledger/tally.ts';
import type { Programme } from '../programme/programme.ts';
import type { IssuedCoupon, MemberInputs, RuleInputs, Sale, SaleLine, Tender, TraceStep } from '../record/record.ts';
import type { SaleInput, SaleResult } from './evaluate.ts';
import type { EngineCount, NewLot } from './figures.ts';

/** What a sale's record moves. */
export interface SaleMovement {
  readonly entries: Entry[];
  readonly counts: Count[];
  readonly issued: IssuedCoupon[];
}

/**
 * The movements of a sale under the id of its record. First what is spent, one entry a lot, in the programme's order; then
 * one lot of each kind of points earned. Spending comes first, so the points just earned never pay for the sale that earned
 * them, unless the programme says that they may.
 */
export function saleMovement(input: {
  readonly record: RecordId;
  readonly member: MemberId | null;
  readonly standing: Standing;
  readonly result: SaleResult;
  readonly programme: Programme;
  readonly day: CivilDate;
}): SaleMovement {
  const { record, member, standing, result, programme, day } = input;
  assert(member !== null || (result.earned === 0 && result.spent === 0), 'points need a member');
  const earned = member === null ? [] : lotEntries(record, member, result.lots, day);
  const spent = member === null ? [] : spentEntries(member, standing, result, programme, day);
  const entries = programme.policies.spendOwnPoints ? ownFirst(earned, spent) : [...spent, ...earned];
  return { entries, counts: countsOf(result.counts, member), issued: issuedBy(record, member, result) };
}

/** A sale as its record holds it, with everything that it was reckoned from. */
export function saleContent(of: {
  readonly record: RecordId;
  readonly number: string;
  readonly input: SaleInput;
  readonly result: SaleResult;
  /** Null: no member. */
  readonly member: Pick<MemberInputs, 'member' | 'foundBy' | 'redeemed' | 'offline'> | null;
  /** Where the member stands before the sale. */
  readonly standing: Standing;
  readonly tenders: readonly Tender[];
  readonly change: Bani;
  readonly fiscalNumber: string | null;
}): Sale {
  const { record, number, input, result, member, standing, tenders, change, fiscalNumber } = of;
  const { programme, moment } = input;
  const { day } = moment;
  const { entries, counts, issued } = saleMovement({
    record,
    member: member?.member ?? null,
    standing,
    result,
    programme,
    day,
  });
  const money = saleMoney({ tenders, given: result.given, member: member?.member ?? null });
  const repaid = member === null ? null : debtRepaid(standing, result.earned);
  const { gross, discount, total, earned, spent, vat } = result;
  return {
    kind: 'sale',
    number,
    member: member === null ? null : { ...member, balanceBefore: standing.balance, civilDate: day },
    lines: result.lines.map((line, i): SaleLine => {
      const figures = result.figures[i];
      assert(figures !== undefined, 'each line has its figures');
      const { key: _, ...kept } = line;
      return {
        ...kept,
        gross: figures.gross,
        discount: figures.discount,
        earned: figures.earned,
        spent: figures.spent,
      };
    }),
    vat,
    tenders,
    change,
    gross,
    discount,
    total,
    earned,
    spent,
    fiscalNumber,
    trace: repaid === null ? result.trace : [...result.trace, repaid],
    entries,
    // Without a programme there are no rules to ask again.
    ...(programme.version === 0 ? {} : { rules: rulesOf(input) }),
    offers: result.applied,
    ...(counts.length === 0 ? {} : { counts }),
    ...(issued.length === 0 ? {} : { issued }),
    ...(money.length === 0 ? {} : { money }),
  };
}

/** What a sale was reckoned from besides lines and programme, as its record holds it. */
export function rulesOf({ moment, choices, facts, ofAll = {} }: SaleInput): RuleInputs {
  const asked = facts === null && Object.keys(ofAll).length > 0 ? { ofAll } : {};
  return { time: moment.time, choices, facts, ...asked };
}

/** The step that says how much debt the points of a record repaid; null where there was none. */
export function debtRepaid(standing: Standing, given: number): TraceStep | null {
  const repaid = Math.min(standing.debt, given);
  return repaid > 0 ? { code: 'debt.repaid', params: { points: repaid } } : null;
}

function spentEntries(
  member: MemberId,
  standing: Standing,
  { spent }: SaleResult,
  { policies }: Programme,
  day: CivilDate,
): Entry[] {
  return takeFromLots(standing, spent, day, policies.lotOrder).map(
    ({ lot, points: taken, ...terms }): Entry => ({ member, points: points(-taken), contra: 'redeem', lot, ...terms }),
  );
}

/** What no lot could give comes out of the lots that this sale makes, which then stand before it. */
function ownFirst(earned: readonly Entry[], spent: readonly Entry[]): Entry[] {
  const atOnce = earned.filter(({ from }) => from === undefined);
  const turned = spent.flatMap((entry): Entry[] => {
    if (entry.lot !== null) return [entry];
    let left: number = -entry.points;
    const taken = atOnce.flatMap((own): Entry[] => {
      const part = Math.min(left, own.points);
      left -= part;
      return part === 0 ? [] : [{ ...own, points: points(-part), contra: 'redeem' }];
    });
    return left === 0 ? taken : [...taken, { ...entry, points: points(-left) }];
  });
  return [...earned, ...turned];
}

/**
 * Entries of new lots. The lot number 1 of a record is never made here: it is where points that came out of no lot go when a
 * return gives them back (returns/entries).
 */
export function lotEntries(record: RecordId, member: MemberId, lots: readonly NewLot[], day: CivilDate): Entry[] {
  return lots.map((lot, i): Entry => {
    const base: Entry = {
      member,
      points: lot.points,
      contra: lot.contra,
      lot: nth(record, i),
      expires: lot.expires,
      earned: day,
    };
    return {
      ...base,
      ...(lot.from === null ? {} : { from: lot.from }),
      ...(lot.idleDays === null ? {} : { idleDays: lot.idleDays }),
    };
  });
}

const nth = (record: RecordId, i: number): LotId => lotOf(record, i === 0 ? 0 : i + 1);

/** Whose the counts are: the member's, and of everybody together where the engine says so. */
export function countsOf(counts: readonly EngineCount[], member: MemberId | null): Count[] {
  return counts.flatMap(({ all, ...count }) => [
    ...(member === null ? [] : [{ ...count, member }]),
    ...(all ? [{ ...count, day: null, member: null }] : []),
  ]);
}

/** The coupons that offers gave, each with a code of its own. */
function issuedBy(record: RecordId, member: MemberId | null, result: SaleResult): IssuedCoupon[] {
  const given = result.given.flatMap((one) => one.coupons);
  return given.map(({ offer, until }, i) => ({ code: couponCode(record, i), offer, until, member }));
}

/** Letters and digits that are not taken for each other when read aloud or typed. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * The code of a record's n-th coupon: 12 signs made of the record's id, so that making it twice is making it once, and
 * reading it on a screen tells nobody the next.
 */
export function couponCode(record: RecordId, n: number): string {
  const digits = record.replaceAll('-', '').slice(12);
  let value = BigInt(`0x${digits}`) + BigInt(n) * 0x9e37_79b9_7f4a_7c15n;
  let code = '';
  for (let i = 0; i < 12; i++) {
    code += ALPHABET.charAt(Number(value % 32n));
    value /= 32n;
  }
  return code;
}
