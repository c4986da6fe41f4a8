import type { Bani } from '../amount/bani.ts';
import type { VatRate } from '../amount/quantity.ts';
import type { TenderKind } from '../record/tender.ts';
import type { Behind } from './account.ts';

/** What the cash register's own Z says of the day, typed or read from its file; what it does not say is null, and is not compared. */
export interface RegisterZ {
  readonly total: Bani | null;
  readonly vat: readonly { readonly rate: VatRate; readonly total: Bani }[] | null;
  readonly tenders: readonly { readonly kind: TenderKind; readonly total: Bani }[] | null;
  /** Receipt by receipt, in the file's order; returns are below zero. */
  readonly receipts: readonly RegisterReceipt[] | null;
}

export interface RegisterReceipt {
  readonly fiscal: string;
  readonly total: Bani;
  /** UTC ms; null: the file does not say. */
  readonly at: number | null;
  /** The row of the file, from 1. */
  readonly row: number;
}

/** A receipt of ours as it is compared with the register's: sales and returns (below zero) of the day that are not voided. */
export type OurReceipt = Behind & { readonly total: Bani };
