import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digitRows, LETTERS } from './boards.ts';
import { erased, type FieldText, letterAt, typed } from './typing.ts';

const at = (value: string, start = value.length, end = start): FieldText => ({ value, start, end });
const NO_END = 524_288;

const texts = fc
  .tuple(fc.string({ unit: 'grapheme-composite', maxLength: 12 }), fc.nat(), fc.nat())
  .map(([value, a, b]) => {
    // A caret never stands within a character.
    const places = [0];
    for (const character of value) places.push((places.at(-1) ?? 0) + character.length);
    const [start = 0, end = 0] = [a, b].map((n) => places[n % places.length] ?? 0).sort((x, y) => x - y);
    return at(value, start, end);
  });

describe('a touched key', () => {
  test('types where the caret stands, and the caret goes on', () => {
    expect(typed(at('1250', 2), ',', NO_END)).toEqual(at('12,50', 3));
    expect(typed(at('3'), '00', NO_END)).toEqual(at('300'));
  });

  test('takes the place of what is selected', () => {
    expect(typed(at('144', 0, 3), '5', NO_END)).toEqual(at('5'));
    expect(erased(at('144', 0, 3))).toEqual(at(''));
    expect(erased(at('144', 1, 2))).toEqual(at('14', 1));
  });

  test('erases one character, whole, and nothing at the beginning', () => {
    expect(erased(at('Ștefană'))).toEqual(at('Ștefan'));
    expect(erased(at('a🙂'))).toEqual(at('a'));
    expect(erased(at('12', 0))).toEqual(at('12', 0));
  });

  test('never makes a field longer than it may be', () => {
    expect(typed(at('1234'), '00', 5)).toEqual(at('1234'));
    expect(typed(at('12345'), '0', 5)).toEqual(at('12345'));
    expect(typed(at('1234', 0, 4), '00', 4)).toEqual(at('00'));
  });

  test('and erasing are each other’s undoing, wherever the caret is', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom('7', ',', 'ș', 'ё'), (text, key) => {
        const after = typed(text, key, NO_END);
        expect(after.value.length).toBe(text.value.length - (text.end - text.start) + 1);
        expect(erased(after)).toEqual(text.start === text.end ? text : erased(text));
      }),
    );
  });

  test('begins each word of a name with a capital; Shift turns it round', () => {
    const name = (value: string, shift = false) => letterAt(at(value), 'ș', true, shift);
    expect([name(''), name('Ana '), name('Ana-'), name('An')]).toEqual(['Ș', 'Ș', 'Ș', 'ș']);
    expect([name('', true), name('An', true)]).toEqual(['ș', 'Ș']);
    expect(letterAt(at(''), 'ё', false, false)).toBe('ё');
  });
});

describe('the boards', () => {
  test('have every digit once and every letter of both alphabets once', () => {
    const digits = digitRows('*').flat();
    expect(digits.filter((key) => /^\d$/.test(key)).sort()).toEqual([...'0123456789']);
    expect(new Set(digits).size).toBe(digits.length);
    const latin = [...LETTERS.latin.join('')];
    const cyrillic = [...LETTERS.cyrillic.join('')];
    expect([...'aăâbcdefghiîjklmnopqrsștțuvwxyz'].filter((letter) => !latin.includes(letter))).toEqual([]);
    expect([...'абвгдеёжзийклмнопрстуфхцчшщъыьэюя'].filter((letter) => !cyrillic.includes(letter))).toEqual([]);
    for (const letters of [latin, cyrillic]) expect(new Set(letters).size).toBe(letters.length);
  });

  test('leave room in the third row for Shift and erasing', () => {
    for (const rows of Object.values(LETTERS)) expect(rows.map((row) => row.length)).toEqual([12, 12, 10]);
  });
});
