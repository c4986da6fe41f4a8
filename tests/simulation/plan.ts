/**
 * What people do and what breaks, drawn before the world begins: a list that can be cut and played again. Each item carries its own
 * chance (`salt`), so taking one out changes nothing of the others.
 */
import { type Chance, chance } from './chance.ts';

export const DEEDS = [
  'sale',
  'memberSale',
  'redeem',
  'return',
  'void',
  'enrol',
  'edit',
  'card',
  'pin',
  'open',
  'close',
  'merge',
  'unmerge',
  'erase',
  'sellCard',
  'fillCard',
  'undoCard',
  'payByCard',
] as const;
export type Deed = (typeof DEEDS)[number];

export const FAULTS = [
  'crash',
  'crashInSale',
  'diskFull',
  'diskBusy',
  'diskDies',
  'backUpTill',
  'restoreTill',
  'restoreLedger',
  'clone',
  'clockJumps',
  'clockDrifts',
  'badLine',
  'cutUp',
  'cutDown',
  'goodLine',
  'killCentre',
  'startCentre',
  'failOver',
  'openTransaction',
  'backUpCentre',
  'restoreCentre',
  'restoreUnannounced',
  'unknownState',
  'upgradeTill',
  'upgradeCentre',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface Item {
  /** Counted from 0; a day has TICKS_IN_DAY. */
  readonly tick: number;
  readonly till: number;
  readonly what: Deed | Fault;
  readonly salt: number;
}

export interface Plan {
  readonly seed: number;
  readonly ticks: number;
  readonly tills: number;
  readonly items: readonly Item[];
}

/** One action of each till in a tick. */
export const TICKS_IN_DAY = 52;
export const TICK_MS = 20_000;

/** How often each deed is done, in hundredths. */
const OFTEN: readonly (readonly [Deed, number])[] = [
  ['sale', 20],
  ['memberSale', 36],
  ['redeem', 17],
  ['return', 6],
  ['void', 4],
  ['enrol', 5],
  ['edit', 8],
  ['card', 2],
  ['pin', 2],
];

/** How often a manager does something about people, beside the cashier's work: in deeds of a whole day of one till. */
const MANAGED = { merge: 0.5, unmerge: 0.2, erase: 0.12 } as const;

/** How often gift cards are sold, filled, undone and held out, beside all other work: in deeds of a whole day of one till. */
const CARDS = { sellCard: 1.5, fillCard: 0.7, undoCard: 0.5, payByCard: 5 } as const;
/** How often one card, or one code, is at two tills at once. */
const APART = { sellCard: 0.08, fillCard: 0.2, undoCard: 0, payByCard: 0.35 } as const;

/** How often each fault happens, in faults of a whole day of one till. */
const RATES: Readonly<Record<Fault, number>> = {
  crash: 0.6,
  crashInSale: 0.5,
  diskFull: 0.4,
  diskBusy: 0.5,
  diskDies: 0.03,
  backUpTill: 0.15,
  restoreTill: 0.06,
  restoreLedger: 0.04,
  clone: 0.03,
  clockJumps: 0.2,
  clockDrifts: 0.2,
  badLine: 0.8,
  cutUp: 0.25,
  cutDown: 0.3,
  goodLine: 0.9,
  killCentre: 0.4,
  startCentre: 0.5,
  failOver: 0.06,
  openTransaction: 0.1,
  backUpCentre: 0.12,
  restoreCentre: 0.05,
  restoreUnannounced: 0.04,
  unknownState: 0.05,
  upgradeTill: 0.1,
  upgradeCentre: 0.06,
};

/** What makes tills live again and centres forget. */
const OF_DISKS: ReadonlySet<Fault> = new Set([
  'diskDies',
  'backUpTill',
  'restoreTill',
  'restoreLedger',
  'clone',
  'backUpCentre',
  'restoreCentre',
  'restoreUnannounced',
]);

/** A third of the worlds is calm, so that mistakes that faults would hide show too; in a fifth disks are much worse than elsewhere. */
function rateOf(fault: Fault, seed: number): number {
  const harshness = seed % 5 === 2 ? (OF_DISKS.has(fault) ? 8 : 1) : seed % 3 === 0 ? 0.25 : 1;
  return (RATES[fault] * harshness) / TICKS_IN_DAY;
}

export function draw(seed: number, ticks: number, tills: number): Plan {
  const work = chance(seed, 'workload');
  const broken = chance(seed, 'faults');
  const managers = chance(seed, 'managers');
  const purses = chance(seed, 'purses');
  const items: Item[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    const inDay = tick % TICKS_IN_DAY;
    const isLast = inDay === TICKS_IN_DAY - 1 || tick === ticks - 1;
    for (let till = 0; till < tills; till++) {
      const what = inDay === 0 ? 'open' : isLast ? 'close' : deed(work.below(100));
      items.push({ tick, till, what, salt: work.bits() });
      for (const fault of FAULTS) {
        if (broken.hits(rateOf(fault, seed))) items.push({ tick, till, what: fault, salt: broken.bits() });
      }
      items.push(...managed(managers, tick, till, { ticks, tills }));
      // Between a shift's opening and its end.
      if (inDay > 0 && !isLast) items.push(...carded(purses, tick, till, tills));
    }
  }
  return { seed, ticks, tills, items };
}

/**
 * What a manager does at a till in this tick. Two managers may well see the same two members at once, at two tills, and one of them the
 * mistake a moment later.
 */
function managed(dice: Chance, tick: number, till: number, { ticks, tills }: Pick<Plan, 'ticks' | 'tills'>): Item[] {
  const isDue = (what: keyof typeof MANAGED): boolean => dice.hits(MANAGED[what] / TICKS_IN_DAY);
  const items: Item[] = [];
  if (isDue('merge')) {
    const salt = dice.bits();
    items.push({ tick, till, what: 'merge', salt });
    if (tills > 1 && dice.hits(0.5)) {
      items.push({ tick, till: (till + 1 + dice.below(tills - 1)) % tills, what: 'merge', salt });
      const later = tick + 1 + dice.below(4);
      if (dice.hits(0.6) && later < ticks) items.push({ tick: later, till, what: 'unmerge', salt: dice.bits() });
    }
  }
  for (const what of ['unmerge', 'erase'] as const)
    if (isDue(what)) items.push({ tick, till, what, salt: dice.bits() });
  return items;
}

function carded(dice: Chance, tick: number, till: number, tills: number): Item[] {
  return (['sellCard', 'fillCard', 'undoCard', 'payByCard'] as const).flatMap((what): Item[] => {
    if (!dice.hits(CARDS[what] / TICKS_IN_DAY)) return [];
    const one: Item = { tick, till, what, salt: dice.bits() };
    if (tills < 2 || !dice.hits(APART[what])) return [one];
    return [one, { ...one, till: (till + 1 + dice.below(tills - 1)) % tills }];
  });
}

function deed(at: number): Deed {
  let sum = 0;
  for (const [what, share] of OFTEN) {
    sum += share;
    if (at < sum) return what;
  }
  return 'sale';
}

export function isDeed(what: Item['what']): what is Deed {
  return (DEEDS as readonly string[]).includes(what);
}
