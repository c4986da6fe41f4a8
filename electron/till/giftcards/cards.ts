import type { GiftCardLookResponse } from '../../../contract/sync/messages.ts';
import type { GiftCardView, KeptLeft } from '../../../contract/till/giftcards.ts';
import { type Bani, bani, NO_MONEY } from '../../../domain/amount/bani.ts';
import {
  emptyGiftCard,
  foldGiftCard,
  type GiftCardStanding,
  hasEnded,
  payable,
} from '../../../domain/giftcard/giftcard.ts';
import type { GiftCardId } from '../../../domain/identity/ids.ts';
import type { KeptTender, Tender } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { today, type Workings } from '../workings.ts';

/** How long the centre may look for a gift card while a buyer holds it out; as long as it may think about a redemption. */
export const GIFT_CARD_TIMEOUT_MS = 700;

/** A card as the centre told of it when it was read here. */
export interface LookedAt {
  readonly told: NonNullable<GiftCardLookResponse['card']>;
  readonly code: string;
  /** The till's clock, UTC ms. */
  readonly at: number;
}

/** Cards that the centre showed and that members.db may not have yet; few, since one is read after the other. */
export class Looked {
  readonly #byId = new Map<GiftCardId, LookedAt>();

  keep(card: LookedAt): void {
    this.#byId.delete(card.told.id);
    this.#byId.set(card.told.id, card);
    const oldest = this.#byId.keys().next();
    if (this.#byId.size > 50 && oldest.done !== true) this.#byId.delete(oldest.value);
  }

  find(card: GiftCardId): LookedAt | null {
    return this.#byId.get(card) ?? null;
  }

  byCode(code: string): LookedAt | null {
    return [...this.#byId.values()].find((one) => one.code === code) ?? null;
  }
}

/**
 * A card as this till knows it: what the centre said last, in a pull or when the card was read, and everything done here since. Null:
 * not known here.
 */
export function knownCard(
  w: Workings,
  card: GiftCardId,
): { readonly standing: GiftCardStanding; readonly code: string | null } | null {
  const known = w.giftCards.find(card);
  const looked = w.looked.find(card);
  if (looked === null || (known?.wordAt != null && known.wordAt > looked.at)) return known;
  const { balance, expires, member, counted } = looked.told;
  const told = { ...emptyGiftCard(card, member), balance, ...(expires === undefined ? {} : { expires }) };
  return { standing: foldGiftCard(told, w.ledger.moneyAfter(card, counted)), code: looked.code };
}

/** A card by its code as far as it is known here, without asking anybody. */
export function cardByCode(w: Workings, code: string): GiftCardStanding | null {
  const card = w.looked.byCode(code)?.told.id ?? w.giftCards.byCode(code)?.standing.card;
  return card === undefined ? null : (knownCard(w, card)?.standing ?? null);
}

/** Whether a code is a gift card's here. */
export function isGiftCard(w: Workings, code: string): boolean {
  return code !== '' && cardByCode(w, code) !== null;
}

/**
 * Reads a card: the centre is asked within a fixed short time, and what is known here is the answer where it does not. Refuses
 * with giftCard.unknown {code}.
 */
export async function readCard(w: Workings, text: string): Promise<Outcome<GiftCardView>> {
  const code = text.trim();
  const told = await askCentre(w, code);
  const standing = cardByCode(w, code);
  if (standing === null) return refused('giftCard.unknown', { code });
  if (told === 'unreachable' || told === null) return done(cardView(w, code, standing, null));
  return done(cardView(w, code, standing, told.available));
}

/** Asks the centre where a card stands; 'unreachable' also where there is no centre. */
async function askCentre(w: Workings, code: string): Promise<LookedAt['told'] | null | 'unreachable'> {
  const identity = w.identity();
  if (identity?.centre == null || code.length < 4 || code.length > 64) return 'unreachable';
  const request = { code, incarnation: identity.incarnation };
  const told = await w.links.centre.giftCard(request, GIFT_CARD_TIMEOUT_MS);
  w.noteCentre(told !== 'unreachable');
  if (told !== 'unreachable' && told !== null) w.looked.keep({ told, code, at: w.clock() });
  return told;
}

/** A card for the window. `available`: what the centre says that it may pay; null: it did not say. */
export function cardView(w: Workings, code: string, standing: GiftCardStanding, available: Bani | null): GiftCardView {
  const day = today(w);
  const here = payable(standing, day);
  return {
    card: standing.card,
    ending: endingOf(code),
    balance: standing.balance,
    available: available === null ? here : bani(Math.min(here, available)),
    expires: standing.expires ?? null,
    ended: hasEnded(standing, day),
    fresh: available !== null || w.identity()?.centre == null,
    undo: undoable(w, standing),
  };
}

/** What the open shift put on a card last, as long as all of it is still there. */
function undoable(w: Workings, { card, balance }: GiftCardStanding): GiftCardView['undo'] {
  const shift = w.shift();
  const last = shift === null ? undefined : w.ledger.soldOn(card, shift.id).at(-1);
  if (last === undefined || last.amount > balance) return null;
  return { record: last.id, amount: last.amount };
}

/** As much of a code as tells two cards apart and is no money. */
export function endingOf(code: string | null): string {
  return code === null ? '' : code.slice(-4);
}

/** What is left on the cards that these tenders name, each once. */
export function leftOn(w: Workings, tenders: readonly Tender[]): KeptLeft[] {
  const cards = new Map<GiftCardId, KeptTender>();
  for (const { kind, card } of tenders) {
    if (card !== undefined && (kind === 'giftCard' || kind === 'wallet')) cards.set(card, kind);
  }
  return [...cards].map(([card, kind]) => {
    const known = knownCard(w, card);
    const ending = kind === 'wallet' ? '' : endingOf(known?.code ?? null);
    return { kind, ending, left: known?.standing.balance ?? NO_MONEY };
  });
}

/** The end of a card's code as far as it is known here; empty for an e-wallet. */
export function endingOn(w: Workings, card: GiftCardId | undefined): string {
  return card === undefined ? '' : endingOf(knownCard(w, card)?.code ?? null);
}
