import { readZCode } from '../../../contract/zCode.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import type { PaperZ } from '../../../domain/day/paper.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import type { Workings } from '../workings.ts';
import { listedOf } from './proposed.ts';

/** The Zs that codes which were kept say. */
export function papersIn(codes: readonly string[]): readonly PaperZ[] {
  return codes.flatMap((code) => readZCode(code) ?? []);
}

/**
 * Whether a code that was scanned is the next Z of another till of the store, for the close of a day: refused where it is none, another
 * store's, this till's own, in the close already, of a later day, or where one before it is missing.
 */
export function nextPaper(
  w: Workings,
  code: string,
  { papers, day }: { readonly papers: readonly PaperZ[]; readonly day: CivilDate },
): Outcome<PaperZ> {
  const read = readZCode(code);
  if (read === null) return refused('day.paperUnreadable');
  const identity = w.identity();
  if (identity === null || read.store !== identity.store) return refused('day.paperOtherStore');
  if (!w.replica.tills(identity.store).some(({ id }) => id === read.till)) return refused('till.unknown');
  const { number: till, z } = read;
  // What this till did, its own log says better.
  if (read.till === identity.till) return refused('day.paperKnown', { number: z, till });
  if (read.day > day) return refused('day.paperLater', { day: read.day });
  const listed = Math.max(0, ...listedOf(w, read.till).flatMap(({ shifts }) => shifts.map((shift) => shift.z)));
  const scanned = papers.flatMap((paper) => (paper.till === read.till ? [paper.z] : []));
  if (z <= listed || scanned.includes(z)) return refused('day.paperKnown', { number: z, till });
  const last = Math.max(listed, ...scanned);
  if (last > 0 && z > last + 1) return refused('day.paperGap', { number: last + 1, till });
  // Of a till that no close has named yet nobody knows which Z was its last: what is scanned hangs together, backwards too.
  const first = Math.min(...scanned);
  if (scanned.length > 0 && z < first - 1) return refused('day.paperGap', { number: first - 1, till });
  return done(read);
}
