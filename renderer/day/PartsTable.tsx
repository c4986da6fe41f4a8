import { points } from '../../domain/amount/points.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import type { DayFigure, Part } from '../../domain/day/parts.ts';
import { useWords } from '../words/useWords.ts';
import { signedPoints } from './dayWords.ts';
import type { ReadParts } from './PartsPage.tsx';
import { RecordCells, RecordTable } from './RecordTable.tsx';

/** A page of parts: of money the receipts, of points whose they are and why. */
export function PartsTable({ figure, read }: { readonly figure: DayFigure; readonly read: ReadParts }) {
  const { say } = useWords();
  const isPoints = figure.of === 'points' || figure.of === 'moved';
  const { parts, centre, first } = read;
  return (
    <RecordTable columns={isPoints ? ['member', 'account', 'points'] : ['staff', 'total']}>
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
        // biome-ignore lint/suspicious/noArrayIndexKey: one record may be several parts, and a page never changes
        <tr key={`${part.record} ${i}`}>
          <RecordCells record={part} name={`part:${first + i}`} till={read.tills[part.till]} day={read.day} />
          <Rest part={part} read={read} />
        </tr>
      ))}
    </RecordTable>
  );
}

/** Of money who took it, of points whose they are and why; and what it comes to. */
function Rest({ part, read }: { readonly part: Part; readonly read: ReadParts }) {
  const { say } = useWords();
  const { member, staff, contra, total, points: moved } = part;
  const card = member === null ? undefined : read.cards[member];
  return (
    <>
      {contra === null ? (
        <td className="day-words">{staff === null ? '—' : (read.names.staff[staff] ?? '—')}</td>
      ) : (
        <>
          <td className="day-words">
            {member === null ? '—' : (read.names.members[member] ?? '—')}
            {card === undefined ? null : <small className="day-under">…{card}</small>}
          </td>
          <td className="day-words">{say('timeline.kind', { kind: contra })}</td>
        </>
      )}
      <td>{total !== null ? formatBani(total) : moved === null ? '—' : formatPoints(moved)}</td>
    </>
  );
}
