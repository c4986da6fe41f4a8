import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBurstDetector, END_MS, FEWEST_KEYS, LONGEST_GAP_MS, type Verdict } from './burst.ts';
import { characterOf, type KeyPress } from './keys.ts';

const RUSSIAN: Readonly<Record<string, string>> = {
  KeyQ: 'й',
  KeyW: 'ц',
  KeyE: 'у',
  KeyR: 'к',
  KeyL: 'д',
  KeyO: 'щ',
  KeyI: 'ш',
  KeyA: 'ф',
};

/** The key by which a US keyboard types a character, as an active layout shows it. */
function keyFor(character: string, atMs: number, layout: 'us' | 'russian' = 'us'): KeyPress {
  const upper = character.toUpperCase();
  const plain = { ctrl: false, alt: false, meta: false, repeat: false, atMs };
  if (/[A-Z]/.test(upper)) {
    const code = `Key${upper}`;
    const key = layout === 'us' ? character : (RUSSIAN[code] ?? 'ы');
    return { ...plain, code, key, shift: character !== character.toLowerCase() };
  }
  if (/\d/.test(character)) return { ...plain, code: `Digit${character}`, key: character, shift: false };
  if (character === '-') return { ...plain, code: 'Minus', key: '-', shift: false };
  if (character === ':') return { ...plain, code: 'Semicolon', key: layout === 'us' ? ':' : 'Ж', shift: true };
  return { ...plain, code: character, key: character, shift: false };
}
const special = (key: string, atMs: number): KeyPress => ({ ...keyFor('0', atMs), code: key, key });

/** Types characters with the given gaps before each (ms), then what ends them. */
function type(
  text: string,
  gaps: readonly number[],
  ending: 'Enter' | 'Tab' | 'silence' = 'Enter',
  layout: 'us' | 'russian' = 'us',
) {
  const detector = createBurstDetector();
  const verdicts: Verdict[] = [];
  let now = 1000;
  for (const [at, character] of [...text].entries()) {
    now += at === 0 ? 0 : (gaps[(at - 1) % gaps.length] ?? 0);
    verdicts.push(detector.press(keyFor(character, now, layout)));
  }
  const codes = verdicts.flatMap(({ code }) => (code === null ? [] : [code]));
  if (ending === 'silence') {
    expect(detector.idle(now + 1)).toBeNull();
    const code = detector.idle(now + END_MS + 1);
    if (code !== null) codes.push(code);
  } else {
    const last = detector.press(special(ending, now + (gaps.at(-1) ?? 0)));
    verdicts.push(last);
    if (last.code !== null) codes.push(last.code);
  }
  return { codes, verdicts };
}

/** Gaps between keys as they were recorded, ms. */
const RECORDED = {
  usbScanner: [8, 8, 7.9, 8.1, 8, 8, 16, 8],
  fastUsbScanner: [1, 1, 2, 1, 1, 1],
  bluetoothScanner: [22, 31, 19, 33, 24, 28, 30, 21, 26, 34],
  // 120 words a minute, with keys rolled over: two or three within 30 ms, then the next word.
  fastTypist: [96, 71, 28, 104, 66, 31, 22, 118, 83, 57, 29, 132, 48, 90],
  // A cashier's right hand on the number pad.
  numberPad: [112, 84, 61, 97, 140, 73, 58, 91],
  // A price typed with two fingers almost at once.
  rolledDigits: [12, 9, 30, 85],
} as const;

describe('a scanner', () => {
  test.each([
    'usbScanner',
    'fastUsbScanner',
    'bluetoothScanner',
  ] as const)('%s is recognised, whatever ends it', (who) => {
    for (const ending of ['Enter', 'Tab', 'silence'] as const) {
      expect(type('4840000000015', RECORDED[who], ending).codes).toEqual(['4840000000015']);
    }
  });

  test('is read by its keys, not by the letters of an active Russian layout', () => {
    expect(type('LOIAL:qr-77AeR', RECORDED.usbScanner, 'Enter', 'russian').codes).toEqual(['LOIAL:qr-77AeR']);
  });

  test('a key is let through until it can only be a scanner, and these few are counted', () => {
    const { verdicts } = type('4840000000015', RECORDED.usbScanner);
    expect(verdicts.slice(0, FEWEST_KEYS - 1).map(({ key }) => key)).toEqual(Array(FEWEST_KEYS - 1).fill('pass'));
    expect(verdicts[0]?.mayBeFirst).toBe(true);
    expect(verdicts[FEWEST_KEYS - 1]).toMatchObject({ key: 'begin', leaked: FEWEST_KEYS - 1 });
    expect(verdicts.slice(FEWEST_KEYS).every(({ key }) => key === 'swallow')).toBe(true);
  });

  test('after a person’s typing, without a pause of its own, only its keys are the code', () => {
    const detector = createBurstDetector();
    detector.press(keyFor('1', 0));
    detector.press(keyFor('2', 80));
    const codes: (string | null)[] = [];
    for (const [at, digit] of [...'4840000000015'].entries())
      codes.push(detector.press(keyFor(digit, 400 + at * 8)).code);
    codes.push(detector.press(special('Enter', 510)).code);
    expect(codes.filter((code) => code !== null)).toEqual(['4840000000015']);
  });

  test('two codes after each other are two, the first ended by silence', () => {
    const detector = createBurstDetector();
    const codes: (string | null)[] = [];
    for (const [at, digit] of [...'2900000000018'].entries()) codes.push(detector.press(keyFor(digit, at * 8)).code);
    for (const [at, digit] of [...'4840000000015'].entries())
      codes.push(detector.press(keyFor(digit, 300 + at * 8)).code);
    codes.push(detector.press(special('Enter', 420)).code);
    expect(codes.filter((code) => code !== null)).toEqual(['2900000000018', '4840000000015']);
  });

  test('a hiccup within a code does not cut it', () => {
    expect(type('4840000000015', [8, 8, 8, 8, 8, 8, 8, 90, 8, 8, 8, 8]).codes).toEqual(['4840000000015']);
  });

  test('a capital letter’s Shift, pressed as a key of its own, belongs to it', () => {
    const detector = createBurstDetector();
    let now = 0;
    for (const letter of 'RA00010A') {
      now += 40;
      if (/[A-Z]/.test(letter)) detector.press(special('Shift', now - 20));
      else now -= 20;
      detector.press(keyFor(letter, now));
    }
    expect(detector.press(special('Enter', now + 20)).code).toBe('RA00010A');
  });

  test('any code, with any gaps that a scanner makes', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9A-Za-z-]{6,40}$/),
        fc.array(fc.integer({ min: 0, max: LONGEST_GAP_MS }), { minLength: 1, maxLength: 40 }),
        fc.constantFrom('Enter' as const, 'Tab' as const, 'silence' as const),
        (code, gaps, ending) => {
          expect(type(code, gaps, ending).codes).toEqual([code]);
        },
      ),
    );
  });
});

describe('a person', () => {
  test.each(['fastTypist', 'numberPad', 'rolledDigits'] as const)('%s is never taken for a scanner', (who) => {
    const { codes, verdicts } = type('abonament2900000000018nataliastefan', RECORDED[who]);
    expect(codes).toEqual([]);
    expect(verdicts.every(({ key }) => key === 'pass')).toBe(true);
  });

  test('a key held down is a person’s, however fast it repeats', () => {
    const detector = createBurstDetector();
    for (let at = 0; at < 40; at++) {
      const verdict = detector.press({ ...keyFor('0', at * 30), repeat: at > 0 });
      expect(verdict.key).toBe('pass');
    }
    expect(detector.press(special('Enter', 1210)).code).toBeNull();
  });

  test('shortcuts pass: no key with Control, Alt or an arrow is a code’s', () => {
    const detector = createBurstDetector();
    for (let at = 0; at < 20; at++) {
      expect(detector.press({ ...keyFor('z', at * 5), ctrl: true }).key).toBe('pass');
      expect(detector.press(special('ArrowDown', at * 5 + 2)).key).toBe('pass');
    }
  });

  test('any typing that never rolls six keys over within 35 ms each', () => {
    const rolled = fc.array(fc.integer({ min: 0, max: LONGEST_GAP_MS }), { maxLength: FEWEST_KEYS - 2 });
    const slow = fc.integer({ min: LONGEST_GAP_MS + 1, max: 400 });
    const gaps = fc.array(fc.tuple(rolled, slow), { minLength: 1, maxLength: 12 }).map((runs) => runs.flat(2));
    fc.assert(
      fc.property(gaps, fc.stringMatching(/^[0-9a-z]{1,80}$/), (typed, text) => {
        const cut = text.slice(0, typed.length);
        expect(type(cut, typed, 'Enter').codes).toEqual([]);
      }),
    );
  });
});

test('a GS1 separator is typed as Control and ]', () => {
  expect(characterOf({ ...special('BracketRight', 0), ctrl: true })).toBe('\x1d');
});

test('without a physical key, what was typed is taken', () => {
  expect(characterOf({ ...special('', 0), key: '7' })).toBe('7');
  expect(characterOf({ ...special('', 0), key: 'й' })).toBeNull();
});
