import type { DrawnDay, Names } from '../../contract/till/day.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { Behind } from '../../domain/day/account.ts';
import { useWords } from '../words/useWords.ts';
import { RecordCells, RecordTable } from './RecordTable.tsx';

interface EntriesProps {
  readonly behind: readonly Behind[];
  /** How many there are; more than `behind` where they are too many. */
  readonly many: number;
  readonly names: Names;
  readonly tills: DrawnDay['tills'];
  readonly day: CivilDate;
}

/** The records behind a difference. */
export function Entries({ behind, many, names, tills, day }: EntriesProps) {
  const { say } = useWords();
  if (behind.length === 0) return <p className="room-note">{say('day.behindNone')}</p>;
  return (
    <>
      <RecordTable columns={['staff', 'member', 'total', 'points']}>
        {behind.map((each) => {
          const { record, staff, member, total, points } = each;
          const till = tills.find((one) => one.till === each.till)?.number;
          return (
            <tr key={record}>
              <RecordCells record={each} name={`entry:${record}`} till={till} day={day} />
              <td className="day-words">{staff === null ? '—' : (names.staff[staff] ?? '—')}</td>
              <td className="day-words">{member === null ? '—' : (names.members[member] ?? '—')}</td>
              <td>{total === null ? '—' : formatBani(total)}</td>
              <td>{points === null ? '—' : formatPoints(points)}</td>
            </tr>
          );
        })}
      </RecordTable>
      {many > behind.length ? (
        <p className="room-note">{say('day.behindMost', { shown: behind.length, many })}</p>
      ) : null}
    </>
  );
}
