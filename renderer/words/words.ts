import IntlMessageFormat, { type Formatters } from 'intl-messageformat';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { civilDateAt, civilTimeAt } from '../../domain/calendar/civil.ts';
import type { Language } from '../../domain/person/person.ts';
import { type MessageKey, type MessageValues, TRANSLATIONS } from '../../resources/translations/translations.ts';

/** The words of one language: messages, and days as people say them. */
export interface Words {
  readonly language: Language;
  /** A message with its values; the types ask for exactly those that it takes. */
  say<Key extends MessageKey>(key: Key, ...values: MessageValues<Key>): string;
  /** `30 noiembrie`, with the year where `today` is of another one. */
  day(day: CivilDate, today?: CivilDate): string;
  /** `noiembrie 2026`, by any day of it. */
  month(day: CivilDate): string;
  /** `vineri, 20 noiembrie 2026`. */
  longDay(day: CivilDate): string;
  /** Date and time in Chișinău at an instant (UTC ms); only the time where it was today. */
  moment(utcMs: number, today?: CivilDate): string;
}

/** Whole numbers inside messages are grouped like all our numbers, whatever the language: `1 284`, `12,5`. */
const NUMBERS = new Intl.NumberFormat('ru', { useGrouping: true });
const FORMATTERS: Formatters = {
  getNumberFormat: () => NUMBERS,
  getDateTimeFormat: (...of) => new Intl.DateTimeFormat(...of),
  getPluralRules: (...of) => new Intl.PluralRules(...of),
};

const LOCALE: Readonly<Record<Language, string>> = { ro: 'ro-MD', ru: 'ru-MD', en: 'en-GB' };
const made = new Map<Language, Words>();

/** The words of a language; made once. */
export function wordsOf(language: Language): Words {
  const known = made.get(language);
  if (known !== undefined) return known;
  const words = make(language);
  made.set(language, words);
  return words;
}

function make(language: Language): Words {
  const messages = TRANSLATIONS[language];
  // Parsed when first said: four hundred messages are not parsed before the first screen.
  const parsed = new Map<MessageKey, IntlMessageFormat>();
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(LOCALE[language], { ...options, timeZone: 'UTC' });
  const dayMonth = dates({ day: 'numeric', month: 'long' });
  const dayMonthYear = dates({ day: 'numeric', month: 'long', year: 'numeric' });
  const monthYear = dates({ month: 'long', year: 'numeric' });
  const whole = dates({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const at = (day: CivilDate): number => Date.parse(`${day}T00:00:00Z`);

  const day: Words['day'] = (of, today) =>
    (today === undefined || of.slice(0, 4) === today.slice(0, 4) ? dayMonth : dayMonthYear).format(at(of));
  return {
    language,
    say(key, ...values) {
      let message = parsed.get(key);
      if (message === undefined) {
        message = new IntlMessageFormat(messages[key], LOCALE[language], undefined, { formatters: FORMATTERS });
        parsed.set(key, message);
      }
      return String(message.format<string>(values[0]));
    },
    day,
    month: (of) => monthYear.format(at(of)),
    longDay: (of) => whole.format(at(of)),
    moment(utcMs, today) {
      const of = civilDateAt(utcMs);
      return of === today ? civilTimeAt(utcMs) : `${day(of, today)}, ${civilTimeAt(utcMs)}`;
    },
  };
}
