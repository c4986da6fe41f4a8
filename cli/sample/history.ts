import { bani } from '../../domain/amount/bani.ts';
import { type CivilDate, civilTimeAt } from '../../domain/calendar/civil.ts';
import {
  type MemberId,
  type RecordId,
  recordId,
  type ShiftId,
  type StaffId,
  shiftId,
} from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { EnrolmentText } from '../../domain/person/person.ts';
import { movementOf } from '../../domain/record/movement.ts';
import type { Beside, RecordContent, RecordDraft } from '../../domain/record/record.ts';
import type { BasketLine } from '../../domain/sale/basket.ts';
import { basketsOf } from './baskets.ts';
import { type Chance, chanceFrom } from './chance.ts';
import type { Joiner } from './people.ts';
import { returnDraft, type Sold, saleDraft, voidOf } from './receipts.ts';
import { daysBefore, instantOf, momentsOf, OPENS_MIN, SHUTS_MIN, weekdayWeight } from './rhythm.ts';
import { type SampleTill, type Shop, storeOf } from './shop.ts';

/** What happened at the sample's counters before today, made by the same rules as at a real one. */

/** One confirmed action, for the till at this index of the shop. */
export interface Happened {
  readonly till: number;
  readonly draft: RecordDraft;
  readonly beside: Beside | null;
}

export interface HistoryPlan {
  readonly seed: string;
  readonly shop: Shop;
  readonly joiners: readonly Joiner[];
  /** The day on which the sample is made; history ends the day before. */
  readonly today: CivilDate;
  readonly days: number;
  /** Of all tills on an ordinary day. */
  readonly salesPerDay: number;
  /** The numbers that each till's log has given away already, in the order of the shop's tills. */
  readonly written: readonly number[];
}

/** The share of sales with a member, those of the newly enrolled aside; of members that were there when it began. */
const WITH_MEMBER = 0.46;
const AT_LAUNCH = 0.4;
/** The share of sales after which somebody brings something back, or which are undone. */
const RETURNED = 0.012;
const VOIDED = 0.004;

type Moment = { readonly at: number; readonly till: number; readonly what: 'sale' | 'enrol' };

/** What a counter has in mind during one shift. */
interface Counter {
  readonly till: SampleTill;
  readonly index: number;
  written: number;
  fiscal: number;
  shift: ShiftId | null;
  staff: StaffId | null;
  sales: number;
  total: number;
  last: number;
  /** The latest sales, for those who bring something back. */
  sold: Sold[];
}

/** The whole history in the order in which it happened, over all tills. The same plan gives the same records. */
export function* history(plan: HistoryPlan): Generator<Happened, void, undefined> {
  yield* new History(plan).run();
}

class History {
  readonly #plan: HistoryPlan;
  readonly #chance: Chance;
  readonly #basket: (chance: Chance) => BasketLine[];
  readonly #counters: readonly Counter[];
  readonly #standings = new Map<MemberId, Standing>();
  readonly #joined = new Map<MemberId, CivilDate>();
  /** Who is enrolled, by the store where they mostly shop. */
  readonly #enrolled: Joiner[][];
  #next = 0;

  constructor(plan: HistoryPlan) {
    this.#plan = plan;
    this.#chance = chanceFrom(`${plan.seed}/history`);
    this.#basket = basketsOf(plan.shop.goods);
    this.#enrolled = plan.shop.stores.map(() => []);
    this.#counters = plan.shop.tills.map((till, index) => ({
      till,
      index,
      written: plan.written[index] ?? 0,
      fiscal: 100_000 * till.number,
      shift: null,
      staff: null,
      sales: 0,
      total: 0,
      last: 0,
      sold: [],
    }));
  }

  *run(): Generator<Happened, void, undefined> {
    const days = daysBefore(this.#plan.today, this.#plan.days);
    for (const [n, day] of days.entries()) {
      for (const counter of this.#counters) yield this.#open(counter, day, n);
      for (const moment of this.#momentsOf(day, n)) {
        const counter = this.#counters[moment.till];
        if (counter === undefined) continue;
        if (moment.what === 'enrol') yield* this.#enrol(counter, moment.at, day);
        else yield* this.#sell(counter, moment.at, day);
      }
      for (const counter of this.#counters) yield this.#close(counter, day);
    }
  }

  /** Everything that will happen on a day, at all tills, in order. */
  #momentsOf(day: CivilDate, n: number): Moment[] {
    const moments: Moment[] = [];
    const weights = this.#counters.reduce((sum, { till }) => sum + till.weight, 0);
    const joining = this.#joiningOn(n);
    for (const { till, index } of this.#counters) {
      const share = till.weight / weights;
      const busy = this.#plan.salesPerDay * share * weekdayWeight(day) * (0.85 + 0.3 * this.#chance.next());
      for (const at of momentsOf(day, Math.round(busy), this.#chance)) moments.push({ at, till: index, what: 'sale' });
      const enrolments = Math.round(joining * share);
      for (const at of momentsOf(day, enrolments, this.#chance)) moments.push({ at, till: index, what: 'enrol' });
    }
    return moments.sort((a, b) => a.at - b.at || a.till - b.till);
  }

  /** Many on the first day, when the forms that were filled in before it are typed in; ever fewer later; none left. */
  #joiningOn(n: number): number {
    const { joiners, days } = this.#plan;
    if (n === days - 1) return (joiners.length - this.#next) * 1.2 + 4;
    if (n === 0) return joiners.length * AT_LAUNCH;
    const left = joiners.length * (1 - AT_LAUNCH);
    return (left * 2 * (days - n)) / (days * days);
  }

  #open(counter: Counter, day: CivilDate, n: number): Happened {
    const cashiers = this.#plan.shop.staff.filter(
      ({ role, store }) => role === 'cashier' && store === counter.till.store,
    );
    const at = instantOf(day, OPENS_MIN - 15 + this.#chance.next() * 10);
    counter.shift = shiftId(this.#chance.uuid(at));
    counter.staff = cashiers[(n + counter.index) % cashiers.length]?.id ?? null;
    counter.sales = 0;
    counter.total = 0;
    return this.#write(counter, at, day, { kind: 'shiftOpened', confirmed: [], entries: [] });
  }

  #close(counter: Counter, day: CivilDate): Happened {
    const at = instantOf(day, SHUTS_MIN + 2 + this.#chance.next() * 12);
    const { sales, total } = counter;
    const closed = this.#write(counter, at, day, {
      kind: 'shiftClosed',
      sales,
      total: bani(total),
      entries: [],
    });
    counter.shift = null;
    counter.staff = null;
    return closed;
  }

  *#enrol(counter: Counter, at: number, day: CivilDate): Generator<Happened, void, undefined> {
    const joiner = this.#plan.joiners[this.#next];
    if (joiner === undefined) return;
    this.#next++;
    const text: EnrolmentText = { person: joiner.person, card: joiner.card };
    const beside: Beside = {
      salt: Buffer.from(this.#chance.bytes(16)).toString('hex'),
      text: JSON.stringify(text),
    };
    const consent = { programme: true, marketing: joiner.person.marketing } as const;
    yield this.#write(counter, at, day, { kind: 'enrolment', member: joiner.id, consent, entries: [] }, { beside });
    this.#enrolled[joiner.home]?.push(joiner);
    this.#joined.set(joiner.id, day);
    if (this.#chance.hit(0.7)) yield this.#saleOf(counter, at + 40_000, day, joiner, 'enrolled');
  }

  *#sell(counter: Counter, at: number, day: CivilDate): Generator<Happened, void, undefined> {
    const member = this.#chance.hit(WITH_MEMBER) ? this.#somebody(counter.till.store) : null;
    const foundBy = member?.card === null || this.#chance.hit(0.12) ? 'phone' : 'card';
    yield this.#saleOf(counter, at, day, member, foundBy);
    if (this.#chance.hit(VOIDED)) yield* this.#void(counter, at + 50_000, day);
    else if (this.#chance.hit(RETURNED)) yield* this.#takeBack(counter, at + 70_000, day);
  }

  #saleOf(
    counter: Counter,
    at: number,
    day: CivilDate,
    joiner: Joiner | null,
    foundBy: 'card' | 'phone' | 'enrolled',
  ): Happened {
    counter.fiscal++;
    const occurredAt = Math.max(at, counter.last + 1000);
    const id = recordId(this.#chance.uuid(occurredAt));
    const sale = saleDraft({
      id,
      till: counter.till.number,
      seq: counter.written + 1,
      basket: this.#basket(this.#chance),
      programme: this.#plan.shop.programme,
      member:
        joiner === null
          ? null
          : {
              id: joiner.id,
              standing: this.#standing(joiner.id),
              joined: this.#joined.get(joiner.id) ?? day,
              birthday: joiner.person.birthday,
              foundBy,
            },
      today: day,
      time: civilTimeAt(occurredAt),
      store: storeOf(this.#plan.shop, counter.till.store),
      fiscalNumber: this.#chance.hit(0.9) ? String(counter.fiscal).padStart(8, '0') : null,
      chance: this.#chance,
    });
    counter.sales++;
    counter.total += sale.total;
    counter.sold.push({ id, sale, returns: [], voided: false });
    if (counter.sold.length > 150) counter.sold.shift();
    return this.#write(counter, occurredAt, day, sale, { id });
  }

  *#void(counter: Counter, at: number, day: CivilDate): Generator<Happened, void, undefined> {
    const sold = counter.sold.at(-1);
    if (sold === undefined || sold.voided || sold.returns.length > 0) return;
    sold.voided = true;
    counter.sales--;
    counter.total -= sold.sale.total;
    yield this.#write(counter, at, day, voidOf(sold, this.#plan.shop.programme), { reverses: sold.id });
  }

  *#takeBack(counter: Counter, at: number, day: CivilDate): Generator<Happened, void, undefined> {
    const sold = this.#chance.pick(counter.sold);
    const member = sold.sale.member;
    const back = returnDraft({
      sold,
      till: counter.till.number,
      seq: counter.written + 1,
      standing: member === null ? null : this.#standing(member.member),
      programme: this.#plan.shop.programme,
      today: day,
      chance: this.#chance,
    });
    if (back === null) return;
    counter.total -= back.total;
    yield this.#write(counter, at, day, back);
  }

  /** Gives a record its place, its time and its points; the clock of a till only goes forward. */
  #write(
    counter: Counter,
    at: number,
    day: CivilDate,
    content: RecordContent,
    { id, reverses = null, beside = null }: { id?: RecordId; reverses?: RecordId | null; beside?: Beside | null } = {},
  ): Happened {
    const occurredAt = Math.max(at, counter.last + 1000);
    counter.last = occurredAt;
    counter.written++;
    const movement = movementOf(content);
    const moved = new Set([...movement.entries, ...movement.counts].flatMap(({ member }) => member ?? []));
    for (const member of moved) this.#standings.set(member, foldMovement(this.#standing(member), member, movement));
    const reckoned = content.kind === 'sale' || content.kind === 'return' || content.kind === 'void';
    const draft: RecordDraft = {
      ...content,
      id: id ?? recordId(this.#chance.uuid(occurredAt)),
      shift: counter.shift,
      businessDay: day,
      staff: counter.staff,
      programmeVersion: reckoned ? this.#plan.shop.programme.version : null,
      reverses,
      occurredAt,
    };
    return { till: counter.index, draft, beside };
  }

  #standing(member: MemberId): Standing {
    return this.#standings.get(member) ?? EMPTY_STANDING;
  }

  /** Somebody who is enrolled: those who come often, mostly to their own store. */
  #somebody(store: number): Joiner | null {
    const away = this.#chance.hit(0.12);
    const from = this.#enrolled[away ? this.#chance.between(0, this.#enrolled.length - 1) : store] ?? [];
    if (from.length === 0) return null;
    for (let tries = 0; tries < 12; tries++) {
      const joiner = this.#chance.pick(from);
      if (this.#chance.hit(joiner.activity)) return joiner;
    }
    return this.#chance.pick(from);
  }
}
