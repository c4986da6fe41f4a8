/** Compares the days that stores signed, what these list, and what each store's points come to, with what the records say (truths 2 and 10). */
import type { DayClosed } from '../../domain/day/recorded.ts';
import type { RecordId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { type Asking, statement } from '../database.ts';
import type { Finding } from './finding.ts';

const DAYS = statement<{
  record: RecordId;
  number: number;
  day: string;
  seal: string;
  closing: number;
  holds: boolean;
  ranges: string;
}>(
  'verify.days',
  `SELECT d.record, d.number, d.day, d.seal, d.closing, d.holds,
     COALESCE((SELECT string_agg(concat_ws(' ', g.till, g.incarnation, g.first_seq, g.last_seq, g.hash), ',' ORDER BY g.till, g.incarnation, g.first_seq)
               FROM closed_range g WHERE g.record = d.record), '') AS ranges
   FROM closed_day d ORDER BY d.record`,
);
const RIGHTS = statement<{ store: string; till: string }>(
  'verify.rights',
  `SELECT c.store, c.till FROM closing c WHERE c.till IS NOT NULL
     AND NOT EXISTS (SELECT FROM till t WHERE t.id = c.till AND t.store = c.store)`,
);
const STORE_POINTS = statement<{ store: string; contra: string; own: boolean; kept: string; booked: string }>(
  'verify.storePoints',
  `SELECT store, contra, own, kept, booked FROM (
     SELECT store, contra, own, sum(given) || ' ' || sum(taken) AS kept FROM store_points GROUP BY store, contra, own) k
   FULL JOIN (
     SELECT store, contra, own, COALESCE(sum(points) FILTER (WHERE points > 0), 0) || ' ' || COALESCE(-sum(points) FILTER (WHERE points < 0), 0) AS booked
     FROM (SELECT e.store, e.contra, e.points, EXISTS (SELECT FROM centre_record c WHERE c.id = e.record) AS own FROM entry e) one
     GROUP BY store, contra, own) b USING (store, contra, own)
   WHERE kept IS DISTINCT FROM booked ORDER BY store, contra, own`,
);

/** Closes of the records that are walked: one a store and day, so memory holds them. */
export class SaidOfDays {
  readonly #closes = new Map<RecordId, { readonly said: DayClosed; readonly hash: string }>();

  /** Takes in one record that is counted, with its hash. */
  record(record: RecordBody, hash: string): void {
    if (record.kind === 'dayClosed') this.#closes.set(record.id, { said: record, hash });
  }

  /** Adds what is kept otherwise than said. */
  async compare(asking: Asking, findings: Finding[]): Promise<void> {
    const kept = new Map((await asking.rows(DAYS)).map((row) => [row.record, row]));
    for (const record of new Set([...kept.keys(), ...this.#closes.keys()])) {
      const [is, said] = [kept.get(record), this.#closes.get(record)];
      const spelled = said === undefined ? 'nothing' : spelledClose(said.said, said.hash, is?.holds ?? true);
      const found = is === undefined ? 'nothing' : [is.number, is.day, is.seal, is.closing, is.ranges].join(' ');
      if (spelled === found) continue;
      findings.push({ truth: 10, where: `day closed by ${record}`, detail: `kept is ${found}, signed was ${spelled}` });
    }
    for (const { store, till } of await asking.rows(RIGHTS)) {
      findings.push({ truth: 10, where: `store ${store}`, detail: `the closing right is at ${till}, no till of it` });
    }
    for (const { store, contra, own, kept: sum, booked } of await asking.rows(STORE_POINTS)) {
      const where = `points of store ${store}, ${contra}${own ? ' by the centre' : ''}`;
      findings.push({ truth: 2, where, detail: `kept are ${sum ?? 'none'}, booked ${booked ?? 'none'}` });
    }
  }
}

/** A close as its rows should say it; one that does not hold lists nothing. */
function spelledClose({ number, day, points, tills }: DayClosed, hash: string, holds: boolean): string {
  const ranges = tills
    .flatMap((one) => one.ranges.map((range) => ({ till: one.till, ...range })))
    .sort((a, b) => order(a.till, b.till) || order(a.incarnation, b.incarnation) || a.first - b.first)
    .map((range) => `${range.till} ${range.incarnation} ${range.first} ${range.last} ${range.hash}`);
  return [number, day, hash, points.closing ?? 0, holds ? ranges.join() : ''].join(' ');
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
