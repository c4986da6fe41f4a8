/** Tills that sell and push again and again, while a test does something terrible. */
import { setTimeout as wait } from 'node:timers/promises';
import type { RealChain } from './chain.ts';
import type { CounterTill } from './till.ts';

/**
 * The tills sell to members of their own and to one of all, and push to either server,
 * until `meanwhile` is done. Returns how many pushes were left without an answer.
 */
export async function whileTillsPush(
  chain: RealChain,
  tills: readonly CounterTill[],
  meanwhile: () => Promise<void>,
): Promise<number> {
  const [first] = tills;
  if (first === undefined) throw new Error('nobody sells');
  const before = unanswered(tills);
  const shared = first.addMember('Comună');
  let over = false;
  const selling = tills.map(async (till, t) => {
    const own = till.addMember(`A tejghelei ${till.number}`);
    for (let turn = t; !over; turn++) {
      for (let n = turn % 5; n >= 0; n--) till.sell(4, n % 2 === 0 ? shared : own);
      await till.tryPush(chain.urls, turn);
      await wait(5);
    }
  });
  try {
    await wait(200);
    await meanwhile();
  } finally {
    over = true;
    await Promise.all(selling);
  }
  return unanswered(tills) - before;
}

/** Waits until each till was given so many answers more. */
export async function untilAnswered(tills: readonly CounterTill[], more: number): Promise<void> {
  const before = tills.map(({ seen }) => seen.answered);
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (tills.every(({ seen }, i) => seen.answered >= (before[i] ?? 0) + more)) return;
    await wait(20);
  }
  throw new Error('the tills are not answered');
}

function unanswered(tills: readonly CounterTill[]): number {
  return tills.reduce((sum, { seen }) => sum + seen.unanswered, 0);
}
