import type { Person } from '../person/person.ts';

/**
 * Who somebody is who was enrolled several times, the one with the smallest id first: what that one left out, the others tell. Marketing
 * only where all of them allow it: a consent that was withdrawn as one is withdrawn. Null: all are erased.
 */
export function mergedPerson(persons: readonly (Person | null)[]): Person | null {
  const known = persons.filter((one) => one !== null);
  const [first] = known;
  if (first === undefined || known.length === 1) return first ?? null;
  const told = <Field extends 'phone' | 'birthday' | 'pin'>(field: Field): Person[Field] | null =>
    known.find((one) => one[field] != null)?.[field] ?? null;
  const pin = told('pin');
  return {
    ...first,
    callName: known.find(({ callName }) => callName !== '')?.callName ?? '',
    phone: told('phone'),
    birthday: told('birthday'),
    marketing: known.every(({ marketing }) => marketing),
    ...(pin === null ? {} : { pin }),
  };
}

/**
 * Whether two are likely one person who enrolled twice: the same phone, or the same name and birthday. Only ever a proposal: families
 * share phones, and a person decides. `sameName` compares names as they sound.
 */
export function likelySame(
  a: Person,
  b: Person,
  sameName: (a: string, b: string) => boolean,
): 'phone' | 'birthday' | null {
  if (a.phone !== null && a.phone === b.phone) return 'phone';
  return a.birthday !== null && a.birthday === b.birthday && sameName(a.name, b.name) ? 'birthday' : null;
}
