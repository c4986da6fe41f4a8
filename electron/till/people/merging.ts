import type { Request } from '../../../contract/till/api.ts';
import type { LikelyRow, MergedOne, MergeRow, PersonView } from '../../../contract/till/person.ts';
import type { KnownMember } from '../../../db/members.ts';
import { sumBani } from '../../../domain/amount/bani.ts';
import { NO_POINTS } from '../../../domain/amount/points.ts';
import { assert } from '../../../domain/assert.ts';
import { type MemberId, type RecordId, recordId, type StaffId } from '../../../domain/identity/ids.ts';
import { mergePair } from '../../../domain/merge/merge.ts';
import type { Merge } from '../../../domain/merge/merges.ts';
import { likelySame } from '../../../domain/merge/person.ts';
import { foldText } from '../../../domain/person/fold.ts';
import type { Merged, Unmerged } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { savedCounter } from '../counter/state.ts';
import { type Workings, writeTogether } from '../workings.ts';
import { known } from './points.ts';
import { wordFor } from './word.ts';

/** One person enrolled twice: who may be it, members made one person, and members apart again. */

/** Namesakes looked through for the same birthday. */
const MOST_NAMESAKES = 20;
/** More proposals than anybody reads. */
const MOST_LIKELY = 5;

/** Others with the member's phone: what may be asked of every view, since it is one look into an index. */
export function likelyByPhone(w: Workings, { ids, person }: KnownMember): number {
  if (person === null || person.phone === null) return 0;
  return w.members.byPhone(person.phone).filter((one) => one.person !== null && !ids.includes(one.id)).length;
}

/** Who may be the same person as a member: with the same phone first, then with the same name and birthday. */
function likelyOf(w: Workings, { ids, person }: KnownMember): LikelyRow[] {
  if (person === null) return [];
  const byPhone = person.phone === null ? [] : w.members.byPhone(person.phone);
  const namesakes = person.birthday === null ? [] : w.members.search(person.name, MOST_NAMESAKES);
  const once = new Map([...byPhone, ...namesakes].map((one) => [one.id, one]));
  for (const id of ids) once.delete(id);
  return [...once.values()]
    .flatMap((one): LikelyRow[] => {
      const why = one.person === null ? null : likelySame(person, one.person, sameName);
      if (one.person === null || why === null) return [];
      const { name, phone, language } = one.person;
      return [{ id: one.id, name, phone, language, balance: one.standing.balance, joined: one.joined, why }];
    })
    .slice(0, MOST_LIKELY);
}

/** The same words as they sound, in whatever order and script. */
function sameName(a: string, b: string): boolean {
  const words = (name: string): string => foldText(name).split(' ').sort().join(' ');
  return words(a) === words(b);
}

/** `members.person`: who the member is, who may be the same, and what was merged. Reads only. */
export function personView(w: Workings, input: Request<'members.person'>): Outcome<PersonView> {
  const member = known(w, input.member);
  if (!member.ok) return member;
  const { id, ids, person, standing } = member.value;
  assert(person !== null, 'who is known here is somebody');
  const { name, callName, phone, language, birthday, marketing, pin } = person;
  return done({
    id,
    name,
    callName,
    phone,
    language,
    birthday,
    marketing,
    balance: standing.balance,
    wallet: sumBani(ids.map((one) => w.giftCards.wallet(one).standing.balance)),
    cards: w.members.cardsOf(id).length,
    hasPin: pin != null,
    likely: likelyOf(w, member.value),
    merges: mergeRows(w, ids),
  });
}

function mergeRows(w: Workings, ids: readonly MemberId[]): MergeRow[] {
  const [first, second] = ids;
  if (first === undefined || second === undefined) return [];
  const standings = new Map(w.members.partsOf(first).map(({ member, standing }) => [member, standing]));
  const one = (id: MemberId): MergedOne => {
    const person = w.members.personOf(id);
    return {
      id,
      name: person?.name ?? null,
      phone: person?.phone ?? null,
      balance: standings.get(id)?.balance ?? NO_POINTS,
    };
  };
  const pairs = new Map<string, Merge[]>();
  for (const merge of w.members.mergesAmong(ids)) {
    const pair = `${merge.member} ${merge.alias}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), merge]);
  }
  return [...pairs.values()].flatMap((merges) => {
    const [merge] = merges;
    if (merge === undefined) return [];
    return [{ merges: merges.map(({ record }) => record), member: one(merge.member), alias: one(merge.alias) }];
  });
}

/**
 * `members.merge`: two members become one person, with a manager's word. An alias: nothing moves, all cards go on working. The record of
 * whose PIN it was and the merge are one transaction.
 */
export async function mergeMembers(w: Workings, input: Request<'members.merge'>): Promise<Outcome<null>> {
  const one = known(w, input.member);
  if (!one.ok) return one;
  const other = known(w, input.other);
  if (!other.ok) return other;
  if (one.value.id === other.value.id) return refused('merge.self');
  const word = await wordFor(w, 'merge', input.staff, input.pin);
  if (!word.ok) return word;
  const { kept, alias } = mergePair(one.value.id, other.value.id);
  const content: Merged = { kind: 'merged', member: kept, alias, entries: [] };
  writeWith(w, word.value.id, content, recordId(w.newUuid()), null, [one.value.id, other.value.id], kept);
  return done(null);
}

/** `members.unmerge`: a merge taken back, with a manager's word: each stands with their own again, down to the lot. */
export async function unmergeMembers(w: Workings, input: Request<'members.unmerge'>): Promise<Outcome<null>> {
  const member = known(w, input.member);
  if (!member.ok) return member;
  const standing = w.members.mergesAmong(member.value.ids);
  const meant = standing.find(({ record }) => input.merges.includes(record));
  if (meant === undefined) return refused('merge.unknown');
  // Of the same two merged at several tills apart, all: else they would be one person still.
  const same = standing.filter((one) => one.member === meant.member && one.alias === meant.alias);
  const word = await wordFor(w, 'merge', input.staff, input.pin);
  if (!word.ok) return word;
  const merges = same.map(({ record }) => record).sort();
  const content: Unmerged = { kind: 'unmerged', member: meant.member, alias: meant.alias, merges, entries: [] };
  writeWith(w, word.value.id, content, recordId(w.newUuid()), merges[0] ?? null, [], member.value.id);
  return done(null);
}

/** The record with that of the PIN that allowed it; who stands at the counter goes by their id as it is then. */
function writeWith(
  w: Workings,
  by: StaffId,
  content: Merged | Unmerged,
  id: RecordId,
  reverses: RecordId | null,
  ids: readonly MemberId[],
  now: MemberId,
): void {
  const { state } = w.counter;
  const next =
    state.member !== null && ids.includes(state.member.id) ? { ...state, member: { ...state.member, id: now } } : state;
  writeTogether(
    w,
    [
      {
        content: {
          kind: 'pinUsed',
          by,
          action: 'merge',
          reason: content.kind === 'merged' ? 'same' : 'notSame',
          entries: [],
        },
        how: {},
      },
      { content, how: { id, reverses } },
    ],
    next === state ? {} : { counter: savedCounter(next) },
  );
  if (next !== state) w.counter.settled(next);
}
