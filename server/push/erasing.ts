/** Persons erased, and texts that arrive after them. */
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { type Asking, statement } from '../database.ts';

// Enrolments share it, erasures take it alone: neither may miss the other, and enrolments wait for nobody else.
const ERASING_LOCK = 7_106_041_213;
const LOCK_ENROL = statement('erasing.lockEnrol', `SELECT pg_advisory_xact_lock_shared(${ERASING_LOCK})`);
const LOCK_ERASE = statement('erasing.lockErase', `SELECT pg_advisory_xact_lock(${ERASING_LOCK})`);
const PUT = statement(
  'erasing.put',
  `INSERT INTO erased (member, record) SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS u (member) ORDER BY member
   ON CONFLICT (member) DO NOTHING`,
);
const FORGET_PERSONS = statement('erasing.persons', 'DELETE FROM person WHERE member = ANY ($1::uuid[])');
const KEEP_TEXTS = statement(
  'erasing.texts',
  `INSERT INTO member_text (member, record) SELECT * FROM unnest($1::uuid[], $2::uuid[])
   ON CONFLICT DO NOTHING`,
);
const ERASED = statement<{ member: MemberId }>(
  'erasing.among',
  'SELECT member FROM erased WHERE member = ANY ($1::uuid[])',
);
/** All copies of the records, those of other lives too. Found by id: one index for what counted, one for what did not. */
const FORGET_TEXTS = statement(
  'erasing.forget',
  `WITH about AS (SELECT record FROM member_text WHERE member = ANY ($1::uuid[])), places AS (
     SELECT c.till, c.incarnation, c.seq FROM counted_record c WHERE c.id IN (SELECT record FROM about)
     UNION ALL
     SELECT r.till, r.incarnation, r.seq FROM record r WHERE NOT r.counted AND r.id IN (SELECT record FROM about))
   DELETE FROM beside b USING places p WHERE b.till = p.till AND b.incarnation = p.incarnation AND b.seq = p.seq`,
);

/** A record with a text beside it about a member. */
export interface TextOf {
  readonly member: MemberId;
  readonly record: RecordId;
}

export interface Erasure {
  readonly record: RecordId;
  readonly members: readonly MemberId[];
  /** How many words of the batch about merges stand before it in the log. */
  readonly afterMerges: number;
}

/** To be called before persons are written: who enrols and who erases take turns. */
export async function takeTurns(
  asking: Asking,
  of: { readonly erases: boolean; readonly enrols: boolean },
): Promise<void> {
  if (of.erases) await asking.rows(LOCK_ERASE);
  else if (of.enrols) await asking.rows(LOCK_ENROL);
}

/** Erases persons, for good. Returns the members. */
export async function erase(asking: Asking, erasures: readonly Erasure[]): Promise<MemberId[]> {
  if (erasures.length === 0) return [];
  const byMember = new Map(
    // Of several the first.
    erasures.toReversed().flatMap(({ record, members }) => members.map((member) => [member, record] as const)),
  );
  const members = [...byMember.keys()];
  await asking.change(PUT, [members, [...byMember.values()]]);
  await asking.change(FORGET_PERSONS, [members]);
  return members;
}

/** Those among members who are erased. */
export async function erasedAmong(asking: Asking, members: readonly MemberId[]): Promise<ReadonlySet<MemberId>> {
  if (members.length === 0) return new Set();
  return new Set((await asking.rows(ERASED, [members])).map(({ member }) => member));
}

/** Notes whom the texts of a batch are about, and takes out those about who is erased, also just now. */
export async function forgetTexts(
  asking: Asking,
  texts: readonly TextOf[],
  erased: readonly MemberId[],
): Promise<void> {
  if (texts.length > 0) {
    await asking.change(KEEP_TEXTS, [texts.map(({ member }) => member), texts.map(({ record }) => record)]);
  }
  const late = await erasedAmong(asking, [...new Set(texts.map(({ member }) => member))]);
  const all = new Set([...erased, ...late]);
  if (all.size > 0) await asking.change(FORGET_TEXTS, [[...all]]);
}
