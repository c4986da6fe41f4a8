import type { ReactNode } from 'react';
import { formatPoints } from '../../domain/amount/text.ts';
import { Bars } from '../report/Bars.tsx';
import { useWords } from '../words/useWords.ts';
import type { MonthSum } from './months.ts';
import '../report/report.css';

/** Points out there and points that expired, month by month: what they say stands above, of how many days below. */
export function Pictures({ months }: { readonly months: readonly MonthSum[] }) {
  const words = useWords();
  const { say } = words;
  const last = months.findLast(({ outThere }) => outThere !== null);
  const sum = (of: (month: MonthSum) => number): number => months.reduce((all, month) => all + of(month), 0);
  const [issued, expired] = [sum((month) => month.issued), sum((month) => month.expired)];
  const days = sum(({ signed }) => signed);
  if (last === undefined) return null;
  const liability = say('month.liabilityTitle', { month: words.month(last.first), points: last.outThere ?? 0 });
  const percent = issued <= 0 ? 0 : Math.round((expired * 100) / issued);
  const breakage = say('month.breakageTitle', { months: months.length, expired, percent });
  return (
    <div className="report-pictures">
      <figure>
        <figcaption>{liability}</figcaption>
        <Bars
          label={liability}
          columns={months.map(({ first, outThere }) => ({
            key: first,
            said: `${words.month(first)}: ${outThere === null ? '—' : formatPoints(outThere)}`,
            solid: outThere,
            outlined: null,
          }))}
        />
        <Under months={months}>{say('month.outThere')}</Under>
        <p className="room-note">{say('month.n', { days })}</p>
      </figure>
      <figure>
        <figcaption>{breakage}</figcaption>
        <Bars
          label={breakage}
          columns={months.map(({ first, expired: gone }) => ({
            key: first,
            said: `${words.month(first)}: ${formatPoints(gone)}`,
            solid: gone,
            outlined: null,
          }))}
        />
        <Under months={months}>{say('month.expired')}</Under>
        <p className="room-note">{say('month.n', { days })}</p>
      </figure>
    </div>
  );
}

/** The first and the last month under their bars, and what the bars are. */
function Under({ months, children }: { readonly months: readonly MonthSum[]; readonly children: ReactNode }) {
  const [first, last] = [months[0], months.at(-1)];
  return (
    <p className="report-under">
      <span>{first === undefined ? null : monthText(first)}</span>
      <span className="report-key report-key-solid">{children}</span>
      <span>{last === undefined || months.length === 1 ? null : monthText(last)}</span>
    </p>
  );
}

/** `11.2026`: the same in all three languages. */
export function monthText({ first }: Pick<MonthSum, 'first'>): string {
  return `${first.slice(5, 7)}.${first.slice(0, 4)}`;
}
