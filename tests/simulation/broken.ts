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
