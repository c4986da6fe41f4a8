import type { ClosedDay, DrawnDay } from '../../contract/till/day.ts';
import type { Points } from '../../domain/amount/points.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import { POINT_GROUPS, type PointGroup } from '../../domain/day/sums.ts';
import type { PointsSum } from '../../domain/shift/figures.ts';
import { useWords } from '../words/useWords.ts';
import { signedPoints } from './dayWords.ts';
import { FigureDoor } from './FigureDoor.tsx';
import { door, useGoOn } from './pages.ts';

/** The points of a close, drawn up or signed. */
interface PointsOf {
  /** Number of the signed day; null: the one that is drawn up. */
  readonly close: number | null;
  /** Number of the day before, at whose end stood what this one begins with; null: there was none. */
  readonly previous: number | null;
  readonly opening: Points;
  readonly groups: Readonly<Record<PointGroup, Points>>;
  readonly closing: Points;
  /** Of the day itself, by account. */
  readonly accounts: readonly PointsSum[];
}

export function pointsIn({ previous, points, sums }: DrawnDay): PointsOf {
  return { close: null, previous: previous?.number ?? null, ...points, accounts: sums.points };
}

export function pointsSigned({ number, closed, opening, groups, closing }: ClosedDay): PointsOf {
  const { previous, sums } = closed;
  return { close: number, previous: previous?.number ?? null, opening, groups, closing, accounts: sums.points };
}

/** Opening + movements = closing, and the movements by what they were; each figure opens. */
export function PointsTables({ of }: { readonly of: PointsOf }) {
  const { say } = useWords();
  const { close, opening, groups, closing, accounts } = of;
  const hasMoved = POINT_GROUPS.some((group) => groups[group] !== 0);
  return (
    <div className="day-two">
      <div>
        <h3 className="day-subtitle">{say('day.pointsFormula')}</h3>
        <table className="day-table day-table-doors" aria-label={say('day.pointsFormula')}>
          <tbody>
            <tr>
              <th scope="row">{say('day.points.opening')}</th>
              <td>
                <OpeningDoor previous={of.previous}>{formatPoints(opening)}</OpeningDoor>
              </td>
            </tr>
            {POINT_GROUPS.map((group) => (
              <tr key={group}>
                <th scope="row">{say(`day.points.${group}`)}</th>
                <td>
                  <FigureDoor close={close} figure={{ of: 'moved', group }} by={groups[group]}>
                    {signedPoints(groups[group])}
                  </FigureDoor>
                </td>
              </tr>
            ))}
            <tr className="day-sum">
              <th scope="row">{say('day.points.closing')}</th>
              <td>
                <FigureDoor close={close} figure={{ of: 'moved', group: null }} by={closing}>
                  {formatPoints(closing)}
                </FigureDoor>
              </td>
            </tr>
          </tbody>
        </table>
        <p className="room-note">{say('day.accountsText')}</p>
      </div>
      <div>
        <h3 className="day-subtitle">{say('day.pointsOf')}</h3>
        {accounts.length === 0 ? (
          <p className="room-note">{say(hasMoved ? 'day.pointsOlder' : 'day.pointsNone')}</p>
        ) : (
          <table className="day-table day-table-doors" aria-label={say('day.pointsOf')}>
            <thead>
              <tr>
                <th scope="col" />
                <th scope="col">{say('day.col.given')}</th>
                <th scope="col">{say('day.col.taken')}</th>
              </tr>
            </thead>
            <tbody>
              {accounts.map(({ contra, ...sum }) => (
                <tr key={contra}>
                  <th scope="row">{say('timeline.kind', { kind: contra })}</th>
                  {(['given', 'taken'] as const).map((way) => (
                    <td key={way}>
                      <FigureDoor close={close} figure={{ of: 'points', contra, way }} by={sum[way]}>
                        {formatPoints(sum[way])}
                      </FigureDoor>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </div>
  );
}

/** What was there at the beginning is the end of the day before: it opens that day. */
function OpeningDoor({ previous, children }: { readonly previous: number | null; readonly children: string }) {
  const goOn = useGoOn();
  if (previous === null) return children;
  return (
    <button
      type="button"
      className="day-open day-open-figure"
      {...door('opening')}
      onClick={() => goOn({ at: 'signed', number: previous, fresh: false }, 'opening')}
    >
      {children}
    </button>
  );
}
