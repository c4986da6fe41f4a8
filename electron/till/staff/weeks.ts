import type { DayWorked, WeekRead } from '../../../db/ledger/weeks.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import type { ReportReader } from '../../report/reader.ts';
import type { InThread } from '../../thread/inThread.ts';

export interface WeeksParts {
  readonly ledgerFile: string;
  readonly reader: ReportReader;
  /** How many shifts were closed: another closing may have changed what was read. */
  readonly lastZ: () => number;
  readonly onTrouble: (error: unknown) => void;
}

/** The till's weeks and days, read in a thread of its own: selling goes on as if nothing were read. */
export class Weeks {
  readonly #parts: WeeksParts;
  readonly #readings = new Set<{ stop(): void }>();
  #closed = false;
  #kept: { readonly key: string; readonly week: Promise<Outcome<WeekRead>> } | null = null;

  constructor(parts: WeeksParts) {
    this.#parts = parts;
  }

  /** What each of the staff did in the week from a Monday. */
  async week(monday: CivilDate): Promise<Outcome<WeekRead>> {
    // The centre was asked first, and the till closed meanwhile.
    if (this.#closed) return refused('log.unread');
    return this.#read(this.#parts.reader.week(this.#parts.ledgerFile, monday));
  }

  /** The same of a week that is over, read once until another shift is closed. */
  past(monday: CivilDate): Promise<Outcome<WeekRead>> {
    const key = `${monday} ${this.#parts.lastZ()}`;
    if (this.#kept?.key !== key) this.#kept = { key, week: this.week(monday) };
    return this.#kept.week;
  }

  /** The business days on which shifts were closed. */
  days(from: CivilDate, to: CivilDate): Promise<Outcome<readonly DayWorked[]>> {
    return this.#read(this.#parts.reader.days(this.#parts.ledgerFile, from, to));
  }

  /** Stops whatever is being read. */
  close(): void {
    this.#closed = true;
    for (const reading of this.#readings) reading.stop();
    this.#readings.clear();
  }

  async #read<T>(reading: InThread<T>): Promise<Outcome<T>> {
    this.#readings.add(reading);
    try {
      return done(await reading.ended);
    } catch (error) {
      // Stopped: nobody waits for it any more.
      if (this.#readings.has(reading)) this.#parts.onTrouble(error);
      this.#kept = null;
      return refused('log.unread');
    } finally {
      this.#readings.delete(reading);
    }
  }
}
