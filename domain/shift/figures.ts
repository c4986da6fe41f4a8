import { type Bani, bani, NO_MONEY, sumBani } from '../amount/bani.ts';
import { NO_POINTS, type Points, points } from '../amount/points.ts';
import type { VatRate } from '../amount/quantity.ts';
import type { IncarnationId, RecordId } from '../identity/ids.ts';
import { CONTRA_ACCOUNTS, type Contra } from '../ledger/entry.ts';
import type { RecordBody, RecordHead, Return, Sale, Tender, TenderKind, VatLine, Void } from '../record/record.ts';
import { TENDER_KINDS } from '../record/tender.ts';
import { type CashCount, cashSum, cashWith } from './cash.ts';
import { CASH_REASONS, type CashMoved, type CashReason, COUNTED_TENDERS, type CountedTender } from './recorded.ts';

/** The records of one life of the till that a shift is made of: numbers, and the hash of the last. */
export interface LogRange {
  readonly incarnation: IncarnationId;
  readonly first: number;
  readonly last: number;
  readonly hash: string;
}

/** What came in and went out in one way of paying, over goods and gift cards; change is out of cash already. Both 0 or above. */
export interface TenderSum {
  readonly kind: TenderKind;
  readonly in: Bani;
  readonly out: Bani;
}

/** Cash put in or taken out for one reason. */
export interface MovedSum {
  readonly direction: 'in' | 'out';
  readonly why: CashReason;
  readonly times: number;
  readonly amount: Bani;
}

/** Points given to members and taken from them, over one contra account. Both 0 or above. */
export interface PointsSum {
  readonly contra: Contra;
  readonly given: Points;
  readonly taken: Points;
}

/** One count of the drawer beside what should have been there just then; variance: counted less expected. */
export interface CountSum {
  readonly turn: number;
  readonly cash: Bani;
  readonly expected: Bani;
  readonly variance: Bani;
  readonly others: readonly {
    readonly kind: CountedTender;
    readonly counted: Bani;
    readonly expected: Bani;
    readonly variance: Bani;
  }[];
}

/** What a drawer should hold, and what it was found to hold: never shown to who is going to count it. */
export interface DrawerFigures {
  /** What was counted at the opening; null: nobody did, and the sums begin at nothing. */
  readonly float: Bani | null;
  /** What the shift before left by its count; null: none before. The float less this is nobody's variance. */
  readonly left: Bani | null;
  readonly tenders: readonly TenderSum[];
  readonly moved: readonly MovedSum[];
  /** Float + cash in − cash out, however it came and went: what should be there now. */
  readonly expected: Bani;
  readonly counted: readonly CountSum[];
  /**
   * What lies there for the next shift: the last count, with what was moved since; piece by piece, or null where it was moved without
   * counting pieces. Null: not counted.
   */
  readonly leaves: { readonly sum: Bani; readonly cash: CashCount | null } | null;
}

/** Everything that a shift was, as its records say it. */
export interface ShiftFigures {
  readonly ranges: readonly LogRange[];
  readonly counts: {
    /** Voided ones among them. */
    readonly sales: number;
    readonly withMember: number;
    readonly returns: number;
    readonly voids: number;
    readonly enrolments: number;
    /** Gift cards sold and filled up, less those undone. */
    readonly giftCards: number;
  };
  /** Numbers of the first and the last receipt, returns among them; null: there was none. */
  readonly receipts: { readonly first: string; readonly last: string } | null;
  /** All sales as they were confirmed, voided ones among them. */
  readonly sold: {
    readonly gross: Bani;
    readonly byOffers: Bani;
    readonly byPoints: Bani;
    readonly total: Bani;
  };
  /** Sales undone; goods that came back, at what was paid for them; of these kept for points that were spent already. */
  readonly voided: Bani;
  readonly returned: Bani;
  readonly withheld: Bani;
  /** Sold less voided less returned: the sum over the VAT lines. */
  readonly total: Bani;
  /** By rate, the highest first, less what was voided and what came back. */
  readonly vat: readonly VatLine[];
  /** Money put on gift cards, and taken off again by an undo: no turnover. */
  readonly giftCards: { readonly sold: Bani; readonly undone: Bani };
  readonly points: readonly PointsSum[];
  readonly drawer: DrawerFigures;
}

/** A shift's figures under their number: 1, 2, 3 ... for each till, over all its lives. */
export interface ZFigures extends ShiftFigures {
  readonly number: number;
}

/** A record of a shift as the log has it, with its hash; `record` null: of a kind from the future, which moves no money that is known. */
export interface ShiftRecord {
  readonly head: Pick<RecordHead, 'incarnation' | 'seq'>;
  readonly hash: string;
  readonly record: RecordBody | null;
}

/**
 * Adds up a shift: its live records in order, from the one that opened it. Pure: the same records give the same figures, whoever asks and
 * whenever. `saleOf` finds a sale that is voided here and was made before these records; there is none in what a till writes.
 */
export function shiftFigures(
  records: Iterable<ShiftRecord>,
  saleOf: (id: RecordId) => Sale | null = () => null,
): ShiftFigures {
  const sums = new ShiftSums(saleOf);
  sums.addAll(records);
  return sums.figures();
}

/** A shift being added up, record by record. */
export class ShiftSums {
  readonly #saleOf: (id: RecordId) => Sale | null;
  /** What a void needs of a sale: a day has very many. */
  readonly #sales = new Map<RecordId, Pick<Sale, 'vat'>>();
  readonly #ranges: LogRange[] = [];
  readonly #counts = { sales: 0, withMember: 0, returns: 0, voids: 0, enrolments: 0, giftCards: 0 };
  readonly #sold = { gross: 0, byOffers: 0, byPoints: 0, total: 0 };
  readonly #vat = new Map<VatRate, { gross: number; discount: number; total: number; vat: number }>();
  readonly #tenders = new Map<TenderKind, { in: number; out: number }>();
  readonly #points = new Map<Contra, { given: number; taken: number }>();
  readonly #moved: CashMoved[] = [];
  readonly #counted: CountSum[] = [];
  #receipts: ShiftFigures['receipts'] = null;
  #voided = 0;
  #returned = 0;
  #withheld = 0;
  #giftSold = 0;
  #giftUndone = 0;
  #float: Bani | null = null;
  #leftBefore: Bani | null = null;
  #movedCash = 0;
  #leaves: DrawerFigures['leaves'] = null;

  constructor(saleOf: (id: RecordId) => Sale | null = () => null) {
    this.#saleOf = saleOf;
  }

  /** The next records, in order. */
  addAll(records: Iterable<ShiftRecord>): void {
    for (const one of records) {
      this.place(one);
      if (one.record !== null) this.add(one.record);
    }
  }

  /** The next record's place in the log, also of one that cannot be read. */
  place({ head: { incarnation, seq }, hash }: Omit<ShiftRecord, 'record'>): void {
    const range = this.#ranges.at(-1);
    if (range?.incarnation === incarnation) this.#ranges[this.#ranges.length - 1] = { ...range, last: seq, hash };
    else this.#ranges.push({ incarnation, first: seq, last: seq, hash });
  }

  /** What the record at the place says. */
  add(record: RecordBody): void {
    for (const { contra, points: moved } of record.entries) {
      const sum = this.#points.get(contra) ?? { given: 0, taken: 0 };
      if (moved > 0) sum.given += moved;
      else sum.taken -= moved;
      this.#points.set(contra, sum);
    }
    switch (record.kind) {
      case 'sale':
        this.#sales.set(record.id, { vat: record.vat });
        this.#sale(record);
        return;
      case 'return':
        this.#return(record);
        return;
      case 'void':
        this.#void(record);
        return;
      case 'giftCard':
        if (record.action === 'undo') {
          this.#counts.giftCards -= 1;
          this.#giftUndone += record.amount;
          this.#paid(record.tenders, 'out');
        } else {
          this.#counts.giftCards += 1;
          this.#giftSold += record.amount;
          this.#paid(record.tenders, 'in');
        }
        return;
      case 'enrolment':
        this.#counts.enrolments += 1;
        return;
      case 'shiftOpened':
        this.#float = record.float === undefined ? null : cashSum(record.float);
        this.#leftBefore = record.takenOver?.left ?? null;
        return;
      case 'cashMoved':
        this.#cashMoved(record);
        return;
      case 'count': {
        const { turn, cash, others } = record;
        this.#leaves = { sum: cashSum(cash), cash };
        this.#counted.push({
          turn,
          ...against(cashSum(cash), this.#expected()),
          others: COUNTED_TENDERS.flatMap((kind) => {
            const typed = others[kind];
            if (typed === undefined) return [];
            const { cash: counted, expected, variance } = against(typed, this.#net(kind));
            return [{ kind, counted, expected, variance }];
          }),
        });
        return;
      }
      default:
        return;
    }
  }

  #sale(sale: Sale): void {
    this.#counts.sales += 1;
    if (sale.member !== null) this.#counts.withMember += 1;
    this.#receipt(sale.number);
    const byPoints = takenByPoints(sale);
    this.#sold.gross += sale.gross;
    this.#sold.byPoints += byPoints;
    this.#sold.byOffers += sale.discount - byPoints;
    this.#sold.total += sale.total;
    this.#vatLines(sale.vat, 1);
    this.#paid(sale.tenders, 'in');
  }

  #return(back: Return): void {
    this.#counts.returns += 1;
    this.#receipt(back.number);
    const withheld = back.withheld ?? 0;
    this.#returned += back.total + withheld;
    this.#withheld += withheld;
    this.#vatLines(back.vat, -1);
    this.#paid(back.tenders, 'out');
  }

  #void(undone: Void): void {
    this.#counts.voids += 1;
    this.#voided += undone.total;
    // A sale that nobody knows has no rates: its total stands under none, and the sums still agree.
    const { total } = undone;
    const unknown: VatLine = { rate: 0 as VatRate, gross: total, discount: NO_MONEY, total, vat: NO_MONEY };
    this.#vatLines((this.#sales.get(undone.of) ?? this.#saleOf(undone.of))?.vat ?? [unknown], -1);
    this.#paid(undone.tenders, 'out');
  }

  #receipt(number: string): void {
    this.#receipts = { first: this.#receipts?.first ?? number, last: number };
  }

  #vatLines(lines: readonly VatLine[], sign: 1 | -1): void {
    for (const { rate, gross, discount, total, vat } of lines) {
      const sum = this.#vat.get(rate) ?? { gross: 0, discount: 0, total: 0, vat: 0 };
      sum.gross += sign * gross;
      sum.discount += sign * discount;
      sum.total += sign * total;
      sum.vat += sign * vat;
      this.#vat.set(rate, sum);
    }
  }

  #paid(tenders: readonly Tender[], way: 'in' | 'out'): void {
    for (const { kind, amount } of tenders) {
      const sum = this.#tenders.get(kind) ?? { in: 0, out: 0 };
      sum[way] += amount;
      this.#tenders.set(kind, sum);
    }
  }

  #cashMoved(moved: CashMoved): void {
    const { direction, amount, cash } = moved;
    const sign = direction === 'in' ? 1 : -1;
    this.#moved.push(moved);
    this.#movedCash += sign * amount;
    if (this.#leaves === null) return;
    const before = this.#leaves.cash;
    const pieces = before === null || cash === undefined ? null : cashWith(before, sign, cash);
    this.#leaves = { sum: bani(this.#leaves.sum + sign * amount), cash: pieces };
  }

  #net(kind: TenderKind): Bani {
    const sum = this.#tenders.get(kind);
    return bani(sum === undefined ? 0 : sum.in - sum.out);
  }

  #expected(): Bani {
    return bani((this.#float ?? 0) + this.#movedCash + this.#net('cash'));
  }

  /** What it came to so far. */
  figures(): ShiftFigures {
    return {
      ranges: [...this.#ranges],
      counts: { ...this.#counts },
      receipts: this.#receipts,
      sold: {
        gross: bani(this.#sold.gross),
        byOffers: bani(this.#sold.byOffers),
        byPoints: bani(this.#sold.byPoints),
        total: bani(this.#sold.total),
      },
      voided: bani(this.#voided),
      returned: bani(this.#returned),
      withheld: bani(this.#withheld),
      total: bani(this.#sold.total - this.#voided - this.#returned),
      vat: [...this.#vat]
        .sort(([a], [b]) => b - a)
        .map(([rate, { gross, discount, total, vat }]) => ({
          rate,
          gross: bani(gross),
          discount: bani(discount),
          total: bani(total),
          vat: bani(vat),
        })),
      giftCards: { sold: bani(this.#giftSold), undone: bani(this.#giftUndone) },
      points: CONTRA_ACCOUNTS.flatMap((contra) => {
        const sum = this.#points.get(contra);
        return sum === undefined ? [] : [{ contra, given: points(sum.given), taken: points(sum.taken) }];
      }),
      drawer: {
        float: this.#float,
        left: this.#leftBefore,
        tenders: TENDER_KINDS.flatMap((kind) => {
          const sum = this.#tenders.get(kind);
          return sum === undefined ? [] : [{ kind, in: bani(sum.in), out: bani(sum.out) }];
        }),
        moved: this.#movedSums(),
        expected: this.#expected(),
        counted: [...this.#counted],
        leaves: this.#leaves,
      },
    };
  }

  #movedSums(): MovedSum[] {
    return (['in', 'out'] as const).flatMap((direction) =>
      CASH_REASONS.flatMap((why) => {
        const of = this.#moved.filter((one) => one.direction === direction && one.why === why);
        if (of.length === 0) return [];
        return [{ direction, why, times: of.length, amount: sumBani(of.map(({ amount }) => amount)) }];
      }),
    );
  }
}

function against(
  counted: Bani,
  expected: Bani,
): { readonly cash: Bani; readonly expected: Bani; readonly variance: Bani } {
  return { cash: counted, expected, variance: bani(counted - expected) };
}

/** What points took off a sale. Before offers stood in records, whatever was taken off was for points. */
function takenByPoints({ offers, discount, spent }: Sale): Bani {
  if (offers === undefined) return spent > 0 ? discount : NO_MONEY;
  return sumBani(offers.filter(({ points: cost }) => cost > NO_POINTS).map((offer) => offer.discount));
}
