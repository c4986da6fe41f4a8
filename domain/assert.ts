/**
 * Stops the work when something that must hold does not. Stays in the shipped code: a ledger that goes on after a
 * broken truth loses money politely.
 */
export function assert(holds: boolean, truth: string): asserts holds {
  if (!holds) throw new BrokenTruth(truth);
}

/** Thrown where a truth of the design is broken; never caught to carry on with the same data. */
export class BrokenTruth extends Error {
  override readonly name = 'BrokenTruth';
}

/** For the `default` of an exhaustive switch: a type error when a case is forgotten. */
export function never(value: never): never {
  throw new BrokenTruth(`unforeseen case: ${JSON.stringify(value)}`);
}
