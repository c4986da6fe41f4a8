import { addDays, type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { type Joiner, makePeople } from './people.ts';
import { instantOf } from './rhythm.ts';
import { aloneOf, makeShop, type Shop } from './shop.ts';

/** How large a sample is made. */
export interface SampleSize {
  readonly members: number;
  readonly days: number;
  /** Of all tills on an ordinary day, those of members who have just been enrolled aside. */
  readonly salesPerDay: number;
}

/** By the names that `npm start -- --sample NAME` takes. */
export const SAMPLE_SIZES = {
  full: { members: 5000, days: 90, salesPerDay: 140 },
  small: { members: 300, days: 7, salesPerDay: 60 },
} as const satisfies Readonly<Record<string, SampleSize>>;
export type SampleName = keyof typeof SAMPLE_SIZES;

/** What a shop of one till has of each size. */
export function sizeAlone({ members, days, salesPerDay }: SampleSize): SampleSize {
  return { members: Math.min(members, 400), days: Math.min(days, 45), salesPerDay: Math.round(salesPerDay / 4) };
}

/** Gives the card 2900000000018 to a name that everybody here has heard. */
export const SAMPLE_SEED = 'merisor-18';

/** A sample before anything of it is written. */
export interface Sample {
  readonly seed: string;
  readonly size: SampleSize;
  readonly shop: Shop;
  readonly joiners: readonly Joiner[];
  /** History ends the day before. */
  readonly today: CivilDate;
  /** The evening before the first day (UTC ms): when the tills were set up. */
  readonly setUpMs: number;
}

/** Plans the sample that is made at an instant (UTC ms): the same for the same day, size and seed. */
export function planSample(of: {
  readonly now: number;
  readonly size: SampleSize;
  readonly alone: boolean;
  readonly seed?: string;
}): Sample {
  const { now, size, alone, seed = SAMPLE_SEED } = of;
  const today = civilDateAt(now);
  const setUpMs = instantOf(addDays(today, -size.days - 1), 19 * 60);
  const chain = makeShop(seed, setUpMs);
  const shop = alone ? aloneOf(chain) : chain;
  const storeWeights = shop.stores.map((_, index) =>
    shop.tills.filter(({ store }) => store === index).reduce((sum, { weight }) => sum + weight, 0),
  );
  const joiners = makePeople(seed, size.members, { bornMs: setUpMs, today, storeWeights });
  return { seed, size, shop, joiners, today, setUpMs };
}
