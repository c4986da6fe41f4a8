/**
 * What a told standing was made of, remembered apart from what is sent: the proofs compare a till's balance with the sum of exactly
 * these entries and its own. A list only grows; a restored centre begins lists of its own.
 */
import type { RecordId } from '../../domain/identity/ids.ts';

export interface Counted {
  readonly record: RecordId;
  /** Of a gift card: bani. */
  readonly points: number;
}

export interface Basis {
  readonly list: readonly Counted[];
  readonly length: number;
}

const BASES = new WeakMap<object, Basis>();

export function noteBasis(state: object, basis: Basis): void {
  BASES.set(state, basis);
}

export function basisOf(state: object): Basis | null {
  return BASES.get(state) ?? null;
}
