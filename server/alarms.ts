/** What is put before a person: never a reason to refuse what happened at a counter (truth 9). */
import type { TillId } from '../domain/identity/ids.ts';
import { type Asking, statement } from './database.ts';

export type AlarmKind =
  /** Records that do not continue what is held: a cloned disk, a restored backup. */
  | 'fork'
  /** A new life that names an end of the one before which is not what is held. */
  | 'previousDiffers'
  /** Two lives of a till with one ordinal: their receipts' numbers may meet. */
  | 'ordinalTwice'
  /** A record of a known kind whose content cannot be read. */
  | 'unreadable'
  /** Text beside a record that is not the one its digest names; it was not used. */
  | 'besideDiffers'
  /** A card's code that leads to two members; the first keeps it. */
  | 'cardTwoMembers'
  /** A gift card's code that was given to two cards; the first keeps it. */
  | 'giftCodeTwice'
  /** A gift card or e-wallet that two tills spent apart. */
  | 'giftCardBelowZero'
  /** Tills that did not know of each other merged the same people: more are one person than anybody was asked about. */
  | 'mergedApart'
  /** A merge of somebody who is erased with somebody who is not: their cards work with the points of both. */
  | 'mergedErased'
  /** A merge was taken back, and by another one the two are one person still. */
  | 'unmergedStillOne'
  /** An id that another till has used. */
  | 'idTwice'
  /** More came back of a receipt than was sold. */
  | 'returnedTwice'
  /** The points of one receipt were claimed more than once. */
  | 'claimedTwice'
  /** A bonus for one friend's first purchase was given more than once. */
  | 'bonusTwice'
  /** Two sales of one member were both given what only a first purchase gets. */
  | 'firstTwice';

export interface Alarm {
  readonly kind: AlarmKind;
  /** What it is about: the same alarm about the same thing is raised once. */
  readonly key: string;
  readonly till: TillId | null;
  /** Numbers and ids, no personal data. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

const RAISE = statement(
  'alarms.raise',
  `INSERT INTO alarm (kind, key, till, raised_ms, detail)
   SELECT kind, key, till, $5::bigint, detail FROM unnest($1::text[], $2::text[], $3::uuid[], $4::jsonb[])
     AS u (kind, key, till, detail)
   ON CONFLICT (kind, key) DO NOTHING`,
);

/** Raises alarms in the transaction that found their reason. */
export async function raise(asking: Asking, alarms: readonly Alarm[], nowMs: number): Promise<void> {
  if (alarms.length === 0) return;
  await asking.change(RAISE, [
    alarms.map((alarm) => alarm.kind),
    alarms.map((alarm) => alarm.key),
    alarms.map((alarm) => alarm.till),
    alarms.map((alarm) => JSON.stringify(alarm.detail)),
    nowMs,
  ]);
}
