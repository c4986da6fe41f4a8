import type { Bani } from '../../domain/amount/bani.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { GiftCardId, RecordId } from '../../domain/identity/ids.ts';
import type { KeptTender } from '../../domain/record/record.ts';

/** What the window shows of gift cards and e-wallets. A card's code is money in the hand: of it only the end is shown. */

/** A gift card that was read. */
export interface GiftCardView {
  readonly card: GiftCardId;
  /** The last signs of its code. */
  readonly ending: string;
  /** Below zero where two tills spent it apart. */
  readonly balance: Bani;
  /** What it may pay now: 0 where it has ended; less what other tills hold, as far as the centre was asked. */
  readonly available: Bani;
  /** The last day on which it pays; null: no end. */
  readonly expires: CivilDate | null;
  readonly ended: boolean;
  /** True: the centre said so just now, or there is none to ask. */
  readonly fresh: boolean;
  /** What this shift put on it last and may take back while it is still there; null: nothing. */
  readonly undo: { readonly record: RecordId; readonly amount: Bani } | null;
}

/** A gift card or the member's e-wallet that pays a part of the sale on the counter. */
export interface KeptView {
  readonly kind: KeptTender;
  readonly card: GiftCardId;
  /** Empty for an e-wallet. */
  readonly ending: string;
  /** What it pays of the sale as it stands. */
  readonly amount: Bani;
  readonly balance: Bani;
}

/** What is left on a card that paid or got money back: for the slip. */
export interface KeptLeft {
  readonly kind: KeptTender;
  readonly ending: string;
  readonly left: Bani;
}
