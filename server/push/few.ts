/** A push of a few records, as each sale is: stored and counted in one transaction, so that other tills hear of it a commit earlier. */
import type { Unpacked } from '../../contract/sync/compact/push.ts';
import type { PushRequest } from '../../contract/sync/messages.ts';
import type { TillId } from '../../domain/identity/ids.ts';
import { type Database, isAway } from '../database.ts';
import { Refused } from '../http/problem.ts';
import type { Newsroom } from '../pull/fresh.ts';
import { countWithin, FEW } from './counting.ts';
import { type Pushed, push } from './push.ts';

/**
 * Stores a batch, and counts it too where it is short, nobody has to be waited for, and it can be counted at all. Else it is stored by
 * itself, and counting is somebody's turn: no record is refused, and no till waits, for what its records say (counting.ts). `links`: see
 * readBatch; `newsroom`: where others wait for what comes of it.
 */
export async function pushFew(
  database: Database,
  till: TillId,
  request: PushRequest,
  clock: () => number,
  links: Unpacked['links'] | null = null,
  newsroom: Newsroom | null = null,
): Promise<Pushed> {
  if (request.records.length <= FEW) {
    try {
      return await push(database, till, request, clock(), links, (asking) =>
        countWithin(asking, till, clock(), newsroom),
      );
    } catch (error) {
      // Of these storing alone would not say anything else.
      if (error instanceof Refused || isAway(error)) throw error;
    }
  }
  return push(database, till, request, clock(), links);
}
