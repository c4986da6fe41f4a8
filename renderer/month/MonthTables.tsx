import { formatBani, formatCount, formatPoints } from '../../domain/amount/text.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { useWords } from '../words/useWords.ts';
import { type MonthDay, type MonthSum, signedBani } from './months.ts';
import { monthText } from './Pictures.tsx';
import '../report/report.css';

/** The months of the pictures as figures, the newest first. */
export function MonthsTable({ months }: { readonly months: readonly MonthSum[] }) {
  const { say } = useWords();
  return (
    <table className="report-table" aria-label={say('month.months')}>
      <thead>
        <tr>
          <th scope="col">{say('month.month')}</th>
          <th scope="col">{say('month.signed')}</th>
          <th scope="col">{say('month.total')}</th>
          <th scope="col">{say('month.variance')}</th>
          <th scope="col">{say('month.issued')}</th>
          <th scope="col">{say('month.redeemed')}</th>
          <th scope="col">{say('month.expired')}</th>
          <th scope="col">{say('month.outThere')}</th>
        </tr>
      </thead>
      <tbody>
        {months.toReversed().map((month) => (
          <tr key={month.first}>
            <th scope="row">{monthText(month)}</th>
            <td>{formatCount(month.signed)}</td>
            <td>{formatBani(month.total)}</td>
            <td>{signedBani(month.variance)}</td>
            <td>{formatPoints(month.issued)}</td>
            <td>{formatPoints(month.redeemed)}</td>
            <td>{formatPoints(month.expired)}</td>
            <td>{month.outThere === null ? '—' : formatPoints(month.outThere)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The signed days of the month as figures, the newest first; a day opens in the calendar. */
export function DaysTable({
  days,
  onChoose,
}: {
  readonly days: readonly MonthDay[];
  readonly onChoose: (day: CivilDate) => void;
}) {
  const words = useWords();
  const { say } = words;
  const signed = days.flatMap((one) => one.signed ?? []).reverse();
  if (signed.length === 0) return null;
  return (
    <table className="report-table month-table" aria-label={say('month.days')}>
      <thead>
        <tr>
          <th scope="col">{say('month.day')}</th>
          <th scope="col">{say('month.number')}</th>
          <th scope="col">{say('month.by')}</th>
          <th scope="col">{say('month.total')}</th>
          <th scope="col">{say('month.variance')}</th>
          <th scope="col">{say('month.explained')}</th>
        </tr>
      </thead>
      <tbody>
        {signed.map((row) => (
          <tr key={row.number}>
            <th scope="row">
              <button type="button" className="month-door" onClick={() => onChoose(row.day)}>
                {words.day(row.day)}
              </button>
            </th>
            <td>{formatCount(row.number)}</td>
            <td>{row.signedByName ?? say('month.somebody')}</td>
            <td>{formatBani(row.total)}</td>
            <td>{signedBani(row.variance)}</td>
            <td>{row.differences === 0 ? '—' : `${row.explained}/${row.differences}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
