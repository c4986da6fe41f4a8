import type { ClosedDay } from '../../../contract/till/day.ts';
import { type Bani, bani } from '../../../domain/amount/bani.ts';
import { type Points, points } from '../../../domain/amount/points.ts';
import { formatBani, formatPoints } from '../../../domain/amount/text.ts';
import type { SignedTill } from '../../../domain/day/recorded.ts';
import { byGroup, netPoints, POINT_GROUPS } from '../../../domain/day/sums.ts';
import type { Column, Row, Sheet, Value } from './model.ts';
import type { DayWord, DayWords } from './words.ts';

const text = (of: string): Value => ({ text: of });
export const column = (words: DayWords, word: DayWord, width: number, kind: Column['kind'] = 'text'): Column => ({
  title: words.say(word),
  kind,
  width,
});

/** The day itself: what, who, by which seal, and what was sold. */
export function dayRows({ closed, ...row }: ClosedDay, words: DayWords): Sheet {
  const { counts, sold, voided, returned, withheld, total, giftCards } = closed.sums;
  const { previous, cash } = closed;
  const line = (word: DayWord, value: Value, strong = false): Row => ({
    values: [text(words.say(word)), value],
    ...(strong ? { strong } : {}),
  });
  return {
    name: 'day',
    title: words.say('sheet.day'),
    columns: [column(words, 'column.name', 40), column(words, 'column.value', 60, 'figure')],
    rows: [
      line('day.store', text(row.storeName)),
      line('day.day', { day: row.day }, true),
      line('day.number', { count: row.number }),
      line('day.signedAt', { at: row.signedAt }),
      line('day.signedBy', text(row.signedByName ?? words.say('nobody'))),
      line('day.till', { count: row.till }),
      line('day.asOf', { at: closed.asOf }),
      line('day.by', text(words.say(`day.by.${closed.by}`))),
      line('day.seal', text(row.seal)),
      line('day.previous', previous === null ? text(words.say('day.first')) : { day: previous.day }),
      ...(previous === null ? [] : [line('day.previousSeal', text(previous.seal))]),
      line('day.sales', { count: counts.sales }),
      line('day.withMember', { count: counts.withMember }),
      line('day.returns', { count: counts.returns }),
      line('day.voids', { count: counts.voids }),
      line('day.enrolments', { count: counts.enrolments }),
      line('day.giftCards', { count: counts.giftCards }),
      line('day.gross', { bani: sold.gross }),
      line('day.byOffers', { bani: bani(-sold.byOffers) }),
      line('day.byPoints', { bani: bani(-sold.byPoints) }),
      line('day.sold', { bani: sold.total }),
      line('day.voided', { bani: bani(-voided) }),
      line('day.returned', { bani: bani(-returned) }),
      line('day.total', { bani: total }, true),
      line('day.withheld', { bani: withheld }),
      line('day.giftSold', { bani: giftCards.sold }),
      line('day.giftUndone', { bani: bani(-giftCards.undone) }),
      line('day.cashExpected', { bani: cash.expected }),
      line('day.cashCounted', { bani: cash.counted }),
      line('day.cashVariance', { bani: cash.variance }, true),
    ],
  };
}

export function vatSheet({ closed }: ClosedDay, words: DayWords): Sheet {
  const { vat } = closed.sums;
  const sum = (of: (line: (typeof vat)[number]) => number): Value => ({
    bani: bani(vat.reduce((s, line) => s + of(line), 0)),
  });
  return {
    name: 'vat',
    title: words.say('sheet.vat'),
    columns: [
      column(words, 'column.rate', 20, 'figure'),
      column(words, 'column.gross', 20, 'figure'),
      column(words, 'column.discount', 20, 'figure'),
      column(words, 'column.total', 20, 'figure'),
      column(words, 'column.vat', 20, 'figure'),
    ],
    rows: [
      ...vat.map(
        (line): Row => ({
          values: [
            { rate: line.rate },
            { bani: line.gross },
            { bani: bani(-line.discount) },
            { bani: line.total },
            { bani: line.vat },
          ],
        }),
      ),
      {
        values: [
          text(words.say('sum')),
          sum(({ gross }) => gross),
          sum(({ discount }) => -discount),
          sum(({ total }) => total),
          sum(({ vat: of }) => of),
        ],
        strong: true,
      },
    ],
  };
}

export function tendersSheet({ closed }: ClosedDay, words: DayWords): Sheet {
  const { tenders } = closed.sums;
  const sum = (of: (one: (typeof tenders)[number]) => number): Value => ({
    bani: bani(tenders.reduce((s, one) => s + of(one), 0)),
  });
  return {
    name: 'tenders',
    title: words.say('sheet.tenders'),
    columns: [
      column(words, 'column.tender', 40),
      column(words, 'column.in', 20, 'figure'),
      column(words, 'column.out', 20, 'figure'),
      column(words, 'column.net', 20, 'figure'),
    ],
    rows: [
      ...tenders.map(
        (one): Row => ({
          values: [
            text(words.z(`z.tender.${one.kind}`)),
            { bani: one.in },
            { bani: bani(-one.out) },
            { bani: bani(one.in - one.out) },
          ],
        }),
      ),
      {
        values: [text(words.say('sum')), sum((one) => one.in), sum((one) => -one.out), sum((one) => one.in - one.out)],
        strong: true,
      },
    ],
  };
}

/** Opening, what moved by group and by account, closing: each to the point. */
export function pointsSheet({ closed }: ClosedDay, words: DayWords): Sheet {
  const { opening, moved, closing } = closed.points;
  const groups = byGroup(moved);
  return {
    name: 'points',
    title: words.say('sheet.points'),
    columns: [
      column(words, 'column.account', 40),
      column(words, 'column.given', 20, 'figure'),
      column(words, 'column.taken', 20, 'figure'),
      column(words, 'column.points', 20, 'figure'),
    ],
    rows: [
      { values: [text(words.say('points.opening')), null, null, { points: opening }], strong: true },
      ...POINT_GROUPS.map(
        (group): Row => ({
          values: [text(words.say(`group.${group}`)), null, null, { points: groups[group] }],
        }),
      ),
      {
        values: [
          text(words.say('points.closing')),
          null,
          null,
          { points: closing ?? points(opening + netPoints(moved)) },
        ],
        strong: true,
      },
      ...moved.map(
        ({ contra, given, taken }): Row => ({
          values: [
            text(words.z(`z.contra.${contra}`)),
            { points: given },
            { points: points(-taken) },
            { points: points(given - taken) },
          ],
        }),
      ),
    ],
  };
}

/** Cash and terminal slips by shift, as they were counted last. */
export function shiftsSheet({ closed, names }: ClosedDay, words: DayWords): Sheet {
  const { expected, counted, variance } = closed.cash;
  return {
    name: 'shifts',
    title: words.say('sheet.shifts'),
    columns: [
      column(words, 'column.till', 8, 'figure'),
      column(words, 'column.z', 8, 'figure'),
      column(words, 'column.cashier', 24),
      column(words, 'column.opened', 20, 'figure'),
      column(words, 'column.closed', 20, 'figure'),
      column(words, 'column.sales', 12, 'figure'),
      column(words, 'column.turnover', 18, 'figure'),
      column(words, 'column.what2', 24),
      column(words, 'column.expected', 18, 'figure'),
      column(words, 'column.counted', 18, 'figure'),
      column(words, 'column.variance', 18, 'figure'),
    ],
    rows: [
      ...closed.tills.flatMap((till) => shiftRows(till, names.staff, words)),
      {
        values: [
          text(words.say('sum')),
          null,
          null,
          null,
          null,
          null,
          null,
          text(words.say('cash')),
          { bani: expected },
          { bani: counted },
          { bani: variance },
        ],
        strong: true,
      },
    ],
  };
}

function shiftRows({ number, shifts }: SignedTill, staff: Readonly<Record<string, string>>, words: DayWords): Row[] {
  return shifts.flatMap((shift): Row[] => {
    const { z, openedAt, closedAt, sales, total, cash, slips } = shift;
    const name = shift.staff === null ? '' : (staff[shift.staff] ?? '');
    const drawer: Value[] =
      cash === null
        ? [text(words.say('notCounted')), null, null, null]
        : [text(words.say('cash')), { bani: cash.expected }, { bani: cash.counted }, { bani: cash.variance }];
    return [
      {
        values: [
          { count: number },
          { count: z },
          text(name),
          { at: openedAt },
          { at: closedAt },
          { count: sales },
          { bani: total },
          ...drawer,
        ],
      },
      ...slips.map((slip): Row => {
        const tender = words.z(`z.tender.${slip.kind}`);
        const figures: Value[] = [{ bani: slip.expected }, { bani: slip.counted }, { bani: slip.variance }];
        return {
          values: [
            { count: number },
            { count: z },
            null,
            null,
            null,
            null,
            null,
            text(words.say('slip', { tender })),
            ...figures,
          ],
        };
      }),
    ];
  });
}

/** What the close lists of each till: ranges of its records with the hash at the end, and what came late. */
export function tillsSheet({ closed, notes }: ClosedDay, words: DayWords): Sheet {
  return {
    name: 'tills',
    title: words.say('sheet.tills'),
    columns: [
      column(words, 'column.till', 8, 'figure'),
      column(words, 'column.state', 40),
      column(words, 'column.life', 18),
      column(words, 'column.from', 12, 'figure'),
      column(words, 'column.to', 12, 'figure'),
      column(words, 'column.hash', 60),
    ],
    rows: closed.tills.flatMap((till) => tillRows(till, notes[till.till] ?? '', words)),
  };
}

function tillRows({ number, state, ranges, without, late }: SignedTill, note: string, words: DayWords): Row[] {
  const why = without === null ? [] : [words.say(`without.${without}`)];
  const said = [words.say(`till.${state}`), ...why, ...(note === '' ? [] : [note])].join('; ');
  const row = (what: string, rest: readonly Value[]): Row => ({ values: [{ count: number }, text(what), ...rest] });
  const nothing = [null, null, null, null];
  return [
    ...(ranges.length === 0 ? [row(said, nothing)] : []),
    ...ranges.map(({ incarnation, first, last, hash }, i) =>
      row(i === 0 ? said : '', [text(incarnation.slice(-12)), { count: first }, { count: last }, text(hash)]),
    ),
    ...late.map(({ day, records, total, points: moved }): Row => {
      const what = words.say('late', { day: day.split('-').reverse().join('.'), records });
      return row(`${what}; ${lateSums(total, moved, words)}`, nothing);
    }),
  ];
}

function lateSums(total: Bani, moved: Points, words: DayWords): string {
  const unit = (word: DayWord): string => words.say(word).toLowerCase();
  return `${formatBani(total)} ${unit('column.lei')}, ${formatPoints(moved)} ${unit('column.points')}`;
}
