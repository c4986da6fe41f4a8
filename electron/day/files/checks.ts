import type { ClosedDay } from '../../../contract/till/day.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { formatBani, formatCount, formatPoints } from '../../../domain/amount/text.ts';
import { DIFFERENCES } from '../../../domain/day/difference.ts';
import type { SignedDifference } from '../../../domain/day/recorded.ts';
import { POINT_GROUPS } from '../../../domain/day/sums.ts';
import { TENDER_KINDS } from '../../../domain/record/tender.ts';
import type { Row, Sheet, Value } from './model.ts';
import { column } from './sheets.ts';
import type { DayWords } from './words.ts';

const text = (of: string): Value => ({ text: of });

/** The five checks, each with its figure and how it came out. */
export function checksSheet({ closed }: ClosedDay, words: DayWords): Sheet {
  return {
    name: 'checks',
    title: words.say('sheet.checks'),
    columns: [
      column(words, 'column.check', 40),
      column(words, 'column.state', 24),
      column(words, 'column.figure', 50),
      column(words, 'column.differences', 14, 'figure'),
      column(words, 'column.explained', 14, 'figure'),
    ],
    rows: closed.checks.map(({ check, state, figure, differences }): Row => {
      const explained = differences.filter((one) => one.explained !== null).length;
      const figures =
        check === 'points' ? identityText(figure) : words.say(`figure.${check}`, shown(figure, 'bani', words, {}));
      return {
        values: [
          text(words.say(`check.${check}`)),
          text(words.say(`state.${state}`)),
          text(figures),
          { count: differences.length },
          { count: explained },
        ],
        state,
      };
    }),
  };
}

/** `812 440 + 18 906 − 9 215 = 822 131`: what moved nothing is left out. */
function identityText(figure: Readonly<Record<string, string | number>>): string {
  const of = (name: string): number => Number(figure[name] ?? 0);
  const moved = POINT_GROUPS.filter((group) => of(group) !== 0).map((group) => {
    const by = of(group);
    return `${by > 0 ? '+' : '\u2212'} ${formatPoints(points(Math.abs(by)))}`;
  });
  return [formatPoints(points(of('opening'))), ...moved, '=', formatPoints(points(of('closing')))].join(' ');
}

/** Every difference with its explanation, in the order of the checks. */
export function differencesSheet({ closed, notes, names }: ClosedDay, words: DayWords): Sheet {
  return {
    name: 'differences',
    title: words.say('sheet.differences'),
    columns: [
      column(words, 'column.check', 30),
      column(words, 'column.at', 20, 'figure'),
      column(words, 'column.what', 60),
      column(words, 'column.lei', 16, 'figure'),
      column(words, 'column.points', 14, 'figure'),
      column(words, 'column.why', 30),
      column(words, 'column.note', 40),
      column(words, 'column.who', 24),
    ],
    rows: closed.checks.flatMap(({ check, state, differences }) =>
      differences.map((one): Row => {
        const { amount, explained } = one;
        const mended = explained?.mended == null ? [] : [words.say('mended')];
        return {
          values: [
            text(words.say(`check.${check}`)),
            one.at === null ? null : { at: one.at },
            text(differenceText(one, words, names.staff)),
            amount?.unit === 'bani' ? { bani: amount.by } : null,
            amount?.unit === 'points' ? { points: amount.by } : null,
            explained === null ? null : text([words.say(`why.${explained.why}`), ...mended].join('; ')),
            text(notes[one.key] ?? ''),
            explained === null ? null : text(names.staff[explained.by] ?? ''),
          ],
          state,
        };
      }),
    ),
  };
}

/** A difference in words; of a kind that this version does not know, its name. Whose work it was stands behind it. */
export function differenceText(
  { code, params }: Pick<SignedDifference, 'code' | 'params'>,
  words: DayWords,
  staff: Readonly<Record<string, string>>,
): string {
  const known = DIFFERENCES.find((one) => one === code);
  if (known === undefined) return words.say('difference.unknown', { code });
  const said = words.say(
    `difference.${known}`,
    shown(params, known === 'pointsDiffer' ? 'points' : 'bani', words, staff),
  );
  const whose = typeof params['staff'] === 'string' ? (staff[params['staff']] ?? '') : '';
  return whose === '' ? said : `${said} (${whose})`;
}

/** Values as they stand in words. */
function shown(
  values: Readonly<Record<string, string | number>>,
  unit: 'bani' | 'points',
  words: DayWords,
  staff: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const amount = (value: number): string => (unit === 'bani' ? formatBani(bani(value)) : formatPoints(points(value)));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (name === 'staff') return [name, staff[value] ?? ''];
      if (name === 'kind') {
        const kind = TENDER_KINDS.find((one) => one === value);
        return [name, kind === undefined ? String(value) : words.z(`z.tender.${kind}`)];
      }
      if (typeof value !== 'number') return [name, value];
      if (AMOUNTS.has(name)) return [name, amount(value)];
      if (name === 'rate') return [name, formatBani(bani(value)).replace(/,00$|(?<=,\d)0$/, '')];
      return [name, formatCount(value)];
    }),
  );
}

/** Names of values that are amounts. */
const AMOUNTS: ReadonlySet<string> = new Set([
  'ours',
  'theirs',
  'expected',
  'kept',
  'sold',
  'counted',
  'variance',
  'opening',
  'closing',
]);
