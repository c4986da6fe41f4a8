/** What cashiers do at a till, through the product's own reckoning: the record that comes of it is sealed and written, and only then confirmed. */
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { addDays, type CivilDate, civilDateAt, civilTimeAt } from '../../domain/calendar/civil.ts';
import { receiptNumber } from '../../domain/card/receiptNumber.ts';
import {
  type MemberId,
  memberId,
  type RecordId,
  recordId,
  type ShiftId,
  shiftId,
  staffId,
} from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, spendable } from '../../domain/ledger/fold.ts';
import type { Person } from '../../domain/person/person.ts';
import { LIFTED_REWARD } from '../../domain/programme/lift.ts';
import type { Beside, RecordContent, RecordDraft, Return, Sale } from '../../domain/record/record.ts';
import { returnContent, type SoldSale, voidContent } from '../../domain/returns/content.ts';
import { leftToReturn, reckonReturn } from '../../domain/returns/reckon.ts';
import type { BasketLine } from '../../domain/sale/basket.ts';
import { saleContent } from '../../domain/sale/content.ts';
import type { SaleInput, SaleResult } from '../../domain/sale/evaluate.ts';
import { NO_CHOICES } from '../../domain/sale/facts.ts';
import { factsFor } from '../../domain/sale/factsFor.ts';
import { offlineLimit } from '../../domain/sale/redeem.ts';
import { type Chance, chance } from './chance.ts';
import { DiskError } from './disk.ts';
import type { LogRecord } from './log.ts';
import type { Mark } from './marks.ts';
import type { Deed } from './plan.ts';
import { GOODS, PROGRAMME } from './shop.ts';
import type { Till } from './till.ts';

/** How long a till waits for a hold (electron/till/counter/confirm.ts), ms. */
export const HOLD_TIMEOUT_MS = 700;
const STAFF = staffId('0190a000-0000-7000-8000-000000000001');

interface Reckoned {
  readonly input: SaleInput;
  readonly result: SaleResult;
}

/** What a counter needs of the world. */
export interface CounterParts {
  readonly now: () => number;
  readonly at: (ms: number, run: () => void) => void;
  readonly mark: (mark: Mark) => void;
  readonly tell: (what: string) => void;
  /** The day as people have it, who look out of the window and not at the till's clock. */
  readonly civilDay: () => CivilDate;
  /** Every card that was ever given out. */
  readonly cards: string[];
  /** The cashier saw it; `askedMs`: when they pressed the key; `askedAs`: under which id the centre was asked, null: it was not. */
  readonly confirmed: (till: Till, record: LogRecord, askedMs: number, askedAs: RecordId | null) => void;
  /** The lights go out in the middle of a write. */
  readonly powerCut: (till: Till) => void;
}

export class Counter {
  readonly till: Till;
  readonly parts: CounterParts;
  /** The next write is the last thing before the lights go out. */
  cutNext = false;
  /** When the redemption that waits was asked for. */
  #askedMs = -1;
  constructor(till: Till, parts: CounterParts) {
    this.till = till;
    this.parts = parts;
  }

  /** Does one deed now; what cannot be done becomes a plain sale, so that a day has its actions. */
  act(deed: Deed, salt: number): void {
    const dice = chance(salt, deed);
    if (deed !== 'open' && this.shift() === null) this.#open(dice);
    switch (deed) {
      case 'open':
        if (this.shift() === null) this.#open(dice);
        return;
      case 'close':
        this.#close();
        return;
      case 'sale':
        this.#sell(dice, null, 0);
        return;
      case 'memberSale':
        this.#sell(dice, this.#member(dice), 0);
        return;
      case 'redeem':
        this.#redeem(dice);
        return;
      case 'return':
        if (!this.#return(dice)) this.#sell(dice, null, 0);
        return;
      case 'void':
        if (!this.#void()) this.#sell(dice, null, 0);
        return;
      case 'enrol':
        this.#enrol(dice);
        return;
      case 'edit':
        this.#edit(dice);
        return;
      case 'card':
        this.#card(dice);
        return;
      case 'pin':
        this.#pin(dice);
        return;
    }
  }

  /** The open shift as the log has it. */
  shift(): { readonly id: ShiftId; readonly day: CivilDate; readonly from: number } | null {
    const { records } = this.till.log;
    for (let i = records.length - 1; i >= 0; i--) {
      const one = records[i];
      if (one === undefined || !this.till.log.isLive(one)) continue;
      if (one.record?.kind === 'shiftClosed') return null;
      if (one.record?.kind === 'shiftOpened' && one.record.shift !== null && one.record.businessDay !== null) {
        return { id: one.record.shift, day: one.record.businessDay, from: i };
      }
    }
    return null;
  }

  #write(
    content: RecordContent,
    of: {
      readonly id?: RecordId;
      readonly beside?: Beside;
      readonly reverses?: RecordId;
      readonly askedMs?: number;
      readonly shift?: { readonly id: ShiftId; readonly day: CivilDate };
    } = {},
  ): LogRecord | null {
    const { till, parts } = this;
    const { code } = till.parts;
    const shift = of.shift ?? this.shift();
    const wall = till.wall();
    const day = code.is('the day is dated by the clock') ? civilDateAt(wall) : (shift?.day ?? null);
    const draft: RecordDraft = {
      ...content,
      id: of.id ?? this.#newId(),
      shift: shift?.id ?? null,
      businessDay: day,
      staff: STAFF,
      programmeVersion: PROGRAMME.version,
      reverses: of.reverses ?? null,
      occurredAt: wall,
    };
    const askedMs = of.askedMs ?? parts.now();
    for (let tries = 0; tries < 5; tries++) {
      try {
        const late = code.is('confirmed before it is synced');
        const isCut = this.cutNext;
        const record =
          till.protocol >= 3 && content.kind === 'pinUsed'
            ? till.log.appendUnknown(draft, { kind: 'hologram', formatVersion: 99, shine: 'much' })
            : till.log.append(draft, of.beside ?? null, !isCut && !late);
        if (isCut) {
          this.cutNext = false;
          parts.powerCut(till);
          return null;
        }
        const askedAs =
          content.kind === 'sale' && of.askedMs !== undefined && of.askedMs === this.#askedMs ? till.log.toCome : null;
        till.log.toCome = null;
        parts.confirmed(till, record, askedMs, askedAs);
        till.appended();
        return record;
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        // Refused, in words; nothing was kept, and the cashier tries again.
      }
    }
    return null;
  }

  #newId(): RecordId {
    return recordId(this.till.parts.newUuid(this.till.wall()));
  }

  #open(dice: Chance): void {
    const id = shiftId(this.till.parts.newUuid(this.till.wall()));
    // A night shop may well mean yesterday.
    const today = this.parts.civilDay();
    const day = dice.hits(0.05) ? addDays(today, -1) : today;
    this.#write({ kind: 'shiftOpened', confirmed: [], entries: [] }, { shift: { id, day } });
  }

  #close(): void {
    const shift = this.shift();
    if (shift === null) return;
    let [sales, total] = [0, 0];
    for (const { record } of this.till.log.records.slice(shift.from)) {
      if (record?.kind !== 'sale' || record.shift !== shift.id) continue;
      sales += 1;
      total += record.total;
    }
    const written = this.#write({ kind: 'shiftClosed', sales, total: bani(total), entries: [] });
    if (written !== null && this.till.parts.code.is('a late sale joins a closed day'))
      this.#sell(chance(written.seq, 'late'), null, 0, shift);
  }

  /** Somebody whose card is read; null: no card, or one that is not known here or blocked. */
  #member(dice: Chance): MemberId | null {
    const { cards } = this.parts;
    if (cards.length === 0) return null;
    const code = dice.oneOf(cards);
    const card = this.till.replica.cards.get(code);
    const known = card === undefined ? undefined : this.till.replica.members.get(card.member);
    if (card === undefined || known === undefined) {
      this.parts.mark('card.unknown');
      return null;
    }
    if (card.blocked || known.state.person === null) return null;
    const { aliasOf } = known.state;
    return aliasOf !== null && this.till.replica.members.get(aliasOf) !== undefined ? aliasOf : card.member;
  }

  #basket(dice: Chance): BasketLine[] {
    const count = 1 + dice.below(2);
    return Array.from({ length: count }, (_, key) => ({
      key,
      ...dice.oneOf(GOODS),
      quantity: thousandths(1000 * (1 + dice.below(3))),
    }));
  }

  #reckon(dice: Chance, member: MemberId | null, spend: number): Reckoned {
    const { till } = this;
    const wall = till.wall();
    const day = civilDateAt(wall);
    const standing = member === null ? EMPTY_STANDING : till.standing(member);
    const known = member === null ? undefined : till.replica.members.get(member);
    const facts =
      member === null || known === undefined
        ? null
        : factsFor({
            programme: PROGRAMME,
            member,
            standing,
            joined: known.state.joined,
            birthday: null,
            referrer: null,
            day,
            all: [],
          });
    const input = {
      programme: PROGRAMME,
      lines: this.#basket(dice),
      facts,
      choices:
        spend === 0
          ? NO_CHOICES
          : {
              codes: [],
              rewards: [{ offer: LIFTED_REWARD, points: points(spend), times: 1, sku: null }],
              proof: 'card' as const,
            },
      moment: { day, time: civilTimeAt(wall), store: till.parts.store },
      tenders: ['cash'],
      products: () => null,
    };
    return { input, result: till.parts.code.evaluate(input, wall) };
  }

  #sell(
    dice: Chance,
    member: MemberId | null,
    spend: number,
    shift?: { readonly id: ShiftId; readonly day: CivilDate },
  ): void {
    const { till, parts } = this;
    const sell = (askedMs: number): void => {
      this.#writeSale(this.#reckon(dice, member, spend), member, null, undefined, askedMs, shift);
    };
    if (!till.parts.code.is('a sale waits for the centre')) {
      sell(parts.now());
      return;
    }
    const askedMs = parts.now();
    const { life } = till;
    till.askHold({ record: this.#newId(), member: member ?? memberId(STAFF), points: 0 }, 5000, () => {
      if (till.life === life) sell(askedMs);
    });
  }

  #writeSale(
    { input, result }: Reckoned,
    member: MemberId | null,
    redeemed: 'online' | 'offline' | null,
    id: RecordId = this.#newId(),
    askedMs: number = this.parts.now(),
    shift?: { readonly id: ShiftId; readonly day: CivilDate },
  ): void {
    const { till } = this;
    const life = till.log.life();
    const content: Sale = saleContent({
      record: id,
      number: receiptNumber(till.parts.n + 1, life.ordinal, till.log.seq() + 1),
      input,
      result,
      member: member === null || input.facts === null ? null : { member, foundBy: 'card', redeemed },
      standing: member === null ? EMPTY_STANDING : till.standing(member),
      tenders: [{ kind: 'cash', amount: result.total }],
      change: bani(0),
      fiscalNumber: null,
    });
    const { rules: _, ...without } = content;
    const named =
      till.parts.code.is('a name stands in the chained bytes') && member !== null
        ? withName(content, till.replica.members.get(member)?.state.person ?? null)
        : content;
    this.#write(till.parts.code.is('the record leaves out what was asked') ? without : named, {
      id,
      askedMs,
      ...(shift === undefined ? {} : { shift }),
    });
  }

  #redeem(dice: Chance): void {
    const { till, parts } = this;
    const member = this.#member(dice);
    const may = member === null ? 0 : spendable(till.standing(member), till.today());
    if (member === null || may <= 0 || till.asking) {
      this.#sell(dice, member, 0);
      return;
    }
    const reckoned = this.#reckon(dice, member, Math.max(1, Math.min(may, 1 + dice.below(60))));
    const { spent } = reckoned.result;
    if (spent === 0) {
      this.#writeSale(reckoned, member, null);
      return;
    }
    const askedMs = parts.now();
    const { code } = till.parts;
    // On disk before the centre hears of it: after a crash the same sale asks under the same id.
    const record = till.log.toCome ?? this.#newId();
    try {
      till.disk.write();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#sell(dice, member, 0);
      return;
    }
    till.log.toCome = record;
    this.#askedMs = askedMs;
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
      const id = code.is('the retried sale has a new id') && granted === 'unreachable' ? this.#newId() : record;
      if (granted === true) {
        parts.mark('redeem.online');
        this.#writeSale(reckoned, member, 'online', id, askedMs);
      } else if (granted === 'unreachable' && this.#mayOffline(member, spent)) {
        parts.mark('redeem.offline');
        this.#writeSale(reckoned, member, 'offline', id, askedMs);
      } else {
        if (granted === 'unreachable') parts.mark('redeem.offlineRefused');
        // Somebody else holds the points, or the policy says no: the goods are paid with money, as the same sale.
        this.#writeSale(this.#reckon(dice, member, 0), member, null, id, askedMs);
      }
    });
  }

  #mayOffline(member: MemberId, spent: number): boolean {
    const { till } = this;
    const shift = this.shift();
    const { heardAt } = till.replica.sync();
    const told = till.replica.members.get(member)?.told === true;
    let today = 0;
    for (const { record } of till.log.records.slice(shift?.from ?? 0)) {
      if (
        record?.kind === 'sale' &&
        record.member?.member === member &&
        record.member.redeemed === 'offline' &&
        record.businessDay === shift?.day
      )
        today += record.spent;
    }
    const limit = offlineLimit({
      programme: PROGRAMME,
      spentTodayOffline: points(today),
      wordAgeMs: told && heardAt !== null ? till.wall() - heardAt : null,
      foundBy: 'card',
    });
    return spent <= limit.most;
  }

  /** A receipt of this till or of another of the store, with what came back of it as far as this till knows. */
  #sold(dice: Chance): { readonly sale: SoldSale; readonly earlier: readonly Return[] } | null {
    const { log, replica } = this.till;
    const theirs = [...replica.receipts.rows.values()].slice(-30);
    const own = log.records.slice(-60).filter((one) => one.record?.kind === 'sale' && log.isLive(one));
    const useTheirs = theirs.length > 0 && (own.length === 0 || dice.hits(0.6));
    if (useTheirs) {
      const receipt = dice.oneOf(theirs);
      if (receipt.voided) return null;
      const sale = soldIn(receipt.body);
      return sale === null ? null : { sale, earlier: this.#earlier(sale.id, receipt.returns) };
    }
    if (own.length === 0) return null;
    const one = dice.oneOf(own);
    if (one.record?.kind !== 'sale') return null;
    return {
      sale: { ...one.record, id: one.id },
      earlier: this.#earlier(one.id, replica.receipts.get(one.id)?.returns ?? []),
    };
  }

  #earlier(sale: RecordId, told: readonly string[]): readonly Return[] {
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

  #isVoided(sale: RecordId): boolean {
    return this.till.log.records.slice(-120).some(({ record }) => record?.kind === 'void' && record.of === sale);
  }

  #return(dice: Chance): boolean {
    const { till } = this;
    const sold = this.#sold(dice);
    if (sold === null || this.#isVoided(sold.sale.id)) return false;
    const { sale, earlier } = sold;
    const left = leftToReturn(sale, earlier);
    const lines = left.flatMap((quantity, index) =>
      quantity > 0 ? [{ index, quantity: thousandths(dice.hits(0.5) ? quantity : Math.min(quantity, 1000)) }] : [],
    );
    const member = sale.member === null ? null : sale.member.member;
    const standing = member === null ? null : till.standing(member);
    const reckoned = reckonReturn({ sale, earlier, lines: lines.slice(0, 1), programme: PROGRAMME, standing });
    if (!reckoned.ok) return false;
    const figures = reckoned.value;
    const content = returnContent({
      number: receiptNumber(till.parts.n + 1, till.log.life().ordinal, till.log.seq() + 1),
      sale,
      earlier,
      figures,
      programme: PROGRAMME,
      member:
        sale.member === null || standing === null
          ? null
          : { ...sale.member, balanceBefore: standing.balance, civilDate: till.today(), redeemed: null },
      movesFor: member,
      tenders: figures.total === 0 ? [] : [{ kind: 'cash', amount: figures.total }],
    });
    if (this.#write(content, { reverses: sale.id }) !== null) this.parts.mark('return');
    return true;
  }

  #void(): boolean {
    const shift = this.shift();
    const { log } = this.till;
    const last = log.records.findLast((one) => one.record?.kind === 'sale' && log.isLive(one));
    const sale = last?.record;
    if (shift === null || last === undefined || sale?.kind !== 'sale' || sale.shift !== shift.id) return false;
    const isTouched =
      this.#isVoided(sale.id) ||
      this.#earlier(sale.id, this.till.replica.receipts.get(sale.id)?.returns ?? []).length > 0;
    if (isTouched) return false;
    if (this.#write(voidContent({ ...sale, id: sale.id }, PROGRAMME), { reverses: sale.id }) === null) return true;
    this.parts.mark('void');
    if (this.till.parts.code.is('record is edited in place')) {
      const at = log.records.indexOf(last);
      log.records[at] = { ...last, body: last.body.replace('"total":', '"total": ') };
    }
    return true;
  }

  #enrol(dice: Chance): void {
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
    const written = this.#write(
      { kind: 'enrolment', member, consent: { programme: true, marketing: person.marketing }, entries: [] },
      { beside: { salt: salt(dice), text: JSON.stringify({ person, card }) } },
    );
    if (written !== null) parts.cards.push(card);
  }

  #edit(dice: Chance): void {
    const member = this.#member(dice);
    if (member === null) {
      this.#sell(dice, null, 0);
      return;
    }
    const changes: Partial<Person> = dice.oneOf([
      { callName: `${nameOf(member)} ${dice.below(1000)}` },
      { phone: `+3736910${String(dice.below(12)).padStart(4, '0')}` },
      { marketing: dice.hits(0.5) },
      { language: dice.oneOf(['ro', 'ru', 'en'] as const) },
    ]);
    this.#write(
      { kind: 'edit', member, fields: Object.keys(changes), entries: [] },
      { beside: { salt: salt(dice), text: JSON.stringify({ changes }) } },
    );
  }

  #card(dice: Chance): void {
    const member = this.#member(dice);
    const code =
      member === null
        ? undefined
        : [...this.till.replica.cards.rows.values()].find((card) => card.member === member && !card.blocked)?.code;
    if (member === null || code === undefined) {
      this.#sell(dice, null, 0);
      return;
    }
    const next = `29${String(dice.bits()).padStart(11, '0')}`;
    const text = { card: next, replaces: code };
    if (
      this.#write(
        { kind: 'cardLinked', member, entries: [] },
        { beside: { salt: salt(dice), text: JSON.stringify(text) } },
      ) !== null
    )
      this.parts.cards.push(next);
  }

  #pin(dice: Chance): void {
    this.#write({ kind: 'pinUsed', by: STAFF, action: dice.oneOf(['return', 'price', 'drawer']), entries: [] });
  }
}

/** A person's name: unique, so that it can be looked for everywhere. */
export const nameOf = (member: MemberId): string => `Nume ${member.slice(-12)}`;

const salt = (dice: Chance): string =>
  Array.from({ length: 4 }, () => dice.bits().toString(16).padStart(8, '0')).join('');

function withName(sale: Sale, person: Person | null): Sale {
  const [line, ...lines] = sale.lines;
  return line === undefined || person === null
    ? sale
    : { ...sale, lines: [{ ...line, name: `${line.name} ${person.name}` }, ...lines] };
}

function soldIn(body: string): SoldSale | null {
  const read: SoldSale = JSON.parse(body);
  return read.kind === 'sale' ? read : null;
}

function returnIn(body: string): { readonly id: string; readonly back: Return } | null {
  const read: Return & { readonly id: string } = JSON.parse(body);
  return read.kind === 'return' ? { id: read.id, back: read } : null;
}
