import { useEffect, useState } from 'react';
import type { DayRow } from '../../contract/till/day.ts';
import type { MonthDays } from '../../contract/till/staff.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { startOf } from '../../domain/calendar/periods.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useTill } from '../app/till.ts';
import { MONTHS_SHOWN } from './months.ts';

/** A month as it was read. */
export interface MonthRead {
  /** Signed days, newest first, from a year before the month on. */
  readonly rows: readonly DayRow[];
  readonly days: MonthDays;
}

/** The signed days up to a month and what this till sold in it; null: not heard yet. */
export function useMonth(first: CivilDate): MonthRead | Refusal | null {
  const till = useTill();
  const [read, setRead] = useState<{ readonly first: CivilDate; readonly as: MonthRead | Refusal } | null>(null);
  useEffect(() => {
    let wanted = true;
    const oldest = startOf('month', first, 1 - MONTHS_SHOWN);
    const load = async (): Promise<MonthRead | Refusal | null> => {
      const days = await till.askQuietly('month.days', { day: first });
      if (!days.ok) return days.refusal;
      const rows: DayRow[] = [];
      while (wanted) {
        const page = await till.askQuietly('day.list', { before: rows.at(-1)?.number ?? null });
        if (!page.ok) return page.refusal;
        rows.push(...page.value);
        const last = rows.at(-1);
        if (page.value.length === 0 || last === undefined || last.number <= 1 || last.day < oldest) break;
      }
      return { rows, days: days.value };
    };
    void load().then((as) => {
      if (wanted && as !== null) setRead({ first, as });
    });
    return () => {
      wanted = false;
    };
  }, [till, first]);
  return read?.first === first ? read.as : null;
}
