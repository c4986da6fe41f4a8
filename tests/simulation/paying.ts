/** Gift cards at a counter (electron/till/giftcards): sold, filled, undone, paid with; money that goes back to them. */
import { type Bani, bani, NO_MONEY, sumBani } from '../../domain/amount/bani.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { hasEnded, lastDay, payable, payWith, topUp } from '../../domain/giftcard/giftcard.ts';
import { givenBack, isKept, tendersBack } from '../../domain/giftcard/movement.ts';
import type { GiftCardSold } from '../../domain/giftcard/sold.ts';
import { type GiftCardId, giftCardId } from '../../domain/identity/ids.ts';
import type { KeptMoney, Return, Tender } from '../../domain/record/record.ts';
import type { SoldSale } from '../../domain/returns/content.ts';
import { fitKept } from '../../domain/sale/tenders.ts';
import type { Chance } from './chance.ts';
import { DiskError } from './disk.ts';
import { Merging } from './merging.ts';
import { HOLD_TIMEOUT_MS, salt } from './selling.ts';

export class Paying extends Merging {
  /** A new card; two tills may well take cards with one code out of one box. */
  protected sellCard(dice: Chance): void {
    const { till, parts } = this;
    const code = `G${String(dice.bits()).padStart(10, '0')}`;
    if (till.giftCardOf(code) !== null) return;
    const card = giftCardId(till.parts.newUuid(till.wall()));
    const beside = { salt: salt(dice), text: JSON.stringify({ code }) };
    if (!this.fill(dice, 'issue', card, beside)) return;
    parts.giftCodes.push(code);
    parts.mark('giftCard.sold');
  }

  protected fillCard(dice: Chance): void {
    const card = this.giftCard(dice);
    if (card !== null) this.fill(dice, 'topUp', card, null);
  }

  protected fill(
    dice: Chance,
    action: 'issue' | 'topUp',
    card: GiftCardId,
    beside: { readonly salt: string; readonly text: string } | null,
  ): boolean {
    const { till } = this;
    const amount = bani(5000 * (1 + dice.below(4)));
    const entry = topUp(till.parts.programme, card, amount, till.today());
    if (!entry.ok) return false;
    const content: GiftCardSold = {
      kind: 'giftCard',
      action,
      card,
      member: null,
      of: null,
      amount,
      tenders: [{ kind: 'cash', amount }],
      change: NO_MONEY,
      money: [entry.value],
      entries: [],
    };
    return this.write(content, beside === null ? {} : { beside }) !== null;
  }

  /** What the open shift put on a card last is taken off again, as long as all of it is there. */
  protected undoCard(dice: Chance): void {
    const { till, parts } = this;
    const [card, shift] = [this.giftCard(dice), this.shift()];
    const known = card === null ? null : till.giftCard(card);
    if (card === null || shift === null || known === null) return;
    const put = till.log
      .paidAfter(card, null)
      .flatMap(({ record }) => (record?.kind === 'giftCard' && record.shift === shift.id ? [record] : []));
    const undone = new Set(put.map(({ of }) => of));
    const sold = put.findLast(({ id, action }) => action !== 'undo' && !undone.has(id));
    if (sold === undefined || known.standing.balance < sold.amount) return;
    const { id: of, amount, tenders, change } = sold;
    const money = [{ card, amount: bani(-amount), contra: 'giftcard' as const }];
    const content: GiftCardSold = {
      kind: 'giftCard',
      action: 'undo',
      card,
      member: null,
      of,
      amount,
      tenders,
      change,
      money,
      entries: [],
    };
    if (this.write(content, { reverses: of }) !== null) parts.mark('giftCard.undone');
  }

  /** Somebody holds out a card; null: none was sold yet, or this till has not heard of it. */
  protected giftCard(dice: Chance): GiftCardId | null {
    const { till, parts } = this;
    if (parts.giftCodes.length === 0) return null;
    // The newest are in most purses.
    const card = till.giftCardOf(dice.oneOf(parts.giftCodes.slice(-12)));
    if (card === null) parts.mark('giftCard.unknown');
    return card;
  }

  /** A card pays as much as it can, the rest is cash; the centre is asked first. `then`: it paid. */
  protected payByCard(dice: Chance, then: () => void): void {
    const { till, parts } = this;
    const card = this.giftCard(dice);
    const standing = card === null ? null : (till.giftCard(card)?.standing ?? null);
    const { code } = till.parts;
    const isEnded = standing !== null && hasEnded(standing, till.today());
    if (isEnded && standing.balance > 0) parts.mark('giftCard.ended');
    const may = standing === null ? 0 : payable(standing, till.today());
    const amount = isEnded && code.is('an ended card pays') ? standing.balance : may;
    if (card === null || amount <= 0 || till.asking) {
      this.sell(dice, null, 0);
      return;
    }
    const reckoned = this.reckon(dice, null, 0);
    const paying = fitKept(reckoned.result.total, [{ kind: 'giftCard', card, amount: bani(amount) }]);
    const record = till.log.toCome ?? this.newId();
    try {
      till.disk.write();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.sell(dice, null, 0);
      return;
    }
    const askedMs = parts.now();
    till.log.toCome = record;
    this.askedMs = askedMs;
    const { life } = till;
    const paid = sumBani(paying.map((one) => one.amount));
    till.askMoney({ record, card, amount: paid }, HOLD_TIMEOUT_MS, (granted) => {
      if (till.life !== life) return;
      const pays = granted === 'unreachable' ? this.mayPayOffline(card, paid) : granted;
      if (pays) parts.mark(granted === true ? 'giftCard.paid' : 'giftCard.paidOffline');
      else parts.mark(granted === false ? 'giftCard.refused' : 'giftCard.offlineRefused');
      const kept: readonly KeptMoney[] = pays ? paying : [];
      this.writeSale(reckoned, null, null, record, askedMs, undefined, kept);
      if (pays) then();
    });
  }

  protected mayPayOffline(card: GiftCardId, amount: Bani): boolean {
    const { till } = this;
    const { code, programme } = till.parts;
    const standing = till.giftCard(card)?.standing;
    if (standing === undefined) return false;
    const allowed = programme.giftCards.offline || code.is('a card pays without the centre though it may not');
    if (code.is('an ended card pays')) return allowed;
    return payWith(standing, amount, till.today(), { now: true, allowed }).ok;
  }

  /** To gift cards what they paid, as far as they have not got it back yet; the rest in cash. */
  protected tendersBack(sale: SoldSale, earlier: readonly Return[], total: Bani): readonly Tender[] {
    const kept = tendersBack(sale.tenders, givenBack(earlier), total).filter(isKept);
    const rest = bani(total - sumBani(kept.map(({ amount }) => amount)));
    return rest === 0 ? kept : [...kept, { kind: 'cash', amount: rest }];
  }

  /** Cards that have ended and get money back last anew. */
  protected lastDays(tenders: readonly Tender[]): ReadonlyMap<GiftCardId, CivilDate | null> {
    const { till, parts } = this;
    const ended = tenders.flatMap(({ card }) => {
      const standing = card === undefined ? undefined : till.giftCard(card)?.standing;
      return standing !== undefined && hasEnded(standing, till.today()) ? [standing.card] : [];
    });
    if (ended.length > 0) parts.mark('giftCard.lastsAnew');
    return new Map(ended.map((card) => [card, lastDay(till.parts.programme, till.today())]));
  }
}
