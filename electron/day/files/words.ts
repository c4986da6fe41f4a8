import type { Language } from '../../../domain/person/person.ts';
import { type MessageKey, TRANSLATIONS } from '../../../resources/translations/translations.ts';

type Own<Key> = Key extends `dayfile.${infer Rest}` ? Rest : never;
/** What is said in the files of a day. */
export type DayWord = Own<MessageKey>;
type Elsewhere = Extract<MessageKey, `z.tender.${string}` | `z.contra.${string}`>;

/** The words of a day's files in one language; `{name}` stands for a value that is text already. */
export interface DayWords {
  readonly language: Language;
  say(word: DayWord, values?: Readonly<Record<string, string | number>>): string;
  /** Words that a Z says, too. */
  z(key: Elsewhere): string;
}

export function dayWords(language: Language): DayWords {
  const messages = TRANSLATIONS[language];
  return {
    language,
    say: (word, values = {}) =>
      messages[`dayfile.${word}`].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')),
    z: (key) => messages[key],
  };
}
