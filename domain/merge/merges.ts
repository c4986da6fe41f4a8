import { assert } from '../assert.ts';
import type { MemberId, RecordId } from '../identity/ids.ts';

/**
 * One merge, as its record names it: two members are one person. `undone` once any record takes it back, and for good: merges and
 * their ends are sets that only grow, so in whatever order they are heard of, also the end before the merge, all come to the same.
 */
export interface Merge {
  /** The `merged` record's id. */
  readonly record: RecordId;
  readonly member: MemberId;
  readonly alias: MemberId;
  readonly undone: boolean;
}

/** More members than anybody was enrolled as; a group beyond would be a mistake, and must not hang a counter. */
export const MOST_IN_GROUP = 200;

/**
 * Everybody whom merges that stand make one person with a member, that member among them, the smallest id first: that one the person
 * goes by. Chains and rings are walked once. `mergesOf` names the merges in which a member is one of the two.
 */
export function groupOf(id: MemberId, mergesOf: (id: MemberId) => Iterable<Merge>): readonly MemberId[] {
  const group = new Set([id]);
  // A set that grows while it is walked: whoever is added is looked at in turn.
  for (const one of group) {
    for (const { member, alias, undone } of mergesOf(one)) {
      if (!undone) group.add(member).add(alias);
    }
    assert(group.size <= MOST_IN_GROUP, `member ${id} is merged with more than ${MOST_IN_GROUP} others`);
  }
  return [...group].sort();
}

/** Merges as heard of in any order, each record's once. */
export class Merges {
  readonly #byRecord = new Map<RecordId, Merge>();
  readonly #byMember = new Map<MemberId, Set<RecordId>>();

  /** Takes in a merge, or what is known of one: it is undone when any word says so. */
  add(merge: Merge): void {
    const before = this.#byRecord.get(merge.record);
    this.#byRecord.set(merge.record, before?.undone === true ? { ...merge, undone: true } : merge);
    for (const id of [merge.member, merge.alias]) {
      const own = this.#byMember.get(id);
      if (own === undefined) this.#byMember.set(id, new Set([merge.record]));
      else own.add(merge.record);
    }
  }

  get size(): number {
    return this.#byRecord.size;
  }

  /** Those in which a member is one of the two, undone ones too. */
  of(id: MemberId): Merge[] {
    return [...(this.#byMember.get(id) ?? [])].flatMap((record) => this.#byRecord.get(record) ?? []);
  }

  group(id: MemberId): readonly MemberId[] {
    return groupOf(id, (one) => this.of(one));
  }
}
