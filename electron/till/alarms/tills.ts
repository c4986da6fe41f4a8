import type { StoreTill } from '../../../contract/till/alarms.ts';
import type { Request } from '../../../contract/till/api.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { type Workings, write } from '../workings.ts';

/** How long a manager waits for the centre's answer, ms. */
const RETIRE_MS = 10_000;

/** `tills.list`: the tills of this store, by number. */
export function listTills(w: Workings): Outcome<readonly StoreTill[]> {
  const identity = w.identity();
  if (identity === null) return done([]);
  const tills = w.replica.tills(identity.store).map(({ id, number, retired }): StoreTill => {
    return {
      id,
      number,
      here: id === identity.till,
      retired: retired === undefined ? null : { at: retired.at, seq: retired.seq },
    };
  });
  return done(tills.toSorted((a, b) => a.number - b.number));
}

/**
 * `tills.retire` and `tills.restore`: a manager's word, with the PIN, that another till of the store is dead, or came back. The centre
 * does it; the use of the PIN is a record of this till.
 */
export async function retireTill(
  w: Workings,
  { till, pin }: Request<'tills.retire'>,
  how: 'retire' | 'restore',
): Promise<Outcome<null>> {
  const identity = w.identity();
  if (identity?.centre == null) return refused('till.unknown');
  const known = w.replica.tills(identity.store).find((one) => one.id === till);
  if (known === undefined || till === identity.till) return refused('till.unknown');
  const manager = await w.session.vouch(w.session.staff ?? undefined, pin);
  if (!manager.ok) return manager;
  const { id: staff } = manager.value;
  const answer = await w.links.centre.retire({ till, staff }, how, RETIRE_MS);
  if (answer === 'unreachable') return refused('setup.centreUnreachable', { url: identity.centre.url });
  write(w, {
    kind: 'pinUsed',
    by: staff,
    action: `${how}Till`,
    reason: how === 'retire' ? 'dead' : 'cameBack',
    entries: [],
  });
  return done(null);
}
