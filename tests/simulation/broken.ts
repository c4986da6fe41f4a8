/** A truth of DESIGN §2 was found broken. */
export class TruthBroken extends Error {
  override readonly name = 'TruthBroken';
  /** The number in DESIGN §2; 0: it did not drain after healing. */
  readonly truth: number;
  /** The function that found it. */
  readonly found: string;

  constructor(truth: number, found: string, detail: string) {
    super(`truth ${truth}, ${found}: ${detail}`);
    this.truth = truth;
    this.found = found;
  }
}

/** Throws TruthBroken where it does not hold. */
export function prove(truth: number, found: string, holds: boolean, detail: () => string): void {
  if (!holds) throw new TruthBroken(truth, found, detail());
}
