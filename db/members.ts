import type { CardState } from '../contract/sync/states.ts';
import type { CivilDate } from '../domain/calendar/civil.ts';
import type { MemberId } from '../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../domain/ledger/fold.ts';
import type { Standing } from '../domain/ledger/standing.ts';
import type { GroupPart } from '../domain/merge/attributed.ts';
import { combined } from '../domain/merge/merge.ts';
import { groupOf, type Merge } from '../domain/merge/merges.ts';
import { mergedPerson } from '../domain/merge/person.ts';
import { searchKey, searchTerms } from '../domain/person/fold.ts';
import type { Person } from '../domain/person/person.ts';
import type { LedgerReader } from './ledger/ledger.ts';
import type { ReplicaMember, ReplicaReader } from './replica/replica.ts';
import { type Now, nowOf } from './tail.ts';

/** A member as this till knows them now: the centre's word and everything done here since. */
export interface KnownMember {
  /** Of members who were merged the smallest: by it the person goes. */
  readonly id: MemberId;
  /** All the ids that are this person, `id` first; more than one after a merge. */
  readonly ids: readonly MemberId[];
  /** Null: erased. */
  readonly person: Person | null;
  readonly joined: CivilDate;
  readonly standing: Standing;
  /** When the centre last said how this member stands, UTC ms; null: it never did. */
  readonly wordAt: number | null;
}

/** The one way the till asks about members: replica, own log and what is between them, put together at reading. */
export interface Members {
  /** A person by the id of a member; of merged members each leads to the one person, with what all of them have. */
  find(id: MemberId): KnownMember | null;
  /** The card, blocked or not, and whose it is; null: no such card here. */
  byCard(code: string): { readonly card: CardState; readonly member: KnownMember } | null;
  /** Members with exactly this phone (E.164), at most 20: phones are not unique. */
  byPhone(phone: string): readonly KnownMember[];
  /** Whose coupon this is or was, as far as can be known here; slow, for codes that the member at the counter does not hold. */
  couponHolder(code: string): KnownMember | null;
  /** Cards that lead to this member, those in use first. */
  cardsOf(id: MemberId): readonly CardState[];
  /** Members by parts of the name in any script, or digits of the phone from either end; the likeliest first. */
  search(text: string, most: number): readonly KnownMember[];
  /** Whether any members were ever merged. */
  anyMerged(): boolean;
  /** The members who are one person, each with where they stand alone: whose lot is whose. */
  partsOf(id: MemberId): readonly GroupPart[];
  /** Merges that make a person of these members and stand, each once. */
  mergesAmong(ids: readonly MemberId[]): readonly Merge[];
  /** Who a member of exactly this id is, merged or not; null: unknown, or erased. */
  personOf(id: MemberId): Person | null;
  /** The version of the person that the centre told of a member (0: none), for who edits it. */
  versionOf(id: MemberId): number;
  /** Where a member stands: stored or told, and the own entries not counted in it. */
  standing(id: MemberId): { readonly standing: Standing; readonly wordAt: number | null };
}

const MOST_WITH_PHONE = 20;

/** Puts the two files together. Nothing is stored as a sum: a crash between the files is nothing special. */
export function members(ledger: LedgerReader, replica: ReplicaReader): Members {
  const present = nowOf(ledger, replica);

  /** One moment of each file for one question; the replica's first, so that the log knows all that it has counted. */
  function asked<T>(answer: (now: Now) => T): T {
    return replica.snapshot(() => ledger.snapshot(() => answer(present())));
  }

  /** The member of the files, or of the tail, with what the tail says of the person; null: unknown. */
  function base(id: MemberId, { tail }: Now): ReplicaMember | null {
    const found = replica.member(id) ?? tail.enrolled(id);
    return found === null ? null : tail.over(found);
  }

  function idsOf(id: MemberId, now: Now): readonly MemberId[] {
    return now.merged ? groupOf(id, now.mergesOf) : [id];
  }

  /** Where one member stands alone. */
  function standingOf(id: MemberId, found: ReplicaMember | null, now: Now): Standing {
    // The sale's own transaction keeps it there.
    if (now.alone) return ledger.standingAlone(id)?.standing ?? EMPTY_STANDING;
    const counted = found?.counted ?? null;
    let standing = found === null ? EMPTY_STANDING : standingTold(found);
    for (const movement of ledger.movementsAfter(id, counted)) standing = foldMovement(standing, id, movement);
    return standing;
  }

  /** Of a shop without a centre: whoever's kept standing holds the coupon. */
  function heldAlone(code: string, { alone }: Now): MemberId | null {
    if (!alone) return null;
    const holds = ({ coupons = [] }: Standing): boolean => coupons.some((coupon) => coupon.code === code);
    return ledger.everyStanding().find(({ standing }) => holds(standing))?.member ?? null;
  }

  /** `moved` false: it is known that this till has no entries of theirs. */
  function alone(found: ReplicaMember, now: Now, moved = true): KnownMember {
    const { id, person, joined } = found;
    const standing = moved ? standingOf(id, found, now) : standingTold(found);
    return { id, ids: [id], person, joined, standing, wordAt: found.told ? now.heardAt : null };
  }

  /** The person whom a member is, with what all have whom merges make one; null: nobody of them is known. */
  function known(id: MemberId, now: Now, moved = true): KnownMember | null {
    const ids = idsOf(id, now);
    if (ids.length === 1) {
      const found = base(id, now);
      return found === null ? null : alone(found, now, moved);
    }
    const all = ids.map((one) => ({ id: one, found: base(one, now) }));
    const here = all.flatMap(({ found }) => found ?? []);
    const [first] = here;
    if (first === undefined) return null;
    return {
      // Who is merged and not told of yet has no name here: the person goes by the first who is known.
      id: first.id,
      ids: [first.id, ...ids.filter((one) => one !== first.id)],
      person: mergedPerson(here.map(({ person }) => person)),
      joined: here.reduce((least, { joined }) => (joined < least ? joined : least), first.joined),
      standing: combined(...all.map((one) => standingOf(one.id, one.found, now))),
      wordAt: here.some(({ told }) => told) ? now.heardAt : null,
    };
  }

  return {
    find: (id) => asked((now) => known(id, now)),

    byCard: (code) =>
      asked((now) => {
        const card = now.tail.card(code) ?? replica.card(code);
        const member = card === null ? null : known(card.member, now);
        return card === null || member === null ? null : { card, member };
      }),

    byPhone: (phone) =>
      asked((now) => {
        const all = new Map<MemberId, KnownMember>();
        for (const id of [...replica.byPhone(phone, MOST_WITH_PHONE), ...now.tail.members()]) {
          if (base(id, now)?.person?.phone !== phone) continue;
          const member = known(id, now);
          if (member !== null) all.set(member.id, member);
        }
        return [...all.values()].slice(0, MOST_WITH_PHONE);
      }),

    couponHolder: (code) =>
      asked((now) => {
        const id = replica.couponHolder(code) ?? ledger.issuedTo(code) ?? heldAlone(code, now);
        return id === null ? null : known(id, now);
      }),

    cardsOf: (id) =>
      asked((now) => {
        const ids = new Set(idsOf(id, now));
        const cards = new Map<string, CardState>();
        for (const one of ids) for (const card of replica.cardsOf(one)) cards.set(card.code, card);
        for (const card of now.tail.cards()) {
          if (ids.has(card.member)) cards.set(card.code, card);
          else cards.delete(card.code);
        }
        return [...cards.values()].sort((a, b) => Number(a.blocked) - Number(b.blocked) || (a.code < b.code ? -1 : 1));
      }),

    search: (text, most) =>
      asked((now) => {
        const hits = new Map<MemberId, ReplicaMember>();
        // Who enrolled a moment ago is looked for more often than anyone else.
        for (const id of now.tail.members()) {
          const found = base(id, now);
          if (found?.person != null && matches(found.person, text)) hits.set(found.id, found);
        }
        for (const found of replica.searchMembers(text, most)) {
          if (!hits.has(found.id)) hits.set(found.id, now.tail.over(found));
        }
        const shown = [...hits.values()].filter(({ person }) => person !== null).slice(0, most);
        if (now.merged) {
          const persons = shown.flatMap(({ id }) => known(id, now) ?? []);
          return [...new Map(persons.map((one) => [one.id, one])).values()];
        }
        const moved = now.alone ? null : ledger.movedHere(shown.map((found) => found.id));
        return shown.map((found) => alone(found, now, moved?.has(found.id) !== false));
      }),

    anyMerged: () => asked(({ merged }) => merged),

    partsOf: (id) =>
      asked((now) => idsOf(id, now).map((one) => ({ member: one, standing: standingOf(one, base(one, now), now) }))),

    mergesAmong: (ids) =>
      asked((now) => {
        const all = ids.flatMap((id) => now.mergesOf(id)).filter(({ undone }) => !undone);
        return [...new Map(all.map((one) => [one.record, one])).values()];
      }),

    personOf: (id) => asked((now) => base(id, now)?.person ?? null),
    versionOf: (id) => asked((now) => base(id, now)?.edited ?? 0),

    standing: (id) =>
      asked((now) => {
        const found = known(id, now);
        return { standing: found?.standing ?? standingOf(id, null, now), wordAt: found?.wordAt ?? null };
      }),
  };
}

/** What the centre told; lots and counts are left packed until somebody looks (replica/packing.ts). */
function standingTold(found: ReplicaMember): Standing {
  const { balance, debt } = found;
  return {
    balance,
    debt,
    get lots() {
      return found.lots;
    },
    get tally() {
      return found.tally ?? [];
    },
    get coupons() {
      return found.coupons ?? [];
    },
  };
}

/** The index's question asked of one person. */
function matches(person: Person, typed: string): boolean {
  const terms = searchTerms(typed);
  const words = searchKey(person).split(' ');
  return (
    terms.length > 0 && terms.every((term) => words.some((word) => term.anyOf.some((token) => word.startsWith(token))))
  );
}
