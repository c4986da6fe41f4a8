import { readBody } from '../../../contract/record.ts';
import { type ClaimRecord, claimIn } from '../../../contract/sync/claims.ts';
import type { ReceiptState } from '../../../contract/sync/states.ts';
import type { ReceiptView } from '../../../contract/till/views.ts';
import { claimOf } from '../../../db/claims.ts';
import type { ReturnRecord, SaleRecord } from '../../../db/ledger/ledger.ts';
import { readReceiptNumber } from '../../../domain/card/receiptNumber.ts';
import { withClaim } from '../../../domain/claim/claimed.ts';
import type { RecordId } from '../../../domain/identity/ids.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import type { Workings } from '../workings.ts';
import { receiptView } from './view.ts';

/** How long the centre may look for a receipt that nobody here knows, while a buyer waits with the goods. */
export const RECEIPT_TIMEOUT_MS = 1500;

/** A receipt with everything that is known of it here, from wherever. */
export interface KnownReceipt {
  readonly record: SaleRecord | ReturnRecord;
  readonly fiscalNumber: string | null;
  readonly voided: boolean;
  /** All returns of it that this till can know, each once: its own and those that the centre told of. */
  readonly returns: readonly ReturnRecord[];
  readonly source: ReceiptView['source'];
  /** Who claimed the points of a sale without a member later, as far as this till knows; null: nobody. */
  readonly claim: ClaimRecord | null;
}

/** Receipts that the centre showed, so that one can be returned from; few, since one is looked at after the other. */
export class Fetched {
  readonly #byId = new Map<RecordId, ReceiptState>();

  keep(receipt: ReceiptState): void {
    this.#byId.delete(receipt.id);
    this.#byId.set(receipt.id, receipt);
    const oldest = this.#byId.keys().next();
    if (this.#byId.size > 20 && oldest.done !== true) this.#byId.delete(oldest.value);
  }

  find(which: Which): ReceiptState | null {
    if ('id' in which) return this.#byId.get(which.id) ?? null;
    return [...this.#byId.values()].find(({ number }) => number === which.number) ?? null;
  }
}

type Which = { readonly number: string } | { readonly id: RecordId };

/** A receipt that this till knows without asking: its own log, the store's receipts, what the centre showed before. */
export function knownReceipt(w: Workings, which: Which): KnownReceipt | null {
  const own = w.ledger.receipt(which);
  if (own !== null) {
    // The store's receipts may know of returns made at another till.
    const told = w.replica.receipt({ id: own.record.id });
    const { record, fiscalNumber } = own;
    const returns = eachOnce([...own.returns, ...(told === null ? [] : returnsIn(told))]);
    return {
      record,
      fiscalNumber,
      voided: own.voided || told?.voided === true,
      returns,
      source: 'own',
      claim: claimOf(w.ledger, w.replica, record.id),
    };
  }
  const store = w.replica.receipt(which);
  if (store !== null) return fromState(w, store, 'store');
  const fetched = w.fetched.find(which);
  return fetched === null ? null : fromState(w, fetched, 'centre');
}

function fromState(w: Workings, state: ReceiptState, source: 'store' | 'centre'): KnownReceipt | null {
  const body = readBody(state.body);
  // A sale of a later form cannot be returned by its lines here; the typed return is for that.
  if (!body.known || body.record.kind !== 'sale') return null;
  return {
    record: body.record,
    fiscalNumber: state.fiscalNumber,
    voided: state.voided || w.ledger.voided(state.id),
    returns: eachOnce([...w.ledger.returnsOf(state.id), ...returnsIn(state)]),
    source,
    claim: claimOf(w.ledger, w.replica, state.id) ?? claimIn(state),
  };
}

/** A sale as its points stand now: whoever claimed them later is its member. */
export function saleNow({ record, claim }: KnownReceipt): SaleRecord | null {
  if (record.kind !== 'sale') return null;
  return claim === null || record.member !== null ? record : withClaim(record, claim);
}

function returnsIn(state: ReceiptState): ReturnRecord[] {
  return state.returns.flatMap((text) => {
    const body = readBody(text);
    return body.known && body.record.kind === 'return' ? [body.record] : [];
  });
}

function eachOnce(returns: readonly ReturnRecord[]): ReturnRecord[] {
  return [...new Map(returns.map((each) => [each.id, each])).values()];
}

/** What a scan of a receipt opens, where this till knows it. */
export function openReceiptHere(w: Workings, number: string): ReceiptView | null {
  const known = knownReceipt(w, { number });
  return known === null ? null : receiptView(w, known);
}

/** `receipts.find`: here, then at the centre. receipt.unknown lets the window offer the typed return. */
export async function findReceipt(w: Workings, text: string): Promise<Outcome<ReceiptView>> {
  const read = readReceiptNumber(text);
  if (!read.ok) return read;
  const { number } = read.value;
  const here = openReceiptHere(w, number);
  return here === null ? askForReceipt(w, number) : done(here);
}

/** Asks the centre for a receipt that is not known here. */
export async function askForReceipt(w: Workings, number: string): Promise<Outcome<ReceiptView>> {
  if (w.identity()?.centre != null) {
    const answer = await w.links.centre.receipt(number, RECEIPT_TIMEOUT_MS);
    w.noteCentre(answer !== 'unreachable');
    if (answer !== null && answer !== 'unreachable') w.fetched.keep(answer);
  }
  const known = openReceiptHere(w, number);
  return known === null ? refused('receipt.unknown', { number }) : done(known);
}
