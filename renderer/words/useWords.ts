import { useWindow } from '../app/state.ts';
import { type Words, wordsOf } from './words.ts';

/** The words of the window's language; the component is drawn again when the language is switched. */
export function useWords(): Words {
  return wordsOf(useWindow((state) => state.language));
}
