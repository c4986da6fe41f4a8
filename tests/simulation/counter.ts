/** What cashiers do at a till, through the product's own reckoning: the record that comes of it is sealed and written, and only then confirmed. */
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { addDays } from '../../domain/calendar/civil.ts';
import { receiptNumber } from '../../domain/card/receiptNumber.ts';
import { type MemberId, memberId, type RecordId, shiftId } from '../../domain/identity/ids.ts';
import { expiryEntries } from '../../domain/ledger/expiry.ts';
import { spendable } from '../../domain/ledger/fold.ts';
import type { Person } from '../../domain/person/person.ts';
import type { Return, Void } from '../../domain/record/record.ts';
import { returnContent, type SoldSale, voidContent } from '../../domain/returns/content.ts';
import { leftToReturn, reckonReturn } from '../../domain/returns/reckon.ts';
import { offlineLimit } from '../../domain/sale/redeem.ts';
import { type Chance, chance } from './chance.ts';
import { DiskError } from './disk.ts';
import type { LogRecord } from './log.ts';
import type { Two } from './merging.ts';
import { Paying } from './paying.ts';
import type { Deed } from './plan.ts';
import { HOLD_TIMEOUT_MS, nameOf, returnIn, STAFF, salt, soldIn } from './selling.ts';

export class Counter extends Paying {
  /** Does one deed now; what cannot be done becomes a plain sale, so that a day has its actions. */
  act(deed: Deed, salt: number): void {
    const dice = chance(salt, deed);
    if (deed !== 'open' && this.shift() === null) this.open(dice);
    switch (deed) {
      case 'open':
        if (this.shift() === null) this.open(dice);
        return;
      case 'close':
        this.close();
        return;
      case 'sale':
        this.sell(dice, null, 0);
        return;
      case 'memberSale':
        this.sell(dice, this.member(dice), 0);
        return;
      case 'redeem':
        this.redeem(dice);
        return;
      case 'return':
        if (!this.return(dice)) this.sell(dice, null, 0);
        return;
      case 'void':
        if (!this.void(null)) this.sell(dice, null, 0);
        return;
      case 'enrol':
        this.enrol(dice);
        return;
      case 'edit':
        this.edit(dice);
        return;
      case 'card':
        this.card(dice);
        return;
      case 'pin':
        this.pin(dice);
        return;
      case 'merge':
      case 'unmerge': {
        const two = deed === 'merge' ? this.merge(dice) : this.unmerge(dice);
        // What was rung up for the wrong one of the two is undone.
        if (two !== null && dice.hits(0.6)) this.void(two);
        return;
      }
      case 'erase':
        this.erase(dice);
        return;
      case 'sellCard':
        this.sellCard(dice);
        return;
      case 'fillCard':
        this.fillCard(dice);
        return;
      case 'undoCard':
        this.undoCard(dice);
        return;
      case 'payByCard':
        // The wrong basket, now and then: undone at once.
        this.payByCard(dice, () => {
          if (dice.hits(0.2)) this.void(null);
        });
        return;
    }
  }

  protected open(dice: Chance): void {
    const id = shiftId(this.till.parts.newUuid(this.till.wall()));
    // A night shop may well mean yesterday.
    const today = this.parts.civilDay();
    const day = dice.hits(0.05) ? addDays(today, -1) : today;
    this.write({ kind: 'shiftOpened', confirmed: [], entries: [] }, { shift: { id, day } });
    if (this.till.parts.code.is('a till of a chain books ends')) this.bookEnds();
  }

  /** The mistake: as in a shop without a centre (electron/till/shift/expiry.ts). */
  protected bookEnds(): void {
    const { till } = this;
    const day = till.today();
    const entries = [...till.replica.members.rows.keys()].flatMap((id) => expiryEntries(till.alone(id), id, day));
    if (entries.length > 0) this.write({ kind: 'expiry', day, entries });
  }

  protected close(): void {
    const shift = this.shift();
    if (shift === null) return;
    let [sales, total] = [0, 0];
    for (const { record } of this.till.log.records.slice(shift.from)) {
      if (record?.kind !== 'sale' || record.shift !== shift.id) continue;
      sales += 1;
      total += record.total;
    }
    const written = this.write({ kind: 'shiftClosed', sales, total: bani(total), entries: [] });
    if (written !== null && this.till.parts.code.is('a late sale joins a closed day'))
      this.sell(chance(written.seq, 'late'), null, 0, shift);
  }

  protected redeem(dice: Chance): void {
    const { till, parts } = this;
    const member = this.member(dice);
    const may = member === null ? 0 : spendable(till.standing(member), this.spendingDay());
    if (member === null || may <= 0 || till.asking) {
      this.sell(dice, member, 0);
      return;
    }
    const reckoned = this.reckon(dice, member, Math.max(1, Math.min(may, 1 + dice.below(60))));
    const { spent } = reckoned.result;
    if (spent === 0) {
      this.writeSale(reckoned, member, null);
      return;
    }
    if (till.standing(member).lots.some(({ expires }) => expires !== null && expires < till.today()))
      parts.mark('expiry.passedBy');
    const askedMs = parts.now();
    const { code } = till.parts;
    // On disk before the centre hears of it: after a crash the same sale asks under the same id.
    const record = till.log.toCome ?? this.newId();
    try {
      till.disk.write();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.sell(dice, member, 0);
      return;
    }
    till.log.toCome = record;
    this.askedMs = askedMs;
    const timeoutMs = code.is('a redemption waits for the network') ? 60_000 : HOLD_TIMEOUT_MS;
    const { life } = till;
    if (this.cutNext) {
      this.cutNext = false;
      parts.at(parts.now() + dice.below(200), () => {
        if (till.life === life) parts.powerCut(till);
      });
    }
    till.askHold({ record, member, points: spent }, timeoutMs, (granted) => {
      if (till.life !== life) return;
      const id = code.is('the retried sale has a new id') && granted === 'unreachable' ? this.newId() : record;
      if (granted === true) {
        parts.mark('redeem.online');
        this.writeSale(reckoned, member, 'online', id, askedMs);
      } else if (granted === 'unreachable' && this.mayOffline(member, spent)) {
        parts.mark('redeem.offline');
        this.writeSale(reckoned, member, 'offline', id, askedMs);
      } else {
        if (granted === 'unreachable') parts.mark('redeem.offlineRefused');
        // Somebody else holds the points, or the policy says no: the goods are paid with money, as the same sale.
        this.writeSale(this.reckon(dice, member, 0), member, null, id, askedMs);
      }
    });
  }

  protected mayOffline(member: MemberId, spent: number): boolean {
    const { till } = this;
    const shift = this.shift();
    const { heardAt } = till.replica.sync();
    const group = till.group(member);
    const told = till.find(member)?.told === true;
    let today = 0;
    for (const { record } of till.log.records.slice(shift?.from ?? 0)) {
      if (
        record?.kind === 'sale' &&
        record.member !== null &&
        group.includes(record.member.member) &&
        record.member.redeemed === 'offline' &&
        record.businessDay === shift?.day
      )
        today += record.spent;
    }
    const limit = offlineLimit({
      programme: till.parts.programme,
      spentTodayOffline: points(today),
      wordAgeMs: told && heardAt !== null ? till.wall() - heardAt : null,
      foundBy: 'card',
    });
    return spent <= limit.most;
  }

  /** A receipt of this till or of another of the store, with what came back of it as far as this till knows. */
  protected sold(dice: Chance): { readonly sale: SoldSale; readonly earlier: readonly Return[] } | null {
    const { log, replica } = this.till;
    const theirs = [...replica.receipts.rows.values()].slice(-30);
    const own = log.records.slice(-60).filter((one) => one.record?.kind === 'sale' && log.isLive(one));
    const useTheirs = theirs.length > 0 && (own.length === 0 || dice.hits(0.6));
    if (useTheirs) {
      const receipt = dice.oneOf(theirs);
      if (receipt.voided) return null;
      const sale = soldIn(receipt.body);
      return sale === null ? null : { sale, earlier: this.earlier(sale.id, receipt.returns) };
    }
    if (own.length === 0) return null;
    const one = dice.oneOf(own);
    if (one.record?.kind !== 'sale') return null;
    return {
      sale: { ...one.record, id: one.id },
      earlier: this.earlier(one.id, replica.receipts.get(one.id)?.returns ?? []),
    };
  }

  protected earlier(sale: RecordId, told: readonly string[]): readonly Return[] {
    const found = new Map<string, Return>();
    for (const body of told) {
      const one = returnIn(body);
      if (one !== null) found.set(one.id, one.back);
    }
    for (const { record } of this.till.log.records.slice(-120)) {
      if (record?.kind === 'return' && record.of === sale) found.set(record.id, record);
    }
    return [...found.values()];
  }

  protected isVoided(sale: RecordId): boolean {
    return this.till.log.records.slice(-120).some(({ record }) => record?.kind === 'void' && record.of === sale);
  }

  protected return(dice: Chance): boolean {
    const { till } = this;
    const sold = this.sold(dice);
    if (sold === null || this.isVoided(sold.sale.id)) return false;
    const { sale, earlier } = sold;
    const left = leftToReturn(sale, earlier);
    const lines = left.flatMap((quantity, index) =>
      quantity > 0 ? [{ index, quantity: thousandths(dice.hits(0.5) ? quantity : Math.min(quantity, 1000)) }] : [],
    );
    const buyer = sale.member?.member ?? null;
    const standing = buyer === null ? null : till.standing(buyer);
    const member = buyer === null ? null : (till.find(buyer)?.id ?? buyer);
    const reckoned = reckonReturn({
      sale,
      earlier,
      lines: lines.slice(0, 1),
      programme: till.parts.programme,
      standing,
    });
    if (!reckoned.ok) return false;
    const figures = reckoned.value;
    const tenders = this.tendersBack(sale, earlier, figures.total);
    const content = returnContent({
      number: receiptNumber(till.parts.n + 1, till.log.life().ordinal, till.log.seq() + 1),
      sale,
      earlier,
      figures,
      programme: till.parts.programme,
      member:
        sale.member === null || standing === null || member === null
          ? null
          : { ...sale.member, member, balanceBefore: standing.balance, civilDate: till.today(), redeemed: null },
      movesFor: member,
      tenders,
      lastDays: this.lastDays(tenders),
    });
    if (this.write(content, { reverses: sale.id }) === null) return true;
    this.parts.mark('return');
    if (content.money !== undefined) this.parts.mark('giftCard.returned');
    if (member !== buyer) this.parts.mark('merged.return');
    return true;
  }

  /** Undoes the last sale of the shift; `two`: the last to one of them. */
  protected void(two: Two | null): boolean {
    const shift = this.shift();
    const { log } = this.till;
    const isMeant = ({ record }: LogRecord): boolean =>
      record?.kind === 'sale' && (two === null || (record.member !== null && two.ids.includes(record.member.member)));
    const last = log.records.findLast((one) => isMeant(one) && log.isLive(one));
    const sale = last?.record;
    if (shift === null || last === undefined || sale?.kind !== 'sale' || sale.shift !== shift.id) return false;
    const isTouched =
      this.isVoided(sale.id) ||
      this.earlier(sale.id, this.till.replica.receipts.get(sale.id)?.returns ?? []).length > 0;
    if (isTouched) return false;
    const buyer = sale.member?.member ?? null;
    const member = buyer === null ? null : (this.till.find(buyer)?.id ?? buyer);
    const content = voidContent({ ...sale, id: sale.id }, this.till.parts.programme, { member });
    const { code } = this.till.parts;
    const given = code.is('a void gives points to whoever they are one with now') ? movedTo(content, member) : content;
    const { money: _, ...moneyless } = given;
    const written = code.is('a void leaves out what a card paid') ? moneyless : given;
    if (this.write(written, { reverses: sale.id }) === null) return true;
    this.parts.mark('void');
    if (given.money !== undefined) this.parts.mark('giftCard.voided');
    if (member !== buyer) this.parts.mark('merged.void');
    const merged = log.said.find(({ id }) => two?.ended.includes(id) === true);
    if (merged !== undefined && merged.n < last.n) this.parts.mark('unmerged.void');
    if (this.till.parts.code.is('record is edited in place')) {
      const at = log.records.indexOf(last);
      log.records[at] = { ...last, body: last.body.replace('"total":', '"total": ') };
    }
    return true;
  }

  protected enrol(dice: Chance): void {
    const { till, parts } = this;
    const member = memberId(till.parts.newUuid(till.wall()));
    const card = `29${String(dice.bits()).padStart(11, '0')}`;
    const person: Person = {
      name: nameOf(member),
      callName: '',
      phone: `+3736910${String(dice.below(12)).padStart(4, '0')}`,
      language: 'ro',
      birthday: null,
      marketing: dice.hits(0.5),
    };
    const written = this.write(
      { kind: 'enrolment', member, consent: { programme: true, marketing: person.marketing }, entries: [] },
      { beside: { salt: salt(dice), text: JSON.stringify({ person, card }) } },
    );
    if (written !== null) parts.cards.push(card);
  }

  protected edit(dice: Chance): void {
    const found = this.member(dice);
    const member = found === null ? null : (this.till.find(found)?.named ?? null);
    if (member === null) {
      this.sell(dice, null, 0);
      return;
    }
    const changes: Partial<Person> = dice.oneOf([
      { callName: `${nameOf(member)} ${dice.below(1000)}` },
      { phone: `+3736910${String(dice.below(12)).padStart(4, '0')}` },
      { marketing: dice.hits(0.5) },
      { language: dice.oneOf(['ro', 'ru', 'en'] as const) },
    ]);
    this.write(
      { kind: 'edit', member, fields: Object.keys(changes), entries: [] },
      { beside: { salt: salt(dice), text: JSON.stringify({ changes }) } },
    );
  }

  protected card(dice: Chance): void {
    const member = this.member(dice);
    const ids = member === null ? [] : this.till.group(member);
    const code =
      member === null
        ? undefined
        : [...this.till.replica.cards.rows.values()].find((card) => ids.includes(card.member) && !card.blocked)?.code;
    if (member === null || code === undefined) {
      this.sell(dice, null, 0);
      return;
    }
    const next = `29${String(dice.bits()).padStart(11, '0')}`;
    const text = { card: next, replaces: code };
    if (
      this.write(
        { kind: 'cardLinked', member, entries: [] },
        { beside: { salt: salt(dice), text: JSON.stringify(text) } },
      ) !== null
    )
      this.parts.cards.push(next);
  }

  protected pin(dice: Chance): void {
    this.write({ kind: 'pinUsed', by: STAFF, action: dice.oneOf(['return', 'price', 'drawer']), entries: [] });
  }
}

/** The mistake: what was moved for the sale's member moves for who that one is now. */
function movedTo(content: Void, member: MemberId | null): Void {
  return member === null ? content : { ...content, entries: content.entries.map((entry) => ({ ...entry, member })) };
}
