import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from '../../../contract/till/api.ts';
import { NO_POINTS } from '../../../domain/amount/points.ts';
import type { Erased } from '../../../domain/record/record.ts';
import { done, type Outcome } from '../../../domain/refusal/refusal.ts';
import { type CounterState, savedCounter } from '../counter/state.ts';
import { MEMBERS } from '../files.ts';
import { type Workings, writeTogether } from '../workings.ts';
import { known } from './points.ts';
import { wordFor } from './word.ts';

/** The setting under which stands how far this till's own texts follow what members.db has heard of erasures. */
const FOLLOWED = 'erasedUpTo';

/**
 * `members.erase`: who the person is, is forgotten for good, with a manager's word and a reason; of somebody who was several members, of
 * all of them. Points, sums and the hash chain stay; the texts beside the records go from this till at once, from the centre and from
 * every other till as they hear of it.
 */
export async function eraseMember(w: Workings, input: Request<'members.erase'>): Promise<Outcome<null>> {
  const member = known(w, input.member);
  if (!member.ok) return member;
  const word = await wordFor(w, 'erase', input.staff, input.pin);
  if (!word.ok) return word;
  const { id, ids } = member.value;
  const content: Erased = { kind: 'erased', member: id, members: [...ids].sort(), reason: input.reason, entries: [] };
  const { state } = w.counter;
  const leaves = state.member !== null && w.members.find(state.member.id)?.id === id;
  const next: CounterState = leaves
    ? {
        ...state,
        member: null,
        redeem: NO_POINTS,
        rewards: [],
        proofs: [],
        kept: state.kept.filter((one) => one.kind !== 'wallet'),
      }
    : state;
  writeTogether(
    w,
    [
      { content: { kind: 'pinUsed', by: word.value.id, action: 'erase', reason: input.reason, entries: [] }, how: {} },
      { content, how: {} },
    ],
    leaves ? { counter: savedCounter(next) } : {},
  );
  if (leaves) w.counter.settled(next);
  forget(w, ids);
  return done(null);
}

/** Takes out this till's own texts about everybody of whom members.db has heard since that they were erased. */
export function followErasures(w: Workings): void {
  const read = Number(w.ledger.setting(FOLLOWED) ?? 0);
  const all = w.replica.erasedAfter(0);
  const last = all.at(-1)?.n ?? 0;
  // A file that was begun anew counts from one again.
  const news = last < read ? all : all.filter(({ n }) => n > read);
  if (news.length === 0) return;
  forget(
    w,
    news.map(({ member }) => member),
  );
  w.ledger.set(FOLLOWED, last);
}

function forget(w: Workings, members: Erased['members']): void {
  w.ledger.forgetTexts(members);
  // A damaged copy that was put aside has everybody in it; what is in it has come again from elsewhere long since.
  for (const end of ['', '-wal', '-shm']) rmSync(join(w.dataDir, `${MEMBERS}.damaged${end}`), { force: true });
}
