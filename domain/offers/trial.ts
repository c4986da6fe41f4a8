import { type Bani, bani } from '../amount/bani.ts';
import { type Points, points } from '../amount/points.ts';
import { type Refusal, refuse } from '../refusal/refusal.ts';
import type { ChosenReward } from '../sale/facts.ts';
import { give, type OffersInput, payWithPoints, refusals } from './apply.ts';
import { type Attempt, attemptsOf } from './attempts.ts';
import { chooseWay } from './choose.ts';
import { type Asked, asked, askOffer, begin, type Course, refusalOf } from './course.ts';
import { usesLeft } from './limits.ts';
import { offerLine } from './lines.ts';
import { tryOne, type Way } from './moneyOff.ts';
import { kindOf } from './order.ts';
import { cameToNothing, type Rounded, roundOff } from './round.ts';
import { copyOf, type Work, workOn } from './units.ts';

/** What a choice of rewards would come to: money and points, and nothing that nobody asks while choosing. */
export interface Trial {
  readonly discount: Bani;
  /** By offer. */
  readonly times: ReadonlyMap<string, number>;
  readonly points: ReadonlyMap<string, Points>;
  readonly refused: ReadonlyMap<string, Refusal>;
}

/**
 * Tries other rewards on one and the same basket. A reward changes nothing of what is tried before it, so that is reckoned once for all
 * trials; where the offers are chosen for the member, or only the best on a unit counts, each trial is reckoned whole.
 */
export class Trials {
  readonly #input: OffersInput;
  readonly #asked: Asked;
  /** As the rewards were chosen when this was made: what trials have in common. */
  readonly #tried: readonly Attempt[];
  readonly #stops = new Map<number, Way>();

  constructor(input: OffersInput) {
    const { programme, lines, choices, facts, moment } = input;
    const { tried } = attemptsOf(programme, choices, facts, moment.day);
    this.#input = input;
    this.#tried = tried;
    this.#asked = asked(
      input,
      lines.map((line) => offerLine(programme, line, null)),
      tried,
    );
  }

  try(rewards: readonly ChosenReward[]): Trial {
    const { choices, programme, facts, moment } = this.#input;
    const chosen = { ...choices, rewards };
    const { tried } = attemptsOf(programme, chosen, facts, moment.day);
    const of = { ...this.#asked, input: { ...this.#input, choices: chosen }, tried };
    return finished(this.#isStepwise() ? this.#take(of) : chooseWay(of));
  }

  /** As if the member had so many points, asked for them all and had them cut down to what the sale takes; proofs are not asked. */
  tryAll(spendable: Points, rewards: readonly ChosenReward[]): Trial {
    const { choices, programme, facts, moment } = this.#input;
    const chosen = { codes: choices.codes, rewards, proof: null };
    const { tried } = attemptsOf(programme, chosen, facts, moment.day);
    const policies = { ...programme.policies, tooMany: 'cut' as const };
    const of: Asked = {
      ...this.#asked,
      input: { ...this.#input, choices: chosen, spendable },
      programme: { ...programme, policies },
      tried,
    };
    // A reward of a fixed cost may be had more often with more points; what costs none is as it was.
    const same = tried.every(({ offer, choice }) => choice === null || kindOf(offer) !== 'money');
    return finished(same && this.#isStepwise() ? this.#take(of) : chooseWay(of));
  }

  /**
   * Why a reward of a fixed cost could not be had however the others come out: its conditions, its limits, or that there is not so
   * much of what it costs; null: it must be tried.
   */
  hopeless(id: string, times: number, available: number, cost: number): Refusal | null {
    const { facts, programme } = this.#asked;
    const offer = programme.offers.find((one) => one.id === id);
    if (offer === undefined) return refuse('reward.unknown');
    if (programme.policies.minimumBase === 'before' || offer.when.basket === undefined) {
      const unmet = askOffer(this.#asked, offer, () => []);
      if (unmet !== null) return refusalOf(unmet.why, facts);
    }
    if (programme.policies.tooMany === 'cut' && times > 1) return null;
    const uses = usesLeft(offer, facts, this.#input.ofAll, 0);
    if (uses !== null && uses.left < times) return refuse('offer.usedUp', { most: uses.most });
    if (cost * times <= available) return null;
    const stamps = offer.trigger.type === 'stamps';
    return refuse(stamps ? 'reward.tooFewStamps' : 'reward.tooFewPoints', { available, needed: cost * times });
  }

  #isStepwise(): boolean {
    const { choose, discounts } = this.#input.programme.policies;
    return choose === 'asListed' && discounts !== 'best';
  }

  /** Takes money off from where the attempts begin to differ. */
  #take(of: Asked): Way {
    const common = of.tried.findIndex((attempt, i) => !isSame(attempt, this.#tried[i]));
    const from = common < 0 ? of.tried.length : common;
    return takenFrom(this.#upTo(Math.min(from, this.#tried.length)), of, Math.min(from, this.#tried.length));
  }

  /** After so many of the common attempts. */
  #upTo(count: number): Way {
    const known = this.#stops.get(count);
    if (known !== undefined) return known;
    let [at, way]: [number, Way | null] = [0, null];
    for (const [stop, reached] of this.#stops) if (stop <= count && stop >= at) [at, way] = [stop, reached];
    const { programme, rung, matches } = this.#asked;
    const start = way ?? { course: begin(this.#asked), work: workOn(programme.policies, rung, matches) };
    const reached = takenFrom(start, { ...this.#asked, tried: this.#tried.slice(0, count) }, at);
    this.#stops.set(count, reached);
    return reached;
  }
}

function isSame(a: Attempt, b: Attempt | undefined): boolean {
  return b !== undefined && a.offer === b.offer && a.code === b.code && a.issued === b.issued && a.choice === b.choice;
}

/** Goes on from a way with the attempts from one on; the way itself stays as it is. */
function takenFrom(way: Way, of: Asked, from: number): Way {
  const { booked, refused, ended, spent } = way.course;
  const course: Course = { asked: of, booked: [...booked], refused: new Map(refused), ended, spent };
  const work = copyOf(way.work);
  for (let index = from; index < of.tried.length; index++) {
    const attempt = of.tried[index];
    if (attempt !== undefined && kindOf(attempt.offer) === 'money') tryOne(course, work, attempt, index);
  }
  return { course, work };
}

/** Points spent freely and gifts, after the money. */
function finished({ course, work }: Way): Trial {
  const { off, byAttempt } = rounded(work);
  const left = work.lines.map(({ gross }, line) => bani(gross - (off[line] ?? 0)));
  const none = left.map(() => bani(0));
  const paid = payWithPoints(course, work, left);
  give(course, paid.left, none);
  const [times, spent] = [new Map<string, number>(), new Map<string, Points>()];
  for (const one of course.booked) {
    if (byAttempt !== null && cameToNothing(one.offer, byAttempt.get(one.attempt) ?? [])) continue;
    times.set(one.offer.id, (times.get(one.offer.id) ?? 0) + one.times);
    spent.set(one.offer.id, points((spent.get(one.offer.id) ?? 0) + one.points));
  }
  let discount = 0;
  work.lines.forEach(({ gross }, line) => {
    discount += gross - (paid.left[line] ?? 0);
  });
  const why = refusals(course).flatMap(({ offer, refusal }) => (offer === null ? [] : [[offer, refusal] as const]));
  return { discount: bani(discount), times, points: spent, refused: new Map(why) };
}

/** What came off in whole bani; by attempt only where it is rounded once, for only there it may round to nothing. */
function rounded(work: Work): { readonly off: readonly number[]; readonly byAttempt: Rounded['byAttempt'] | null } {
  if (work.grain !== 1) return roundOff(work);
  return { off: work.runs.map((runs) => runs.reduce((sum, { off }) => sum + off, 0)), byAttempt: null };
}
