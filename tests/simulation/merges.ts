import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { groupOf, type Merge } from '../../domain/merge/merges.ts';

interface Rows<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** Merges as they are heard of, at the centre (server/merges.ts) and at a till (db/replica/merges.ts). */
export interface MergeTables {
  readonly merges: Rows<RecordId, Merge>;
  /** Records of merges in which a member is one of the two. */
  readonly mergesOf: Rows<MemberId, readonly RecordId[]>;
}

/** Takes in a merge, or what is known of one: undone once, it stays so; `isForgetful`: the mistake. */
export function putMerge({ merges, mergesOf }: MergeTables, merge: Merge, isForgetful: boolean): void {
  const before = merges.get(merge.record);
  const undone = merge.undone || (before?.undone === true && !isForgetful);
  merges.set(merge.record, { ...merge, undone });
  if (before !== undefined) return;
  for (const id of [merge.member, merge.alias]) mergesOf.set(id, [...(mergesOf.get(id) ?? []), merge.record]);
}

/** Merges in which a member is one of the two, undone ones too. */
export function mergesIn({ merges, mergesOf }: MergeTables, id: MemberId): readonly Merge[] {
  return (mergesOf.get(id) ?? []).flatMap((record) => merges.get(record) ?? []);
}

/** Everybody who is one person with a member, the smallest id first. */
export const groupIn = (tables: MergeTables, id: MemberId): readonly MemberId[] =>
  groupOf(id, (one) => mergesIn(tables, one));
