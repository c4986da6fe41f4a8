import { foldText, searchKey, searchTerms } from '../../domain/person/fold.ts';

/**
 * How many candidates a search takes from the index before it puts them in order: bounds the work, whatever is typed.
 * Several words together are precise, and dear to intersect: fewer suffice.
 */
const MOST_CANDIDATES = { oneTerm: 60, moreTerms: 24 } as const;
/** The prefix indexes begin here; one letter alone would read half the index. */
const SHORTEST = 2;
/** Terms shorter than this are in a tenth of all members: two of them are intersected, no more. */
const TELLING = 3;

/** A search made ready for the index. */
export interface Search {
  /** For MATCH. */
  readonly match: string;
  /** For LIMIT. */
  readonly candidates: number;
  /** Terms too short for the index: the words of a candidate's name must begin with one of each. */
  readonly short: readonly (readonly string[])[];
  /** What was typed, folded: a name that begins with it stands first. */
  readonly folded: string;
}

/** What to ask the index of members; null: too little was typed to ask. */
export function memberSearch(typed: string): Search | null {
  return searchOf(
    searchTerms(typed).map((term) => term.anyOf),
    foldText(typed),
    SHORTEST,
    pairsAsked,
  );
}

/** Letters of each word in a pair. */
const PAIRED = 2;
/**
 * The tokens by which a member is found: those of the names and the phone, and for each two words of the names one
 * token of their beginnings. First names are few and surnames begin alike: each alone is in a tenth of a million
 * members, and to intersect two such lists is dear; the pair's own list is short.
 */
export function memberKey(person: Parameters<typeof searchKey>[0]): string {
  const beginnings: string[] = [];
  let key = searchKey(person);
  for (const word of key.split(' ')) {
    const beginning = word.slice(0, PAIRED);
    if (isPairable(word) && !beginnings.includes(beginning)) beginnings.push(beginning);
  }
  for (const [i, a] of beginnings.entries()) for (const b of beginnings.slice(i + 1)) key += ` ${pairOf(a, b)}`;
  return key;
}

function isPairable(token: string): boolean {
  return token.length >= PAIRED && !/\d/.test(token);
}

/** The beginnings of both in the order of the alphabet, and between them what no word's key has: a digit. */
function pairOf(a: string, b: string): string {
  const [one, other] = [a.slice(0, PAIRED), b.slice(0, PAIRED)];
  return one < other ? `${one}0${other}` : `${other}0${one}`;
}

/** Pairs, of which who meets both terms has one; none where one and the same word might meet both. */
function pairsAsked(a: readonly string[], b: readonly string[]): readonly string[] {
  const apart = a.every((x) => b.every((y) => x.slice(0, PAIRED) !== y.slice(0, PAIRED)));
  if (!apart || ![...a, ...b].every(isPairable)) return [];
  return [...new Set(a.flatMap((x) => b.map((y) => pairOf(x, y))))];
}

/** What to ask the index of products: words of the name, or the beginning of sku or barcode. */
export function productSearch(typed: string): Search | null {
  const terms: (readonly string[])[] = [];
  for (const word of wordsOf(typed)) {
    if (/\d/.test(word)) terms.push([word]);
    else for (const term of searchTerms(word)) terms.push([...term.anyOf, word]);
  }
  return searchOf(terms.slice(0, 8), foldText(typed), 1);
}

/** The tokens by which a product is found. */
export function productKey(product: { readonly name: string; readonly sku: string; readonly ean: string }): string {
  const { name, sku, ean } = product;
  const named = searchKey({ name, callName: sku, phone: null });
  // Folding joins repeated digits and letters; numbers are looked for as they stand.
  return [named, ...wordsOf(`${name} ${sku}`).filter((word) => /\d/.test(word)), ...wordsOf(sku), ean].join(' ');
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function searchOf(
  terms: readonly (readonly string[])[],
  folded: string,
  shortest = SHORTEST,
  pairsOf: typeof pairsAsked = () => [],
): Search | null {
  const lengthOf = (term: readonly string[]): number => Math.max(0, ...term.map((token) => token.length));
  const byLength = [...terms].sort((a, b) => lengthOf(b) - lengthOf(a));
  const [longest, second] = byLength;
  const pairs = longest === undefined || second === undefined ? [] : pairsOf(longest, second);
  const match: string[] = pairs.length === 0 ? [] : [`(${pairs.map((token) => `"${token}"`).join(' OR ')})`];
  const short: (readonly string[])[] = [];
  for (const term of byLength) {
    // The pair says all that two letters do.
    if (pairs.length > 0 && (term === longest || term === second) && lengthOf(term) <= PAIRED) continue;
    const asked = term.filter((token) => token.length >= shortest);
    if (asked.length === 0 || (lengthOf(term) < TELLING && match.length >= 2)) short.push(term);
    else match.push(`(${asked.map((token) => `"${token.replaceAll('"', '')}"*`).join(' OR ')})`);
  }
  if (match.length === 0) return null;
  const candidates = terms.length - short.length === 1 ? MOST_CANDIDATES.oneTerm : MOST_CANDIDATES.moreTerms;
  return { match: match.join(' AND '), candidates, short, folded };
}

/** A candidate: where it stands and its folded name. */
export interface Candidate {
  readonly n: number;
  readonly name: string;
}

/** Puts candidates in the order in which a person looks for them, and keeps the first ones. */
export function inOrder<T extends Candidate>(candidates: readonly T[], search: Search, most: number): readonly T[] {
  const fitting =
    search.short.length === 0
      ? candidates
      : candidates.filter((one) => {
          const words = one.name.split(' ');
          return search.short.every((term) => words.some((word) => term.some((token) => word.startsWith(token))));
        });
  return fitting
    .map((one) => ({ one, rank: rankOf(one.name, search.folded) }))
    .sort((a, b) => a.rank - b.rank || (a.one.name < b.one.name ? -1 : a.one.name > b.one.name ? 1 : a.one.n - b.one.n))
    .slice(0, most)
    .map(({ one }) => one);
}

/** 0: exactly what was typed; 1: begins with it; 2: a later word does; 3: found some other way. */
function rankOf(name: string, folded: string): number {
  if (folded === '') return 3;
  if (name === folded) return 0;
  if (name.startsWith(folded)) return 1;
  return name.includes(` ${folded}`) ? 2 : 3;
}
