import type { Language } from '../../domain/person/person.ts';
import type { EnrolDraft } from '../app/state.ts';

/** The start of an enrolment; what was looked for and not found is a phone or a name already typed. */
export function emptyDraft(language: Language, looked = ''): EnrolDraft {
  const letters = /\p{L}/u.test(looked);
  return {
    phone: letters ? '' : looked,
    name: letters ? looked : '',
    callName: '',
    birthday: '',
    language,
    card: '',
    consent: false,
    marketing: false,
  };
}
