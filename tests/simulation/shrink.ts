/** Makes a failing plan small: fewer ticks, fewer tills, then delta debugging (Zeller) over what people do and what breaks. */
import type { Mutation } from './mutations.ts';
import type { Item, Plan } from './plan.ts';
import { play } from './world.ts';

/** How a small plan is kept in tests/regressions. */
export interface Regression {
  /** What was wrong, in a sentence. */
  readonly about: string;
  /** The truth of DESIGN §2, and the proof that found it broken. */
  readonly truth: number;
  readonly found: string;
  /** What must be broken again for it to show; null: it showed in the product or the model as they were. */
  readonly mutation: Mutation | null;
  readonly plan: Plan;
}

/** The smallest plan found in `mostRuns` plays in which the same proof still fails. */
export function shrink(plan: Plan, mutation: Mutation | null, found: string, mostRuns = 400): Plan {
  let runs = 0;
  const fails = (tried: Plan): boolean => {
    if (runs >= mostRuns) return false;
    runs += 1;
    return play(tried, { mutation }).broken?.found === found;
  };

  let small = plan;
  for (let ticks = Math.ceil(small.ticks / 2); ticks >= 1; ticks = Math.ceil(ticks / 2)) {
    const tried = { ...small, ticks, items: small.items.filter(({ tick }) => tick < ticks) };
    if (!fails(tried)) break;
    small = tried;
    if (ticks === 1) break;
  }
  for (let till = small.tills - 1; till >= 0 && small.tills > 1; till--) {
    const items = small.items.filter((item) => item.till !== till);
    const tried = till === small.tills - 1 ? { ...small, tills: small.tills - 1, items } : { ...small, items };
    if (fails(tried)) small = tried;
  }
  for (let parts = 2; small.items.length > 1 && runs < mostRuns; ) {
    const size = Math.ceil(small.items.length / parts);
    const without = cuts(small.items, size).find((items) => fails({ ...small, items }));
    if (without !== undefined) {
      small = { ...small, items: without };
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(small.items.length, parts * 2);
  }
  return small;
}

/** The list with one piece after the other left out. */
function cuts(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const pieces = Math.ceil(items.length / size);
  return Array.from({ length: pieces }, (_, i) => [...items.slice(0, i * size), ...items.slice((i + 1) * size)]);
}
