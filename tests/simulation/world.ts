import { civilDateAt } from '../../domain/calendar/civil.ts';
import { Breaking } from './breaking.ts';
import { TruthBroken } from './broken.ts';
import type { Ran } from './chain.ts';
import { HEALED_MS } from './chain.ts';
import { chance } from './chance.ts';
import type { Counter } from './counter.ts';
import { isTold } from './database.ts';
import * as expiry from './expiryTruths.ts';
import { MARKS } from './marks.ts';
import * as money from './moneyTruths.ts';
import type { Mutation } from './mutations.ts';
import * as persons from './personTruths.ts';
import { type Item, isDeed, type Plan, TICK_MS, TICKS_IN_DAY } from './plan.ts';
import type { Heard } from './replay/heard.ts';
import type { Written } from './replay/written.ts';
import { DAWN_MS, DAY_MS } from './shop.ts';
import type { Till } from './till.ts';
import * as truths from './truths.ts';

export function play(
  plan: Plan,
  options: {
    readonly mutation?: Mutation | null;
    readonly trace?: boolean;
    readonly heard?: Heard[];
    readonly written?: Map<number, Written[]>;
  } = {},
): Ran {
  return new World(plan, options.mutation ?? null, options.trace === true, {
    heard: options.heard ?? null,
    written: options.written ?? null,
  }).run();
}

class World extends Breaking {
  run(): Ran {
    let broken: Ran['broken'] = null;
    try {
      this.days();
      this.heal();
      this.proveAll();
      this.look();
      this.goOnUntilAllHasEnded();
      this.look();
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
      tillDays: [...this.perDay.values()].filter((count) => count >= 50).length,
      records: this.records,
      lines: this.trace.lines,
    };
  }

  protected days(): void {
    const { plan, events } = this;
    for (const till of this.tills) till.begin(null, 1);
    const issuer = chance(plan.seed, 'issuer');
    const byTick = new Map<number, Item[]>();
    for (const item of plan.items) byTick.set(item.tick, [...(byTick.get(item.tick) ?? []), item]);
    for (let tick = 0; tick < plan.ticks; tick++) {
      const day = Math.floor(tick / TICKS_IN_DAY);
      const begin = DAWN_MS + day * DAY_MS + (tick % TICKS_IN_DAY) * TICK_MS;
      events.runUntil(begin);
      if (tick % TICKS_IN_DAY === 0) {
        for (const till of this.tills) till.boot();
        // Some time in the morning each process looks for what ended in the night.
        for (const process of this.centre.up.keys())
          events.at(begin + issuer.below(10 * 60_000), () => this.centre.sweep(process));
      }
      for (const item of byTick.get(tick) ?? []) {
        const isAtEnd = item.what === 'close';
        events.at(begin + (isAtEnd ? 18_000 : item.salt % 15_000), () => this.happen(item, day));
      }
      if (tick % TICKS_IN_DAY !== TICKS_IN_DAY - 1) continue;
      // The shops close; the tills have some minutes to sync, and are switched off.
      events.runUntil(begin + TICK_MS + 60_000);
      this.marks.add('night');
      for (const till of this.tills) till.stop(false);
    }
    events.runUntil(events.now() + TICK_MS);
  }

  protected happen(item: Item, day: number): void {
    const { what, salt } = item;
    if (isDeed(what)) {
      // A cloned till has a cashier of its own, who does as the first one does.
      for (const till of this.tills.filter(
        ({ parts }) => parts.n === item.till || parts.n === item.till + this.plan.tills,
      ))
        this.deed(till, what, salt, day);
      return;
    }
    const till = this.tills[item.till];
    if (till !== undefined && !this.closing) this.fault(what, till, salt);
  }

  protected deed(till: Till, what: Parameters<Counter['act']>[0], salt: number, day: number): void {
    const { events } = this;
    if (till.sync === null || till.asking) {
      // The cashier waits for the till to come up again.
      events.at(events.now() + 2000, () => this.deed(till, what, salt, day));
      return;
    }
    const { n } = till.parts;
    this.counters[this.tills.indexOf(till)]?.act(what, n >= this.plan.tills ? salt ^ 0x5bd1e995 : salt);
    this.actions += 1;
    const key = `${n} ${day}`;
    this.perDay.set(key, (this.perDay.get(key) ?? 0) + 1);
    if (what === 'close') this.marks.add('day.closed');
  }

  /** All faults end; then everything must drain. */
  protected heal(): void {
    const { events, centre, network } = this;
    this.closing = true;
    // Tills that lost nothing cannot know of a restored centre: in the end its operator says so.
    if (this.unannounced) centre.announce();
    network.heal();
    for (const process of centre.up.keys()) centre.start(process);
    for (const till of this.tills) {
      till.disk.clear();
      till.protocol = 2 + centre.version;
      till.boot();
    }
    this.trace.tell(events.now(), 'healed');
    this.beStill();
    for (const till of this.tills) till.doubtful = false;
  }

  protected beStill(): void {
    const { events } = this;
    const until = events.now() + HEALED_MS;
    while (events.now() < until && !this.isStill()) events.runUntil(events.now() + 10_000);
  }

  /** The shops stay closed until the last lot has ended; the morning after, the tills hear of it. */
  protected goOnUntilAllHasEnded(): void {
    const { centre, events, tills } = this;
    for (const till of tills) till.stop(false);
    const ends = [...centre.database.standings.values()].flatMap(({ lots }) =>
      lots.flatMap(({ expires }) => expires ?? []),
    );
    const last = ends.reduce((late, day) => (day > late ? day : late), civilDateAt(events.now()));
    while (civilDateAt(events.now()) <= last) events.runUntil(events.now() + DAY_MS);
    for (const process of centre.up.keys()) centre.sweep(process);
    for (const till of tills) till.boot();
    this.beStill();
    truths.allIsSent(tills, centre);
    for (const member of centre.database.standings.keys()) truths.standingIsSum(centre.database, member);
    truths.nothingIsSkipped(tills, centre);
    truths.tillsAgree(tills, centre);
    expiry.dueIsBooked(tills, centre, civilDateAt(events.now()));
    expiry.oneIssuer(centre);
    expiry.endsAreOfTheirLots(centre);
  }

  protected isStill(): boolean {
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

  protected proveAll(): void {
    const { centre, tills } = this;
    truths.logIsAppendOnly(tills, centre);
    truths.allIsSent(tills, centre);
    truths.everyRecordArrived(centre, this.confirmed, this.written, this.lost);
    for (const member of centre.database.standings.keys()) truths.standingIsSum(centre.database, member);
    truths.overdraftsAreKept(centre);
    truths.nothingIsSkipped(tills, centre);
    const members = [...centre.database.standings.keys()].filter((member) => isTold(centre.database, member));
    for (const till of tills) for (const member of members) truths.balanceAtTillIsSum(till, member);
    truths.tillsAgree(tills, centre);
    money.cardsAreWhole(centre);
    money.tillsAgreeOnCards(tills, centre);
    for (const till of tills) for (const card of centre.database.giftCards.keys()) money.cardAtTillIsSum(till, card);
    truths.holdsAreReleased(centre);
    truths.closedDayStays(centre, this.parted);
    const { counted } = centre.database;
    const inDoubt = new Set([...this.lost].flatMap((id) => (counted.has(id) ? [] : (this.mergeWords.get(id) ?? []))));
    if (inDoubt.size > 0) this.marks.add('merged.lostWithDisk');
    persons.personsAgree(tills, centre, inDoubt);
    persons.erasedIsNowhere(tills, centre);
    for (const till of tills) persons.ownWordsHold(till);
    for (const till of tills) truths.textsAreThose(till);
    truths.editsConverge(centre, this.arrivals);
  }
}
