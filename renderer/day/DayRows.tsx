import { useCallback, useEffect, useState } from 'react';
import type { DayRow } from '../../contract/till/day.ts';
import { formatBani, formatCount } from '../../domain/amount/text.ts';
import { useTill } from '../app/till.ts';
import { useWords } from '../words/useWords.ts';
import { capital, signed } from './dayWords.ts';
import { door } from './pages.ts';

/** Signed days as far as they were asked for, newest first. */
export function useDays(): {
  /** Null: not known yet. */
  readonly rows: readonly DayRow[] | null;
  /** Asks for earlier ones; null: there are none. */
  readonly more: (() => void) | null;
} {
  const till = useTill();
  const [rows, setRows] = useState<readonly DayRow[] | null>(null);
  const [hasMore, setHasMore] = useState(false);
  const ask = useCallback(
    async (before: number | null): Promise<void> => {
      const answer = await till.ask('day.list', { before });
      if (!answer.ok) return;
      setRows((known) => (before === null ? answer.value : [...(known ?? []), ...answer.value]));
      setHasMore(answer.value.length > 0);
    },
    [till],
  );
  useEffect(() => void ask(null), [ask]);
  const last = rows?.at(-1)?.number ?? 1;
  return { rows, more: hasMore && last > 1 ? () => void ask(last) : null };
}

/** Signed days: each opens. */
export function DayRows({ rows, onOpen }: { readonly rows: readonly DayRow[]; readonly onOpen: (n: number) => void }) {
  const words = useWords();
  const { say } = words;
  return (
    <table className="day-table day-table-doors">
      <thead>
        <tr>
          <th scope="col">{say('day.col.day')}</th>
          <th scope="col" className="day-words">
            {say('day.col.signed')}
          </th>
          <th scope="col">{say('day.col.sales')}</th>
          <th scope="col">{say('day.col.total')}</th>
          <th scope="col">{say('day.col.variance')}</th>
          <th scope="col">{say('day.col.explained')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.number}>
            <th scope="row">
              <button
                type="button"
                className="day-open"
                {...door(`day:${row.number}`)}
                onClick={() => onOpen(row.number)}
              >
                {capital(words.longDay(row.day))}
              </button>
            </th>
            <td className="day-words">
              {row.signedByName ?? '—'} · {say('day.till', { till: row.till })}
            </td>
            <td>{formatCount(row.sales)}</td>
            <td>{formatBani(row.total)}</td>
            <td>
              <b>{signed(row.variance)}</b>
            </td>
            <td>
              {row.differences === 0
                ? say('day.allAgreed')
                : say('day.explainedOf', { explained: row.explained, count: row.differences })}
              {row.without === 0 ? null : (
                <small className="day-under">{say('day.withoutTills', { count: row.without })}</small>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
