import { type Run, sumOf, type Take, type Work } from './units.ts';

/**
 * Policy `best`: each attempt reckoned as if it were alone; now its parts (a unit run, a set, a sum for many units) are
 * held against those that stand on the same units. Parts that touch each other, directly or through others, are compared
 * together: the new ones stay if they take off more than the old ones, which then go. So on each unit one offer counts,
 * and an offer that is one sum for many lines counts whole or not at all. Of equal ones the earlier stays.
 *
 * Returns whether anything of the attempt stayed.
 */
export function settle(work: Work): boolean {
  const runs = work.runs.flat();
  const amounts = new Map<number, number>();
  const mine = new Set<number>();
  const group = new Map<number, number>();
  const rootOf = (part: number): number => {
    let root = part;
    for (let up = group.get(root); up !== undefined; up = group.get(root)) root = up;
    return root;
  };
  for (const run of runs) {
    for (const { part, attempt, amount } of run.takes) {
      amounts.set(part, (amounts.get(part) ?? 0) + amount);
      if (attempt === work.attempt) mine.add(part);
    }
    const meeting = partsMeeting(work, run);
    meeting.forEach((part) => {
      const [a, b] = [rootOf(meeting[0] ?? part), rootOf(part)];
      if (a !== b) group.set(b, a);
    });
  }
  const balance = new Map<number, { won: number; had: number }>();
  for (const [part, amount] of amounts) {
    const root = rootOf(part);
    const so = balance.get(root) ?? { won: 0, had: 0 };
    if (mine.has(part)) so.won += amount;
    else so.had += amount;
    balance.set(root, so);
  }
  const goes = (part: number): boolean => {
    const { won, had } = balance.get(rootOf(part)) ?? { won: 0, had: 0 };
    if (won === 0 || had === 0) return false;
    return mine.has(part) ? won <= had : won > had;
  };
  for (const run of runs) {
    run.takes = run.takes.filter(({ part }) => !goes(part));
    run.users = run.users.filter(({ part }) => !goes(part));
    run.off = sumOf(run.takes);
  }
  return [...mine].some((part) => !goes(part));
}

/** The parts on a run that cannot all stand: where old and new ones take off, or use up, the same units. */
function partsMeeting(work: Work, run: Run): number[] {
  const meet = (all: readonly Pick<Take, 'attempt' | 'part'>[]): number[] => {
    const own = all.some(({ attempt }) => attempt === work.attempt);
    const others = all.some(({ attempt }) => attempt !== work.attempt);
    return own && others ? all.map(({ part }) => part) : [];
  };
  return [...meet(run.takes), ...(work.policies.reuseUnits ? [] : meet(run.users))];
}
