/** The chain of a world: its tills, its centre, its lines, and what is known of them from outside. */

import { civilDateAt } from '../../domain/calendar/civil.ts';
import { type GiftCardId, type MemberId, type RecordId, storeId, tillId, uuid7 } from '../../domain/identity/ids.ts';
import { moneyOf } from '../../domain/record/movement.ts';
import { codeWith } from './breaks.ts';
import { Centre } from './centre.ts';
import { type Chance, chance } from './chance.ts';
import { Counter } from './counter.ts';
import { copyOf } from './database.ts';
import { openEvents } from './events.ts';
import * as expiry from './expiryTruths.ts';
import type { LogRecord } from './log.ts';
import type { Mark } from './marks.ts';
import * as money from './moneyTruths.ts';
import type { Mutation } from './mutations.ts';
import { openNetwork } from './network.ts';
import * as persons from './personTruths.ts';
import type { Plan } from './plan.ts';
import { recordOf } from './reading.ts';
import type { Heard } from './replay/heard.ts';
import type { Written } from './replay/written.ts';
import { HOLD_TIMEOUT_MS } from './selling.ts';
import { DAWN_MS, programmeOf } from './shop.ts';
import { Till } from './till.ts';
import { openTrace } from './trace.ts';
import * as truths from './truths.ts';

export interface Ran {
  readonly hash: string;
  /** Null: no truth was found broken. */
  readonly broken: { readonly truth: number; readonly found: string; readonly message: string } | null;
  readonly marks: readonly Mark[];
  /** Actions that cashiers did. */
  readonly actions: number;
  /** Days of one till in which at least 50 actions were done. */
  readonly tillDays: number;
  readonly records: number;
  readonly lines: readonly string[];
}

/** Counting takes at most 30 s for a batch; healing must be over within half an hour, ms of virtual time. */
export const COUNTED_MS = 120_000;
export const HEALED_MS = 30 * 60_000;
/** What a replay hears between two looks at all that is held. */
const LOOK_EVERY = 400;
const WRITTEN_BETWEEN_LOOKS = 20;

export class Chain {
  readonly plan: Plan;

  readonly code;

  readonly trace;

  readonly events = openEvents(DAWN_MS);

  readonly marks = new Set<Mark>();

  readonly network;

  readonly centre;

  readonly tills: Till[] = [];

  readonly counters: Counter[] = [];

  readonly cards: string[] = [];

  readonly giftCodes: string[] = [];

  /** Money that the centre held, by record and card. */
  readonly granted = new Map<string, number>();

  readonly ids: Chance;

  /** Seen confirmed, by till, since its disk was last replaced. */
  readonly onDisk: Set<RecordId>[] = [];

  readonly confirmed = new Set<RecordId>();

  readonly written = new Set<RecordId>();

  readonly lost = new Set<RecordId>();

  readonly arrivals = new Map<RecordId, number>();

  /** Of which two members each record is that a till wrote of a merge or its end. */
  readonly mergeWords = new Map<RecordId, readonly [MemberId, MemberId]>();

  /** Shifts that were open on a disk that was restored or copied: two machines may go on with one. */
  readonly parted = new Set<string>();

  /** The centre was restored and nobody has said so yet. */
  protected unannounced = false;

  actions = 0;

  records = 0;

  protected perDay = new Map<string, number>();

  protected closing = false;

  protected looked = 0;

  /** Kept for a replay; null: nobody asks. */
  protected readonly heard: Heard[] | null;

  /** What each till wrote, by its number; null: nobody asks. */
  protected readonly tillTapes: Map<number, Written[]> | null;

  constructor(
    plan: Plan,
    mutation: Mutation | null,
    keepTrace: boolean,
    tapes: { readonly heard: Heard[] | null; readonly written: Map<number, Written[]> | null },
  ) {
    this.plan = plan;
    this.heard = tapes.heard;
    this.tillTapes = tapes.written;
    this.code = codeWith(mutation);
    this.trace = openTrace(keepTrace);
    this.ids = chance(plan.seed, 'ids');
    const { events } = this;
    const mark = (one: Mark): void => {
      this.marks.add(one);
    };
    const at = events.at;
    const now = events.now;
    const tell = (what: string): void => this.trace.tell(now(), what);
    this.network = openNetwork({
      tills: plan.tills * 2,
      chanceOf: (till) => chance(plan.seed, `network ${till}`),
      now,
      at,
      mark,
    });
    const inside = chance(plan.seed, 'database');
    let epochs = 0;
    this.centre = new Centre(
      {
        code: this.code,
        now,
        at,
        lag: () => 1 + inside.below(inside.hits(0.15) ? 30_000 : 30),
        latency: () => 1 + inside.below(inside.hits(0.1) ? 400 : 20),
        mark,
        tell,
        newEpoch: () => `e${++epochs}`,
        heard: (one) => this.hear(one),
        proofs: {
          stored: (database, incarnation, from) => {
            truths.chainIsGapless(database, incarnation, from);
            truths.forksAreAlarmed(database, incarnation, from);
          },
          counted: (database, one, twice) => {
            truths.countedOnce(one, twice);
            const record = recordOf(one.received);
            this.arrivals.set(one.received.id, now());
            if (record === null) return;
            if (truths.isLate(record, now())) mark('day.late');
            truths.saleIsReckonedAgain(record);
            void database;
          },
          standing: truths.standingIsSum,
          counting: expiry.nobodyPaysTwice,
          ended: expiry.endIsBookedOnce,
          money: money.cardIsSum,
          heldMoney: (database, hold) => {
            this.granted.set(`${hold.record} ${hold.card}`, hold.amount);
            money.heldIsThere(database, hold, now());
          },
          acknowledged: truths.acknowledgedIsDurable,
          sequenced: truths.feedDoesNotWait,
          page: truths.pageIsWhole,
        },
      },
      1 + (plan.seed % 2),
    );
    for (let n = 0; n < plan.tills; n++) this.addTill(n, n);
  }

  /** Now and then, where nothing is left to be counted, what the centre holds is kept too. */
  protected hear(one: Heard): void {
    if (this.heard === null) return;
    this.heard.push(one);
    if (one.what === 'push' && this.heard.length - this.looked >= LOOK_EVERY) this.look();
  }

  protected look(): void {
    const { centre, events, tills } = this;
    const { database } = centre;
    const isBehind = [...database.incarnations.values()].some(({ counted, held }) => counted < held);
    if (isBehind || database.inbox.length > 0) return;
    const told = tills.flatMap(({ parts: { till, store }, log }) => {
      const { incarnation } = log.life();
      const isKnown = database.incarnations.has(incarnation);
      return isKnown ? [{ till, store, incarnation, states: centre.everything(store, incarnation) }] : [];
    });
    this.heard?.push({ what: 'look', atMs: events.now(), database: copyOf(database), told: told.slice(0, 2) });
    this.looked = this.heard?.length ?? 0;
  }

  /** After each so many a look at what the two files say together, where all is folded. */
  protected noteWritten(till: Till, one: Written): void {
    if (one.what === 'append' && (one.draft.kind === 'merged' || one.draft.kind === 'unmerged'))
      this.mergeWords.set(one.draft.id, [one.draft.member, one.draft.alias]);
    if (this.tillTapes === null) return;
    const { n } = till.parts;
    const own = this.tillTapes.get(n) ?? [];
    this.tillTapes.set(n, own);
    own.push(one);
    const { folded, epoch, cursor, acked, heardAt } = till.replica.sync();
    const isFolded = folded?.seq === till.log.seq() && folded.incarnation === till.log.life().incarnation;
    const isDue = own.length - own.findLastIndex(({ what }) => what === 'look') > WRITTEN_BETWEEN_LOOKS;
    if (!isFolded || !isDue || (one.what !== 'pulled' && one.what !== 'fold')) return;
    const members = [...till.replica.members.rows].map(([id, { state }]) => {
      const { balance, debt, lots } = till.standing(id);
      return { id, ids: till.find(id)?.ids ?? [], person: state.person, standing: { balance, debt, lots } };
    });
    const cards = [...till.replica.cards.rows.values()].map(({ code, member, blocked }) => ({ code, member, blocked }));
    const merges = [...till.replica.merges.rows.values()];
    const erased = [...till.replica.erased.rows.keys()];
    const giftCards = [...till.replica.giftCards.rows.keys()].flatMap((card) => till.giftCard(card) ?? []);
    own.push({
      what: 'look',
      members,
      cards,
      giftCards,
      merges,
      erased,
      sync: { epoch, cursor, heardAt, acked, folded },
    });
  }

  protected addTill(n: number, identity: number): Till {
    const { events, plan } = this;
    const mark = (one: Mark): void => {
      this.marks.add(one);
    };
    const tell = (what: string): void => this.trace.tell(events.now(), what);
    const till: Till = new Till({
      n,
      till: tillId(uuid7(identity + 1, new Uint8Array(10))),
      store: storeId(uuid7(1000 + (identity % 2), new Uint8Array(10))),
      code: this.code,
      programme: programmeOf(plan.seed),
      network: this.network,
      centre: this.centre,
      now: events.now,
      at: events.at,
      dice: chance(plan.seed, `disk ${n}`),
      newUuid: (wallMs) => this.uuid(wallMs),
      mark,
      tell,
      pulling: (one, response) => truths.cursorIsOfItsEpoch(one.replica.sync(), response),
      pulled: (one, { states }) => {
        let looked = 0;
        for (const { kind, id } of states) {
          if (kind === 'giftCard') money.cardAtTillIsSum(one, id as GiftCardId);
          if (kind !== 'member' || looked++ > 3) continue;
          truths.balanceAtTillIsSum(one, id as MemberId);
        }
        persons.ownWordsHold(one);
      },
      wrote: (one) => this.noteWritten(till, one),
      began: ({ id }) => {
        this.written.add(id);
      },
    });
    if ((plan.seed + n) % 3 === 0) till.protocol = 1;
    else if ((plan.seed + n) % 7 === 1) till.protocol = 3;
    this.onDisk.push(new Set());
    this.tills.push(till);
    this.counters.push(
      new Counter(till, {
        now: events.now,
        at: events.at,
        mark,
        tell,
        civilDay: () => civilDateAt(events.now()),
        cards: this.cards,
        giftCodes: this.giftCodes,
        confirmed: (one, record, askedMs, askedAs) => this.sawConfirmed(one, record, askedMs, askedAs),
        powerCut: (one) => this.powerCut(one, 1000),
      }),
    );
    return till;
  }

  protected uuid(wallMs: number): string {
    const random = new Uint8Array(12);
    const words = new Uint32Array(random.buffer);
    for (let i = 0; i < 3; i++) words[i] = this.ids.bits();
    return uuid7(Math.max(0, wallMs), random);
  }

  protected sawConfirmed(till: Till, record: LogRecord, askedMs: number, askedAs: RecordId | null): void {
    const { events } = this;
    truths.idIsThatAsked(record, askedAs);
    truths.counterDoesNotWait(record, askedMs, askedAs, events.now(), HOLD_TIMEOUT_MS);
    truths.chainedBytesAreNameless(record);
    expiry.endedIsNotSpent(record);
    money.moneyHoldsTogether(record);
    money.cardMayPay(till, record, this.granted);
    if (record.record !== null) for (const { card } of moneyOf(record.record)) money.cardAtTillIsSum(till, card);
    this.onDisk[this.tills.indexOf(till)]?.add(record.id);
    this.confirmed.add(record.id);
    this.written.add(record.id);
    this.records += 1;
    this.trace.tell(
      events.now(),
      `till ${till.parts.n} ${record.kind} ${record.seq} ${record.id} ${record.hash.slice(0, 8)}`,
    );
    const members = new Set<MemberId>(record.movement.entries.map(({ member }) => member));
    for (const member of members) {
      truths.balanceAtTillIsSum(till, member);
      persons.personIsSum(till, member);
    }
    persons.spentWhereItLies(till, record);
    persons.voidMirrorsSale(till, record);
  }

  protected powerCut(till: Till, forMs: number): void {
    const { events } = this;
    till.stop(true);
    for (const { id } of till.log.records) this.written.add(id);
    truths.confirmedIsOnDisk(till, this.onDisk[this.tills.indexOf(till)] ?? new Set());
    const { life } = till;
    events.at(events.now() + forMs, () => {
      if (till.life === life) till.boot();
    });
  }
}
