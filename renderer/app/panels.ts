import type { AlarmRow } from '../../contract/till/alarms.ts';
import type { ZView } from '../../contract/till/shift.ts';
import type { MemberRow, ReceiptView } from '../../contract/till/views.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import type { AuditTopic } from '../../domain/staff/audit.ts';
import type { DayPage } from '../day/pages.ts';
import type { Section } from '../programme/constructs/programme.ts';
import type { Path } from '../programme/json.ts';

/**
 * What may lie over one of the counter's two cards. Panels are a stack: Esc takes the top one away and what was
 * below is there as it was.
 */
export type Panel =
  | { readonly kind: 'search' }
  | { readonly kind: 'enrol' }
  | { readonly kind: 'cards' }
  | { readonly kind: 'redeem' }
  | { readonly kind: 'tenders' }
  /** `code`: as it was read; empty: none yet. */
  | { readonly kind: 'giftCard'; readonly code: string }
  /** `of`: somebody else than the member at the counter. */
  | { readonly kind: 'timeline'; readonly of?: { readonly id: MemberId; readonly name: string } }
  | { readonly kind: 'history' }
  | { readonly kind: 'receipts'; readonly purpose: 'look' | 'return' }
  | { readonly kind: 'receipt'; readonly receipt: ReceiptView }
  | { readonly kind: 'return'; readonly receipt: ReceiptView }
  | { readonly kind: 'typedReturn'; readonly number: string }
  /** What the member may be given or do without buying; each deed lies over the list of them. */
  | { readonly kind: 'deeds'; readonly page: 'menu' | 'goodwill' | 'event' | 'claim' }
  /** `other` null: not chosen yet. */
  | { readonly kind: 'deeds'; readonly page: 'transfer' | 'refer'; readonly other: MemberRow | null }
  /** What the centre puts before the manager; one thing of it; the store's tills. */
  | { readonly kind: 'alarms' }
  | { readonly kind: 'alarm'; readonly alarm: AlarmRow }
  | { readonly kind: 'tills' }
  /** Who the member is: changed, merged, taken apart, erased; each page lies over the list of them. */
  | { readonly kind: 'person'; readonly page: 'menu' | 'edit' | 'apart' | 'erase' }
  /** `other` null: not chosen yet, those who look alike first; 'search': anybody. */
  | { readonly kind: 'person'; readonly page: 'same'; readonly other: MemberRow | null | 'search' }
  | { readonly kind: 'shift' }
  /** The drawer is counted; `again`: with a manager's word. */
  | { readonly kind: 'shiftCount'; readonly again: boolean }
  | { readonly kind: 'shiftCash' }
  /** What was counted before a shift opens. */
  | { readonly kind: 'shiftFloat' }
  /** The shift so far; its Zs; one of them. */
  | { readonly kind: 'x' }
  | { readonly kind: 'zList' }
  | { readonly kind: 'z'; readonly z: ZView }
  | { readonly kind: 'programme'; readonly page: ProgrammePage }
  | { readonly kind: 'import' }
  /** What a manager reads: the list of it, and its rooms. */
  | { readonly kind: 'pages' }
  /** The months of this till's log. */
  | { readonly kind: 'report' }
  /** The people of this till, in the week that a day lies in; null: in the one that runs. */
  | { readonly kind: 'staff'; readonly day: CivilDate | null }
  /** A month of signed days, with the day that is looked at; null: today. */
  | { readonly kind: 'month'; readonly day: CivilDate | null }
  /** Who answers for what; no topics: all. */
  | { readonly kind: 'audit'; readonly topics: readonly AuditTopic[] }
  /** The close of the store's day. */
  | { readonly kind: 'day'; readonly page: DayPage }
  | { readonly kind: 'help' };

/** Where one is in the programme's editor. Pages lie over one another: Esc goes back the way one came. */
export type ProgrammePage =
  | { readonly at: 'versions' }
  /** `to` null: the draft. */
  | { readonly at: 'difference'; readonly from: number | null; readonly to: number | null }
  | { readonly at: 'section'; readonly section: Section | 'preview' | 'json' }
  /** One thing of a list: an offer, a rule. */
  | { readonly at: 'thing'; readonly section: Section; readonly path: Path }
  | { readonly at: 'publish' };

/** Which card a panel lies over: about the person on the left, about goods and money on the right. */
export function sideOf(panel: Panel): 'person' | 'sale' {
  return panel.kind === 'search' || panel.kind === 'enrol' || panel.kind === 'cards' ? 'person' : 'sale';
}
