import type { ClosedDay } from '../../../contract/till/day.ts';
import type { Bani } from '../../../domain/amount/bani.ts';
import type { Points } from '../../../domain/amount/points.ts';
import type { VatRate } from '../../../domain/amount/quantity.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import type { CheckState } from '../../../domain/day/recorded.ts';
import { checksSheet, differencesSheet } from './checks.ts';
import { dayRows, pointsSheet, shiftsSheet, tendersSheet, tillsSheet, vatSheet } from './sheets.ts';
import type { DayWords } from './words.ts';

/** What stands in one place of a file: of what kind it is decides how each file writes it. */
export type Value =
  | { readonly text: string }
  | { readonly bani: Bani }
  | { readonly points: Points }
  | { readonly count: number }
  | { readonly rate: VatRate }
  | { readonly day: CivilDate }
  /** UTC ms. */
  | { readonly at: number }
  | null;

export interface Column {
  readonly title: string;
  /** Figures stand at the right. */
  readonly kind: 'text' | 'figure';
  /** How wide it should be beside the others. */
  readonly width: number;
}

export interface Row {
  readonly values: readonly Value[];
  /** A sum, or what matters most. */
  readonly strong?: boolean;
  readonly state?: CheckState;
}

export type SheetName = 'day' | 'checks' | 'differences' | 'vat' | 'tenders' | 'points' | 'shifts' | 'tills';

/** A table of a signed day. */
export interface Sheet {
  readonly name: SheetName;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** A signed day as all its files have it: they are made from nothing else, so no figure can differ between them. */
export interface DayModel {
  readonly words: DayWords;
  readonly title: string;
  readonly storeName: string;
  readonly day: CivilDate;
  readonly number: number;
  /** UTC ms, of the record: a file made again next year is the same file. */
  readonly signedAt: number;
  readonly signedByName: string;
  readonly till: number;
  readonly seal: string;
  readonly sheets: Readonly<Record<SheetName, Sheet>>;
}

export function dayModel(closed: ClosedDay, words: DayWords): DayModel {
  const signedByName = closed.signedByName ?? words.say('nobody');
  return {
    words,
    title: words.say('title'),
    storeName: closed.storeName,
    day: closed.day,
    number: closed.number,
    signedAt: closed.signedAt,
    signedByName,
    till: closed.till,
    seal: closed.seal,
    sheets: {
      day: dayRows(closed, words),
      checks: checksSheet(closed, words),
      differences: differencesSheet(closed, words),
      vat: vatSheet(closed, words),
      tenders: tendersSheet(closed, words),
      points: pointsSheet(closed, words),
      shifts: shiftsSheet(closed, words),
      tills: tillsSheet(closed, words),
    },
  };
}

/** The order in which the tables stand in a book. */
export const SHEETS: readonly SheetName[] = [
  'day',
  'vat',
  'tenders',
  'points',
  'shifts',
  'differences',
  'checks',
  'tills',
];
