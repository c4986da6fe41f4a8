/** A counter’s writing and selling: what is confirmed, and how a sale becomes a record. */
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { addDays, type CivilDate, civilDateAt, civilTimeAt } from '../../domain/calendar/civil.ts';
import { receiptNumber } from '../../domain/card/receiptNumber.ts';
import { type MemberId, memberId, type RecordId, recordId, type ShiftId, staffId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../domain/ledger/fold.ts';
import { attributed } from '../../domain/merge/attributed.ts';
import type { Person } from '../../domain/person/person.ts';
import { LIFTED_REWARD } from '../../domain/programme/lift.ts';
import type { Beside, KeptMoney, RecordContent, RecordDraft, Return, Sale } from '../../domain/record/record.ts';
import type { SoldSale } from '../../domain/returns/content.ts';
import type { BasketLine } from '../../domain/sale/basket.ts';
import { saleContent } from '../../domain/sale/content.ts';
import type { SaleInput, SaleResult } from '../../domain/sale/evaluate.ts';
import { NO_CHOICES } from '../../domain/sale/facts.ts';
import { factsFor } from '../../domain/sale/factsFor.ts';
import { settleSale } from '../../domain/sale/tenders.ts';
import type { Chance } from './chance.ts';
import { DiskError } from './disk.ts';
import type { LogRecord } from './log.ts';
import type { Mark } from './marks.ts';
import { GOODS } from './shop.ts';
import type { Till } from './till.ts';

/** How long a till waits for a hold (electron/till/counter/confirm.ts), ms. */
export const HOLD_TIMEOUT_MS = 700;
export const STAFF = staffId('0190a000-0000-7000-8000-000000000001');

export interface Reckoned {
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
  /** The codes of every gift card that was ever sold. */
  readonly giftCodes: string[];
  /** The cashier saw it; `askedMs`: when they pressed the key; `askedAs`: under which id the centre was asked, null: it was not. */
  readonly confirmed: (till: Till, record: LogRecord, askedMs: number, askedAs: RecordId | null) => void;
  /** The lights go out in the middle of a write. */
  readonly powerCut: (till: Till) => void;
}

export class Selling {
  readonly till: Till;

  readonly parts: CounterParts;

  /** The next write is the last thing before the lights go out. */
  cutNext = false;

  /** The card that was read last leads to somebody by another one's name. */
  protected byOther = false;

  /** When the redemption that waits was asked for. */
  protected askedMs = -1;

  constructor(till: Till, parts: CounterParts) {
    this.till = till;
    this.parts = parts;
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

  protected write(
    reckoned: RecordContent,
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
    const { content, group } = this.onOwners(reckoned);
    const draft: RecordDraft = {
      ...content,
      ...(group.length === 0 ? {} : { group }),
      id: of.id ?? this.newId(),
      shift: shift?.id ?? null,
      businessDay: day,
      staff: STAFF,
      programmeVersion: till.parts.programme.version,
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
        till.parts.wrote({ what: 'append', draft, beside: of.beside ?? null, hash: record.hash });
        if (isCut) {
          this.cutNext = false;
          parts.powerCut(till);
          return null;
        }
        const askedAs =
          content.kind === 'sale' && of.askedMs !== undefined && of.askedMs === this.askedMs ? till.log.toCome : null;
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

  /** What was reckoned with all that a person has, booked on those of their members whose it is (electron/till/workings.ts). */
  protected onOwners(content: RecordContent): ReturnType<typeof attributed<RecordContent>> {
    const { till } = this;
    const isPlain = content.entries.length === 0 && !('counts' in content);
    if (isPlain || !till.anyMerged() || till.parts.code.is('merged points are spent of whoever is named'))
      return { content, group: [] };
    return attributed(content, (member) => till.partsOf(member));
  }

  /** The day on which lots are looked at. */
  protected spendingDay(): CivilDate {
    const { code } = this.till.parts;
    return addDays(this.till.today(), code.is('a till spends what has ended') ? -1 : 0);
  }

  protected newId(): RecordId {
    return recordId(this.till.parts.newUuid(this.till.wall()));
  }

  /** Somebody whose card is read; null: no card, or one that is not known here or blocked. */
  protected member(dice: Chance): MemberId | null {
    const { cards } = this.parts;
    if (cards.length === 0) return null;
    const code = dice.oneOf(cards);
    const card = this.till.replica.cards.get(code);
    const person = card === undefined ? null : this.till.find(card.member);
    if (card === undefined || person === null) {
      this.parts.mark('card.unknown');
      return null;
    }
    if (card.blocked || person.person === null) return null;
    this.byOther = person.id !== card.member;
    return person.id;
  }

  protected basket(dice: Chance): BasketLine[] {
    const count = 1 + dice.below(2);
    return Array.from({ length: count }, (_, key) => ({
      key,
      ...dice.oneOf(GOODS),
      quantity: thousandths(1000 * (1 + dice.below(3))),
    }));
  }

  protected reckon(dice: Chance, member: MemberId | null, spend: number): Reckoned {
    const { till } = this;
    const wall = till.wall();
    const day = this.spendingDay();
    const standing = member === null ? EMPTY_STANDING : till.standing(member);
    const known = member === null ? null : till.find(member);
    const facts =
      member === null || known === null
        ? null
        : factsFor({
            programme: till.parts.programme,
            member,
            standing,
            joined: known.joined,
            birthday: null,
            referrer: null,
            day,
            all: [],
          });
    const input = {
      programme: till.parts.programme,
      lines: this.basket(dice),
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

  protected sell(
    dice: Chance,
    member: MemberId | null,
    spend: number,
    shift?: { readonly id: ShiftId; readonly day: CivilDate },
  ): void {
    const { till, parts } = this;
    const sell = (askedMs: number): void => {
      this.writeSale(this.reckon(dice, member, spend), member, null, undefined, askedMs, shift);
    };
    if (!till.parts.code.is('a sale waits for the centre')) {
      sell(parts.now());
      return;
    }
    const askedMs = parts.now();
    const { life } = till;
    till.askHold({ record: this.newId(), member: member ?? memberId(STAFF), points: 0 }, 5000, () => {
      if (till.life === life) sell(askedMs);
    });
  }

  protected writeSale(
    { input, result }: Reckoned,
    asked: MemberId | null,
    redeemed: 'online' | 'offline' | null,
    id: RecordId = this.newId(),
    askedMs: number = this.parts.now(),
    shift?: { readonly id: ShiftId; readonly day: CivilDate },
    kept: readonly KeptMoney[] = [],
  ): void {
    const { till, parts } = this;
    const settled = settleSale(result.total, kept, []);
    const life = till.log.life();
    // Read again: while the centre was asked, its word on the member may have come.
    const member = asked === null ? null : (till.find(asked)?.id ?? asked);
    const content: Sale = saleContent({
      record: id,
      number: receiptNumber(till.parts.n + 1, life.ordinal, till.log.seq() + 1),
      input,
      result,
      member: member === null || input.facts === null ? null : { member, foundBy: 'card', redeemed },
      standing: member === null ? EMPTY_STANDING : till.standing(member),
      tenders: kept.length > 0 && settled.ok ? settled.value.tenders : [{ kind: 'cash', amount: result.total }],
      change: bani(0),
      fiscalNumber: null,
    });
    const { rules: _, ...without } = content;
    const named =
      till.parts.code.is('a name stands in the chained bytes') && member !== null
        ? withName(content, till.replica.members.get(member)?.state.person ?? null)
        : content;
    const written = this.write(till.parts.code.is('the record leaves out what was asked') ? without : named, {
      id,
      askedMs,
      ...(shift === undefined ? {} : { shift }),
    });
    if (written === null || member === null || !this.byOther) return;
    parts.mark('merged.sale');
    if (content.spent > 0) parts.mark('merged.redeem');
  }
}

/** A person's name: unique, so that it can be looked for everywhere. */
export const nameOf = (member: MemberId): string => `Nume ${member.slice(-12)}`;

export const salt = (dice: Chance): string =>
  Array.from({ length: 4 }, () => dice.bits().toString(16).padStart(8, '0')).join('');

export function withName(sale: Sale, person: Person | null): Sale {
  const [line, ...lines] = sale.lines;
  return line === undefined || person === null
    ? sale
    : { ...sale, lines: [{ ...line, name: `${line.name} ${person.name}` }, ...lines] };
}

export function soldIn(body: string): SoldSale | null {
  const read: SoldSale = JSON.parse(body);
  return read.kind === 'sale' ? read : null;
}

export function returnIn(body: string): { readonly id: string; readonly back: Return } | null {
  const read: Return & { readonly id: string } = JSON.parse(body);
  return read.kind === 'return' ? { id: read.id, back: read } : null;
}
