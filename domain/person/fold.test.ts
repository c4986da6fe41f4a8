import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText, searchKey, searchTerms } from './fold.ts';

/** What the index does: every term has a token that begins with one of its beginnings. */
function finds(query: string, who: { name: string; callName?: string; phone?: string | null }): boolean {
  const tokens = searchKey({ callName: '', phone: null, ...who }).split(' ');
  const terms = searchTerms(query);
  return (
    terms.length > 0 &&
    terms.every(({ anyOf }) => anyOf.some((start) => tokens.some((token) => token.startsWith(start))))
  );
}

/** Names as they are met at counters in Chișinău: each found by each other, in both directions. */
const SAME: readonly (readonly string[])[] = [
  ['Ștefan', 'Ştefan', 'stefan', 'Stefan', 'Штефан', 'Shtefan', 'ȘTEFAN'],
  ['Наталья', 'Natalia', 'Natalya', 'Natalja', 'Наталія', 'natalia'],
  ['Андрей', 'Andrei', 'Andrey', 'Andrej'],
  ['Сергей', 'Serghei', 'Sergei', 'Sergey'],
  ['Евгений', 'Evghenii', 'Evgeny', 'Yevgeniy', 'Євгеній'],
  ['Екатерина', 'Ecaterina', 'Ekaterina', 'Yekaterina'],
  ['Вячеслав', 'Veaceslav', 'Viaceslav', 'Vyacheslav'],
  ['Людмила', 'Ludmila', 'Liudmila', 'Lyudmila'],
  ['Юлия', 'Iulia', 'Yulia', 'Julia', 'Юлія'],
  ['Юрий', 'Iurii', 'Yuri', 'Yuriy'],
  ['Яна', 'Iana', 'Yana', 'Jana'],
  ['Татьяна', 'Tatiana', 'Tatyana', 'Tatjana'],
  ['Михаил', 'Mihail', 'Mikhail', 'Михаїл'],
  ['Алексей', 'Alexei', 'Aleksey', 'Alexey'],
  ['Александр', 'Alexandr', 'Aleksandr'],
  ['Ксения', 'Xenia', 'Ksenia', 'Kseniya'],
  ['Виктория', 'Victoria', 'Viktoria', 'Вікторія'],
  ['Георге', 'Gheorghe', 'George'],
  ['Ольга', 'Olga'],
  ['Игорь', 'Igor', 'Ігор'],
  ['Фёдор', 'Федор', 'Fedor'],
  ['Фёдор', 'Fiodor', 'Fyodor'],
  ['Пётр', 'Piotr', 'Pyotr'],
  ['Семён', 'Семен', 'Semion', 'Semyon', 'Semen'],
  ['Анна', 'Anna', 'Ana'],
  ['Чобану', 'Ciobanu', 'ciobanu'],
  ['Чебан', 'Ceban', 'Cheban'],
  ['Чеботарь', 'Cebotar', 'Chebotar'],
  ['Чайковский', 'Ceaikovski', 'Ceaicovschi'],
  ['Ковальский', 'Covalschi', 'Kovalsky', 'Kovalskii'],
  ['Цуркан', 'Țurcan', 'Ţurcan', 'Turcan', 'Tsurkan'],
  ['Цыбулько', 'Țîbulco', 'Tibulco'],
  ['Жосан', 'Josan', 'Zhosan'],
  ['Житару', 'Jitaru', 'Zhitaru'],
  ['Мындру', 'Mândru', 'Mîndru', 'Mindru'],
  ['Рымбу', 'Rîmbu', 'Râmbu', 'Rambu'],
  ['Кэтэлин', 'Cătălin', 'Catalin', 'Каталин'],
  ['Хынку', 'Hîncu', 'Hâncu', 'Hincu'],
  ['Ляху', 'Leahu', 'Liahu'],
  ['Джурджу', 'Giurgiu'],
  ['Щерба', 'Scerba', 'Shcherba'],
  ['Шевченко', 'Șevcenco', 'Sevcenco', 'Shevchenko'],
  ['Лукьянов', 'Лук’янов', 'Lucianov', 'Lukyanov', 'Lukjanov'],
  ['Кирилл', 'Chiril', 'Chirill', 'Kirill', 'Кирил'],
  ['Кристина', 'Cristina', 'Kristina', 'Christina'],
  ['Елена', 'Elena', 'Yelena'],
  ['Иляна', 'Ileana', 'Iliana'],
  ['Вова', 'Vova', 'Wowa'],
  ['Топал', 'Topal', 'TOPAL'],
  ['Каракаш', 'Karakaş', 'Caracaș', 'Karakash'],
  ['Гюзель', 'Guzel', 'Giuzel'],
  ['Мария Ивановна', 'Maria Ivanovna', 'MARIA IVANOVNA'],
  ['Ana-Maria', 'Ana Maria', 'Ана-Мария'],
];

describe('names', () => {
  const pairs = SAME.flatMap((names) => names.flatMap((a) => names.filter((b) => b !== a).map((b) => [a, b] as const)));
  test.each(pairs)('%s finds %s', (query, name) => {
    expect(finds(query, { name })).toBe(true);
  });
  test.each([
    ['Ion', 'Ana'],
    ['Popescu', 'Popa'],
    ['Ivanov', 'Petrov'],
    ['Игорь', 'Олег'],
    ['Шевченко', 'Чебан'],
  ])('%s does not find %s', (query, name) => {
    expect(finds(query, { name })).toBe(false);
  });
  test('each beginning of three letters and more finds the whole, as it is typed', () => {
    for (const names of SAME) {
      for (const name of names) {
        for (let length = 3; length <= name.length; length++) {
          const typed = name.slice(0, length);
          if (searchTerms(typed).length > 0) expect(finds(typed, { name }), `${typed} → ${name}`).toBe(true);
        }
      }
    }
  });
  test('are found by any of their words, in any order, and by how they like to be called', () => {
    const who = { name: 'Elena Popescu-Rusu', callName: 'doamna Lena' };
    for (const query of ['popescu elena', 'rusu', 'LENA', 'lena pop', 'Лена', 'e r p']) {
      expect(finds(query, who)).toBe(true);
    }
    expect(finds('elena ionescu', who)).toBe(false);
  });
  test('fold to Latin letters without marks, one space between', () => {
    expect(foldText('  ȘTEFAN  cel-Mare, Кишинёв! ')).toBe('stefan cel mare cisinev');
    expect(foldText('Ü Ö Ç ı')).toBe('u o c i');
    expect(foldText('ъь')).toBe('');
    const letters = fc.string({
      unit: fc.constantFrom(...'abcșțăâîjkyxzh абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ-'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(letters, (text) => {
        expect(foldText(text)).toMatch(/^(?:[a-z]+(?: [a-z]+)*)?$/);
        expect(foldText(text.toUpperCase())).toBe(foldText(text));
      }),
    );
  });
});

describe('a name', () => {
  test('folds piece by piece as it does whole, however often', () => {
    const piece = fc.oneof(
      fc.constantFrom(...SAME.flat(), 'ΟΔΟΣ', 'e\u0301', "O'Neil"),
      fc.string({ unit: 'grapheme', maxLength: 50 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const name = pieces.join(' ');
        // A space that does not break is none at which a name is divided.
        const whole = name.replaceAll(' ', '\u00a0');
        const key = { callName: '', phone: null };
        for (let again = 0; again < 2; again++) {
          expect(foldText(name)).toBe(foldText(whole));
          expect(searchKey({ ...key, name })).toBe(searchKey({ ...key, name: whole }));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('phones', () => {
  const who = { name: 'Ion Rusu', phone: '+37369123456' };
  test('are found in any form, whole or begun', () => {
    for (const query of [
      '069123456',
      '69123456',
      '+37369123456',
      '+373 69 123 456',
      '0037369123456',
      '373 69 123-456',
      '(069) 12-34-56',
      '069',
      '0691',
      '69 12',
      '+373 69',
      '37369',
      '00373 69 1',
      'ion 069',
      '069 12 ion',
    ]) {
      expect(finds(query, who), query).toBe(true);
    }
  });
  test('are found by the last digits, from any length', () => {
    for (const query of ['3456', '456', '56', '123456', '23 456', 'ion 3456', 'rusu 456']) {
      expect(finds(query, who), query).toBe(true);
    }
    for (const query of ['1234', '345', '7456', '+40 69', 'ana 3456']) expect(finds(query, who), query).toBe(false);
  });
  test('of another country too', () => {
    for (const query of ['+40 721', '0040721234567', '40721', '4567']) {
      expect(finds(query, { name: 'Ion', phone: '+40721234567' }), query).toBe(true);
    }
  });
  test('a country’s code alone asks for nothing yet', () => {
    for (const query of ['+', '+3', '+37', '+373']) expect(searchTerms(query)).toEqual([]);
  });
  test('every phone is found by each of its beginnings and ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60_000_000, max: 79_999_999 }),
        fc.integer({ min: 1, max: 8 }),
        (digits, length) => {
          const of = { name: 'X', phone: `+373${digits}` };
          expect(finds(String(digits).slice(0, length), of)).toBe(true);
          expect(finds(`0${String(digits).slice(0, length)}`, of)).toBe(true);
          expect(finds(String(digits).slice(-length), of)).toBe(true);
        },
      ),
    );
  });
});

describe('what is asked for', () => {
  test('is letters and digits only, and bounded, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (query) => {
        const terms = searchTerms(query);
        expect(terms.length).toBeLessThanOrEqual(8);
        for (const { anyOf } of terms) {
          expect(anyOf.length).toBeGreaterThan(0);
          for (const token of anyOf) expect(token).toMatch(/^[\p{L}\p{N}]+$/u);
        }
      }),
    );
    expect(searchTerms(' ,.-"*() ')).toEqual([]);
    expect(searchTerms('a OR b" NEAR *').map((term) => term.anyOf[0])).toEqual(['a', 'or', 'b', 'near']);
  });
});
