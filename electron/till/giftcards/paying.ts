import type { KeptView } from '../../../contract/till/giftcards.ts';
import { assert } from '../../../domain/assert.ts';
import { emptyGiftCard, hasEnded, payWith } from '../../../domain/giftcard/giftcard.ts';
import { type GiftCardId, type RecordId, walletOf } from '../../../domain/identity/ids.ts';
import type { KeptMoney } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { fitKept } from '../../../domain/sale/tenders.ts';
import type { Reckoned } from '../counter/reckoning.ts';
import type { CounterState } from '../counter/state.ts';
import { today, type Workings } from '../workings.ts';
import { cardByCode, cardView, endingOf, knownCard, readCard } from './cards.ts';

/** Gift cards and the member's e-wallet as ways of paying: chosen at the counter, held at the centre, paid in the sale's record. */

/** More cards than a purse has; each is asked for at the centre. */
const MOST_KEPT = 8;

/** `counter.giftCard`: this card pays as much as it can. Refused where there is no such card, or nothing on it. */
export async function payByCard(w: Workings, text: string): Promise<Outcome<null>> {
  if (w.counter.state.lines.length === 0) return refused('sale.empty');
  const read = await readCard(w, text);
  if (!read.ok) return read;
  const { card, available, ended, expires } = read.value;
  if (ended) return refused('giftCard.expired', { until: expires ?? '' });
  if (available <= 0) return refused('giftCard.tooLittle', { available });
  return keep(w, { kind: 'giftCard', card, amount: available });
}

/** The same by a scan, which never waits for the network: what is known here counts until the sale is confirmed. */
export function payByScannedCard(w: Workings, code: string): Outcome<null> {
  const standing = cardByCode(w, code);
  assert(standing !== null, 'the code is a card’s here');
  const { card, available, ended, expires } = cardView(
    w,
    code,
    standing,
    w.looked.byCode(code)?.told.available ?? null,
  );
  if (ended) return refused('giftCard.expired', { until: expires ?? '' });
  if (available <= 0) return refused('giftCard.tooLittle', { available });
  return keep(w, { kind: 'giftCard', card, amount: available });
}

/** `counter.wallet`: the e-wallet of the member at the counter pays as much as it can. */
export function payByWallet(w: Workings): Outcome<null> {
  const { state } = w.counter;
  if (state.lines.length === 0) return refused('sale.empty');
  if (state.member === null) return refused('redeem.noMember');
  // Of somebody who was several members each has an e-wallet: a merge moves no money, and all of them pay.
  const ids = w.members.find(state.member.id)?.ids ?? [state.member.id];
  const wallets = ids.flatMap((id): KeptMoney[] => {
    const { balance } = w.giftCards.wallet(id).standing;
    return balance <= 0 ? [] : [{ kind: 'wallet', card: walletOf(id), amount: balance }];
  });
  if (wallets.length === 0) return refused('giftCard.tooLittle', { available: 0 });
  return keep(w, ...wallets);
}

/** `counter.dropCard`: this card, or the e-wallet, pays nothing. */
export function dropKept(w: Workings, card: GiftCardId): Outcome<null> {
  const { state } = w.counter;
  return w.counter.change(done({ ...state, kept: state.kept.filter((one) => one.card !== card) }));
}

function keep(w: Workings, ...money: readonly KeptMoney[]): Outcome<null> {
  const { state } = w.counter;
  const others = state.kept.filter(({ card }) => !money.some((one) => one.card === card));
  if (others.length + money.length > MOST_KEPT) return refused('giftCard.tooMany', { most: MOST_KEPT });
  return w.counter.change(done({ ...state, kept: [...others, ...money] }));
}

/** What cards pay of the sale on the counter, for the window; those that nothing is left for too, so that they can be put away. */
export function keptViews(w: Workings, { result }: Reckoned, { kept }: CounterState): KeptView[] {
  const paying = new Map(fitKept(result.total, kept).map((one) => [one.card, one.amount]));
  return kept.map(({ kind, card, amount }) => {
    const known = knownCard(w, card);
    return {
      kind,
      card,
      ending: kind === 'wallet' ? '' : endingOf(known?.code ?? null),
      amount: paying.get(card) ?? emptyGiftCard(card).balance,
      balance: known?.standing.balance ?? amount,
    };
  });
}

/**
 * Whether the cards may pay what the sale takes of them. The centre holds it under the id of the record to come; where it cannot be
 * asked, a card pays only if the programme says so, and never more than is known to be on it.
 */
export async function allowKept(
  w: Workings,
  paying: readonly KeptMoney[],
  recordToCome: () => RecordId,
  timeoutMs: number,
): Promise<Outcome<null>> {
  if (paying.length === 0) return done(null);
  const record = w.identity()?.centre == null ? null : recordToCome();
  const answers = await Promise.all(paying.map((one) => allowOne(w, one, record, timeoutMs)));
  return answers.find((answer) => !answer.ok) ?? done(null);
}

async function allowOne(
  w: Workings,
  { card, amount }: KeptMoney,
  record: RecordId | null,
  timeoutMs: number,
): Promise<Outcome<null>> {
  const standing = knownCard(w, card)?.standing ?? emptyGiftCard(card);
  const answer = record === null ? null : await w.links.centre.holdMoney({ record, card, amount }, timeoutMs);
  if (answer !== null) w.noteCentre(answer !== 'unreachable');
  if (answer === null || answer === 'unreachable') {
    const offline = { now: answer !== null, allowed: w.rules.holding().giftCards.offline };
    const paid = payWith(standing, amount, today(w), offline);
    return paid.ok ? done(null) : paid;
  }
  if (answer.granted) return done(null);
  if (hasEnded(standing, today(w))) return refused('giftCard.expired', { until: standing.expires ?? '' });
  return refused('giftCard.tooLittle', { available: answer.available });
}
