import type { Person } from '../../domain/person/person.ts';

type Field = keyof Person;

/** A person with the instant (UTC ms) of the edit that each field stands at; a field that was never edited has none. */
export interface Edited {
  readonly person: Person;
  readonly clocks: Readonly<Partial<Record<Field, number>>>;
}

/**
 * The rule that edits are tried with here: of each field the latest stands, of two at one instant the smaller. The product's own
 * (domain/person/edit, hybrid clocks and consent) has properties of its own; here it is shown that edits arrive, once, wherever they go.
 */
export function mergeEdit({ person, clocks }: Edited, atMs: number, changes: Partial<Person>): Edited {
  const wins = (field: Field): boolean => {
    const stands = clocks[field] ?? -1;
    return atMs > stands || (atMs === stands && JSON.stringify(changes[field]) < JSON.stringify(person[field]));
  };
  const taken = Object.entries(changes).filter(([field]) => isField(field) && wins(field));
  return {
    person: { ...person, ...Object.fromEntries(taken) },
    clocks: { ...clocks, ...Object.fromEntries(taken.map(([field]) => [field, atMs])) },
  };
}

function isField(text: string): text is Field {
  return ['name', 'callName', 'phone', 'language', 'birthday', 'marketing', 'pin'].includes(text);
}
