import type { ClosedDay } from '../../../contract/till/day.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { byGroup, netPoints, POINT_GROUPS } from '../../../domain/day/sums.ts';
import { csvLine } from './csv.ts';
import type { Value } from './model.ts';
import { dayWords } from './words.ts';

/** Column names as 1C's own imports show them: one word each, Russian, the same for ever. */
const COLUMNS = 'Дата;НомерЗакрытия;Магазин;Раздел;Показатель;Наименование;СтавкаНДС;Сумма;СуммаНДС;Количество;Баллы';

/**
 * A signed day as one flat table: each row a figure with its day, number and a name that never changes (Раздел, Показатель), so that a 1C
 * import maps its columns once. See DECISIONS for what of this is not verified.
 */
export function dayOneC(closed: ClosedDay): string {
  const words = dayWords('ru');
  const { sums, cash, points: account } = closed.closed;
  const { counts, sold } = sums;
  const groups = byGroup(account.moved);
  const text = (of: string): Value => ({ text: of });
  const row = (
    part: string,
    item: string,
    name: string,
    {
      rate = null,
      sum = null,
      vat = null,
      count = null,
      moved = null,
    }: Partial<Record<'rate' | 'sum' | 'vat' | 'count' | 'moved', Value>>,
  ): readonly Value[] => [
    { day: closed.day },
    { count: closed.number },
    text(closed.storeName),
    text(part),
    text(item),
    text(name),
    rate,
    sum,
    vat,
    count,
    moved,
  ];
  const rows = [
    row('Продажи', 'gross', words.say('day.gross'), { sum: { bani: sold.gross }, count: { count: counts.sales } }),
    row('Продажи', 'byOffers', words.say('day.byOffers'), { sum: { bani: bani(-sold.byOffers) } }),
    row('Продажи', 'byPoints', words.say('day.byPoints'), { sum: { bani: bani(-sold.byPoints) } }),
    row('Продажи', 'voided', words.say('day.voided'), {
      sum: { bani: bani(-sums.voided) },
      count: { count: counts.voids },
    }),
    row('Продажи', 'returned', words.say('day.returned'), {
      sum: { bani: bani(-sums.returned) },
      count: { count: counts.returns },
    }),
    row('Продажи', 'total', words.say('day.total'), { sum: { bani: sums.total } }),
    row('Продажи', 'withheld', words.say('day.withheld'), { sum: { bani: sums.withheld } }),
    row('Продажи', 'giftCards.sold', words.say('day.giftSold'), { sum: { bani: sums.giftCards.sold } }),
    row('Продажи', 'giftCards.undone', words.say('day.giftUndone'), { sum: { bani: bani(-sums.giftCards.undone) } }),
    ...sums.vat.map((line) =>
      row('НДС', `vat.${line.rate / 100}`, `${words.say('column.vat')} ${line.rate / 100} %`, {
        rate: { rate: line.rate },
        sum: { bani: line.total },
        vat: { bani: line.vat },
      }),
    ),
    ...sums.tenders.map((one) =>
      row('Оплата', `tender.${one.kind}`, words.z(`z.tender.${one.kind}`), { sum: { bani: bani(one.in - one.out) } }),
    ),
    row('Касса', 'cash.expected', words.say('day.cashExpected'), { sum: { bani: cash.expected } }),
    row('Касса', 'cash.counted', words.say('day.cashCounted'), { sum: { bani: cash.counted } }),
    row('Касса', 'cash.variance', words.say('day.cashVariance'), { sum: { bani: cash.variance } }),
    row('Баллы', 'points.opening', words.say('points.opening'), { moved: { points: account.opening } }),
    ...POINT_GROUPS.map((group) =>
      row('Баллы', `points.${group}`, words.say(`group.${group}`), { moved: { points: groups[group] } }),
    ),
    row('Баллы', 'points.closing', words.say('points.closing'), {
      moved: { points: account.closing ?? points(account.opening + netPoints(account.moved)) },
    }),
  ];
  return `\uFEFF${[COLUMNS, ...rows.map(csvLine)].join('\r\n')}\r\n`;
}
