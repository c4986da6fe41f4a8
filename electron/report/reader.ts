import type * as z from 'zod';
import type { DayWorked, WeekRead } from '../../db/ledger/weeks.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { MonthFigures } from '../../domain/report/months.ts';
import { type InThread, inThread } from '../thread/inThread.ts';
import { fromReport, type ReportTask } from './messages.ts';

type MonthsTask = Omit<Extract<ReportTask, { readonly what: 'months' }>, 'what'>;

/** The thread that reads a till's log for pages, as the till needs it. */
export interface ReportReader {
  /** Begins; `share` is called with how much is read, 0 to 1. */
  read(task: MonthsTask, share: (share: number) => void): InThread<readonly MonthFigures[]>;
  /** What each of the staff did in the week from a Monday. */
  week(ledgerFile: string, monday: CivilDate): InThread<WeekRead>;
  /** The business days from one to another on which shifts were closed. */
  days(ledgerFile: string, from: CivilDate, to: CivilDate): InThread<readonly DayWorked[]>;
}

/** A log of a thousand sales a day for ten years fits, MB. */
const MOST_MEMORY_MB = 256;

type Said = z.infer<typeof fromReport>;

/** `workerUrl`: report.worker as it is run. */
export function reportReader(workerUrl: URL): ReportReader {
  const read = <T>(task: ReportTask, heard: (said: Said) => T | undefined): InThread<T> =>
    inThread({ url: workerUrl, name: 'loial-report', task, mostMemoryMb: MOST_MEMORY_MB, form: fromReport, heard });

  return {
    read: (task, share) =>
      read({ what: 'months', ...task }, (said) => {
        if (said.type === 'share') share(said.share);
        return said.type === 'months' ? said.months : undefined;
      }),
    week: (ledgerFile, monday) =>
      read({ what: 'week', ledgerFile, monday }, (said) => (said.type === 'week' ? said.week : undefined)),
    days: (ledgerFile, from, to) =>
      read({ what: 'days', ledgerFile, from, to }, (said) => (said.type === 'days' ? said.days : undefined)),
  };
}
