import type { Request } from '../../../contract/till/api.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { takeIdentity } from '../identity.ts';
import type { Workings } from '../workings.ts';

/** `setup.join`: a one-time code makes this installation a till of a chain. What the chain knows comes by sync. */
export async function joinChain(w: Workings, input: Request<'setup.join'>): Promise<Outcome<null>> {
  if (w.identity() !== null) return refused('setup.already');
  const given = await w.links.centre.enrol(input.centre.trim(), input.code.trim());
  if (!given.ok) return given;
  if (w.identity() !== null) return refused('setup.already');
  const { url, response } = given.value;
  const { till, store, number, key, ordinal, previous } = response;
  const identity = takeIdentity(
    w.ledger,
    { till, store, number, centre: { url, key }, ordinal, previous },
    w.newUuid,
    w.clock(),
  );
  w.began(identity);
  return done(null);
}
