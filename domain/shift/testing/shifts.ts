import { type Bani, bani, NO_MONEY, sumBani } from '../../amount/bani.ts';
import { NO_POINTS, points } from '../../amount/points.ts';
import { ONE_PIECE, vatRate } from '../../amount/quantity.ts';
import { civilDate } from '../../calendar/civil.ts';
import {
  giftCardId,
  incarnationId,
  lotOf,
  memberId,
  recordId,
  shiftId,
  staffId,
  storeId,
  tillId,
  uuid7,
} from '../../identity/ids.ts';
import { NO_HASH, type RecordBody, type RecordContent, type Sale, type Tender } from '../../record/record.ts';
import { settleTenders } from '../../sale/tenders.ts';
import { vatLines } from '../../sale/vat.ts';
import { type CashCount, cashCount, cashSum, DENOMINATIONS } from '../cash.ts';
import type { ShiftRecord } from '../figures.ts';
import type { CashReason } from '../recorded.ts';

/** Shifts of any records, with a drawer beside that only knows what hands put in and took out. */

const idOf = (n: number): string => {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, n);
  return uuid7(1_700_000_000_000, random);
};
export const LIFE = incarnationId(idOf(1));
export const LATER_LIFE = incarnationId(idOf(2));
const MEMBER = memberId(idOf(3));
const CARD = giftCardId(idOf(4));
export const SHIFT = shiftId(idOf(5));
/** What lines say by their place here. */
export const RATES = [vatRate(2000), vatRate(800), vatRate(0)] as const;

type Lines = readonly (readonly [price: number, rate: number])[];

/** One thing that happens; numbers choose among what is there. */
export type Happening =
  | {
      readonly does: 'sell';
      readonly lines: Lines;
      /** Hundredths of each line taken off, for points where `byPoints`. */
      readonly off: number;
      readonly byPoints: boolean;
      readonly isMember: boolean;
      /** Hundredths of the total by bank card; the rest in cash, with so many bani too much. */
      readonly byCard: number;
      readonly tooMuch: number;
    }
  | { readonly does: 'void'; readonly which: number }
  /** `withheld`: hundredths of their worth that are kept. */
  | { readonly does: 'return'; readonly lines: Lines; readonly withheld: number; readonly inCash: boolean }
  | {
      readonly does: 'giftCard';
      readonly amount: number;
      readonly action: 'issue' | 'topUp' | 'undo';
      readonly inCash: boolean;
    }
  | { readonly does: 'cash'; readonly direction: 'in' | 'out'; readonly amount: number; readonly why: CashReason }
  | { readonly does: 'enrol' }
  /** Counted so many bani more than there are. */
  | { readonly does: 'count'; readonly off: number };

/** What happened, as records, and what hands did with money meanwhile. */
export interface Lived {
  readonly records: readonly ShiftRecord[];
  /** Cash in the drawer now, by every coin that went in and came out. */
  readonly inDrawer: number;
  /** What each count should find, and how far off it was counted. */
  readonly counts: readonly { readonly there: number; readonly off: number }[];
}

const cash = (amount: Bani): Tender[] => (amount === 0 ? [] : [{ kind: 'cash', amount }]);
const hundredths = (amount: number, part: number): Bani => bani(Math.floor((amount * part) / 100));

/** Lives through a shift. From `laterLife` on (a number of records) the till lives anew. */
export function live(float: CashCount | null, happenings: readonly Happening[], laterLife = 1_000_000): Lived {
  const records: ShiftRecord[] = [];
  const sales: (Sale & { readonly id: RecordBody['id'] })[] = [];
  const counts: { there: number; off: number }[] = [];
  let inDrawer = float === null ? 0 : cashSum(float);
  let turn = 0;

  function write(content: RecordContent): RecordBody['id'] {
    const n = records.length;
    const id = recordId(idOf(100 + n));
    const later = n >= laterLife;
    const record: RecordBody = {
      formatVersion: 3,
      id,
      store: storeId(idOf(6)),
      till: tillId(idOf(7)),
      incarnation: later ? LATER_LIFE : LIFE,
      seq: later ? n - laterLife + 1 : n + 10,
      prevHash: NO_HASH,
      shift: SHIFT,
      businessDay: civilDate('2026-11-21'),
      staff: staffId(idOf(8)),
      programmeVersion: 1,
      reverses: null,
      occurredAt: n,
      beside: null,
      ...content,
    };
    records.push({ head: record, hash: String(n).padStart(64, '0'), record });
    return id;
  }

  write({ kind: 'shiftOpened', confirmed: [], ...(float === null ? {} : { float }), entries: [] });
  for (const one of happenings) {
    switch (one.does) {
      case 'sell': {
        const lines = one.lines.map(([gross, rate]) => ({
          rate: RATES[rate] ?? RATES[0],
          gross: bani(gross),
          discount: hundredths(gross, one.off),
        }));
        const gross = sumBani(lines.map((each) => each.gross));
        const discount = sumBani(lines.map((each) => each.discount));
        const total = bani(gross - discount);
        const card = hundredths(total, one.byCard);
        const given: Tender[] = card === 0 ? [] : [{ kind: 'card', amount: card }];
        const handed = bani(total - card + one.tooMuch);
        const settled = settleTenders(total, [...given, ...cash(handed)]);
        if (!settled.ok) break;
        const { tenders, change } = settled.value;
        // Nothing given at all is the exact amount.
        inDrawer += given.length === 0 && handed === 0 ? total : handed - change;
        const byPoints = one.isMember && one.byPoints;
        const sale: Sale = {
          kind: 'sale',
          number: `R${records.length}`,
          member: one.isMember
            ? {
                member: MEMBER,
                balanceBefore: NO_POINTS,
                foundBy: 'card',
                civilDate: civilDate('2026-11-21'),
                redeemed: null,
              }
            : null,
          lines: lines.map((each) => ({
            sku: null,
            name: '',
            category: null,
            quantity: ONE_PIECE,
            price: each.gross,
            vat: each.rate,
            gross: each.gross,
            discount: each.discount,
            earned: NO_POINTS,
            spent: NO_POINTS,
          })),
          vat: vatLines(lines),
          tenders,
          change,
          gross,
          discount,
          total,
          earned: points(one.isMember ? 3 : 0),
          spent: points(byPoints ? 2 : 0),
          fiscalNumber: null,
          trace: [],
          entries: one.isMember
            ? [
                ...(byPoints ? [{ member: MEMBER, points: points(-2), contra: 'redeem' as const, lot: null }] : []),
                {
                  member: MEMBER,
                  points: points(3),
                  contra: 'earn' as const,
                  lot: lotOf(recordId(idOf(9)), 0),
                  expires: null,
                },
              ]
            : [],
          offers: [
            { offer: 'a', code: null, times: 1, lines: [], discount, points: points(byPoints ? 2 : 0), stamps: 0 },
          ],
        };
        sales.push({ ...sale, id: write(sale) });
        break;
      }
      case 'void': {
        const [sale] = sales.splice(one.which % Math.max(1, sales.length), 1);
        if (sale === undefined) break;
        const { id, number, total, tenders } = sale;
        write({ kind: 'void', of: id, ofNumber: number, member: null, total, tenders, entries: [] });
        inDrawer -= cashOf(tenders);
        break;
      }
      case 'return': {
        const lines = one.lines.map(([gross, rate]) => ({
          rate: RATES[rate] ?? RATES[0],
          gross: bani(gross),
          discount: NO_MONEY,
        }));
        const worth = sumBani(lines.map(({ gross }) => gross));
        const withheld = hundredths(worth, one.withheld);
        const total = bani(worth - withheld);
        const tenders: Tender[] = total === 0 ? [] : [{ kind: one.inCash ? 'cash' : 'card', amount: total }];
        write({
          kind: 'return',
          number: `R${records.length}`,
          of: null,
          ofNumber: '',
          member: null,
          lines: [],
          vat: vatLines(lines),
          tenders,
          total,
          earnedBack: NO_POINTS,
          spentBack: NO_POINTS,
          trace: [],
          entries: [],
          withheld,
        });
        inDrawer -= cashOf(tenders);
        break;
      }
      case 'giftCard': {
        const amount = bani(one.amount);
        const tenders: Tender[] = [{ kind: one.inCash ? 'cash' : 'card', amount }];
        const sign = one.action === 'undo' ? -1 : 1;
        write({
          kind: 'giftCard',
          action: one.action,
          card: CARD,
          member: null,
          of: null,
          amount,
          tenders,
          change: NO_MONEY,
          money: [{ card: CARD, amount: bani(sign * amount), contra: 'giftcard' }],
          entries: [],
        });
        inDrawer += sign * cashOf(tenders);
        break;
      }
      case 'cash':
        write({
          kind: 'cashMoved',
          direction: one.direction,
          amount: bani(one.amount),
          why: one.why,
          entries: [],
        });
        inDrawer += one.direction === 'in' ? one.amount : -one.amount;
        break;
      case 'enrol':
        write({
          kind: 'enrolment',
          member: MEMBER,
          consent: { programme: true, marketing: false },
          entries: [],
        });
        break;
      case 'count': {
        const found = Math.max(0, inDrawer + one.off);
        write({ kind: 'count', turn: ++turn, cash: inCoins(found), others: {}, entries: [] });
        counts.push({ there: inDrawer, off: found - inDrawer });
        break;
      }
    }
  }
  return { records, inDrawer, counts };
}

const cashOf = (tenders: readonly Tender[]): number =>
  tenders.reduce((sum, { kind, amount }) => (kind === 'cash' ? sum + amount : sum), 0);

/** An amount in as few pieces as there are, more of the largest notes where need be. */
export function inCoins(amount: number): CashCount {
  let left = amount;
  const rows = DENOMINATIONS.map((of) => {
    const pieces = Math.floor(left / of.value);
    left -= pieces * of.value;
    return { ...of, pieces };
  });
  return cashCount(rows) ?? [];
}
