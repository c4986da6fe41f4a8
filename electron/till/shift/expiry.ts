import type { MemberId } from '../../../domain/identity/ids.ts';
import { prolonged } from '../../../domain/ledger/activity.ts';
import { expiryEntries } from '../../../domain/ledger/expiry.ts';
import type { Standing } from '../../../domain/ledger/standing.ts';
import { combined } from '../../../domain/merge/merge.ts';
import { today, type Workings, write } from '../workings.ts';

/** More entries than a record takes are several records. */
const MOST_ENTRIES = 500;

/**
 * Books as expired what has ended before today, in a shop without a centre: there this till is the one issuer (in a chain the centre
 * is). Called when a shift opens, so it is done before the day's first sale; booking again finds nothing left to book.
 */
export function bookExpiry(w: Workings): void {
  if (!w.ledger.alone()) return;
  const day = today(w);
  const entries = w.ledger
    .everyStanding()
    .flatMap(({ member, standing }) => expiryEntries(asOnePerson(w, member, standing), member, day));
  for (let i = 0; i < entries.length; i += MOST_ENTRIES) {
    write(w, { kind: 'expiry', day, entries: entries.slice(i, i + MOST_ENTRIES) });
  }
}

/** A member's own lots, with the ends that the purchases of the whole person give them: of merged members each has theirs. */
function asOnePerson(w: Workings, member: MemberId, own: Standing): Standing {
  if (!w.members.anyMerged()) return own;
  const { tally = [] } = combined(...w.members.partsOf(member).map(({ standing }) => standing));
  return { ...own, lots: prolonged(own.lots, tally) };
}
