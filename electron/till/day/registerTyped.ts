import * as z from 'zod';
import { baniField, vatRateField } from '../../../contract/fields.ts';
import { type RegisterTyped, type RegisterView, registerTyped } from '../../../contract/till/day.ts';
import type { Bani } from '../../../domain/amount/bani.ts';
import { formatBani, parseSum } from '../../../domain/amount/text.ts';
import { TENDER_KINDS } from '../../../domain/record/tender.ts';

/** The register's Z as a person typed it: kept as it stands, and read each time, so that a slip of the hand is neither lost nor counted. */

const sum = baniField.transform((read) => formatBani(read));
/** As versions before kept it: what had been read. */
const keptRead = z.object({
  total: sum.nullable().transform((total) => total ?? ''),
  vat: z
    .array(z.object({ rate: vatRateField, total: sum }))
    .nullable()
    .transform((vat) => vat ?? []),
  tenders: z
    .array(z.object({ kind: z.enum(TENDER_KINDS), total: sum }))
    .nullable()
    .transform((tenders) => tenders ?? []),
});

/** What is kept of it. */
export const keptTyped = z.union([registerTyped, keptRead]).nullable();

/** Reads it; empty amounts are neither compared nor unreadable. */
export function readTyped(typed: RegisterTyped | null): Pick<RegisterView, 'read' | 'unreadable'> {
  let unreadable = 0;
  const sumOf = (text: string): Bani | null => {
    if (text.trim() === '') return null;
    const outcome = parseSum(text);
    if (!outcome.ok) unreadable++;
    return outcome.ok ? outcome.value : null;
  };
  const rows = <Of extends { readonly total: string }>(
    all: readonly Of[],
  ): (Omit<Of, 'total'> & { total: Bani })[] | null => {
    const sums = all.flatMap((one) => {
      const total = sumOf(one.total);
      return total === null ? [] : [{ ...one, total }];
    });
    return sums.length === 0 ? null : sums;
  };
  const total = sumOf(typed?.total ?? '');
  const vat = rows(typed?.vat ?? []);
  const tenders = rows(typed?.tenders ?? []);
  const isNone = total === null && vat === null && tenders === null;
  return { read: isNone ? null : { total, vat, tenders }, unreadable };
}
