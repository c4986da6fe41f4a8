const FIRST_LETTERS = { offers: 'offer', earning: 'rule', boosts: 'boost', stampCards: 'card' } as const;

/** An id that nothing in the list has yet: `offer-3`. It is only ever told apart from others, so a counted one will do. */
export function freshId(of: keyof typeof FIRST_LETTERS, taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`${FIRST_LETTERS[of]}-${number}`)) number += 1;
  return `${FIRST_LETTERS[of]}-${number}`;
}
