import { termsForm } from './forms.ts';

/** An entry as the table has it. */
export interface BookedEntry {
  readonly member: string;
  readonly points: number;
  readonly contra: string;
  readonly lot: string | null;
  readonly expires: string | null;
  readonly terms: unknown;
}

/** An entry in words: two that say the same are spelled the same. */
export function spelled({ member, points: moved, contra, lot, expires, terms }: BookedEntry): string {
  const made = terms === null ? '' : ` ${JSON.stringify(termsForm.parse(terms))}`;
  return `${member} ${moved} ${contra} ${lot} ${expires}${made}`;
}
