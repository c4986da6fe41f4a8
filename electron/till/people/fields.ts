import { type CivilDate, civilDate, isCivilDate } from '../../../domain/calendar/civil.ts';
import { LONGEST_NAME } from '../../../domain/person/person.ts';
import { readPhone } from '../../../domain/person/phone.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';

/** What a person types about themselves, read with the domain's rules; refused with words. */

export function readName(text: string): Outcome<string> {
  const name = text.trim().replace(/\s+/gu, ' ');
  if (name === '') return refused('name.empty');
  return name.length > LONGEST_NAME ? refused('name.tooLong', { most: LONGEST_NAME }) : done(name);
}

/** How they like to be addressed; empty: by name. */
export function readCallName(text: string): Outcome<string> {
  const callName = text.trim();
  return callName.length > LONGEST_NAME ? refused('name.tooLong', { most: LONGEST_NAME }) : done(callName);
}

/** A phone, or none where nothing is typed. */
export function readPhoneOrNone(text: string): Outcome<string | null> {
  return text.trim() === '' ? done(null) : readPhone(text);
}

/** `21.11.1990` or `1990-11-21`; empty: not told. Nobody is born in the future or was before 1900. */
export function readBirthday(text: string, day: CivilDate): Outcome<CivilDate | null> {
  const typed = text.trim();
  if (typed === '') return done(null);
  const local = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(typed);
  const iso =
    local === null ? typed : `${local[3]}-${(local[2] ?? '').padStart(2, '0')}-${(local[1] ?? '').padStart(2, '0')}`;
  if (!isCivilDate(iso)) return refused('request.invalid', { path: 'birthday' });
  const birthday = civilDate(iso);
  return birthday > day || birthday < '1900-01-01' ? refused('request.invalid', { path: 'birthday' }) : done(birthday);
}
