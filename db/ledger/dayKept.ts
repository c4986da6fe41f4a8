import { standingField } from '../../contract/standing.ts';
import { type Points, points } from '../../domain/amount/points.ts';
import type { Fault } from '../../domain/day/account.ts';
import { isUuid7, memberId, type TillId } from '../../domain/identity/ids.ts';
import { query, type Sqlite } from '../sqlite.ts';
import { LIVE } from './file.ts';

/** How many balances that do not hold are named: where all are wrong, nobody reads all. */
const MOST_NAMED = 100;

/**
 * In a shop without a centre: each balance as it is kept against the sum of its entries, and by the kept ones alone what was out there at a
 * place of the log: all of them, less what was booked after it. So the points that records say they moved have something to be tried by.
 */
export function balancesKept(
  db: Sqlite,
  till: TillId,
  end: number,
): { readonly closing: Points; readonly faults: readonly Fault[] } {
  const sums = new Map<unknown, number>();
  const byMember = query(db, `SELECT member, sum(points) FROM entry WHERE ${LIVE} GROUP BY member`, (row) => row);
  for (const [member, sum] of byMember.each()) if (typeof sum === 'number') sums.set(member, sum);
  const kept = query(db, 'SELECT member, standing FROM standing', (row) => row);
  const wrong: { readonly member: unknown; readonly detail: string }[] = [];
  let all = 0;
  for (const [member, json] of kept.each()) {
    const balance = balanceIn(json);
    const sum = sums.get(member) ?? 0;
    sums.delete(member);
    all += balance ?? 0;
    if (balance === sum) continue;
    const detail = balance === null ? 'the balance kept cannot be read' : `kept are ${balance}`;
    wrong.push({ member, detail: `${detail}, its entries sum to ${sum}` });
  }
  for (const [member, sum] of sums) {
    if (sum !== 0) wrong.push({ member, detail: `no balance is kept, its entries sum to ${sum}` });
  }
  const later = query(db, `SELECT coalesce(sum(points), 0) FROM entry WHERE +n > ? AND ${LIVE}`, (row) =>
    Number(row[0]),
  );
  const faults = wrong.slice(0, MOST_NAMED).map(({ member, detail }): Fault => {
    const known = typeof member === 'string' && isUuid7(member) ? memberId(member) : null;
    return { code: 'balanceDiffers', till, incarnation: null, seq: null, record: null, member: known, detail };
  });
  return { closing: points(all - (later.one(end) ?? 0)), faults };
}

/** The balance in a standing whose lots and debt agree with it; null: it cannot be read, or they do not. */
function balanceIn(json: unknown): number | null {
  if (typeof json !== 'string') return null;
  try {
    const { balance, debt, lots } = standingField.parse(JSON.parse(json));
    return lots.reduce((sum, lot) => sum + lot.points, 0) - debt === balance ? balance : null;
  } catch {
    return null;
  }
}
