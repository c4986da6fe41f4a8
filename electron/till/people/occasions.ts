import type { KnownMember } from '../../../db/members.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import { civilTimeAt } from '../../../domain/calendar/civil.ts';
import { earnOnEvent } from '../../../domain/earning/earn.ts';
import { dueOccasion, type Occasion } from '../../../domain/earning/occasions.ts';
import { type RecordId, recordId } from '../../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../../domain/ledger/fold.ts';
import { type Count, tallyKey } from '../../../domain/ledger/tally.ts';
import type { EventHappened } from '../../../domain/record/record.ts';
import { countsOf, lotEntries } from '../../../domain/sale/content.ts';
import { factsOf } from '../counter/reckoning.ts';
import { today, type Workings, write, writeTogether } from '../workings.ts';

/** What happens by itself: enrolment, birthday, anniversary of joining. Each is an event's record, which says why. */

/** An event's record under the id that it will have, with all that it earns. */
export function eventContent(w: Workings, id: RecordId, member: KnownMember, event: string): EventHappened {
  const programme = w.rules.holding();
  const facts = factsOf(w, member, programme);
  const moment = { day: today(w), time: civilTimeAt(w.clock()), store: w.identity()?.store ?? '' };
  const { lots, counts, trace } = earnOnEvent({ programme, event, facts, moment, tier: facts.tier });
  const entries = lotEntries(id, member.id, lots, today(w));
  return { kind: 'event', member: member.id, event, trace, entries, counts: countsOf(counts, member.id) };
}

const gives = ({ entries, counts = [] }: EventHappened): boolean => entries.length + counts.length > 0;

/** What enrolling earns, to be written with the enrolment; null: nothing, and then there is no record of it. */
export function enrolmentEvent(
  w: Workings,
  who: Pick<KnownMember, 'id' | 'person'>,
): { readonly content: EventHappened; readonly how: { readonly id: RecordId } } | null {
  const id = recordId(w.newUuid());
  const newcomer = { ...who, ids: [who.id], joined: today(w), standing: EMPTY_STANDING, wordAt: null };
  const content = eventContent(w, id, newcomer, 'enrolment');
  return gives(content) ? { content, how: { id } } : null;
}

/**
 * Gives what is due to a member who has come to the counter: their birthday, the anniversary of joining. Once a year: the record counts the
 * year, so that a till that knows of it gives nothing more, and two that gave apart are seen in the count.
 */
export function giveDue(w: Workings, member: KnownMember): void {
  const records = (['birthday', 'anniversary'] as const).flatMap((occasion) => due(w, member, occasion) ?? []);
  const [only, ...more] = records;
  if (only === undefined) return;
  if (more.length === 0) write(w, only.content, only.how);
  else writeTogether(w, records, {});
}

function due(
  w: Workings,
  member: KnownMember,
  occasion: Occasion,
): { readonly content: EventHappened; readonly how: { readonly id: RecordId } } | null {
  const date = dateOf(member, occasion);
  if (date === null) return null;
  const tally = member.standing.tally ?? [];
  const year = dueOccasion({ programme: w.rules.holding(), occasion, date, day: today(w), tally });
  if (year === null) return null;
  const id = recordId(w.newUuid());
  const content = eventContent(w, id, member, occasion);
  if (!gives(content)) return null;
  const key = tallyKey.occasion(occasion, year);
  const given: Count = { member: member.id, key, day: null, by: 1, line: null, whole: true };
  return { content: { ...content, counts: [...(content.counts ?? []), given] }, how: { id } };
}

function dateOf({ person, joined }: KnownMember, occasion: Occasion): CivilDate | null {
  if (person === null) return null;
  return occasion === 'birthday' ? person.birthday : joined;
}
