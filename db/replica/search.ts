import { foldText, searchKey, searchTerms } from '../../domain/person/fold.ts';

/** How many candidates a search takes from the index before it puts them in order: bounds the work, whatever is typed. */
export const MOST_CANDIDATES = 100;
/** The prefix indexes begin here; one letter alone would read half the index. */
const SHORTEST = 2;

/** A search made ready for the index. */
export interface Search {
  /** For MATCH. */
  readonly match: string;
  /** Terms too short for the index: a candidate's words must begin with one of each. */
  readonly short: readonly (readonly string[])[];
  /** What was typed, folded: a name that begins with it stands first. */
  readonly folded: string;
}

/** What to ask the index of members; null: too little was typed to ask. */
export function memberSearch(typed: string): Search | null {
  return searchOf(
    searchTerms(typed).map((term) => term.anyOf),
    foldText(typed),
  );
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

function searchOf(terms: readonly (readonly string[])[], folded: string, shortest = SHORTEST): Search | null {
  const match: string[] = [];
  const short: (readonly string[])[] = [];
  for (const term of terms) {
    const long = term.filter((token) => token.length >= shortest);
    if (long.length > 0) match.push(`(${long.map((token) => `"${token.replaceAll('"', '')}"*`).join(' OR ')})`);
    else short.push(term);
  }
  return match.length === 0 ? null : { match: match.join(' AND '), short, folded };
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
