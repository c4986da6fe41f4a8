import type { ReactNode } from 'react';
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import type { Behind } from '../../domain/day/account.ts';
import { useTill } from '../app/till.ts';
import { useWords } from '../words/useWords.ts';
import { kindText } from './dayWords.ts';
import { door, useLeave } from './pages.ts';

/** What a table of records says of each besides when it was, which receipt it is and at which till. */
type Column = 'staff' | 'member' | 'account' | 'total' | 'points';
/** These are words and stand to the left; figures stand to the right. */
const WORDS: ReadonlySet<Column> = new Set(['staff', 'member', 'account']);

/** Records one below the other; each row begins with `RecordCells`, and has a cell for each of `columns` then. */
export function RecordTable({
  columns,
  children,
}: {
  readonly columns: readonly Column[];
  readonly children: ReactNode;
}) {
  const { say } = useWords();
  return (
    <table className="day-table day-table-doors">
      <thead>
        <tr>
          <th scope="col">{say('day.col.time')}</th>
          <th scope="col" className="day-words">
            {say('day.col.number')}
          </th>
          <th scope="col">{say('day.col.till')}</th>
          {columns.map((column) => (
            <th key={column} scope="col" className={WORDS.has(column) ? 'day-words' : undefined}>
              {say(`day.col.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

interface RecordCellsProps {
  readonly record: Pick<Behind, 'at' | 'kind' | 'number' | 'fiscal'>;
  /** Names the door of its receipt on the page. */
  readonly name: string;
  /** The till's number; undefined: it is not known. */
  readonly till: number | undefined;
  /** Of the close: what happened on another day names that. */
  readonly day: CivilDate;
}

/** When a record was, which receipt it is (which opens where this till knows it), and at which till. */
export function RecordCells({ record: { at, kind, number, fiscal }, name, till: place, day }: RecordCellsProps) {
  const words = useWords();
  const till = useTill();
  const leave = useLeave();
  const open = async (of: string): Promise<void> => {
    const answer = await till.ask('receipts.find', { number: of });
    if (!answer.ok) return;
    leave(name);
    till.push({ kind: 'receipt', receipt: answer.value });
  };
  return (
    <>
      <th scope="row">
        <time>{words.moment(at, civilDateAt(at) === day ? day : undefined)}</time>
      </th>
      <td className="day-words">
        {number === null ? (
          kindText(words, kind)
        ) : (
          <button type="button" className="day-open" {...door(name)} onClick={() => void open(number)}>
            {number}
            <small className="day-under">{fiscal ?? kindText(words, kind)}</small>
          </button>
        )}
      </td>
      <td>{place ?? '—'}</td>
    </>
  );
}
