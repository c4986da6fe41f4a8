import type { DayPartsView } from '../../../contract/till/day.ts';
import { points } from '../../../domain/amount/points.ts';
import type { Part } from '../../../domain/day/parts.ts';
import { DAY, memberOf, NAMES, NOW, recordOf, staffOf, tillOf } from './drawn.ts';

/** A page from the middle of many parts of a figure in points, with two tills away and what the centre booked itself. */
export function partsView(first: number): DayPartsView {
  const parts = Array.from(
    { length: 100 },
    (_, n): Part => ({
      record: recordOf(1000 + first + n),
      till: tillOf(1 + (n % 3)),
      seq: 10 + n,
      kind: n % 7 === 0 ? 'expiry' : 'sale',
      at: NOW - 60_000 * (100 - n) - (n % 9 === 0 ? 86_400_000 : 0),
      staff: staffOf(0),
      member: memberOf(n % 3),
      number: n % 7 === 0 ? null : `R000101000${1000 + n}`,
      fiscal: n % 2 === 0 ? null : `0048${1000 + n}`,
      total: null,
      points: points(-25 * n - 1),
      contra: n % 7 === 0 ? 'expire' : 'redeem',
    }),
  );
  return {
    at: 'read',
    day: DAY,
    parts,
    first,
    most: 100,
    many: 20_000,
    sum: { unit: 'points', by: points(-1_234_567) },
    figure: { unit: 'points', by: points(-1_240_000) },
    centre: [{ contra: 'expire', given: points(0), taken: points(4800) }],
    away: [
      { till: 3, why: 'unreachable' },
      { till: 11, why: 'unreachable' },
      { till: 12, why: 'lacking' },
    ],
    tills: { [tillOf(1)]: 1, [tillOf(2)]: 2, [tillOf(3)]: 3 },
    names: NAMES,
    cards: { [memberOf(0)]: '0025', [memberOf(1)]: '1187' },
  };
}
