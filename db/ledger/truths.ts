import { sumPoints } from '../../domain/amount/points.ts';
import { never } from '../../domain/assert.ts';
import { brokenDay } from '../../domain/day/truths.ts';
import { brokenMoney } from '../../domain/giftcard/truths.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { movementOf } from '../../domain/record/movement.ts';
import { namedIn } from '../../domain/record/named.ts';
import type { RecordBody, RecordContent } from '../../domain/record/record.ts';
import { brokenShift } from '../../domain/shift/truths.ts';

/** What of a record stands in columns of its own, derived from the body. */
export interface Columns {
  readonly member: MemberId | null;
  /** The receipt's number. */
  readonly number: string | null;
  readonly fiscal: string | null;
  /** Bani into the till: above zero for a sale, below for a return or a void; null for what moves no money. */
  readonly total: number | null;
}

const NONE: Columns = { member: null, number: null, fiscal: null, total: null };

/** The columns of a record's content. */
export function columnsOf(content: RecordContent): Columns {
  switch (content.kind) {
    case 'sale':
      return {
        member: content.member?.member ?? null,
        number: content.number,
        fiscal: content.fiscalNumber,
        total: content.total,
      };
    case 'return':
      return { ...NONE, member: content.member?.member ?? null, number: content.number, total: -content.total };
    case 'void':
      return { ...NONE, member: content.member, total: -content.total };
    case 'enrolment':
    case 'edit':
    case 'merged':
    case 'unmerged':
    case 'erased':
    case 'cardBlocked':
    case 'cardLinked':
    case 'event':
    case 'goodwill':
    case 'adjust':
    case 'transfer':
    case 'claim':
    case 'referral':
    case 'bonus':
      return { ...NONE, member: content.member };
    // No sale of goods: its money is no turnover.
    case 'giftCard':
      return { ...NONE, member: content.member };
    case 'fiscalNumber':
      return { ...NONE, fiscal: content.fiscalNumber };
    case 'shiftOpened':
    case 'cashMoved':
    case 'count':
    case 'shiftClosed':
    case 'dayClosed':
    case 'closingPassed':
    case 'pinUsed':
    case 'setting':
    case 'alarmSettled':
    case 'begun':
    case 'expiry':
      return NONE;
    default:
      return never(content);
  }
}

/** What a record by itself says that cannot be true; empty when it holds together. Asked before a commit and by verify. */
export function brokenTruths(record: RecordBody): readonly string[] {
  const broken: string[] = [...brokenMoney(record), ...brokenShift(record), ...brokenDay(record)];
  const must = (holds: boolean, truth: string): void => {
    if (!holds) broken.push(truth);
  };
  const moved = sumPoints(record.entries.map((entry) => entry.points));
  const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);

  must(
    record.entries.every((entry) => entry.points !== 0),
    'every entry moves points',
  );
  switch (record.kind) {
    case 'sale':
      must(record.total === record.gross - record.discount, 'a sale is its gross less its discount');
      must(sum(record.tenders.map((one) => one.amount)) === record.total, 'the tenders pay the total');
      must(sum(record.vat.map((one) => one.total)) === record.total, 'the VAT lines sum to the total');
      must(sum(record.lines.map((one) => one.gross)) === record.gross, 'the lines sum to the gross');
      must(sum(record.lines.map((one) => one.discount)) === record.discount, 'the lines share the discount');
      must(moved === record.earned - record.spent, 'the entries are what was earned less what was spent');
      if (record.offers !== undefined) {
        must(
          sum(record.offers.map((one) => one.discount)) === record.discount,
          'the offers took off what was taken off',
        );
        must(sum(record.lines.map((one) => one.earned)) === record.earned, 'the lines share what was earned');
      }
      break;
    case 'return':
      must(sum(record.tenders.map((one) => one.amount)) === record.total, 'the tenders pay the total');
      must(
        sum(record.vat.map((one) => one.total)) === record.total + (record.withheld ?? 0),
        'the VAT lines sum to the total',
      );
      // What comes back of a receipt that is not known here, the centre settles: no entries then.
      must(
        record.entries.length === 0 || moved === record.spentBack - record.earnedBack,
        'the entries are what was given back less what was taken back',
      );
      break;
    case 'void':
      must(sum(record.tenders.map((one) => one.amount)) === record.total, 'the tenders pay the total');
      break;
    case 'shiftOpened':
      must(record.shift !== null && record.businessDay !== null, 'a shift has an id and a business day');
      break;
    case 'enrolment':
    case 'edit':
    case 'cardBlocked':
    case 'cardLinked':
      break;
    case 'merged':
    case 'unmerged':
      must(record.member < record.alias, 'a merge is of two members, the smaller id first');
      must(record.entries.length === 0, 'a merge moves no points');
      must(record.kind === 'merged' || record.reverses === record.merges[0], 'the end of a merge names what it ends');
      break;
    case 'erased':
      must(record.members.includes(record.member), 'who is erased is among the erased');
      must(record.entries.length === 0, 'erasing a person touches no sum');
      break;
    case 'event':
    case 'goodwill':
    case 'adjust':
    case 'claim':
      break;
    case 'transfer':
      must(moved === 0, 'a transfer gives what it takes');
      break;
    case 'bonus':
      break;
    case 'expiry':
      must(
        record.entries.every((entry) => entry.points < 0 && entry.contra === 'expire'),
        'what has ended is taken',
      );
      break;
    case 'giftCard':
    case 'referral':
    case 'cashMoved':
    case 'count':
    case 'shiftClosed':
    case 'dayClosed':
    case 'closingPassed':
    case 'fiscalNumber':
    case 'pinUsed':
    case 'setting':
    case 'alarmSettled':
    case 'begun':
      must(record.entries.length === 0, 'this kind moves no points');
      break;
    default:
      never(record);
  }
  const named = namedIn(record);
  const mayMove = (member: MemberId): boolean =>
    named === 'everybody' || named.has(member) || record.group?.includes(member) === true;
  must(
    record.entries.every((entry) => mayMove(entry.member)),
    'the entries are of the member whom the record names',
  );
  const { counts } = movementOf(record);
  must(
    counts.every((count) => count.by !== 0 && Number.isSafeInteger(count.by)),
    'every count counts',
  );
  must(
    counts.every((count) => count.member === null || mayMove(count.member)),
    'the counts are of the member whom the record names',
  );
  return broken;
}
