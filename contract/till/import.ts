import * as z from 'zod';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { type Columns, IMPORT_FIELDS } from '../../domain/import/columns.ts';
import { civilDateField, languageField } from '../fields.ts';

/** Taking over the members of another system from a list, as the window sees it. */

export const ENCODINGS = ['utf-8', 'utf-16le', 'windows-1250', 'windows-1251'] as const;
export type Encoding = (typeof ENCODINGS)[number];
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How the bytes of a list are to be read. */
export const listForm = z.object({
  encoding: z.enum(ENCODINGS),
  delimiter: z.enum(DELIMITERS),
  /** The first line says what the columns are. */
  headings: z.boolean(),
});
export type ListForm = z.infer<typeof listForm>;

/** What a person says of a list: which column (from 0) is what, and what holds where the list says nothing. */
export const listMeaning = z.object({
  form: listForm,
  columns: z.partialRecord(z.enum(IMPORT_FIELDS), z.number().int().min(0).max(199)),
  language: languageField,
  /** The last day of points whose end the list does not tell; null: no end. */
  pointsUntil: civilDateField.nullable(),
  /** The shop has everybody's consent to be a member. */
  consented: z.boolean(),
});
export type ListMeaning = z.infer<typeof listMeaning>;

/** The largest list, bytes: three million members. */
export const LARGEST_LIST = 400 * 1024 * 1024;
/** The most of it in one message, in base64 characters. */
export const LARGEST_CHUNK = 200_000;

/** A list as it came, and what it seems to be. */
export interface ListLook {
  readonly name: string;
  readonly bytes: number;
  readonly form: ListForm;
  /** The first lines, cut into cells. */
  readonly lines: readonly (readonly string[])[];
  readonly columns: Columns;
}

export interface ListFaultRow {
  /** In the list, from 1. */
  readonly line: number;
  /** Empty: the row as a whole. */
  readonly field: string;
  readonly fault: string;
  readonly value: string;
}

/** What a list comes to. */
export interface ListChecked {
  readonly rows: number;
  readonly good: number;
  readonly points: number;
  readonly pointsUntil: CivilDate | null;
  readonly samePhone: number;
  readonly faulty: number;
  /** The first of them. */
  readonly faults: readonly ListFaultRow[];
}

/** Where taking over is. */
export type ImportView =
  | { readonly at: 'nothing' }
  | { readonly at: 'arriving'; readonly name: string; readonly bytes: number; readonly arrived: number }
  | { readonly at: 'arrived'; readonly look: ListLook }
  | { readonly at: 'checking'; readonly look: ListLook; readonly share: number }
  | { readonly at: 'checked'; readonly look: ListLook; readonly meaning: ListMeaning; readonly checked: ListChecked }
  | { readonly at: 'going'; readonly name: string; readonly done: number; readonly of: number }
  | {
      readonly at: 'done';
      readonly name: string;
      readonly members: number;
      readonly points: number;
      readonly leftOut: number;
    }
  | { readonly at: 'broken'; readonly name: string; readonly line: number };
