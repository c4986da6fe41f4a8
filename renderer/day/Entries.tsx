import type { DrawnDay, Names } from '../../contract/till/day.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import type { Behind } from '../../domain/day/account.ts';
import { useTill } from '../app/till.ts';
import { useWords } from '../words/useWords.ts';
import { kindText } from './dayWords.ts';
import { door, useLeave } from './pages.ts';

interface EntriesProps {
  readonly behind: readonly Behind[];
  /** How many there are; more than `behind` where they are too many. */
  readonly many: number;
  readonly names: Names;
  readonly tills: DrawnDay['tills'];
  readonly day: CivilDate;
}

/** The records behind a figure; a receipt opens where this till knows it. */
export function Entries({ behind, many, names, tills, day }: EntriesProps) {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const leave = useLeave();
  if (behind.length === 0) return <p className="room-note">{say('day.behindNone')}</p>;
  const open = async (number: string, from: string): Promise<void> => {
    const answer = await till.ask('receipts.find', { number });
    if (!answer.ok) return;
    leave(from);
    till.push({ kind: 'receipt', receipt: answer.value });
  };
  return (
    <>
      <table className="day-table day-table-doors">
        <thead>
          <tr>
            <th scope="col">{say('day.col.time')}</th>
            <th scope="col" className="day-words">
              {say('day.col.number')}
            </th>
            <th scope="col">{say('day.col.till')}</th>
            <th scope="col" className="day-words">
              {say('day.col.staff')}
            </th>
            <th scope="col" className="day-words">
              {say('day.col.member')}
            </th>
            <th scope="col">{say('day.col.total')}</th>
            <th scope="col">{say('day.col.points')}</th>
          </tr>
        </thead>
        <tbody>
          {behind.map((each) => {
            const { number } = each;
            const place = tills.find((one) => one.till === each.till);
            return (
              <tr key={each.record}>
                <th scope="row">
                  <time>{words.moment(each.at, civilDateAt(each.at) === day ? day : undefined)}</time>
                </th>
                <td className="day-words">
                  {number === null ? (
                    kindText(words, each.kind)
                  ) : (
                    <button
                      type="button"
                      className="day-open"
                      {...door(`entry:${each.record}`)}
                      onClick={() => void open(number, `entry:${each.record}`)}
                    >
                      {number}
                      <small className="day-under">{each.fiscal ?? kindText(words, each.kind)}</small>
                    </button>
                  )}
                </td>
                <td>{place?.number ?? '—'}</td>
                <td className="day-words">{each.staff === null ? '—' : (names.staff[each.staff] ?? '—')}</td>
                <td className="day-words">{each.member === null ? '—' : (names.members[each.member] ?? '—')}</td>
                <td>{each.total === null ? '—' : formatBani(each.total)}</td>
                <td>{each.points === null ? '—' : formatPoints(each.points)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {many > behind.length ? (
        <p className="room-note">{say('day.behindMost', { shown: behind.length, many })}</p>
      ) : null}
    </>
  );
}
