/** Something that is not as it must be: which truth of the design (its number), where, and what was found. */
export interface Finding {
  readonly truth: number;
  readonly where: string;
  readonly detail: string;
}

export interface Verification {
  readonly findings: readonly Finding[];
  readonly checked: {
    readonly records: number;
    readonly entries: number;
    readonly besides: number;
    /** Members whose balance was rebuilt and compared. */
    readonly balances: number;
    /** Own entries that the centre has not counted yet. */
    readonly uncounted: number;
  };
}
