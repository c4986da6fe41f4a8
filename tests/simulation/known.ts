/** What a till knows of a member, of both files together (db/members.ts): where each stands, and who is one with whom. */
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { GroupPart } from '../../domain/merge/attributed.ts';
import { combined } from '../../domain/merge/merge.ts';
import { groupOf, type Merge, Merges } from '../../domain/merge/merges.ts';
import { mergedPerson } from '../../domain/merge/person.ts';
import type { Person } from '../../domain/person/person.ts';
import type { LogRecord, Place } from './log.ts';
import { Machine } from './machine.ts';
import { mergesIn } from './merges.ts';

const NOTHING = new Merges();

export interface KnownPerson {
  /** Of those who are known here the smallest. */
  readonly id: MemberId;
  readonly ids: readonly MemberId[];
  /** Null: erased. */
  readonly person: Person | null;
  /** Whose name it is: of those who are not erased the first; null: all are. */
  readonly named: MemberId | null;
  readonly joined: CivilDate;
  /** The centre told of one of them. */
  readonly told: boolean;
}

export class Knowing extends Machine {
  /** Where one member stands alone: the centre's word and the own records not counted in it. */
  alone(member: MemberId): Standing {
    const found = this.replica.members.get(member);
    let standing: Standing = found === undefined ? EMPTY_STANDING : found.state;
    const { code } = this.parts;
    if (code.is('tail is forgotten after a pull') && found?.told === true) return standing;
    const counted: Place | null = found?.state.counted ?? null;
    const tail = this.log.movedAfter(member, counted);
    if (tail.length > 0) this.parts.mark('till.tailOverReplica');
    for (const { movement } of tail) standing = foldMovement(standing, member, movement);
    if (code.is('balance is stored as a sum') && this.stored.has(member)) {
      const stored = this.stored.get(member) ?? 0;
      return { ...standing, balance: stored as Standing['balance'] };
    }
    return standing;
  }

  /** Where the person stands whom a member is: the sums of all, whatever card leads there. */
  standing(member: MemberId): Standing {
    const ids = this.group(member);
    const [first] = ids;
    if (ids.length === 1 || first === undefined) return this.alone(member);
    if (this.parts.code.is('of a merged person one balance is shown')) return this.alone(first);
    return combined(...ids.map((id) => this.alone(id)));
  }

  /** The members who are one person, each with where they stand alone. */
  partsOf(member: MemberId): readonly GroupPart[] {
    return this.group(member).map((one) => ({ member: one, standing: this.alone(one) }));
  }

  /** Whether this till has heard of any merge. */
  anyMerged(): boolean {
    return this.replica.merges.rows.size > 0 || this.tail().size > 0;
  }

  /** Everybody who is one person with a member, as far as this till has heard, the smallest id first. */
  group(member: MemberId): readonly MemberId[] {
    // Most of the time there is nothing to be walked through.
    const { mergesOf } = this.replica;
    const tail = this.tail();
    if (tail.size === 0 && mergesOf.get(member) === undefined) return [member];
    return groupOf(member, (one) => this.together(one, tail));
  }

  mergesOf(member: MemberId): readonly Merge[] {
    return this.together(member, this.tail());
  }

  /** Merges that stand, as this till has heard of them, by their records. */
  standingMerges(): readonly Merge[] {
    const tail = this.tail();
    const all = new Map<string, Merge>();
    for (const id of new Set([...this.replica.mergesOf.rows.keys(), ...this.tailMembers()])) {
      for (const one of this.together(id, tail)) if (!one.undone) all.set(one.record, one);
    }
    return [...all.values()].sort((a, b) => (a.record < b.record ? -1 : 1));
  }

  /** Either word makes a merge; either ends it. */
  protected together(member: MemberId, tail: Merges): readonly Merge[] {
    const known = mergesIn(this.replica, member);
    if (tail.size === 0) return known;
    const all = new Merges();
    for (const one of [...known, ...tail.of(member)]) all.add(one);
    return all.of(member);
  }

  /** What the log says of merges that members.db has not folded yet: usually nothing. */
  protected tail(): Merges {
    const unfolded = this.unfolded();
    if (unfolded.length === 0) return NOTHING;
    const all = new Merges();
    for (const { record } of unfolded) {
      if (record?.kind === 'merged') {
        const { id, member, alias } = record;
        all.add({ record: id, member, alias, undone: false });
      } else if (record?.kind === 'unmerged') {
        const { member, alias, merges } = record;
        for (const one of merges) all.add({ record: one, member, alias, undone: true });
      }
    }
    return all;
  }

  protected tailMembers(): readonly MemberId[] {
    return this.unfolded().flatMap(({ record }) =>
      record?.kind === 'merged' || record?.kind === 'unmerged' ? [record.member, record.alias] : [],
    );
  }

  /** Of them members.db says nothing yet. */
  protected unfolded(): readonly LogRecord[] {
    if (this.log.said.length === 0) return this.log.said;
    return this.log.saidAfter(this.replica.sync().folded);
  }

  /** The person whom a member is; null: nobody of them is known here. */
  find(member: MemberId): KnownPerson | null {
    const { code } = this.parts;
    const ids = code.is('a merged card leads to its own member alone') ? [member] : this.group(member);
    const here = ids.flatMap((id) => this.replica.members.get(id) ?? []);
    const first = code.is('the one merged last gives the name') ? here.at(-1) : here[0];
    if (first === undefined) return null;
    const { id } = first.state;
    const erased = this.unfolded().flatMap(({ record }) => (record?.kind === 'erased' ? record.members : []));
    const living = here.filter(({ state }) => state.person !== null && !erased.includes(state.id));
    return {
      id,
      ids: [id, ...ids.filter((one) => one !== id)],
      person: mergedPerson(living.map(({ state }) => state.person)),
      named: living[0]?.state.id ?? null,
      joined: here.reduce((least, { state }) => (state.joined < least ? state.joined : least), first.state.joined),
      told: here.some(({ told }) => told),
    };
  }
}
