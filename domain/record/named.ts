import { never } from '../assert.ts';
import type { MemberId } from '../identity/ids.ts';
import type { RecordContent } from './record.ts';

/** The member whom a record is about; null: none. */
export function memberOf(content: RecordContent): MemberId | null {
  switch (content.kind) {
    case 'sale':
    case 'return':
      return content.member?.member ?? null;
    case 'void':
    case 'giftCard':
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
      return content.member;
    case 'fiscalNumber':
    case 'shiftOpened':
    case 'shiftClosed':
    case 'cashMoved':
    case 'count':
    case 'pinUsed':
    case 'setting':
    case 'begun':
    case 'expiry':
    case 'alarmSettled':
    case 'dayClosed':
    case 'closingPassed':
      return null;
    default:
      return never(content);
  }
}

/** Whose points and counts a record may move, besides those of its `group`. */
export function namedIn(content: RecordContent): ReadonlySet<MemberId> | 'everybody' {
  if (content.kind === 'expiry') return 'everybody';
  if (content.kind === 'transfer') return new Set([content.member, content.to]);
  if (content.kind === 'bonus') return new Set([content.member, content.referrer]);
  const member = memberOf(content);
  return new Set(member === null ? [] : [member]);
}
