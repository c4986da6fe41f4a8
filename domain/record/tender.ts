import type { Bani } from '../amount/bani.ts';
import type { GiftCardId } from '../identity/ids.ts';

/** Ways of paying that a cashier types an amount for. */
export const HANDED_TENDERS = ['cash', 'card', 'other'] as const;
export type HandedTender = (typeof HANDED_TENDERS)[number];
/** Ways of paying with money that stands in the ledger: somebody's gift card, the member's own e-wallet. */
export const KEPT_TENDERS = ['giftCard', 'wallet'] as const;
export type KeptTender = (typeof KEPT_TENDERS)[number];
export const TENDER_KINDS = [...HANDED_TENDERS, ...KEPT_TENDERS] as const;
export type TenderKind = (typeof TENDER_KINDS)[number];

/** How it was paid. The sum of the tenders is the total; change is given from cash and stands apart. */
export interface Tender {
  readonly kind: TenderKind;
  readonly amount: Bani;
  /** Of a gift card or an e-wallet: which one paid. */
  readonly card?: GiftCardId;
}

/** A tender that a cashier typed. */
export interface HandedMoney extends Tender {
  readonly kind: HandedTender;
}

/** A tender of the money that the ledger keeps. */
export interface KeptMoney extends Tender {
  readonly kind: KeptTender;
  readonly card: GiftCardId;
}
