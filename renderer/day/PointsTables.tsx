import type { DrawnDay } from '../../contract/till/day.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import { POINT_GROUPS } from '../../domain/day/sums.ts';
import { useWords } from '../words/useWords.ts';
import { signedPoints } from './dayWords.ts';

/** Opening + movements = closing, and the movements by what they were. */
export function PointsTables({ drawn }: { readonly drawn: DrawnDay }) {
  const { say } = useWords();
  const { points, sums } = drawn;
  return (
    <div className="day-two">
      <div>
        <h3 className="day-subtitle">{say('day.pointsFormula')}</h3>
        <table className="day-table">
          <tbody>
            <tr>
              <th scope="row">{say('day.points.opening')}</th>
              <td>{formatPoints(points.opening)}</td>
            </tr>
            {POINT_GROUPS.map((group) => (
              <tr key={group}>
                <th scope="row">{say(`day.points.${group}`)}</th>
                <td>{signedPoints(points.groups[group])}</td>
              </tr>
            ))}
            <tr className="day-sum">
              <th scope="row">{say('day.points.closing')}</th>
              <td>{formatPoints(points.closing)}</td>
            </tr>
          </tbody>
        </table>
        <p className="room-note">{say('day.accountsText')}</p>
      </div>
      <div>
        <h3 className="day-subtitle">{say('day.pointsOf')}</h3>
        <table className="day-table">
          <thead>
            <tr>
              <th scope="col" />
              <th scope="col">{say('day.col.given')}</th>
              <th scope="col">{say('day.col.taken')}</th>
            </tr>
          </thead>
          <tbody>
            {sums.points.map(({ contra, given, taken }) => (
              <tr key={contra}>
                <th scope="row">{say('timeline.kind', { kind: contra })}</th>
                <td>{formatPoints(given)}</td>
                <td>{formatPoints(taken)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
