/** Cursors, opaque to tills; the first number is the version of their form. */

/** How far a till was told. */
export interface Told {
  /** What every till may see, up to this position of the feed. */
  readonly chain: number;
  /** What only its store may see, up to here; behind `chain` only after a snapshot, which holds nothing of one store. */
  readonly store: number;
}

const FORMS = /^1:(?<both>\d{1,15})$|^2:(?<chain>\d{1,15}):(?<store>\d{1,15})$/;

/** What a cursor means. An empty one, or of another form, is the beginning: states only replace. */
export function toldBy(cursor: string): Told {
  const { both, chain, store } = FORMS.exec(cursor)?.groups ?? {};
  if (chain !== undefined && store !== undefined) return { chain: Number(chain), store: Number(store) };
  return { chain: Number(both ?? 0), store: Number(both ?? 0) };
}

/** Up to which position the chain's states were told. */
export function positionOf(cursor: string): number {
  return toldBy(cursor).chain;
}

/** The cursor behind everything up to a position. */
export function cursorAt(position: number): string {
  return `1:${position}`;
}

/** The cursor of a till that took a snapshot of a position and was told of its store's states up to another. */
export function cursorAfterSnapshot(told: Told): string {
  return told.store >= told.chain ? cursorAt(told.chain) : `2:${told.chain}:${told.store}`;
}
