/** Folds everybody's standing again from what was booked. */
import { points } from '../../domain/amount/points.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { lotId, type MemberId, type RecordId } from '../../domain/identity/ids.ts';
import type { Contra, Entry } from '../../domain/ledger/entry.ts';
import { EMPTY_STANDING, foldMovement, type Movement } from '../../domain/ledger/fold.ts';
import { type Asking, statement } from '../database.ts';
import { type StandingRow, standingOf } from '../push/standings.ts';
import type { Finding } from './finding.ts';
import { movedForm, NOTHING, termsForm } from './forms.ts';

const STANDINGS = statement<StandingRow & { member: MemberId; entries: number }>(
  'verify.standings',
  `SELECT member, balance, debt, lots, tally, coupons, entries FROM member_standing
   WHERE member > $1 ORDER BY member LIMIT 2000`,
);
const ENTRIES = statement<{
  member: MemberId;
  n: number;
  points: number;
  contra: Contra;
  lot: string | null;
  expires: string | null;
  terms: unknown;
  record: RecordId;
}>(
  'verify.entries',
  `SELECT member, n, points, contra, lot, expires, terms, record FROM entry
   WHERE member > $1 AND member <= $2 ORDER BY member, n`,
);
const MOVED = statement<{
  member: MemberId;
  n: number;
  record: RecordId;
  counts: unknown;
  issued: unknown;
  gone: unknown;
}>(
  'verify.moved',
  `SELECT member, n, record, counts, issued, gone FROM moved WHERE member > $1 AND member <= $2 ORDER BY member, n`,
);
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** Folds what was booked of every member again, in its order, and compares (truth 2). Returns how many members there were. */
export async function refold(asking: Asking, findings: Finding[]): Promise<number> {
  let after: string = NOBODY;
  let members = 0;
  for (;;) {
    const page = await asking.rows(STANDINGS, [after]);
    const last = page.at(-1);
    if (last === undefined) return members;
    const booked = await bookedAfter(asking, after, last.member);
    for (const row of page) {
      const where = `member ${row.member}`;
      const steps = (booked.get(row.member) ?? []).sort((a, b) => a.n - b.n);
      const gap = steps.findIndex(({ n }, i) => n !== i + 1);
      if (gap >= 0) findings.push({ truth: 2, where, detail: `entry ${steps[gap]?.n} stands where ${gap + 1} should` });
      const kept = spelledStanding(row);
      const again = movementsOf(steps).reduce((sum, one) => foldMovement(sum, row.member, one), EMPTY_STANDING);
      const { tally = [], coupons = [], ...points } = again;
      const folded = JSON.stringify(standingOf({ ...points, tally, coupons }));
      if (kept !== folded) findings.push({ truth: 2, where, detail: `kept is ${kept}, folded again ${folded}` });
      if (row.entries !== steps.length) {
        findings.push({ truth: 2, where, detail: `${row.entries} entries are said to be folded` });
      }
    }
    members += page.length;
    after = last.member;
  }
}

/** A standing that cannot even be read is compared as it is, and so is a finding. */
function spelledStanding(row: StandingRow): string {
  try {
    return JSON.stringify(standingOf(row));
  } catch {
    const { balance, debt, lots, tally, coupons } = row;
    return `unreadable: ${JSON.stringify({ balance, debt, lots, tally, coupons })}`;
  }
}

/** One row of what was booked of a member. */
interface Step {
  readonly n: number;
  readonly record: RecordId;
  readonly movement: Movement;
}

async function bookedAfter(asking: Asking, after: string, last: MemberId): Promise<Map<MemberId, Step[]>> {
  const booked = new Map<MemberId, Step[]>();
  const add = (member: MemberId, step: Step): void => {
    const steps = booked.get(member);
    if (steps === undefined) booked.set(member, [step]);
    else steps.push(step);
  };
  for (const row of await asking.rows(ENTRIES, [after, last])) {
    add(row.member, { n: row.n, record: row.record, movement: { ...NOTHING, entries: [entryOf(row)] } });
  }
  for (const { member, n, record, counts, issued, gone } of await asking.rows(MOVED, [after, last])) {
    const read = movedForm.parse({ counts, issued, gone });
    add(member, { n, record, movement: { ...NOTHING, counts: read.counts, issued: read.issued, recalled: read.gone } });
  }
  return booked;
}

/** The rows of one record are one movement again. */
function movementsOf(steps: readonly Step[]): Movement[] {
  const all: { record: RecordId; movement: Movement }[] = [];
  for (const { record, movement } of steps) {
    const before = all.at(-1);
    if (before?.record !== record) {
      all.push({ record, movement });
      continue;
    }
    before.movement = {
      ...movement,
      entries: [...before.movement.entries, ...movement.entries],
      counts: [...before.movement.counts, ...movement.counts],
      issued: [...before.movement.issued, ...movement.issued],
      recalled: [...before.movement.recalled, ...movement.recalled],
    };
  }
  return all.map(({ movement }) => movement);
}

function entryOf(row: {
  member: MemberId;
  points: number;
  contra: Contra;
  lot: string | null;
  expires: string | null;
  terms: unknown;
}): Entry {
  return {
    member: row.member,
    points: points(row.points),
    contra: row.contra,
    lot: row.lot === null ? null : lotId(row.lot),
    expires: row.expires === null ? null : civilDate(row.expires),
    ...(row.terms === null ? {} : termsForm.parse(row.terms)),
  };
}
