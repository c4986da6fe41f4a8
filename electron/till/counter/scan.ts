import type { ProductState } from '../../../contract/sync/states.ts';
import { ONE_PIECE } from '../../../domain/amount/quantity.ts';
import { parseQuantity } from '../../../domain/amount/text.ts';
import { never } from '../../../domain/assert.ts';
import { type CodeMeaning, readCode } from '../../../domain/card/codes.ts';
import type { MemberId } from '../../../domain/identity/ids.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { cardByCode, cardView, isGiftCard } from '../giftcards/cards.ts';
import { payByScannedCard } from '../giftcards/paying.ts';
import { giveDue } from '../people/occasions.ts';
import { openReceiptHere } from '../receipts/find.ts';
import type { Workings } from '../workings.ts';
import { addProduct, addWeighed, splitQuantity } from './basket.ts';
import { couponOf, putKnown } from './offers.ts';

/**
 * A scanner may read the same thing twice in one movement. A card or a receipt shown twice means nothing new, so the
 * same one within a second is one scan (FACTS: two tills' worth of scans). Two equal products in a second are two
 * pieces that a quick hand took over the glass; only what no hand can do, within 150 ms, is the scanner's bounce.
 */
const SAME_CARD_MS = 1000;
const BOUNCE_MS = 150;

/** The last code, to know a bounce by: what it was and for how long the same one is the same scan. */
export interface LastCode {
  readonly code: string;
  readonly at: number;
  readonly sameForMs: number;
  /** Who stood at the counter after it: once they have left, or paid, their card is shown anew. */
  readonly member: MemberId | null;
}

/** What a code did: all of it, or it names a receipt that only the centre may know. */
export type Taken = { readonly outcome: Outcome<null> } | { readonly askCentre: string } | { readonly repeated: true };

/** Puts what a code means on the counter. Reads SQLite and writes the counter once, and what is due to whoever came; never the network. */
export function takeCode(
  w: Workings,
  text: string,
  last: LastCode | null,
): { readonly taken: Taken; readonly remember: LastCode } {
  const now = w.clock();
  const code = text.trim();
  if (last !== null && isRepeated(last, code, now, standing(w))) {
    return { taken: { repeated: true }, remember: last };
  }
  const { quantity, rest } = splitQuantity(code);
  const meaning = meaningOf(w, rest);
  const remember = (sameForMs: number): LastCode => ({ code, at: now, sameForMs, member: standing(w) });
  if (meaning.kind === 'receipt') {
    const opened = openReceiptHere(w, meaning.number);
    if (opened === null) return { taken: { askCentre: meaning.number }, remember: remember(SAME_CARD_MS) };
    w.counter.scanned(code, null, opened);
    return { taken: { outcome: done(null) }, remember: remember(SAME_CARD_MS) };
  }
  // Before all others: the code was given to this card, whatever it begins with.
  if (isGiftCard(w, rest)) return { taken: { outcome: takeGiftCard(w, code, rest) }, remember: remember(SAME_CARD_MS) };
  // After cards that there are and before goods: a coupon may look like anything.
  const coupon = meaning.kind === 'card' && w.members.byCard(meaning.code) !== null ? null : couponOf(w, rest);
  const outcome = coupon === null ? put(w, meaning, rest, quantity) : putKnown(w, coupon);
  w.counter.scanned(code, outcome.ok ? null : outcome.refusal, null);
  // What was refused is shown again on purpose: the cashier tries again and must hear something.
  const sameForMs = outcome.ok && meaning.kind === 'card' ? SAME_CARD_MS : BOUNCE_MS;
  return { taken: { outcome }, remember: remember(sameForMs) };
}

/** Pays the sale on the counter; with nothing there, the window shows what is on it. */
function takeGiftCard(w: Workings, scanned: string, code: string): Outcome<null> {
  const card = cardByCode(w, code);
  if (w.counter.state.lines.length === 0 && card !== null) {
    w.counter.scanned(scanned, null, null, cardView(w, code, card, null));
    return done(null);
  }
  const outcome = payByScannedCard(w, code);
  w.counter.scanned(scanned, outcome.ok ? null : outcome.refusal, null);
  return outcome;
}

const standing = (w: Workings): MemberId | null => w.counter.state.member?.id ?? null;

function isRepeated(last: LastCode, code: string, now: number, member: MemberId | null): boolean {
  return last.code === code && last.member === member && now >= last.at && now - last.at < last.sameForMs;
}

/** A shop's own short numbers are no barcodes: where the code says nothing, it may be an article's number. */
function meaningOf(w: Workings, code: string): CodeMeaning {
  const meaning = readCode(code, w.rules.chain());
  if (meaning.kind !== 'refused' || code === '') return meaning;
  const product = w.replica.product({ sku: code });
  return product?.active === true ? { kind: 'product', ean: product.ean } : meaning;
}

function put(
  w: Workings,
  meaning: Exclude<CodeMeaning, { kind: 'receipt' }>,
  code: string,
  quantity: string | null,
): Outcome<null> {
  switch (meaning.kind) {
    case 'card':
      return putCard(w, meaning.code);
    case 'product': {
      const product = w.replica.product({ ean: meaning.ean }) ?? w.replica.product({ sku: code });
      return putProduct(w, product, quantity, code);
    }
    case 'weighed': {
      const product = weighedProduct(w, meaning.sku);
      if (product?.active !== true) return refused('code.unknown', { code });
      if (meaning.value <= 0) return refused('code.weighedNoPrice', { code });
      return w.counter.change(addWeighed(w.counter.state, product, meaning.value, meaning.unit));
    }
    case 'refused':
      return { ok: false, refusal: meaning.refusal };
    default:
      return never(meaning);
  }
}

/** Scales print a fixed count of digits; the article's own number may have no zeros in front. */
function weighedProduct(w: Workings, sku: string): ProductState | null {
  return w.replica.product({ sku }) ?? w.replica.product({ sku: sku.replace(/^0+(?=.)/, '') });
}

/** Adds a product, so many of it as were typed before it. */
export function putProduct(
  w: Workings,
  product: ProductState | null,
  quantity: string | null,
  code: string,
): Outcome<null> {
  if (product?.active !== true) return refused('code.unknown', { code });
  const much = quantity === null ? done(ONE_PIECE) : parseQuantity(quantity, product.unit, product.name);
  return much.ok ? w.counter.change(addProduct(w.counter.state, product, much.value)) : much;
}

function putCard(w: Workings, code: string): Outcome<null> {
  const found = w.members.byCard(code);
  if (found === null) return refused('code.unknown', { code });
  // Somebody had it who asked to be forgotten: the sale goes on without a member.
  if (found.member.person === null) return refused('code.erasedCard', { code });
  if (found.card.blocked) return refused('code.blockedCard', { code });
  const { state } = w.counter;
  const same = state.member?.id === found.member.id && state.member.foundBy === 'card';
  if (same) return done(null);
  const came = w.counter.change(done({ ...state, member: { id: found.member.id, foundBy: 'card' } }));
  giveDue(w, found.member);
  return came;
}
