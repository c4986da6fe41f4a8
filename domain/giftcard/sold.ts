import type { Bani } from '../amount/bani.ts';
import type { GiftCardId, MemberId, RecordId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Tender } from '../record/tender.ts';
import type { GiftCardEntry } from './giftcard.ts';

/**
 * A gift card sold, or money put on one or on a member's e-wallet. No sale of goods: a voucher for any goods is a means of
 * payment, and VAT is due when the goods are bought with it. A new card's code stands beside: who holds it holds the money.
 */
export interface GiftCardSold {
  readonly kind: 'giftCard';
  /** `undo` takes back what the record `of` put on it, within the same shift. */
  readonly action: 'issue' | 'topUp' | 'undo';
  readonly card: GiftCardId;
  /** Whose e-wallet it is; null: a gift card. */
  readonly member: MemberId | null;
  readonly of: RecordId | null;
  /** Above zero, also of what is undone. */
  readonly amount: Bani;
  /** They sum to the amount; no gift card pays for another. */
  readonly tenders: readonly Tender[];
  readonly change: Bani;
  readonly money: readonly GiftCardEntry[];
  readonly entries: readonly Entry[];
}
