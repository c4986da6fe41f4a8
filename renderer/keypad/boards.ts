import type { Language } from '../../domain/person/person.ts';

/** What lies on the screen for thumbs: digits for amounts, phones, codes; letters for names. */
export type Board = 'digits' | 'letters';

/** Which letters: Romanian's, which are English's too, or Russian's. */
export type Layout = 'latin' | 'cyrillic';

/** The one key of the digits that depends on the field: `3*` in the sale, `+373` in a phone, `1990-05-01` elsewhere. */
export type Sign = '*' | '+' | '-';

export const ERASE = 'erase';
export const CLEAR = 'clear';

/** Rows of characters; the same arrangement as the PIN's, so that a hand learns one. `erase` and `clear` are no characters. */
export function digitRows(sign: Sign): readonly (readonly string[])[] {
  return [
    ['1', '2', '3', ERASE],
    ['4', '5', '6', CLEAR],
    ['7', '8', '9', sign],
    [',', '0', '00'],
  ];
}

/** Twelve places in a row; the third row leaves two for Shift and erasing. Romanian's own letters stand on the right. */
export const LETTERS: Readonly<Record<Layout, readonly [first: string, second: string, third: string]>> = {
  latin: ['qwertyuiopăâ', 'asdfghjklșțî', "zxcvbnm-.'"],
  cyrillic: ['йцукенгшщзхъ', 'фывапролджэё', 'ячсмитьбю-'],
};

/** The letters as their key shows them, whatever language the window speaks. */
export const SHOWN: Readonly<Record<Layout, string>> = { latin: 'ABC', cyrillic: 'АБВ' };

/** The letters that a language's words are written with. */
export function layoutOf(language: Language): Layout {
  return language === 'ru' ? 'cyrillic' : 'latin';
}
