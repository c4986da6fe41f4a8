import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { IncarnationId, MemberId, RecordId, TillId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../../domain/ledger/fold.ts';
import { combined } from '../../domain/merge/merge.ts';
import type { Merge } from '../../domain/merge/merges.ts';
import { moneyOf, movementOf } from '../../domain/record/movement.ts';
import type { MergeSaid } from '../../server/merges.ts';
import { type Effects, effectsOf } from '../../server/push/effects.ts';
import type { ReadRecord } from '../../server/push/reading.ts';
import { NOTHING_BACK, type Stored } from './database.ts';
import { COUNTED_AT_ONCE, isReturnedTwice, overdraws } from './feed.ts';
import { groupIn, mergesIn, putMerge } from './merges.ts';
import { Money } from './money.ts';
import { recordOf, textAbout } from './reading.ts';

export class Counting extends Money {
  /** Counts what is held and not counted of a till, its earliest life first, some at a time, right behind the answer. */
  protected count(process: number, till: TillId): void {
    this.locked(`count ${till}`, (release) => {
      if (this.up[process] !== true || this.behind(till) === null) {
        release();
        return;
      }
      this.transaction(
        process,
        () => {
          release();
          const more = this.countSome(till);
          if (more) this.count(process, till);
          this.sequence();
        },
        release,
        this.parts.lag(),
      );
    });
  }

  /** The earliest life of a till of which something is to be counted. */
  protected behind(till: TillId): IncarnationId | null {
    const lives = [...this.database.incarnations].filter(
      (life) => life[1].till === till && life[1].counted < life[1].held,
    );
    const [first] = lives.sort(([a, one], [b, other]) => one.ordinal - other.ordinal || (a < b ? -1 : 1));
    return first?.[0] ?? null;
  }

  protected countSome(till: TillId): boolean {
    const { database } = this;
    const incarnation = this.behind(till);
    const known = incarnation === null ? undefined : database.incarnations.get(incarnation);
    if (incarnation === null || known === undefined) return false;
    const all = database.records.get(incarnation) ?? [];
    const some = all.slice(known.counted, known.counted + COUNTED_AT_ONCE);
    const counted = known.counted + some.length;
    database.incarnations.set(incarnation, { ...known, counted });
    this.takeEndsBack(some);
    for (const one of some) this.countOne(one);
    this.parts.heard({ what: 'count', till, most: some.length, atMs: this.parts.now() });
    this.parts.tell(`counted ${incarnation} ${counted}`);
    return this.behind(till) !== null;
  }

  protected countOne(one: Stored): void {
    const { database, parts } = this;
    const { received, till } = one;
    const { id } = received;
    const own = recordOf(received);
    const twice = database.counted.has(id);
    if (twice && !parts.code.is('an id counts twice') && !parts.code.is('a repeat is counted twice')) {
      parts.mark('fork.idsOnce');
      // Its till took it for one that is not counted yet: the standing is told again, with the number that contains it.
      if (own !== null && !parts.code.is('what was counted in an earlier life is not told again')) {
        for (const { member } of own.entries) this.change('member', member, 'chain');
        for (const { card } of moneyOf(own)) this.change('giftCard', card, 'chain');
      }
      // Appended again by a till that was away, a text comes back with its record: an erasure holds for copies too.
      const about = textAbout(own);
      if (about !== null && database.erased.has(about)) this.forgetTexts(about);
      return;
    }
    parts.proofs.counted(database, one, twice);
    database.counted.set(id, till);
    if (!parts.code.is('a hold is never released')) database.holds.delete(id);
    if (!parts.code.is('a hold of money is never released')) {
      for (const [key, { record: of }] of database.moneyHolds) if (of === id) database.moneyHolds.delete(key);
    }
    if (own === null) return;
    const beside = received.besideDiffers ? null : received.beside;
    const read: ReadRecord = { seq: received.seq, head: own, record: own, beside };
    const { record } = read;
    const movement = movementOf(record);
    const members = new Set(
      [...movement.entries, ...movement.counts, ...movement.issued].flatMap(({ member }) => member ?? []),
    );
    for (const member of members) {
      const before = database.standings.get(member) ?? EMPTY_STANDING;
      if (parts.code.is('the centre refuses an overdraft') && overdraws(before.balance, member, movement.entries))
        continue;
      const after = parts.code.booked(foldMovement(before, member, movement), member);
      database.standings.set(member, after);
      const moved = movement.entries.filter((entry) => entry.member === member);
      if (moved.length > 0) {
        const list = database.entries.get(member) ?? [];
        const sum = moved.reduce((all, entry) => all + entry.points, 0);
        list.push({ record: id, points: sum });
        database.entries.set(member, list);
      }
      if (after.debt > before.debt) parts.mark('overdraft');
      if (after.debt < before.debt) parts.mark('overdraft.repaid');
      this.change('member', member, 'chain');
      parts.proofs.standing(database, member);
    }
    const effects = effectsOf([read]);
    this.people(effects, one, record.occurredAt);
    this.bookMoney(record);
    this.writeCodes(effects.codes);
  }

  protected people(effects: Effects, one: Stored, occurredAt: number): void {
    const { database, parts } = this;
    const now = parts.now();
    const { sales, returns, notes, enrolments, edits, cards, erasures, merges, texts } = effects;
    for (const { sale, received } of sales) {
      const { id, store } = received.head;
      database.receipts.set(id, { sale: one, store });
      this.lookWhatCameBack(id);
      if (sale.member !== null) this.change('receipt', id, store);
    }
    for (const { back } of returns) if (back.of !== null) this.cameBack(back.of, { back: one.received.body });
    for (const { sale, voided } of notes) if (voided) this.cameBack(sale, { voided: true });
    for (const { members } of erasures)
      this.erase(parts.code.is('only one of a merged person is erased') ? members.slice(0, 1) : members);
    for (const { member, joined, person } of enrolments) {
      if (!database.members.has(member)) database.members.set(member, { joined: civilDateAt(occurredAt) });
      void joined;
      if (!database.erased.has(member) && person !== null && !database.persons.has(member)) {
        const same = [...database.persons.values()].some(
          (other) => other.person.phone !== null && other.person.phone === person.phone,
        );
        if (same) parts.mark('phone.twice');
        const early = database.early.get(member) ?? [];
        database.persons.set(
          member,
          early.reduce((so, { atMs, changes }) => parts.code.mergeEdit(so, atMs, changes), { person, clocks: {} }),
        );
        database.early.delete(member);
      }
      this.change('member', member, 'chain');
    }
    for (const { member, at, changes } of edits) {
      const atMs = Math.min(at, now);
      const before = database.persons.get(member);
      if (occurredAt > now) parts.mark('edit.clockAhead');
      if (before === undefined) {
        if (!database.erased.has(member)) {
          parts.mark('edit.beforeEnrolment');
          database.early.set(member, [...(database.early.get(member) ?? []), { atMs, changes }]);
          continue;
        }
        parts.mark('erased.editedLater');
        if (parts.code.is('an erasure is undone by a later edit')) {
          database.persons.set(member, {
            person: {
              name: '?',
              callName: '',
              phone: null,
              language: 'ro',
              birthday: null,
              marketing: false,
              ...changes,
            },
            clocks: {},
          });
        }
      } else {
        if (Object.values(before.clocks).some((clock) => clock > atMs)) parts.mark('edit.concurrent');
        database.persons.set(member, parts.code.mergeEdit(before, atMs, changes));
      }
      this.change('member', member, 'chain');
    }
    for (const { code, member, blocked } of cards) {
      const had = database.cards.get(code);
      if (had !== undefined && had.member !== member) {
        database.alarms.add(`cardTwoMembers ${member}`);
        continue;
      }
      database.cards.set(code, { member, blocked });
      if (blocked) parts.mark('card.blocked');
      this.change('card', code, 'chain');
    }
    // What arrives of who is erased, also just now.
    for (const { member } of texts) if (database.erased.has(member)) this.forgetTexts(member);
    this.writeMerges(merges, one.till);
  }

  /** Kept also where the sale is not here (yet, or again). */
  protected cameBack(sale: RecordId, what: { readonly back: string } | { readonly voided: true }): void {
    const { database } = this;
    const { voided, returns } = database.backs.get(sale) ?? NOTHING_BACK;
    database.backs.set(sale, 'back' in what ? { voided, returns: [...returns, what.back] } : { voided: true, returns });
    this.lookWhatCameBack(sale);
    const of = database.receipts.get(sale);
    if (of !== undefined) this.change('receipt', sale, of.store);
  }

  protected lookWhatCameBack(id: RecordId): void {
    const { database, parts } = this;
    const [of, back] = [database.receipts.get(id), database.backs.get(id)];
    if (of === undefined || back === undefined || !isReturnedTwice(of.sale, back.returns)) return;
    parts.mark('return.twiceApart');
    database.alarms.add(`returnedTwice ${id}`);
  }

  /** Who they are is forgotten, for good; sums stay, cards lead to nobody (server/push/erasing.ts). */
  protected erase(members: readonly MemberId[]): void {
    const { database, parts } = this;
    parts.mark('erased');
    if (members.length > 1) parts.mark('erased.merged');
    for (const member of members) {
      database.erased.add(member);
      database.persons.delete(member);
      database.early.delete(member);
      this.forgetTexts(member);
      this.change('member', member, 'chain');
    }
  }

  /** Merges and their ends; what tills said apart is kept, and a person is told (server/merges.ts). */
  protected writeMerges(said: readonly MergeSaid[], till: TillId): void {
    const { database, parts } = this;
    for (const one of said) {
      const { record, member, alias, undone } = one;
      const before = [groupIn(database, member), groupIn(database, alias)] as const;
      putMerge(database, one, parts.code.is('a merge that is heard again stands again'));
      if (!undone || !parts.code.is('the end of a merge is told to nobody')) this.change('merge', record, 'chain');
      if (!undone) this.madeOne(one, till, before);
    }
    for (const { record, member, alias, undone } of said) {
      if (!undone) continue;
      parts.mark('unmerged');
      const group = groupIn(database, member);
      if (!group.includes(alias)) continue;
      database.alarms.add(`unmergedStillOne ${member} ${alias} ${group.length}`);
      if (this.sameMerged(record, member, alias).some((other) => !other.undone)) parts.mark('unmerged.madeAgain');
    }
  }

  /** Points stay where they are: an alias, and the smallest id gives the name. */
  protected madeOne(
    { record, member, alias }: MergeSaid,
    till: TillId,
    [one, other]: readonly [readonly MemberId[], readonly MemberId[]],
  ): void {
    const { database, parts } = this;
    parts.mark('merged');
    const group = groupIn(database, member);
    if (group.length > 2) parts.mark('merged.chain');
    for (const same of this.sameMerged(record, member, alias)) {
      if (database.counted.get(same.record) !== till) parts.mark(same.undone ? 'unmerged.madeAgain' : 'merged.apart');
    }
    if (!one.includes(alias) && (one[0] !== member || other[0] !== alias)) {
      database.alarms.add(`mergedApart ${member} ${alias} ${group.length}`);
    } else {
      const erased = group.filter((each) => database.erased.has(each));
      if (erased.length > 0 && erased.length < group.length)
        database.alarms.add(`mergedErased ${member} ${alias} ${group.length}`);
    }
    if (parts.code.is('own points are moved by a merge')) {
      database.standings.set(member, combined(...group.map((each) => database.standings.get(each) ?? EMPTY_STANDING)));
      parts.proofs.standing(database, member);
    }
  }

  /** Other merges of the same two. */
  protected sameMerged(record: RecordId, member: MemberId, alias: MemberId): readonly Merge[] {
    return mergesIn(this.database, member).filter(
      (one) => one.record !== record && one.member === member && one.alias === alias,
    );
  }

  protected forgetTexts(member: MemberId): void {
    const { database, parts } = this;
    if (parts.code.is('erasing forgets the text beside')) return;
    for (const list of database.records.values()) {
      for (const { received } of list)
        if (textAbout(recordOf(received)) === member) database.besides.delete(received.id);
    }
  }
}
