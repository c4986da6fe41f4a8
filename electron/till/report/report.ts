import type { ReportView } from '../../../contract/till/report.ts';
import type { Position } from '../../../db/ledger/ledger.ts';
import { done, type Outcome } from '../../../domain/refusal/refusal.ts';
import type { ReportReader } from '../../report/reader.ts';

export interface ReportParts {
  readonly ledgerFile: string;
  readonly reader: ReportReader;
  /** UTC ms. */
  readonly clock: () => number;
  /** Where the log stands; null: nothing is in it. */
  readonly head: () => Position | null;
  /** A shop without a centre. */
  readonly alone: () => boolean;
  readonly onTrouble: (error: unknown) => void;
}

/** The months of this till's own log, added up in a thread of its own: selling goes on as if nothing were read. */
export class Report {
  readonly #parts: ReportParts;
  #view: ReportView = { at: 'nothing' };
  #reading: { stop(): void } | null = null;

  constructor(parts: ReportParts) {
    this.#parts = parts;
  }

  view(): ReportView {
    return this.#view;
  }

  /** Reads anew, also where it was read before; one that is being read goes on. */
  begin(): Outcome<null> {
    if (this.#reading !== null) return done(null);
    const { ledgerFile, reader, clock, head, alone, onTrouble } = this.#parts;
    const asOfMs = clock();
    this.#view = { at: 'reading', share: 0 };
    const reading = reader.read({ ledgerFile, upTo: head() }, (share) => {
      if (this.#reading === reading) this.#view = { at: 'reading', share };
    });
    this.#reading = reading;
    reading.ended.then(
      (months) => this.#ended(reading, { at: 'ready', months, asOfMs, alone: alone() }),
      (error: unknown) => {
        if (this.#reading === reading) onTrouble(error);
        this.#ended(reading, { at: 'broken' });
      },
    );
    return done(null);
  }

  /** Stops what is being read, and forgets what was. */
  drop(): Outcome<null> {
    this.#reading?.stop();
    this.#reading = null;
    this.#view = { at: 'nothing' };
    return done(null);
  }

  /** What was dropped meanwhile says nothing any more. */
  #ended(reading: { stop(): void }, view: ReportView): void {
    if (this.#reading !== reading) return;
    this.#reading = null;
    this.#view = view;
  }
}
