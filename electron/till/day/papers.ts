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
  const last = Math.max(
    0,
    ...listedOf(w, read.till).flatMap(({ shifts }) => shifts.map((shift) => shift.z)),
    ...papers.flatMap((paper) => (paper.till === read.till ? [paper.z] : [])),
  );
  if (z <= last) return refused('day.paperKnown', { number: z, till });
  // Of a till that no close has named yet nobody knows which Z was its last.
  if (last > 0 && z > last + 1) return refused('day.paperGap', { number: last + 1, till });
  return done(read);
}
