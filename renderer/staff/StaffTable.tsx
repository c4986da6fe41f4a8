import type { StaffWeek, StaffWeekRow } from '../../contract/till/staff.ts';
import { bani } from '../../domain/amount/bani.ts';
import { formatBani, formatCount } from '../../domain/amount/text.ts';
import { linesAMinute, scanRate } from '../../domain/staff/week.ts';
import { signedBani } from '../month/months.ts';
import { useWords } from '../words/useWords.ts';
import '../report/report.css';
import './staff.css';

/** Everybody's figures beside each other, by name: nobody stands first for being faster. */
export function StaffTable({ week: { rows, all } }: { readonly week: StaffWeek }) {
  const { say } = useWords();
  return (
    <table className="report-table staff-table" aria-label={say('staff.table')}>
      <thead>
        <tr>
          <th scope="col">{say('staff.name')}</th>
          <th scope="col">{say('staff.sales')}</th>
          <th scope="col">{say('staff.withMember')}</th>
          <th scope="col">{say('staff.enrolments')}</th>
          <th scope="col">{say('staff.pace')}</th>
          <th scope="col">{say('staff.closings')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of one answer, in its order; two may have one name
          <tr key={i}>
            <th scope="row">{row.name ?? say('staff.unknown')}</th>
            <Figures of={row} />
          </tr>
        ))}
      </tbody>
      {rows.length < 2 ? null : (
        <tfoot>
          <tr>
            <th scope="row">{say('staff.together')}</th>
            <Figures of={all} />
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function Figures({ of }: { readonly of: Omit<StaffWeekRow, 'name'> }) {
  const { say } = useWords();
  const { sales, withMember, enrolments, pace } = of;
  const percent = scanRate(of);
  const speed = linesAMinute(pace);
  return (
    <>
      <td>{formatCount(sales)}</td>
      <td>
        {percent === null ? (
          '—'
        ) : (
          <>
            <small className="staff-of">{say('staff.share', { part: withMember, sales })}</small> <b>{percent} %</b>
            <svg className="staff-share" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
              <rect width={percent} height={1} />
            </svg>
          </>
        )}
      </td>
      <td>{formatCount(enrolments)}</td>
      <td>
        {speed === null ? (
          <small>{pace.sales === 0 ? '—' : say('staff.tooLittle')}</small>
        ) : (
          <>
            <b>{formatBani(bani(speed * 10)).slice(0, -1)}</b>
            <small>{say('staff.paceN', { sales: pace.sales })}</small>
          </>
        )}
      </td>
      <td>
        <Closings of={of.closings} />
      </td>
    </>
  );
}

function Closings({ of: { exact, varied, variance } }: { readonly of: StaffWeekRow['closings'] }) {
  const { say } = useWords();
  if (exact + varied === 0) return '—';
  return (
    <>
      {exact === 0 ? null : <span className="staff-line">{say('staff.exact', { exact })}</span>}
      {varied === 0 ? null : (
        <span className="staff-line">{say('staff.varied', { varied, sum: signedBani(variance) })}</span>
      )}
    </>
  );
}
