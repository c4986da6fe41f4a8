import { type Bani, bani } from '../amount/bani.ts';
import { type Points, points } from '../amount/points.ts';
import type { MemberId, RecordId, StaffId } from '../identity/ids.ts';
import type { RecordBody, Sale } from '../record/record.ts';
import { type Behind, LOOKS, type Look, type LookCode, MOST_BEHIND } from './account.ts';
import { behindOf, movedBy } from './behind.ts';
import type { FoundRecord } from './gather.ts';

/** From when on something is worth a manager's look. */
export interface LookRules {
  readonly voids: number;
  readonly returns: number;
  readonly receiptsOfCard: number;
  readonly timesTheMean: number;
  readonly receiptsForMean: number;
  readonly receiptsWithCashier: number;
  readonly salesOfCashier: number;
  readonly withoutMember: number;
  readonly aboveTheShop: number;
}

export const LOOK_RULES: LookRules = {
  /** A sale is undone seldom: each cashier's are named from the first. */
  voids: 1,
  /** Goods come back seldom too, and money goes out. */
  returns: 1,
  /** A family buys twice or three times a day, seldom five times. */
  receiptsOfCard: 5,
  /** One large basket is some times the mean of the day's receipts; twenty times is another kind of purchase, or somebody else's points. */
  timesTheMean: 20,
  /** Below so many receipts with points a day has no mean to speak of. */
  receiptsForMean: 20,
  /** Once is chance, twice may be; three times in one day with one cashier is somebody whom the cashier knows. */
  receiptsWithCashier: 3,
  /** Of fewer sales a share says nothing. */
  salesOfCashier: 20,
  /** A counter where fewer than one sale in ten has a member does not ask; percent without. */
  withoutMember: 90,
  /** Or a cashier who has so many percent points more without than the shop's other cashiers have. */
  aboveTheShop: 25,
};

/** What was gathered of one look. */
interface Gathered {
  readonly code: LookCode;
  readonly staff: StaffId | null;
  readonly member: MemberId | null;
  readonly behind: Behind[];
  points: number;
}

/** A sale of the day, by which cashier and to whose card. */
interface Sold {
  readonly behind: Behind;
  readonly earned: number;
  readonly withMember: boolean;
}

/**
 * What of a store's day needs a look: each record that is taken is added once, in any order; what was voided among them is not counted as a
 * sale. Pure: the same records give the same looks in the same order. It names nobody's fault: numbers, and the records behind them.
 */
export class LooksFold {
  readonly #rules: LookRules;
  readonly #gathered = new Map<string, Gathered>();
  readonly #sales = new Map<RecordId, Sold>();
  readonly #voided = new Set<RecordId>();

  constructor(rules: LookRules = LOOK_RULES) {
    this.#rules = rules;
  }

  /** `behind`: where it was made already. */
  add({ counted, read }: Pick<FoundRecord, 'counted' | 'read'>, behind?: Behind): void {
    const record = counted ? (read?.record ?? null) : null;
    if (record === null) return;
    switch (record.kind) {
      case 'goodwill':
      case 'adjust':
        this.#note(record.kind, record, movedBy(record));
        return;
      case 'return':
        this.#note('returns', record, 0);
        return;
      case 'void':
        this.#voided.add(record.of);
        this.#note('voids', record, 0);
        return;
      case 'sale':
        this.#sale(record, behind ?? behindOf(record));
        return;
      default:
        return;
    }
  }

  looks(): readonly Look[] {
    const sold = [...this.#sales.values()].filter(({ behind }) => !this.#voided.has(behind.record));
    const all = [...this.#gathered.values()].filter((one) => this.#isMany(one)).map(lookOf);
    return mostOf([...all, ...this.#manyPoints(sold), ...this.#ownCards(sold), ...this.#noMember(sold)]).sort(inOrder);
  }

  #sale(sale: Sale & RecordBody, behind: Behind): void {
    this.#sales.set(sale.id, { behind, earned: sale.earned, withMember: behind.member !== null });
    if (sale.member?.redeemed === 'offline') this.#note('offline', sale, -sale.spent);
  }

  #note(code: LookCode, record: RecordBody, moved: number): void {
    const key = `${code} ${record.staff ?? ''}`;
    const of = this.#gathered.get(key) ?? { code, staff: record.staff, member: null, behind: [], points: 0 };
    this.#gathered.set(key, of);
    of.behind.push(behindOf(record));
    of.points += moved;
  }

  #isMany({ code, behind }: Gathered): boolean {
    if (code === 'voids') return behind.length >= this.#rules.voids;
    if (code === 'returns') return behind.length >= this.#rules.returns;
    return true;
  }

  #manyPoints(sold: readonly Sold[]): Look[] {
    const earning = sold.filter(({ earned, withMember }) => withMember && earned > 0);
    const mean = earning.reduce((sum, { earned }) => sum + earned, 0) / Math.max(1, earning.length);
    const { receiptsOfCard, timesTheMean, receiptsForMean } = this.#rules;
    return grouped(earning, ({ behind }) => behind.member ?? '').flatMap((of): Look[] => {
      const sum = of.reduce((total, { earned }) => total + earned, 0);
      const isFar = earning.length >= receiptsForMean && sum >= timesTheMean * mean;
      if (of.length < receiptsOfCard && !isFar) return [];
      return [look('manyPoints', null, of[0]?.behind.member ?? null, of, points(sum))];
    });
  }

  #ownCards(sold: readonly Sold[]): Look[] {
    const known = sold.filter(({ behind, withMember }) => withMember && behind.staff !== null);
    return grouped(known, ({ behind }) => `${behind.member} ${behind.staff}`).flatMap((of): Look[] => {
      const first = of[0]?.behind;
      if (first === undefined || of.length < this.#rules.receiptsWithCashier) return [];
      const sum = of.reduce((total, { behind }) => total + (behind.points ?? 0), 0);
      return [look('ownCard', first.staff, first.member, of, points(sum))];
    });
  }

  #noMember(sold: readonly Sold[]): Look[] {
    const { salesOfCashier, withoutMember, aboveTheShop } = this.#rules;
    const without = (some: readonly Sold[]): Sold[] => some.filter(({ withMember }) => !withMember);
    const bare = without(sold).length;
    return grouped(sold, ({ behind }) => behind.staff ?? '').flatMap((of): Look[] => {
      const own = without(of);
      const others = sold.length - of.length;
      if (of.length < salesOfCashier || own.length === 0) return [];
      const share = (100 * own.length) / of.length;
      const theirs = others < salesOfCashier ? null : (100 * (bare - own.length)) / others;
      if (share < withoutMember && (theirs === null || share < theirs + aboveTheShop)) return [];
      return [{ ...look('noMember', of[0]?.behind.staff ?? null, null, own, null), of: of.length }];
    });
  }
}

/** So many of each kind are looked at, those with the most behind them: nobody reads more, and they stand in the close for ever. */
export const MOST_LOOKS = 50;

function mostOf(all: readonly Look[]): Look[] {
  return LOOKS.flatMap((code) => {
    const of = all.filter((one) => one.code === code);
    return of.length <= MOST_LOOKS ? of : of.sort((a, b) => b.many - a.many || inOrder(a, b)).slice(0, MOST_LOOKS);
  });
}

function grouped(sold: readonly Sold[], by: (one: Sold) => string): readonly (readonly Sold[])[] {
  const groups = new Map<string, Sold[]>();
  for (const one of sold) {
    const key = by(one);
    const of = groups.get(key);
    if (of === undefined) groups.set(key, [one]);
    else of.push(one);
  }
  return [...groups.values()];
}

function lookOf({ code, staff, member, behind, points: moved }: Gathered): Look {
  const isPoints = code === 'goodwill' || code === 'adjust' || code === 'offline';
  return lookAt(code, staff, member, behind, isPoints ? points(moved) : null);
}

function look(
  code: LookCode,
  staff: StaffId | null,
  member: MemberId | null,
  of: readonly Sold[],
  moved: Points | null,
): Look {
  return lookAt(
    code,
    staff,
    member,
    of.map(({ behind }) => behind),
    moved,
  );
}

/** A look at records, the first of them by time; `moved` null: what they come to in money is told instead. */
export function lookAt(
  code: LookCode,
  staff: StaffId | null,
  member: MemberId | null,
  all: readonly Behind[],
  moved: Points | null,
): Look {
  const behind = all.toSorted((a, b) => a.at - b.at || (a.record < b.record ? -1 : 1));
  return {
    code,
    staff,
    member,
    at: behind.at(-1)?.at ?? 0,
    many: behind.length,
    points: moved,
    total: moved === null ? totalOf(behind) : null,
    of: null,
    behind: behind.slice(0, MOST_BEHIND),
  };
}

function totalOf(behind: readonly Behind[]): Bani {
  return bani(behind.reduce((sum, { total }) => sum + (total ?? 0), 0));
}

/** In the order of their kinds, then by whom and of whom. */
function inOrder(a: Look, b: Look): number {
  const kinds = LOOKS.indexOf(a.code) - LOOKS.indexOf(b.code);
  const key = ({ staff, member }: Look): string => `${staff ?? ''} ${member ?? ''}`;
  return kinds !== 0 ? kinds : key(a) < key(b) ? -1 : 1;
}
