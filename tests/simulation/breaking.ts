import { Chain, COUNTED_MS } from './chain.ts';
import { type Chance, chance } from './chance.ts';
import type { Counter } from './counter.ts';
import type { Item } from './plan.ts';
import type { Till } from './till.ts';
import * as truths from './truths.ts';

export class Breaking extends Chain {
  protected fault(what: Exclude<Item['what'], Parameters<Counter['act']>[0]>, till: Till, salt: number): void {
    const { centre, network, events, marks } = this;
    const dice = chance(salt, what);
    const { n } = till.parts;
    const line = network.line(n);
    const isUp = till.sync !== null;
    this.trace.tell(events.now(), `fault ${what} ${n}`);
    switch (what) {
      case 'crash':
        if (isUp) this.powerCut(till, 500 + dice.below(30_000));
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
        this.diskDies(till);
        return;
      case 'backUpTill':
        till.backUp();
        return;
      case 'restoreTill':
      case 'restoreLedger':
        this.restoreTill(till, what === 'restoreTill');
        // Whoever puts a backup back often has the network unplugged.
        if (dice.hits(0.4)) line.cutUp = true;
        return;
      case 'clone':
        this.clone(till);
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
        this.killCentre(dice);
        return;
      case 'startCentre':
        for (const process of centre.up.keys()) centre.start(process);
        return;
      case 'failOver':
        centre.failOver();
        this.expectCounted();
        return;
      case 'openTransaction':
        centre.openLong(60_000);
        return;
      case 'backUpCentre':
        centre.backUp();
        return;
      case 'restoreCentre':
      case 'restoreUnannounced':
        this.restoreCentre(what === 'restoreCentre');
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

  protected killCentre(dice: Chance): void {
    const { centre, events } = this;
    const process = dice.below(centre.up.length);
    if (centre.up[process] !== true) return;
    centre.kill(process);
    events.at(events.now() + 1000 + dice.below(60_000), () => {
      centre.start(process);
      this.expectCounted();
    });
  }

  /** Unless somebody dies again, what is held now is counted a while later. */
  protected expectCounted(): void {
    const { centre, events } = this;
    const { deaths } = centre;
    const held = new Map([...centre.database.incarnations].map(([id, row]) => [id, row.held]));
    events.at(events.now() + COUNTED_MS, () => {
      if (centre.deaths === deaths) truths.countingGoesOn(centre, held);
    });
  }

  /** What a restored centre has no more and no till has either (its disk died) is lost with that disk. */
  protected restoreCentre(announced: boolean): void {
    const { centre } = this;
    const { records: before, erased } = centre.database;
    centre.restore(announced);
    const after = centre.database;
    if (after.records === before) return;
    if ([...erased].some((member) => !after.erased.has(member))) this.marks.add('erased.lostWithCentre');
    this.unannounced = !announced;
    const onTills = new Set(this.tills.flatMap(({ log }) => log.records.map(({ id }) => id)));
    for (const [incarnation, list] of before) {
      for (const { received } of list.slice(after.incarnations.get(incarnation)?.held ?? 0)) {
        if (!onTills.has(received.id)) this.lost.add(received.id);
      }
    }
  }

  /** The centre's word on what it holds of this till's life. */
  protected held(till: Till): { readonly seq: number; readonly hash: string } {
    const known = this.centre.database.incarnations.get(till.log.life().incarnation);
    return { seq: known?.held ?? 0, hash: known?.heldHash ?? '' };
  }

  protected noteLost(till: Till, after: number): void {
    const { incarnation } = till.log.life();
    const index = this.tills.indexOf(till);
    for (const one of till.log.records) if (one.incarnation === incarnation && one.seq > after) this.lost.add(one.id);
    this.onDisk[index] = new Set();
  }

  protected diskDies(till: Till): void {
    const held = this.held(till);
    const { incarnation } = till.log.life();
    for (const one of till.log.records) if (!this.centre.database.counted.has(one.id)) this.lost.add(one.id);
    this.noteLost(till, held.seq);
    till.newDisk(held.seq, held.seq === 0 ? null : { incarnation, ...held });
    this.events.at(this.events.now() + 5000, () => till.boot());
  }

  protected restoreTill(till: Till, both: boolean): void {
    const had = [...till.log.records];
    if (!till.restore(both)) return;
    this.noteParted(till);
    const left = new Set(till.log.records.map(({ id }) => id));
    // What was not sent before the backup took its place went with the file; what was, the centre has.
    for (const { id } of had) if (!left.has(id)) this.lost.add(id);
    this.onDisk[this.tills.indexOf(till)] = left;
    this.marks.add(both ? 'till.restored' : 'till.restoredLedgerOnly');
    this.events.at(this.events.now() + 3000, () => till.boot());
  }

  protected noteParted(till: Till): void {
    const shift = this.counters[this.tills.indexOf(till)]?.shift();
    if (shift != null) this.parted.add(shift.id);
  }

  /** The disk is copied and a second machine begins on it: two tills with one identity. */
  protected clone(till: Till): void {
    const { plan, events } = this;
    const n = till.parts.n + plan.tills;
    if (this.tills.some(({ parts }) => parts.n === n) || n >= plan.tills * 2) return;
    const twin = this.addTill(n, till.parts.n);
    this.noteParted(till);
    twin.become(till.copy(), true);
    till.doubtful = true;
    twin.protocol = till.protocol;
    this.onDisk[this.tills.indexOf(twin)] = new Set(twin.log.records.map(({ id }) => id));
    this.marks.add('till.cloned');
    events.at(events.now() + 100, () => twin.boot());
  }
}
