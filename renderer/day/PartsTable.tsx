import { points } from '../../domain/amount/points.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { DayFigure, Part } from '../../domain/day/parts.ts';
import { useTill } from '../app/till.ts';
import { useWords } from '../words/useWords.ts';
import { kindText, signedPoints } from './dayWords.ts';
import type { ReadParts } from './PartsPage.tsx';
import { door, useLeave } from './pages.ts';

/** A page of parts: of money the receipts, of points whose they are and why. A receipt opens. */
export function PartsTable({ figure, read }: { readonly figure: DayFigure; readonly read: ReadParts }) {
  const { say } = useWords();
  const isPoints = figure.of === 'points' || figure.of === 'moved';
  const { parts, centre, first } = read;
  return (
    <table className="day-table day-table-doors">
      <thead>
        <tr>
          <th scope="col">{say('day.col.time')}</th>
          <th scope="col" className="day-words">
            {say('day.col.number')}
          </th>
          <th scope="col">{say('day.col.till')}</th>
          <th scope="col" className="day-words">
            {say(isPoints ? 'day.col.member' : 'day.col.staff')}
          </th>
          {isPoints ? (
            <th scope="col" className="day-words">
              {say('day.col.account')}
            </th>
          ) : null}
          <th scope="col">{say(isPoints ? 'day.col.points' : 'day.col.total')}</th>
        </tr>
      </thead>
      <tbody>
        {/* What no till recorded stands before everything else, on the first page. */}
        {first > 0
          ? null
          : centre.map(({ contra, given, taken }) => (
              <tr key={contra}>
                <th scope="row">—</th>
                <td className="day-words" colSpan={3}>
                  {say('day.parts.centre')}
                </td>
                <td className="day-words">{say('timeline.kind', { kind: contra })}</td>
                <td>{signedPoints(points(given - taken))}</td>
              </tr>
            ))}
        {parts.map((part, i) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: one record may be several parts, and a page never changes
            key={`${part.record} ${i}`}
            part={part}
            name={`part:${first + i}`}
            read={read}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly part: Part;
  /** Names the row among all of the list. */
  readonly name: string;
  readonly read: ReadParts;
}

function Row({ part, name, read }: RowProps) {
  const words = useWords();
  const till = useTill();
  const leave = useLeave();
  const { number, member, staff, contra, total, points: moved } = part;
  const open = async (of: string): Promise<void> => {
    const answer = await till.ask('receipts.find', { number: of });
    if (!answer.ok) return;
    leave(name);
    till.push({ kind: 'receipt', receipt: answer.value });
  };
  const card = member === null ? undefined : read.cards[member];
  return (
    <tr>
      <th scope="row">
        <time>{words.moment(part.at, civilDateAt(part.at) === read.day ? read.day : undefined)}</time>
      </th>
      <td className="day-words">
        {number === null ? (
          kindText(words, part.kind)
        ) : (
          <button type="button" className="day-open" {...door(name)} onClick={() => void open(number)}>
            {number}
            <small className="day-under">{part.fiscal ?? kindText(words, part.kind)}</small>
          </button>
        )}
      </td>
      <td>{read.tills[part.till] ?? '—'}</td>
      {contra === null ? (
        <td className="day-words">{staff === null ? '—' : (read.names.staff[staff] ?? '—')}</td>
      ) : (
        <>
          <td className="day-words">
            {member === null ? '—' : (read.names.members[member] ?? '—')}
            {card === undefined ? null : <small className="day-under">…{card}</small>}
          </td>
          <td className="day-words">{words.say('timeline.kind', { kind: contra })}</td>
        </>
      )}
      <td>{total !== null ? formatBani(total) : moved === null ? '—' : formatPoints(moved)}</td>
    </tr>
  );
}
