/** Something that is not as it must be. `truth` is its number in the design. */
export interface Finding {
  readonly truth: 1 | 2 | 4 | 7 | 10 | 11;
  readonly where: string;
  readonly detail: string;
}
