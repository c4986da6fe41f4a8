/**
 * Names as they sound, in Latin letters without marks, so that Ștefan, Stefan and Штефан meet in one key.
 *
 * A word has one or two keys: the plain one, and, where a letter is written in two ways across the languages here
 * (я is `ia` in Natalia but `ea` in Veaceslav; ё is typed as е; â and î stand for one sound), a second with the other
 * writing throughout. Both stand in the index, both are asked for: either side may write either way.
 *
 * Folding keeps beginnings: what is typed so far folds, nearly always, to the beginning of what the whole folds to.
 */

/** One thing that a search must find: a member matches when a token of theirs begins with any of these. */
export interface SearchTerm {
  readonly anyOf: readonly string[];
}

/** More words than any name has; what comes after is not looked at. */
const MOST_TERMS = 8;

/** In front of the reversed digits of a phone, so that its last digits can be asked for as a beginning. */
const REVERSED = 'r';

/** Letters that stripping marks does not bring to a–z: plain key, and the other where there is one. */
const LETTERS: Readonly<Record<string, string | readonly [string, string]>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ґ: 'g',
  д: 'd',
  е: 'e',
  є: 'e',
  ё: ['e', 'io'],
  ж: 'j',
  з: 'z',
  и: 'i',
  й: 'i',
  і: 'i',
  ї: 'i',
  к: 'c',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ў: 'u',
  ф: 'f',
  х: 'h',
  ц: 't',
  ч: 'c',
  ш: 's',
  щ: 'sc',
  ъ: '',
  ы: ['i', 'a'],
  ь: '',
  э: ['e', 'a'],
  ю: 'iu',
  я: 'ia',
  ӂ: 'g',
  â: ['a', 'i'],
  ı: 'i',
  đ: 'd',
  ł: 'l',
  ø: 'o',
  ß: 's',
  æ: 'e',
  œ: 'e',
};

/** Letters that together or alone stand for another sound, in both scripts' Latin form. */
const SOUNDS: Readonly<Record<string, string>> = {
  sh: 's',
  ch: 'c',
  kh: 'h',
  zh: 'j',
  gh: 'g',
  ph: 'f',
  th: 't',
  ts: 't',
  tsh: 't',
  tz: 't',
  dj: 'g',
  x: 'cs',
  k: 'c',
  q: 'c',
  w: 'v',
  y: 'i',
};
const SOUND = /[sckzgp]h|tsh?|t[hz]|dj|[xkqwy]/g;

/** Ways of writing that differ between the languages: from the plain writing to the other, within one word. */
const OTHER_WAYS: readonly (readonly [RegExp, string])[] = [
  // Cyrillic ч and дж before a, o, u are ci/ce and gi/ge in Romanian; done before letters are folded.
  [/ч(?=[оу])/g, 'чи'],
  [/ч(?=а)/g, 'че'],
  [/дж(?=[оу])/g, 'джи'],
  [/дж(?=а)/g, 'дже'],
  // я, ю after a consonant: ea (Veaceslav, Leahu), u (Ludmila).
  [/(?<=[бвгдзклмнпрстфхцчшщ])я/g, 'еа'],
  [/(?<=[бвгдзклмнпрстфх])ю/g, 'у'],
  [/(?<=[bcdfghklmnprstvz])ea/g, 'ia'],
  [/(?<=[bcdfghklmnprstvz])[iy]u/g, 'u'],
  // ё as io (Semion, Fiodor), typed as е more often than not.
  [/(?<=[bdfglmnprstv])[iy]o/g, 'e'],
  // î within a word is â in the other spelling.
  [/(?<=\p{L})î/gu, 'a'],
  // j is й to some who write Russian names in Latin letters: Jana, Andrej.
  [/j(?=[aeou])/g, 'i'],
  [/(?<=[aeiou])j/g, 'i'],
];

/** Without one of these a word has no other way of being written. */
const AMBIGUOUS = /[чджяюîâёыэj]|ea|[iy][uo]/;

const MARKS = /\p{M}/gu;
const APOSTROPHES = /['’ʼ`´]/gu;
const NOT_WORD = /[^\p{L}\p{N}]+/u;
const PLAIN = /^[a-z0-9]*$/;
const REPEATED = /(.)\1+/gu;

/** The words of a text, lower case, marks still on. */
function wordsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(APOSTROPHES, '')
    .split(NOT_WORD)
    .filter((word) => word !== '');
}

/** One word, in lower case, to its key; `way` 0 is the plain one. */
function keyOf(word: string, way: 0 | 1): string {
  let written = word;
  if (way === 1) for (const [from, to] of OTHER_WAYS) written = written.replace(from, to);
  const letters = PLAIN.test(written) ? written : latin(written, way);
  return letters
    .replace(SOUND, (sound) => SOUNDS[sound] ?? sound)
    .replace(/^ie/, 'e')
    .replace(REPEATED, '$1');
}

function latin(word: string, way: 0 | 1): string {
  let letters = '';
  for (const letter of word.replaceAll('дж', 'ӂ')) {
    const known = LETTERS[letter];
    if (known === undefined) letters += letter <= 'z' ? letter : letter.normalize('NFD').replace(MARKS, '');
    else letters += typeof known === 'string' ? known : known[way];
  }
  return letters;
}

/** The plain key and, where it differs, the other. */
function keysOf(word: string): readonly string[] {
  const plain = keyOf(word, 0);
  if (!AMBIGUOUS.test(word)) return [plain];
  const other = keyOf(word, 1);
  return plain === other ? [plain] : [plain, other];
}

/** A word as it is kept: its plain key, and that with the other way of writing where there is one. */
interface FoldedWord {
  readonly plain: string;
  readonly keys: readonly string[];
}

/** Names repeat from member to member, so each piece of one is folded once: a first sync folds a million members. */
const PIECES = new Map<string, readonly FoldedWord[]>();
const MOST_PIECES = 20_000;
/** Longer ones are no names. */
const LONGEST_PIECE = 40;

function foldedPiece(piece: string): readonly FoldedWord[] {
  const known = PIECES.get(piece);
  if (known !== undefined) return known;
  const words = wordsOf(piece).map((word): FoldedWord => ({ plain: keyOf(word, 0), keys: keysOf(word) }));
  if (piece.length > LONGEST_PIECE) return words;
  if (PIECES.size >= MOST_PIECES) PIECES.clear();
  PIECES.set(piece, words);
  return words;
}

/** Piece by piece: nothing that folding looks at reaches over a space. */
function foldedWords(text: string): readonly FoldedWord[] {
  return text.includes(' ') ? text.split(' ').flatMap(foldedPiece) : foldedPiece(text);
}

/** A text's words as plain keys, with one space between: for comparing and for sorting. */
export function foldText(text: string): string {
  return foldedWords(text)
    .map(({ plain }) => plain)
    .filter((key) => key !== '')
    .join(' ');
}

/** The national digits of a phone in E.164: 8 of Moldova, all of another country. */
function nationalDigits(e164: string): string {
  const digits = e164.replace(/\D/g, '');
  return e164.startsWith('+373') ? digits.slice(3) : digits;
}

function reversed(digits: string): string {
  let back = REVERSED;
  for (let i = digits.length - 1; i >= 0; i--) back += digits.charAt(i);
  return back;
}

/**
 * What the search index holds of a member: space-separated tokens, each once: the keys of the name's and the call
 * name's words, the phone's national digits (without the 0 in front), and `r` with these digits reversed.
 */
export function searchKey(of: {
  readonly name: string;
  readonly callName: string;
  readonly phone: string | null;
}): string {
  const tokens = new Set<string>();
  for (const text of [of.name, of.callName]) {
    for (const { keys } of foldedWords(text)) for (const key of keys) tokens.add(key);
  }
  if (of.phone !== null) {
    const digits = nationalDigits(of.phone);
    if (digits !== '') tokens.add(digits).add(reversed(digits));
  }
  tokens.delete('');
  return [...tokens].join(' ');
}

/** Digits with the marks that people put between them: one phone, or a part of one. */
const DIGITS = /\+?\(?\d(?:[\d\s().\-/\u00A0]*\d)?/gu;

/** What a last letter may yet become with the next: who types `Mik` may be on the way to Mikhail. */
const UNFINISHED: Readonly<Record<string, string>> = { k: 'kh', z: 'zh', p: 'ph', д: 'дж' };

/**
 * What to ask the index for: a member is found when every term is met, and a term is met when one of the member's
 * tokens begins with one of `anyOf`. Digits, in any form and however few, mean the beginning or the last digits of
 * the phone. Tokens are letters and digits only; no terms: nothing to ask.
 */
export function searchTerms(query: string): readonly SearchTerm[] {
  const terms: SearchTerm[] = [];
  const names = query.replace(DIGITS, (typed) => {
    terms.push({ anyOf: phoneTokens(typed) });
    return ' ';
  });
  for (const word of wordsOf(names)) {
    const onTheWay = UNFINISHED[word.slice(-1)];
    const more = onTheWay === undefined ? [] : [keyOf(word.slice(0, -1) + onTheWay, 0)];
    terms.push({ anyOf: [...new Set([...keysOf(word), ...more])].filter((key) => key !== '') });
  }
  return terms.filter(({ anyOf }) => anyOf.length > 0).slice(0, MOST_TERMS);
}

/** Every way in which typed digits may stand in a phone: none where they are only a country's code so far. */
function phoneTokens(typed: string): string[] {
  const digits = typed.replace(/\D/g, '');
  const tokens = new Set<string>();
  const abroad = typed.startsWith('+')
    ? digits
    : /^(?:00(?=\d{3})|(?=373))/.test(digits)
      ? digits.replace(/^00/, '')
      : null;
  if (abroad !== null) {
    const national = abroad.replace(/^373/, '').replace(/^0/, '');
    if (!'373'.startsWith(abroad)) tokens.add(national).add(abroad);
  }
  if (typed.startsWith('+')) return [...tokens];
  if (/^0[1-9]/.test(digits)) tokens.add(digits.slice(1));
  return [...tokens.add(digits).add(reversed(digits))];
}
