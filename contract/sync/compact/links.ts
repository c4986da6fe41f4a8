/**
 * What hangs a record into its chain, found once for all bodies of a pattern: the pattern is read as JSON, and whatever a gap that JSON
 * allows there may hold, a body has the same fields at the same places. Where that is not certain, nothing is said, and whoever needs
 * to know reads the body.
 */
import { GAPS, type Gap, type Pattern } from './pieces.ts';

export const LINK_FIELDS = ['id', 'till', 'incarnation', 'seq', 'prevHash', 'kind', 'beside'] as const;

/** These fields of a body, as JSON.parse gives them; undefined: it has none such. */
export type RecordLink = Readonly<Record<(typeof LINK_FIELDS)[number], unknown>>;

/** Where the fields of a pattern's bodies are: in a gap, or the same for all. */
export type LinkPlan = readonly ({ readonly slot: number; readonly isNumber: boolean } | { readonly all: unknown })[];

/** Stands around the place of a gap in what the pattern is read as; bodies with it are never taken apart. */
const MARK = GAPS.word;
const IN_MARKS = new RegExp(`^${MARK}(\\d+)${MARK}$`);
/** Filled in for numbers: with the place added it is not met by chance. */
const FAR = 1_000_000_000;

/** True where this word in quotes changes nothing around it. */
export function isHarmlessWord(word: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them in a text.
  return /^[^"\\\u0000-\u001f]*$/.test(word);
}

/** Null: the fields cannot be told from the pattern alone. Holds for values without quotes, escapes and control characters. */
export function linkPlan(pattern: Pattern): LinkPlan | null {
  // Two fillings: where JSON allows 0 and a long number it allows all between, and what depends on a number differs.
  const [zeros, far] = [filled(pattern, () => 0), filled(pattern, (slot) => FAR + slot)];
  if (zeros === null || far === null) return null;
  const keys = Object.keys(zeros);
  if (keys.some((key) => key.includes(MARK)) || keys.join(MARK) !== Object.keys(far).join(MARK)) return null;
  const plan = LINK_FIELDS.map((field) =>
    placeOf(pattern.gaps, Object.hasOwn(zeros, field) ? [zeros[field], far[field]] : [undefined, undefined]),
  );
  return plan.some((place) => place === null) ? null : plan.filter((place) => place !== null);
}

function placeOf(gaps: readonly Gap[], [zero, far]: readonly [unknown, unknown]): LinkPlan[number] | null {
  if (typeof far === 'number' && zero === 0) {
    const slot = far - FAR;
    return gaps[slot] === 'number' ? { slot, isNumber: true } : null;
  }
  if (typeof far === 'object' && far !== null) return null;
  if (zero !== far) return null;
  const marked = typeof far === 'string' ? IN_MARKS.exec(far) : null;
  if (marked !== null) return { slot: Number(marked[1]), isNumber: false };
  return typeof far === 'string' && far.includes(MARK) ? null : { all: far };
}

/** The pattern as JSON with each gap filled; null: it is no object then. */
function filled({ texts, gaps }: Pattern, number: (slot: number) => number): Record<string, unknown> | null {
  const fill = (slot: number): string => (gaps[slot] === 'number' ? String(number(slot)) : `${MARK}${slot}${MARK}`);
  try {
    const read: unknown = JSON.parse(texts.map((text, i) => text + (i < gaps.length ? fill(i) : '')).join(''));
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { ...read } : null;
  } catch {
    return null;
  }
}

/** The fields of one body by its pattern's plan, from what stands in its gaps. */
export function linkBy(plan: LinkPlan, inGap: (slot: number) => string): RecordLink {
  const [id, till, incarnation, seq, prevHash, kind, beside] = plan.map((place) =>
    'all' in place ? place.all : place.isNumber ? Number(inGap(place.slot)) : inGap(place.slot),
  );
  return { id, till, incarnation, seq, prevHash, kind, beside };
}
