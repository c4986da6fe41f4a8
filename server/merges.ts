/** Members who are one person, as the records that arrived so far have it. */
import type { MemberId, RecordId, TillId } from '../domain/identity/ids.ts';
import type { Alarm } from './alarms.ts';
import { type Asking, statement } from './database.ts';
import type { Change } from './pull/feed.ts';
import type { Erasure } from './push/erasing.ts';

const GROUP = statement<{ id: MemberId }>(
  'merges.group',
  `WITH RECURSIVE one_person (id) AS (
     SELECT $1::uuid
     UNION
     SELECT CASE WHEN m.member = p.id THEN m.alias ELSE m.member END
     FROM one_person p JOIN member_merge m ON (m.member = p.id OR m.alias = p.id) AND NOT m.undone
   ) SELECT id FROM one_person ORDER BY id`,
);
const ANY = statement<{ any: boolean }>(
  'merges.any',
  'SELECT EXISTS (SELECT FROM member_merge WHERE NOT undone) AS any',
);
const PUT = statement(
  'merges.put',
  `INSERT INTO member_merge (record, member, alias, undone)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bool[]) AS u (record) ORDER BY record
   ON CONFLICT (record) DO UPDATE SET undone = member_merge.undone OR EXCLUDED.undone`,
);
const ERASED = statement<{ member: MemberId }>(
  'merges.erased',
  'SELECT member FROM erased WHERE member = ANY ($1::uuid[]) AND record <> ALL ($2::uuid[])',
);

/** Everybody who is one person with a member, the smallest id first. */
export async function groupAt(asking: Asking, member: MemberId): Promise<readonly MemberId[]> {
  const [some] = await asking.rows(ANY);
  if (some?.any !== true) return [member];
  return (await asking.rows(GROUP, [member])).map(({ id }) => id);
}

/** A merge or the end of one, as a record of a batch says it. */
export interface MergeSaid {
  /** The record that says it. */
  readonly by: RecordId;
  /** The merge's own. */
  readonly record: RecordId;
  readonly member: MemberId;
  readonly alias: MemberId;
  readonly undone: boolean;
}

/**
 * Writes merges and their ends; whatever the order in which they arrive, the same aliases come of it. What tills made of the same people
 * without knowing of each other is kept (truth 9), and a person is told.
 */
export async function writeMerges(
  asking: Asking,
  { merges: said, erasures }: { readonly merges: readonly MergeSaid[]; readonly erasures: readonly Erasure[] },
  till: TillId,
): Promise<{ readonly changes: readonly Change[]; readonly alarms: readonly Alarm[] }> {
  if (said.length === 0) return { changes: [], alarms: [] };
  const found: (Found | null)[] = [];
  for (const [i, one] of said.entries()) {
    // In order: each sees what those before it made.
    const { member, alias } = one;
    const before = one.undone ? null : [await groupAt(asking, member), await groupAt(asking, alias)];
    await asking.change(PUT, [[one.record], [member], [alias], [one.undone]]);
    // Who is erased behind it was somebody when the merge was made.
    const later = erasures.flatMap(({ record, afterMerges }) => (afterMerges > i ? [record] : []));
    if (before !== null) found.push(await madeApart(asking, one, before, later));
    // After all that one record takes back: the same two may have been merged by several. What comes behind it was said by who knew of it.
    if (!one.undone || said[i + 1]?.by === one.by) continue;
    for (const undone of said.filter(({ by }) => by === one.by)) found.push(await stillOne(asking, undone));
  }
  const alarms = found.flatMap((one): Alarm[] => (one === null ? [] : [{ ...one, till }]));
  return {
    changes: said.map(({ record }): Change => ({ kind: 'merge', key: record, scope: 'chain', endsMs: null })),
    alarms,
  };
}

type Found = Omit<Alarm, 'till'>;

/** A merge of people who are already one with others that its till did not know of, or of whom one is erased. */
async function madeApart(
  asking: Asking,
  { record, member, alias }: MergeSaid,
  [one = [], other = []]: readonly (readonly MemberId[])[],
  later: readonly RecordId[],
): Promise<Found | null> {
  const group = await groupAt(asking, member);
  const detail = { member, alias, members: group.length };
  // Both ends of a merge that is made at two tills: the same thing said twice.
  if (!one.includes(alias) && (one[0] !== member || other[0] !== alias)) {
    return { kind: 'mergedApart', key: record, detail };
  }
  const erased = await asking.rows(ERASED, [group, later]);
  return erased.length === 0 || erased.length === group.length ? null : { kind: 'mergedErased', key: record, detail };
}

/** The end of a merge after which the two are one person still, by merges that its till did not know of. */
async function stillOne(asking: Asking, { record, member, alias }: MergeSaid): Promise<Found | null> {
  const group = await groupAt(asking, member);
  if (!group.includes(alias)) return null;
  return { kind: 'unmergedStillOne', key: record, detail: { member, alias, members: group.length } };
}
