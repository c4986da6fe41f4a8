import { type Bani, bani } from '../amount/bani.ts';
import type { GoodsFilter } from '../programme/filter.ts';
import { type ConditionLine, type Situation, type Unmet, unmet } from '../programme/holds.ts';
import type { Offer } from '../programme/offer.ts';
import type { Programme } from '../programme/programme.ts';
import { type Refusal, refuse } from '../refusal/refusal.ts';
import type { Facts } from '../sale/facts.ts';
import type { OffersInput } from './apply.ts';
import type { Attempt } from './attempts.ts';
import { codesOf } from './attempts.ts';
import type { OfferLine } from './lines.ts';
import type { Work } from './units.ts';

/** What is the same however the offers are chosen. */
export interface Asked {
  readonly input: OffersInput;
  readonly programme: Programme;
  readonly facts: Facts | null;
  readonly rung: readonly OfferLine[];
  readonly tried: readonly Attempt[];
  readonly codes: readonly string[];
  /** With first prices. */
  readonly first: Situation;
  /** Answers of conditions that ask about first prices. */
  readonly answers: Map<Offer, Unmet | null>;
  readonly matches: Map<GoodsFilter | undefined, readonly boolean[]>;
}

export function asked(input: OffersInput, rung: readonly OfferLine[], tried: readonly Attempt[]): Asked {
  const { programme, facts, choices } = input;
  const codes = codesOf(choices);
  const first = situation({ input, rung, codes }, null);
  return { input, programme, facts, rung, tried, codes, first, answers: new Map(), matches: new Map() };
}

/** What an attempt that was applied cost. */
export interface Booked {
  readonly attempt: number;
  readonly offer: Offer;
  readonly times: number;
  readonly points: number;
  readonly stamps: number;
  /** Grains that floors kept from it. */
  readonly lost: number;
}

/** One way through the attempts: what was applied so far. */
export interface Course {
  readonly asked: Asked;
  readonly booked: Booked[];
  readonly refused: Map<number, Refusal>;
  /** Nothing more is tried, but points chosen freely. */
  ended: boolean;
  spent: number;
}

export function begin(of: Asked): Course {
  return { asked: of, booked: [], refused: new Map(), ended: false, spent: 0 };
}

/** What conditions are asked of: the lines rung, with their first prices or with what is left of them. */
export function situation(
  { input, rung, codes }: Pick<Asked, 'input' | 'rung' | 'codes'>,
  amounts: readonly Bani[] | null,
): Situation {
  const lines = rung.flatMap(({ line, goods, units, gross, excluded }, index): ConditionLine[] =>
    excluded ? [] : [{ goods, units, amount: amounts?.[index] ?? gross, vat: line.vat }],
  );
  return { moment: input.moment, facts: input.facts, lines, codes, tenders: input.tenders, tier: input.tier };
}

/** What is left of each line in whole bani; a part of a ban is rounded half up. */
export function amountsLeft(work: Work): Bani[] {
  return work.runs.map((runs) => {
    const left = runs.reduce((sum, run) => sum + run.gross - run.off, 0);
    return bani(Math.floor((2 * left + work.grain) / (2 * work.grain)));
  });
}

/** Why an offer does not hold, with `left` of the lines rung; null: it does. */
export function askOffer(of: Asked, offer: Offer, left: () => readonly Bani[]): Unmet | null {
  if (of.programme.policies.minimumBase === 'after' && offer.when.basket !== undefined) {
    return unmet(offer.id, offer.when, situation(of, left()));
  }
  const known = of.answers.get(offer);
  if (known !== undefined) return known;
  const answer = unmet(offer.id, offer.when, of.first);
  of.answers.set(offer, answer);
  return answer;
}

/** The words for conditions that do not hold. */
export function refusalOf(why: Unmet['why'], facts: Facts | null): Refusal {
  switch (why) {
    case 'time':
    case 'store':
      return refuse('offer.notNow');
    case 'member':
    case 'tier':
      return refuse(facts === null ? 'offer.needsMember' : 'offer.notMet');
    case 'code':
    case 'tender':
    case 'spend':
    case 'units':
    case 'different':
    case 'tooMuch':
      return refuse('offer.notMet');
  }
}
