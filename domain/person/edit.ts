import type { TillId } from '../identity/ids.ts';
import type { Person } from './person.ts';

type Field = keyof Person;

/** The edit at which a field stands: its hybrid clock, and the till that made it (null: not known, from before format 3). */
export interface FieldClock {
  readonly at: number;
  readonly till: TillId | null;
}

/** A person with what merging edits needs to know. */
export interface EditedPerson {
  readonly person: Person;
  /** By field; one that was never edited has none. */
  readonly clocks: Readonly<Partial<Record<Field, FieldClock>>>;
  /** Moves on with every batch of edits taken in, UTC ms and never back: what a till that was told this person has seen. */
  readonly version: number;
  /** By till: the version at which its last withdrawal of consent was taken in. */
  readonly withdrawn: Readonly<Record<string, number>>;
}

export interface PersonEdit {
  readonly till: TillId;
  /** The edit's hybrid clock: the till's own (UTC ms), but after everything that it had seen. */
  readonly at: number;
  /** The version of the person that the till had been told; null: an edit of format 1 or 2, which does not say. */
  readonly seen: number | null;
  readonly changes: Partial<Person>;
}

/** A till's hybrid clock for an edit: its own, but later than all that it has seen. */
export function editClock(nowMs: number, seen: number, ownBefore: number): number {
  return Math.max(nowMs, seen + 1, ownBefore + 1);
}

/**
 * Merges one edit field by field: the later clock wins, so tills that were apart come to the same person in whatever order their edits
 * arrive; of two at one instant the smaller value. A clock that runs ahead of the centre's is cut to it, unless the edit only follows
 * what its till was told; of one till the later edit stands whatever its clock says.
 * Consent to marketing is withdrawn by any withdrawal, and given again only by who had seen all the withdrawals of others.
 */
export function mergeEdit(before: EditedPerson, edit: PersonEdit, nowMs: number): EditedPerson {
  const version = Math.max(nowMs, before.version + 1);
  const most = Math.max(nowMs, Math.min(edit.seen ?? 0, before.version) + 1);
  const clocks: Partial<Record<Field, FieldClock>> = { ...before.clocks };
  const merged = <F extends Exclude<Field, 'marketing'>>(field: F): Person[F] => {
    const stood = before.person[field];
    const now = edit.changes[field];
    if (now === undefined) return stood;
    const clock = before.clocks[field] ?? { at: -1, till: null };
    const cut = Math.min(edit.at, most);
    const at = clock.till === edit.till ? Math.max(cut, clock.at + 1) : cut;
    const smaller = JSON.stringify(now) < JSON.stringify(stood);
    if (at < clock.at || (at === clock.at && !smaller)) return stood;
    clocks[field] = { at, till: edit.till };
    return now;
  };
  const consent = mergeConsent(before, edit, version);
  const person: Person = {
    name: merged('name'),
    callName: merged('callName'),
    phone: merged('phone'),
    language: merged('language'),
    birthday: merged('birthday'),
    marketing: consent.marketing,
  };
  const pin = merged('pin');
  return {
    person: pin === undefined ? person : { ...person, pin },
    clocks,
    version,
    withdrawn: consent.withdrawn,
  };
}

function mergeConsent(
  { person, withdrawn }: EditedPerson,
  { till, seen, changes }: PersonEdit,
  version: number,
): { readonly marketing: boolean; readonly withdrawn: EditedPerson['withdrawn'] } {
  const { marketing } = changes;
  if (marketing === undefined) return { marketing: person.marketing, withdrawn };
  if (!marketing) return { marketing: false, withdrawn: { ...withdrawn, [till]: version } };
  // Its own withdrawals a till knows without being told; an edit that does not say what it saw has seen nothing.
  const unseen = Object.entries(withdrawn).some(([other, at]) => other !== till && at > (seen ?? 0));
  return { marketing: unseen ? person.marketing : true, withdrawn };
}
