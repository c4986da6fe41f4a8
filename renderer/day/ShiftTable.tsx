import type { Names } from '../../contract/till/day.ts';
import { formatBani, formatCount } from '../../domain/amount/text.ts';
import { type CivilDate, civilTimeAt } from '../../domain/calendar/civil.ts';
import type { TillAccount } from '../../domain/day/account.ts';
import type { DayClosed } from '../../domain/day/recorded.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { useWords } from '../words/useWords.ts';
import { signed } from './dayWords.ts';
import { FigureDoor } from './FigureDoor.tsx';
import { door, useLeave } from './pages.ts';

interface ShiftTableProps {
  /** Number of the signed day; null: the one that is drawn up. */
  readonly close: number | null;
  readonly tills: readonly Pick<TillAccount, 'till' | 'number' | 'shifts'>[];
  readonly names: Names;
  /** Shifts of this day stand first; those of another have their day with them. */
  readonly day: CivilDate;
  /** What all drawers come to; left out: it is not said. */
  readonly cash?: DayClosed['cash'];
}

/** The shifts of a close, till by till; the Z of an own one opens, and what each sold and should have had in the drawer. */
export function ShiftTable({ close, tills, names, day, cash }: ShiftTableProps) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const leave = useLeave();
  const self = useWindow((state) => state.view?.till?.number ?? null);
  const all = tills.flatMap((of) => of.shifts.map((shift) => ({ of, shift })));
  const isOwn = ({ shift }: (typeof all)[number]): boolean => shift.businessDay === day;
  const rows = [...all.filter(isOwn), ...all.filter((row) => !isOwn(row))];
  if (rows.length === 0) return <p className="room-note">{say('day.noShifts')}</p>;
  const open = async (number: number, from: string): Promise<void> => {
    const answer = await till.ask('shift.z', { number });
    if (!answer.ok) return;
    leave(from);
    till.push({ kind: 'z', z: answer.value });
  };
  return (
    <table className="day-table day-table-doors" aria-label={say('day.cash')}>
      <thead>
        <tr>
          <th scope="col">{say('day.col.till')}</th>
          <th scope="col" className="day-words">
            {say('day.col.staff')}
          </th>
          <th scope="col">{say('day.col.time')}</th>
          <th scope="col">{say('day.col.sales')}</th>
          <th scope="col">{say('day.col.total')}</th>
          <th scope="col">{say('day.col.expected')}</th>
          <th scope="col">{say('day.col.counted')}</th>
          <th scope="col">{say('day.col.variance')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ of, shift }) => {
          // Versions of before numbered no Zs.
          const title = say('day.till', { till: of.number }) + (shift.z === 0 ? '' : `, Z ${shift.z}`);
          return (
            <tr key={shift.shift}>
              <th scope="row">
                {of.number === self && shift.z > 0 ? (
                  <button
                    type="button"
                    className="day-open"
                    {...door(`z:${shift.shift}`)}
                    onClick={() => void open(shift.z, `z:${shift.shift}`)}
                  >
                    {title}
                  </button>
                ) : (
                  title
                )}
              </th>
              <td className="day-words">{shift.staff === null ? '—' : (names.staff[shift.staff] ?? '—')}</td>
              <td>
                {civilTimeAt(shift.openedAt)}–{civilTimeAt(shift.closedAt)}
                {shift.businessDay === day ? null : <small className="day-under">{words.day(shift.businessDay)}</small>}
              </td>
              <td>{formatCount(shift.sales)}</td>
              <td>
                <FigureDoor close={close} figure={{ of: 'sold', shift: shift.shift }} by={shift.total}>
                  {formatBani(shift.total)}
                </FigureDoor>
              </td>
              <td>
                {shift.cash === null ? (
                  '—'
                ) : (
                  <FigureDoor close={close} figure={{ of: 'drawer', shift: shift.shift }} by={shift.cash.expected}>
                    {formatBani(shift.cash.expected)}
                  </FigureDoor>
                )}
              </td>
              <td>{shift.cash === null ? '—' : formatBani(shift.cash.counted)}</td>
              <td>
                <b>{shift.cash === null ? '—' : signed(shift.cash.variance)}</b>
              </td>
            </tr>
          );
        })}
      </tbody>
      {/* Of one shift the row is the sum. */}
      {cash === undefined || rows.length === 1 ? null : (
        <tfoot>
          <tr className="day-sum">
            <th scope="row" colSpan={5}>
              {say('day.total')}
            </th>
            <td>{formatBani(cash.expected)}</td>
            <td>{formatBani(cash.counted)}</td>
            <td>{signed(cash.variance)}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
