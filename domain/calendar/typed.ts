import { type CivilDate, civilDate, isCivilDate } from './civil.ts';

/** Reads a date as people here write it: `21.11.1990`, `21/11/1990`, `1990-11-21`, with or without a time behind; null: none. */
export function readTypedDate(text: string): CivilDate | null {
  const typed = text.trim().replace(/[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/, '');
  const local = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(typed);
  const iso =
    local === null ? typed : `${local[3]}-${(local[2] ?? '').padStart(2, '0')}-${(local[1] ?? '').padStart(2, '0')}`;
  return isCivilDate(iso) ? civilDate(iso) : null;
}
