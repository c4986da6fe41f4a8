/** Holds at the centre: of points (server/holds.ts) and of money on gift cards (server/giftcards.ts), under the id of the record to come. */
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { payable } from '../../domain/giftcard/giftcard.ts';
import type { GiftCardId, MemberId, RecordId, TillId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../domain/ledger/fold.ts';
import { combined } from '../../domain/merge/merge.ts';
import { Counting } from './counting.ts';
import { HOLD_MS } from './feed.ts';
import { groupIn } from './merges.ts';

export class Holding extends Counting {
  /** Holds points for the record to come (server/holds.ts). */
  hold(
    process: number,
    till: TillId,
    ask: { readonly record: RecordId; readonly member: MemberId; readonly points: number },
    answer: (granted: boolean) => void,
  ): void {
    if (this.up[process] !== true) return;
    this.transaction(
      process,
      () => {
        const { database, parts } = this;
        const now = parts.now();
        for (const [id, { expiresMs }] of database.holds)
          if (expiresMs <= now && !this.isToBeCounted(id)) database.holds.delete(id);
        if (database.holds.has(ask.record)) parts.mark('hold.repeated');
        const group = groupIn(database, ask.member);
        let others = 0;
        for (const [id, one] of database.holds)
          if (group.includes(one.member) && id !== ask.record) others += one.points;
        const own = database.standings.get(ask.member) ?? EMPTY_STANDING;
        const standing =
          group.length === 1 ? own : combined(...group.map((one) => database.standings.get(one) ?? EMPTY_STANDING));
        const available = Math.max(0, parts.code.spendable(standing, civilDateAt(now)) - others);
        const stored = this.storedBy(ask.record);
        if (stored !== undefined) {
          parts.heard({
            what: 'hold',
            till,
            request: { ...ask, points: points(ask.points) },
            atMs: now,
            granted: stored === till,
          });
          answer(stored === till);
          return;
        }
        const granted = ask.points > 0 && ask.points <= available;
        if (granted) database.holds.set(ask.record, { ...ask, till, expiresMs: now + HOLD_MS });
        if (granted && parts.code.is('a hold deducts')) {
          database.standings.set(ask.member, { ...own, balance: points(own.balance - ask.points) });
          this.change('member', ask.member, 'chain');
          parts.proofs.standing(database, ask.member);
        }
        parts.mark(granted ? 'hold.granted' : 'hold.refused');
        parts.heard({ what: 'hold', till, request: { ...ask, points: points(ask.points) }, atMs: now, granted });
        answer(granted);
      },
      () => {},
    );
  }

  /** Which till a record came from that is here, counted or not; undefined: it is not. */
  protected storedBy(record: RecordId): TillId | undefined {
    const { counted, incarnations, records } = this.database;
    for (const [id, life] of incarnations) {
      if (life.counted === life.held) continue;
      const found = records.get(id)?.findLast(({ received }) => received.id === record);
      if (found !== undefined) return found.till;
    }
    return counted.get(record);
  }

  /** What a hold keeps is kept until its record is counted, whatever the time. */
  protected isToBeCounted(record: RecordId): boolean {
    return !this.database.counted.has(record) && this.storedBy(record) !== undefined;
  }

  /** Holds money of a card for the record to come. */
  holdMoney(
    process: number,
    till: TillId,
    ask: { readonly record: RecordId; readonly card: GiftCardId; readonly amount: number },
    answer: (granted: boolean) => void,
  ): void {
    if (this.up[process] !== true) return;
    this.transaction(
      process,
      () => {
        const { database, parts } = this;
        const { record, card, amount } = ask;
        const now = parts.now();
        for (const [key, hold] of database.moneyHolds)
          if (hold.expiresMs <= now && !this.isToBeCounted(hold.record)) database.moneyHolds.delete(key);
        const standing = database.giftCards.get(card);
        let others = 0;
        for (const hold of database.moneyHolds.values())
          if (hold.card === card && hold.record !== record) others += hold.amount;
        if (parts.code.is('money is held twice')) others = 0;
        const may = standing === undefined ? 0 : payable(standing, civilDateAt(now));
        const available = Math.max(0, may - others);
        const stored = this.storedBy(record);
        const granted = stored === undefined ? amount > 0 && amount <= available : stored === till;
        if (stored === undefined && granted) {
          const hold = { record, card, till, amount, expiresMs: now + HOLD_MS };
          database.moneyHolds.set(`${record} ${card}`, hold);
          parts.proofs.heldMoney(database, hold);
        }
        if (!granted && others > 0) parts.mark('giftCard.heldByAnother');
        if (granted && standing !== undefined && parts.code.is('a hold of money deducts')) {
          database.giftCards.set(card, { ...standing, balance: bani(standing.balance - amount) });
          this.change('giftCard', card, 'chain');
          parts.proofs.money(database, card);
        }
        const request = { record, card, amount: bani(amount) };
        parts.heard({ what: 'holdMoney', till, request, atMs: now, granted, available });
        answer(granted);
      },
      () => {},
    );
  }
}
