import type { ReactNode } from 'react';
import type { ReportView } from '../../contract/till/report.ts';
import type { Points } from '../../domain/amount/points.ts';
import { formatBani, formatCount, formatPoints } from '../../domain/amount/text.ts';
import { liabilities, type Month, type MonthFigures } from '../../domain/report/months.ts';
import { useTill } from '../app/till.ts';
import { Room } from '../controls/Room.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { Bars } from './Bars.tsx';
import { useReport } from './useReport.ts';
import './report.css';

/** The room of the till's months: what was given and used, and what is out there. */
export function ReportRoom() {
  const { say } = useWords();
  const till = useTill();
  const { view, begin } = useReport();
  const isRead = view?.at === 'ready' || view?.at === 'broken';
  useMainAction(
    isRead
      ? { label: say('report.again'), enabled: true, run: () => void begin() }
      : { label: say('action.back'), enabled: true, run: () => void till.back() },
  );
  return (
    <Room id="report" title={say('report.title')}>
      {view === null || view.at === 'nothing' ? null : view.at === 'reading' ? (
        <BeingRead share={view.share} />
      ) : view.at === 'broken' ? (
        <p className="hint hint-stop" role="alert">
          <span className="hint-mark" aria-hidden>
            !
          </span>
          <span>{say('report.broken')}</span>
        </p>
      ) : (
        <Read view={view} />
      )}
    </Room>
  );
}

function BeingRead({ share }: { readonly share: number }) {
  const { say } = useWords();
  const what = say('report.reading', { share: Math.floor(share * 100) });
  return (
    <div role="status">
      <p>
        <b>{what}</b>
      </p>
      <progress className="room-progress" value={Math.round(share * 1000)} max={1000} aria-label={what} />
      <p className="room-note">{say('report.readingText')}</p>
    </div>
  );
}

function Read({ view }: { readonly view: Extract<ReportView, { at: 'ready' }> }) {
  const words = useWords();
  const { say } = words;
  const { months, alone } = view;
  if (months.length === 0) return <p className="room-note">{say('report.nothing')}</p>;
  const outThere = liabilities(months);
  const last = outThere.at(-1) ?? 0;
  const sum = (of: (month: MonthFigures) => number): number => months.reduce((all, month) => all + of(month), 0);
  const issued = sum((month) => month.issued);
  const redeemed = sum((month) => month.redeemed);
  const moved = say('report.movedTitle', { issued, redeemed, months: months.length });
  return (
    <>
      <p className="room-note">
        {say('report.asOf', { moment: words.moment(view.asOfMs) })} {alone ? null : say('report.onlyHere')}
      </p>
      <div className="report-pictures">
        <figure>
          <figcaption>{moved}</figcaption>
          <Bars
            label={moved}
            columns={months.map((month) => ({
              key: month.month,
              said: `${monthText(month.month)}: ${formatPoints(month.issued)} / ${formatPoints(month.redeemed)}`,
              solid: month.issued,
              outlined: month.redeemed,
            }))}
          />
          <Under months={months}>
            <span className="report-key report-key-solid">{say('report.issued')}</span>
            <span className="report-key report-key-outlined">{say('report.redeemed')}</span>
          </Under>
          <p className="room-note">
            {say('report.n', { sales: sum((month) => month.sales), members: sum((month) => month.withMember) })}
          </p>
        </figure>
        {alone ? (
          <figure>
            <figcaption>{say('report.liabilityTitle', { points: last })}</figcaption>
            <Bars
              label={say('report.liabilityTitle', { points: last })}
              columns={months.map(({ month }, i) => ({
                key: month,
                said: monthText(month),
                solid: outThere[i] ?? 0,
                outlined: null,
              }))}
            />
            <Under months={months}>
              <span className="report-key report-key-solid">{say('report.outThere')}</span>
            </Under>
          </figure>
        ) : null}
      </div>
      <MonthTable months={months} outThere={alone ? outThere : null} />
    </>
  );
}

/** The first and the last month under their bars, and what the bars are. */
function Under({ months, children }: { readonly months: readonly MonthFigures[]; readonly children: ReactNode }) {
  const [first, last] = [months[0], months.at(-1)];
  return (
    <p className="report-under">
      <span>{first === undefined ? null : monthText(first.month)}</span>
      <span>{children}</span>
      <span>{last === undefined || months.length === 1 ? null : monthText(last.month)}</span>
    </p>
  );
}

/** Every month, the newest first. */
function MonthTable({
  months,
  outThere,
}: {
  readonly months: readonly MonthFigures[];
  readonly outThere: readonly Points[] | null;
}) {
  const { say } = useWords();
  const rows = months.map((month, i) => ({ month, outThere: outThere?.[i] ?? null })).reverse();
  return (
    <table className="report-table" aria-label={say('report.table')}>
      <thead>
        <tr>
          <th scope="col">{say('report.month')}</th>
          <th scope="col">{say('report.sales')}</th>
          <th scope="col">{say('report.withMember')}</th>
          <th scope="col">{say('report.turnover')}</th>
          <th scope="col">{say('report.issued')}</th>
          <th scope="col">{say('report.redeemed')}</th>
          <th scope="col">{say('report.returned')}</th>
          <th scope="col">{say('report.expired')}</th>
          <th scope="col">{say('report.adjusted')}</th>
          {outThere === null ? null : <th scope="col">{say('report.outThere')}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ month, outThere: out }) => (
          <tr key={month.month}>
            <th scope="row">{monthText(month.month)}</th>
            <td>{formatCount(month.sales)}</td>
            <td>{formatCount(month.withMember)}</td>
            <td>{formatBani(month.turnover)}</td>
            <td>{formatPoints(month.issued)}</td>
            <td>{formatPoints(month.redeemed)}</td>
            <td>{formatPoints(month.returned)}</td>
            <td>{formatPoints(month.expired)}</td>
            <td>{formatPoints(month.adjusted)}</td>
            {out === null ? null : <td>{formatPoints(out)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `11.2026`: the same in all three languages. */
function monthText(month: Month): string {
  return `${month.slice(5)}.${month.slice(0, 4)}`;
}
