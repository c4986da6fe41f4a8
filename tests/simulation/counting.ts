import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { IncarnationId, MemberId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../../domain/ledger/fold.ts';
import { movementOf } from '../../domain/record/movement.ts';
import { effectsOf } from '../../server/push/effects.ts';
import type { ReadRecord } from '../../server/push/reading.ts';
import type { Stored } from './database.ts';
import { COUNTED_AT_ONCE, Feed, isReturnedTwice, kept, overdraws } from './feed.ts';
import { recordOf } from './reading.ts';

export class Counting extends Feed {
  /** Counts what is held and not counted of one incarnation, some at a time, right behind the answer. */
  protected count(process: number, incarnation: IncarnationId): void {
    this.locked(`count ${incarnation}`, (release) => {
      const known = this.database.incarnations.get(incarnation);
      if (this.up[process] !== true || known === undefined || known.counted >= known.held) {
        release();
        return;
      }
      this.transaction(
        process,
        () => {
          release();
          const more = this.countSome(incarnation);
          if (more) this.count(process, incarnation);
          this.sequence();
        },
        release,
        this.parts.lag(),
      );
    });
  }

  protected countSome(incarnation: IncarnationId): boolean {
    const { database } = this;
    const known = database.incarnations.get(incarnation);
    if (known === undefined || known.counted >= known.held) return false;
    const all = database.records.get(incarnation) ?? [];
    const some = all.slice(known.counted, known.counted + COUNTED_AT_ONCE);
    const counted = known.counted + some.length;
    database.incarnations.set(incarnation, { ...known, counted });
    for (const one of some) this.countOne(one);
    if (counted === known.held) this.parts.heard({ what: 'count', till: known.till, atMs: this.parts.now() });
    this.parts.tell(`counted ${incarnation} ${counted}`);
    return counted < known.held;
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
      }
      // Appended again by a till that was away, a text comes back with its record: an erasure holds for copies too.
      if (own?.kind === 'enrolment' || own?.kind === 'edit') {
        const { member } = own;
        if (database.members.get(member)?.erased === true && !parts.code.is('erasing forgets the text beside'))
          this.forgetTexts(member);
      }
      return;
    }
    parts.proofs.counted(database, one, twice);
    database.counted.set(id, till);
    if (!parts.code.is('a hold is never released')) database.holds.delete(id);
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
    this.people(read, one);
  }

  protected people(read: ReadRecord, one: Stored): void {
    const { database, parts } = this;
    const { record } = read;
    const now = parts.now();
    const { sales, returns, notes, enrolments, edits, cards } = effectsOf([read]);
    for (const { sale, received } of sales) {
      database.receipts.set(received.head.id, {
        sale: one,
        store: received.head.store,
        voided: false,
        returns: [],
        ...kept(database.receipts.get(received.head.id)),
      });
      if (sale.member !== null) this.change('receipt', received.head.id, received.head.store);
    }
    for (const { back } of returns) {
      const of = back.of === null ? undefined : database.receipts.get(back.of);
      if (back.of === null || of === undefined) continue;
      const after = { ...of, returns: [...of.returns, one.received.body] };
      if (isReturnedTwice(after)) {
        parts.mark('return.twiceApart');
        database.alarms.add(`returnedTwice ${back.of}`);
      }
      database.receipts.set(back.of, after);
      this.change('receipt', back.of, of.store);
    }
    for (const { sale, voided } of notes) {
      const of = database.receipts.get(sale);
      if (of === undefined || !voided) continue;
      database.receipts.set(sale, { ...of, voided: true });
      this.change('receipt', sale, of.store);
    }
    for (const { member, joined, person } of enrolments) {
      const known = database.members.get(member);
      if (known === undefined)
        database.members.set(member, { joined: civilDateAt(record.occurredAt), aliasOf: null, erased: false });
      void joined;
      if (known?.erased !== true && person !== null && !database.persons.has(member)) {
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
      if (known?.erased === true && !parts.code.is('erasing forgets the text beside')) this.forgetTexts(member);
      this.change('member', member, 'chain');
    }
    for (const { member, at, changes } of edits) {
      const atMs = Math.min(at, now);
      const before = database.persons.get(member);
      if (record.occurredAt > now) parts.mark('edit.clockAhead');
      if (before === undefined) {
        if (database.members.get(member)?.erased !== true) {
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
        } else if (!parts.code.is('erasing forgets the text beside')) this.forgetTexts(member);
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
  }

  protected forgetTexts(member: MemberId): void {
    const { database } = this;
    for (const list of database.records.values()) {
      for (const { received } of list) {
        const record = recordOf(received);
        if (record !== null && (record.kind === 'enrolment' || record.kind === 'edit') && record.member === member) {
          database.besides.delete(record.id);
        }
      }
    }
  }
}
