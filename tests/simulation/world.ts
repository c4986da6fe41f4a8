/** A whole chain in one process and in memory: plays a plan, proves the truths, heals, and looks whether everything drains. */
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { type MemberId, type RecordId, storeId, tillId, uuid7 } from '../../domain/identity/ids.ts';
import { codeWith } from './breaks.ts';
import { TruthBroken } from './broken.ts';
import { Centre } from './centre.ts';
import { type Chance, chance } from './chance.ts';
import { Counter, HOLD_TIMEOUT_MS } from './counter.ts';
import { openEvents } from './events.ts';
import type { LogRecord } from './log.ts';
import { MARKS, type Mark } from './marks.ts';
import type { Mutation } from './mutations.ts';
import { openNetwork } from './network.ts';
import { type Item, isDeed, type Plan, TICK_MS, TICKS_IN_DAY } from './plan.ts';
import { DAWN_MS, DAY_MS } from './shop.ts';
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
const COUNTED_MS = 120_000;
const HEALED_MS = 30 * 60_000;

export function play(plan: Plan, options: { readonly mutation?: Mutation | null; readonly trace?: boolean } = {}): Ran {
  return new World(plan, options.mutation ?? null, options.trace === true).run();
}

class World {
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
  readonly ids: Chance;
  /** Seen confirmed, by till, since its disk was last replaced. */
  readonly onDisk: Set<RecordId>[] = [];
  readonly confirmed = new Set<RecordId>();
  readonly written = new Set<RecordId>();
  readonly lost = new Set<RecordId>();
  readonly arrivals = new Map<RecordId, number>();
  /** Shifts that were open on a disk that was restored or copied: two machines may go on with one. */
  readonly parted = new Set<string>();
  /** The centre was restored and nobody has said so yet. */
  #unannounced = false;
  actions = 0;
  records = 0;
  #perDay = new Map<string, number>();
  #closing = false;

  constructor(plan: Plan, mutation: Mutation | null, keepTrace: boolean) {
    this.plan = plan;
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
        proofs: {
          stored: (database, incarnation, from) => {
            truths.chainIsGapless(database, incarnation, from);
            truths.forksAreAlarmed(database, incarnation, from);
          },
          counted: (database, one, twice) => {
            truths.countedOnce(one, twice);
            const { record } = one.received;
            this.arrivals.set(one.received.head.id, now());
            if (record === null) return;
            if (truths.isLate(record, now())) mark('day.late');
            truths.saleIsReckonedAgain(record);
            void database;
          },
          standing: truths.standingIsSum,
          acknowledged: truths.acknowledgedIsDurable,
          sequenced: truths.feedDoesNotWait,
          page: truths.pageIsWhole,
        },
      },
      1 + (plan.seed % 2),
    );
    for (let n = 0; n < plan.tills; n++) this.#addTill(n, n);
  }

  #addTill(n: number, identity: number): Till {
    const { events, plan } = this;
    const mark = (one: Mark): void => {
      this.marks.add(one);
    };
    const tell = (what: string): void => this.trace.tell(events.now(), what);
    const till = new Till({
      n,
      till: tillId(uuid7(identity + 1, new Uint8Array(10))),
      store: storeId(uuid7(1000 + (identity % 2), new Uint8Array(10))),
      code: this.code,
      network: this.network,
      centre: this.centre,
      now: events.now,
      at: events.at,
      dice: chance(plan.seed, `disk ${n}`),
      newUuid: (wallMs) => this.#uuid(wallMs),
      mark,
      tell,
      pulling: (one, response) => truths.cursorIsOfItsEpoch(one.replica.sync(), response),
      pulled: (one, { states }) => {
        let looked = 0;
        for (const { kind, id } of states) {
          if (kind !== 'member' || looked++ > 3) continue;
          truths.balanceAtTillIsSum(one, id as MemberId);
        }
      },
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
        confirmed: (one, record, askedMs, askedAs) => this.#confirmed(one, record, askedMs, askedAs),
        powerCut: (one) => this.#powerCut(one, 1000),
      }),
    );
    return till;
  }

  #uuid(wallMs: number): string {
    const random = new Uint8Array(12);
    const words = new Uint32Array(random.buffer);
    for (let i = 0; i < 3; i++) words[i] = this.ids.bits();
    return uuid7(Math.max(0, wallMs), random);
  }

  run(): Ran {
    let broken: Ran['broken'] = null;
    try {
      this.#days();
      this.#heal();
      this.#proveAll();
    } catch (error) {
      if (error instanceof TruthBroken) broken = { truth: error.truth, found: error.found, message: error.message };
      else if (error instanceof Error && error.name === 'BrokenTruth')
        broken = { truth: 2, found: 'assert', message: error.message };
      else throw error;
      this.trace.tell(this.events.now(), `BROKEN ${broken.message}`);
    }
    return {
      hash: this.trace.hash(),
      broken,
      marks: MARKS.filter((one) => this.marks.has(one)),
      actions: this.actions,
      tillDays: [...this.#perDay.values()].filter((count) => count >= 50).length,
      records: this.records,
      lines: this.trace.lines,
    };
  }

  #days(): void {
    const { plan, events } = this;
    for (const till of this.tills) till.begin(null, 1);
    const byTick = new Map<number, Item[]>();
    for (const item of plan.items) byTick.set(item.tick, [...(byTick.get(item.tick) ?? []), item]);
    for (let tick = 0; tick < plan.ticks; tick++) {
      const day = Math.floor(tick / TICKS_IN_DAY);
      const begin = DAWN_MS + day * DAY_MS + (tick % TICKS_IN_DAY) * TICK_MS;
      events.runUntil(begin);
      if (tick % TICKS_IN_DAY === 0) for (const till of this.tills) till.boot();
      for (const item of byTick.get(tick) ?? []) {
        const isAtEnd = item.what === 'close';
        events.at(begin + (isAtEnd ? 18_000 : item.salt % 15_000), () => this.#happen(item, day));
      }
      if (tick % TICKS_IN_DAY !== TICKS_IN_DAY - 1) continue;
      // The shops close; the tills have some minutes to sync, and are switched off.
      events.runUntil(begin + TICK_MS + 60_000);
      this.marks.add('night');
      for (const till of this.tills) till.stop(false);
    }
    events.runUntil(events.now() + TICK_MS);
  }

  #happen(item: Item, day: number): void {
    const { what, salt } = item;
    if (isDeed(what)) {
      // A cloned till has a cashier of its own, who does as the first one does.
      for (const till of this.tills.filter(
        ({ parts }) => parts.n === item.till || parts.n === item.till + this.plan.tills,
      ))
        this.#deed(till, what, salt, day);
      return;
    }
    const till = this.tills[item.till];
    if (till !== undefined && !this.#closing) this.#fault(what, till, salt);
  }

  #deed(till: Till, what: Parameters<Counter['act']>[0], salt: number, day: number): void {
    const { events } = this;
    if (till.sync === null || till.asking) {
      // The cashier waits for the till to come up again.
      events.at(events.now() + 2000, () => this.#deed(till, what, salt, day));
      return;
    }
    const { n } = till.parts;
    this.counters[this.tills.indexOf(till)]?.act(what, n >= this.plan.tills ? salt ^ 0x5bd1e995 : salt);
    this.actions += 1;
    const key = `${n} ${day}`;
    this.#perDay.set(key, (this.#perDay.get(key) ?? 0) + 1);
    if (what === 'close') this.marks.add('day.closed');
  }

  #confirmed(till: Till, record: LogRecord, askedMs: number, askedAs: RecordId | null): void {
    const { events } = this;
    truths.idIsThatAsked(record, askedAs);
    truths.counterDoesNotWait(record, askedMs, events.now(), HOLD_TIMEOUT_MS);
    truths.chainedBytesAreNameless(record);
    this.onDisk[this.tills.indexOf(till)]?.add(record.id);
    this.confirmed.add(record.id);
    this.written.add(record.id);
    this.records += 1;
    this.trace.tell(
      events.now(),
      `till ${till.parts.n} ${record.kind} ${record.seq} ${record.id} ${record.hash.slice(0, 8)}`,
    );
    const members = new Set<MemberId>(record.movement.entries.map(({ member }) => member));
    for (const member of members) truths.balanceAtTillIsSum(till, member);
  }

  #powerCut(till: Till, forMs: number): void {
    const { events } = this;
    till.stop(true);
    for (const { id } of till.log.records) this.written.add(id);
    truths.confirmedIsOnDisk(till, this.onDisk[this.tills.indexOf(till)] ?? new Set());
    const { life } = till;
    events.at(events.now() + forMs, () => {
      if (till.life === life) till.boot();
    });
  }

  #fault(what: Exclude<Item['what'], Parameters<Counter['act']>[0]>, till: Till, salt: number): void {
    const { centre, network, events, marks } = this;
    const dice = chance(salt, what);
    const { n } = till.parts;
    const line = network.line(n);
    const members = [...centre.database.members.keys()];
    const isUp = till.sync !== null;
    this.trace.tell(events.now(), `fault ${what} ${n}`);
    switch (what) {
      case 'crash':
        if (isUp) this.#powerCut(till, 500 + dice.below(30_000));
        return;
      case 'crashInSale': {
        const counter = this.counters[n];
        if (counter !== undefined) counter.cutNext = true;
        return;
      }
      case 'diskFull':
      case 'diskBusy':
        till.disk.arm(what === 'diskFull' ? 'SQLITE_FULL' : 'SQLITE_BUSY', 1 + dice.below(3));
        return;
      case 'diskDies':
        this.#diskDies(till);
        return;
      case 'backUpTill':
        till.backUp();
        return;
      case 'restoreTill':
      case 'restoreLedger':
        this.#restoreTill(till, what === 'restoreTill');
        // Whoever puts a backup back often has the network unplugged.
        if (dice.hits(0.4)) line.cutUp = true;
        return;
      case 'clone':
        this.#clone(till);
        return;
      case 'clockJumps': {
        const ms = (dice.below(7200) - 3600) * 1000 * (dice.hits(0.1) ? 48 : 1);
        till.clock.jump(ms);
        marks.add('clock.jumped');
        if (ms < 0) marks.add('clock.jumpedBack');
        return;
      }
      case 'clockDrifts':
        till.clock.drift(events.now(), dice.below(400) - 200);
        return;
      case 'badLine':
        line.badness = dice.fraction();
        return;
      case 'cutUp':
        line.cutUp = true;
        return;
      case 'cutDown':
        line.cutDown = true;
        return;
      case 'goodLine':
        [line.badness, line.cutUp, line.cutDown] = [0, false, false];
        return;
      case 'killCentre':
        this.#killCentre(dice);
        return;
      case 'startCentre':
        for (const process of centre.up.keys()) centre.start(process);
        return;
      case 'failOver':
        centre.failOver();
        this.#expectCounted();
        return;
      case 'openTransaction':
        centre.openLong(60_000);
        return;
      case 'backUpCentre':
        centre.backUp();
        return;
      case 'restoreCentre':
      case 'restoreUnannounced':
        this.#restoreCentre(what === 'restoreCentre');
        return;
      case 'erase':
        if (members.length > 0) centre.erase(dice.oneOf(members));
        return;
      case 'merge':
        if (members.length > 1) this.#merge(dice, members);
        return;
      case 'unknownState':
        centre.publishUnknown(String(dice.below(3)));
        return;
      case 'upgradeTill':
        till.protocol += 1;
        marks.add('version.upgraded');
        return;
      case 'upgradeCentre':
        if (centre.version < 3) centre.version += 1;
        marks.add('version.upgraded');
        return;
    }
  }

  #merge(dice: Chance, members: readonly MemberId[]): void {
    const [a, b] = [dice.oneOf(members), dice.oneOf(members)];
    if (a !== b) this.centre.merge(a, b);
  }

  #killCentre(dice: Chance): void {
    const { centre, events } = this;
    const process = dice.below(centre.up.length);
    if (centre.up[process] !== true) return;
    centre.kill(process);
    events.at(events.now() + 1000 + dice.below(60_000), () => {
      centre.start(process);
      this.#expectCounted();
    });
  }

  /** Unless somebody dies again, what is held now is counted a while later. */
  #expectCounted(): void {
    const { centre, events } = this;
    const { deaths } = centre;
    const held = new Map([...centre.database.incarnations].map(([id, row]) => [id, row.held]));
    events.at(events.now() + COUNTED_MS, () => {
      if (centre.deaths === deaths) truths.countingGoesOn(centre, held);
    });
  }

  /** What a restored centre has no more and no till has either (its disk died) is lost with that disk. */
  #restoreCentre(announced: boolean): void {
    const { centre } = this;
    const before = centre.database.records;
    centre.restore(announced);
    const after = centre.database;
    if (after.records === before) return;
    this.#unannounced = !announced;
    const onTills = new Set(this.tills.flatMap(({ log }) => log.records.map(({ id }) => id)));
    for (const [incarnation, list] of before) {
      for (const { received } of list.slice(after.incarnations.get(incarnation)?.held ?? 0)) {
        if (!onTills.has(received.head.id)) this.lost.add(received.head.id);
      }
    }
  }

  /** The centre's word on what it holds of this till's life. */
  #held(till: Till): { readonly seq: number; readonly hash: string } {
    const known = this.centre.database.incarnations.get(till.log.life().incarnation);
    return { seq: known?.held ?? 0, hash: known?.heldHash ?? '' };
  }

  #noteLost(till: Till, after: number): void {
    const { incarnation } = till.log.life();
    const index = this.tills.indexOf(till);
    for (const one of till.log.records) if (one.incarnation === incarnation && one.seq > after) this.lost.add(one.id);
    this.onDisk[index] = new Set();
  }

  #diskDies(till: Till): void {
    const held = this.#held(till);
    const { incarnation } = till.log.life();
    for (const one of till.log.records) if (!this.centre.database.counted.has(one.id)) this.lost.add(one.id);
    this.#noteLost(till, held.seq);
    till.newDisk(held.seq, held.seq === 0 ? null : { incarnation, ...held });
    this.events.at(this.events.now() + 5000, () => till.boot());
  }

  #restoreTill(till: Till, both: boolean): void {
    const had = [...till.log.records];
    if (!till.restore(both)) return;
    this.#noteParted(till);
    const left = new Set(till.log.records.map(({ id }) => id));
    // What was not sent before the backup took its place went with the file; what was, the centre has.
    for (const { id } of had) if (!left.has(id)) this.lost.add(id);
    this.onDisk[this.tills.indexOf(till)] = left;
    this.marks.add(both ? 'till.restored' : 'till.restoredLedgerOnly');
    this.events.at(this.events.now() + 3000, () => till.boot());
  }

  #noteParted(till: Till): void {
    const shift = this.counters[this.tills.indexOf(till)]?.shift();
    if (shift != null) this.parted.add(shift.id);
  }

  /** The disk is copied and a second machine begins on it: two tills with one identity. */
  #clone(till: Till): void {
    const { plan, events } = this;
    const n = till.parts.n + plan.tills;
    if (this.tills.some(({ parts }) => parts.n === n) || n >= plan.tills * 2) return;
    const twin = this.#addTill(n, till.parts.n);
    this.#noteParted(till);
    twin.become(till.copy(), true);
    till.doubtful = true;
    twin.protocol = till.protocol;
    this.onDisk[this.tills.indexOf(twin)] = new Set(twin.log.records.map(({ id }) => id));
    this.marks.add('till.cloned');
    events.at(events.now() + 100, () => twin.boot());
  }

  /** All faults end; then everything must drain. */
  #heal(): void {
    const { events, centre, network } = this;
    this.#closing = true;
    // Tills that lost nothing cannot know of a restored centre: in the end its operator says so.
    if (this.#unannounced) centre.announce();
    network.heal();
    for (const process of centre.up.keys()) centre.start(process);
    for (const till of this.tills) {
      till.disk.clear();
      till.protocol = 2 + centre.version;
      till.boot();
    }
    this.trace.tell(events.now(), 'healed');
    const until = events.now() + HEALED_MS;
    while (events.now() < until && !this.#isStill()) events.runUntil(events.now() + 10_000);
    for (const till of this.tills) till.doubtful = false;
  }

  #isStill(): boolean {
    const { database } = this.centre;
    return this.tills.every((till) => {
      const { sync } = till;
      const known = database.incarnations.get(till.log.life().incarnation);
      const head = till.log.seq();
      return (
        sync?.verified === true &&
        sync.fork === null &&
        sync.epoch === database.epoch &&
        known?.held === head &&
        known.counted === head &&
        Number(sync.cursor) === database.order.length - 1 &&
        till.replica.sync().folded?.seq === head
      );
    });
  }

  #proveAll(): void {
    const { centre, tills } = this;
    truths.logIsAppendOnly(tills, centre);
    truths.allIsSent(tills, centre);
    truths.everyRecordArrived(centre, this.confirmed, this.written, this.lost);
    for (const member of centre.database.standings.keys()) truths.standingIsSum(centre.database, member);
    truths.overdraftsAreKept(centre);
    truths.nothingIsSkipped(tills, centre);
    const members = [...centre.database.standings.keys()].filter((member) => centre.database.members.has(member));
    for (const till of tills) for (const member of members) truths.balanceAtTillIsSum(till, member);
    truths.tillsAgree(tills, centre);
    truths.holdsAreReleased(centre);
    truths.closedDayStays(centre, this.parted);
    truths.erasedIsNowhere(tills, centre);
    for (const till of tills) truths.textsAreThose(till);
    truths.editsConverge(centre, this.arrivals);
  }
}
