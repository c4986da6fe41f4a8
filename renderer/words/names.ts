import type { Language } from '../../domain/person/person.ts';
import type { Name } from '../../domain/programme/offer.ts';
import { useWindow } from '../app/state.ts';
import { useWords } from './useWords.ts';

/** A name of the programme in a language: one text for all, or that of the language. */
export function nameText(language: Language, name: Name): string {
  return typeof name === 'string' ? name : name[language];
}

/** What the rule, offer, tier or card of an id is called; an id that nobody named stands for itself. */
export function namesIn(language: Language, names: Readonly<Record<string, Name>>): (id: string) => string {
  return (id) => {
    const name = Object.hasOwn(names, id) ? names[id] : undefined;
    return name === undefined ? id : nameText(language, name);
  };
}

const NO_NAMES: Readonly<Record<string, Name>> = {};

/** The names of the programme that holds now, in the window's language. */
export function useNamed(): (id: string) => string {
  const { language } = useWords();
  return namesIn(
    language,
    useWindow((state) => state.view?.names ?? NO_NAMES),
  );
}
