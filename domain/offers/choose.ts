import type { Offer } from '../programme/offer.ts';
import type { Policies } from '../programme/policies.ts';
import type { Programme } from '../programme/programme.ts';
import { allowed } from './allowed.ts';
import { type Asked, begin } from './course.ts';
import { takeMoney, takenBy, type Way } from './moneyOff.ts';
import { kindOf } from './order.ts';
import { clusters, mayOverlap, usedBy } from './overlap.ts';
import { matching, workOn } from './units.ts';

/** The most combinations of offers that one evaluation tries; a programme that may need more is not published. */
export const MOST_COMBINATIONS = 64;

/** One decision: of which offers one alternative leaves out which. */
type Decision = readonly (readonly Offer[])[];

/** What has to be decided among offers that stand in each other's way. */
interface Contention {
  /** Offers that apply only alone: each is tried so. */
  readonly alone: readonly Offer[];
  readonly decisions: readonly Decision[];
}

function contention(
  offers: readonly Offer[],
  { reuseUnits, discounts }: Policies,
  touch: (a: Offer, b: Offer) => boolean,
): Contention {
  if (offers.length < 2) return { alone: [], decisions: [] };
  const alone = offers.filter(({ exclusive }) => exclusive);
  const others = offers.filter(({ exclusive }) => !exclusive);
  const decisions: Decision[] = [];
  for (const name of new Set(others.map(({ group }) => group))) {
    if (name === null) continue;
    const group = others.filter((offer) => offer.group === name);
    if (group.length > 1) decisions.push(group.map((one) => group.filter((offer) => offer !== one)));
  }
  for (const offer of others) if (offer.last) decisions.push([[], [offer]]);
  if (!reuseUnits && discounts !== 'best') {
    const users = others.filter(({ effect }) => usedBy(effect).length > 0);
    for (const cluster of clusters(users, touch)) {
      if (cluster.length > 1) decisions.push(subsets(cluster));
    }
  }
  return { alone, decisions };
}

/** Subsets to leave out, none first; as many as can be tried at all. */
function subsets(offers: readonly Offer[]): Decision {
  const many = Math.min(2 ** offers.length, MOST_COMBINATIONS + 1);
  return Array.from({ length: many }, (_, bits) => offers.filter((_, i) => Math.floor(bits / 2 ** i) % 2 === 1));
}

/**
 * How many combinations `bestForMember` would try at most with all offers of a programme at once: as listed, each
 * exclusive one alone, and every way to decide the groups, the `last` ones, and those that may use the same units up.
 * 1 where the programme chooses as listed. Above MOST_COMBINATIONS it says only that it is above.
 */
export function combinations(programme: Programme): number {
  if (programme.policies.choose !== 'bestForMember') return 1;
  const offers = programme.offers.filter((offer) => offer.active && kindOf(offer) === 'money');
  const touch = (a: Offer, b: Offer): boolean =>
    usedBy(a.effect).some((one) => usedBy(b.effect).some((other) => mayOverlap(one, other)));
  const { alone, decisions } = contention(offers, programme.policies, touch);
  const ways = decisions.reduce((product, { length }) => Math.min(product * length, Number.MAX_SAFE_INTEGER / 2), 1);
  return 1 + alone.length + (decisions.length > 0 || alone.length > 0 ? ways : 0);
}

/** Attempts reckoned in one search up to which every way is reckoned whole; above, only the most promising ones are. */
const MOST_ATTEMPTS = 200;
const MOST_WHOLE = 4;

/**
 * The way that takes most off: the fewest offers among equal ones, then the one found first. As listed is tried first,
 * so that the choice is never worse. The search stops at MOST_COMBINATIONS; where a large basket makes it long, the ways
 * are ranked by what the offers in contention take off among themselves, and the best of these are reckoned whole.
 */
export function chooseWay(asked: Asked): Way {
  const listed = wayWithout(asked, new Set());
  if (asked.programme.policies.choose !== 'bestForMember') return listed;
  const { ways, live, outside } = waysToTry(asked);
  let best = listed;
  for (const barred of ways.length * live > MOST_ATTEMPTS ? promising(asked, ways, outside) : ways) {
    const way = wayWithout(asked, new Set(barred));
    if (isBetter(way, best)) best = way;
  }
  return best;
}

const isBetter = (a: Way, b: Way): boolean =>
  total(a) - total(b) > 0 || (total(a) === total(b) && a.course.booked.length < b.course.booked.length);

/** The ways that take most off without the offers outside; in the order found. */
function promising(
  asked: Asked,
  ways: readonly (readonly number[])[],
  outside: readonly number[],
): readonly number[][] {
  const ranked = ways.map((barred, index) => {
    const way = wayWithout(asked, new Set([...barred, ...outside]));
    return { barred: [...barred], index, off: total(way), offers: way.course.booked.length };
  });
  return ranked
    .sort((a, b) => b.off - a.off || a.offers - b.offers || a.index - b.index)
    .slice(0, MOST_WHOLE)
    .sort((a, b) => a.index - b.index)
    .map(({ barred }) => barred);
}

/** Attempts to leave out in each way to try, how many attempts there are, and which are in nobody's way. */
function waysToTry(asked: Asked): {
  readonly ways: readonly (readonly number[])[];
  readonly live: number;
  readonly outside: readonly number[];
} {
  const fresh = begin(asked);
  const work = workOn(asked.programme.policies, asked.rung, asked.matches);
  const first = asked.rung.map(({ gross }) => gross);
  const live = asked.tried.filter(
    (attempt) => kindOf(attempt.offer) === 'money' && allowed(fresh, attempt, () => first).ok,
  );
  const lines = new Map(
    live.map(({ offer }) => {
      const all = usedBy(offer.effect).map((filter) => matching(work, filter));
      return [offer, asked.rung.map((_, line) => all.some((of) => of[line] === true))];
    }),
  );
  const touch = (a: Offer, b: Offer): boolean =>
    lines.get(a)?.some((used, line) => used && lines.get(b)?.[line] === true) === true;
  const offers = [...new Set(live.map(({ offer }) => offer))];
  const { alone, decisions } = contention(offers, asked.programme.policies, touch);
  const attemptsOf = (barred: (offer: Offer) => boolean): number[] =>
    asked.tried.flatMap(({ offer }, index) => (kindOf(offer) === 'money' && barred(offer) ? [index] : []));

  const ways = alone.map((only) => attemptsOf((offer) => offer !== only));
  const many = decisions.reduce((product, { length }) => product * length, 1);
  const decided = alone.length > 0 || decisions.length > 0 ? many : 0;
  for (let way = 0; way < decided && ways.length < MOST_COMBINATIONS - 1; way++) {
    const barred = new Set(alone);
    let rest = way;
    for (const decision of decisions) {
      for (const offer of decision[rest % decision.length] ?? []) barred.add(offer);
      rest = Math.floor(rest / decision.length);
    }
    ways.push(attemptsOf((offer) => barred.has(offer)));
  }
  // One that applies alone or ends the rest is in everybody's way.
  const every = offers.some(({ exclusive, last }) => exclusive || last);
  const contending = new Set(decisions.flat(2));
  const outside = every ? [] : attemptsOf((offer) => !contending.has(offer));
  return { ways, live: live.length, outside };
}

/**
 * One way without those barred. Where only the best offer on a unit counts, one that lost everything again was never
 * applied: it costs nothing and stands in nobody's way, so all is tried once more without it.
 */
function wayWithout(asked: Asked, barred: ReadonlySet<number>): Way {
  let way = takeMoney(asked, barred);
  if (asked.programme.policies.discounts !== 'best') return way;
  const without = new Set(barred);
  for (;;) {
    const lost = way.course.booked.filter(({ attempt }) => takenBy(way.work, attempt) === 0);
    if (lost.length === 0) return way;
    for (const { attempt } of lost) without.add(attempt);
    way = takeMoney(asked, without);
  }
}

function total({ work }: Way): number {
  let sum = 0;
  for (const runs of work.runs) for (const { off } of runs) sum += off;
  return sum;
}
