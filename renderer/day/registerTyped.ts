import type { DrawnDay, RegisterTyped } from '../../contract/till/day.ts';
import type { VatRate } from '../../domain/amount/quantity.ts';
import { parseSum } from '../../domain/amount/text.ts';
import { HANDED_TENDERS, TENDER_KINDS, type TenderKind } from '../../domain/record/tender.ts';

/** The register's Z as it stands in the fields. */
export interface TypedZ {
  readonly total: string;
  readonly vat: Readonly<Record<number, string>>;
  readonly tenders: Readonly<Partial<Record<TenderKind, string>>>;
}

export const NOTHING_TYPED: TypedZ = { total: '', vat: {}, tenders: {} };

/** What the till has kept of it. */
export function typedOf({ register }: DrawnDay): TypedZ {
  const { typed } = register;
  if (typed === null) return NOTHING_TYPED;
  return {
    total: typed.total,
    vat: Object.fromEntries(typed.vat.map(({ rate, total }) => [rate, total])),
    tenders: Object.fromEntries(typed.tenders.map(({ kind, total }) => [kind, total])),
  };
}

/** Which rates are asked for: the shop's, and those that were sold at, the highest first. */
export function ratesOf({ sums }: DrawnDay, ofShop: readonly VatRate[]): readonly VatRate[] {
  return [...new Set([...ofShop, ...sums.vat.map(({ rate }) => rate)])].sort((a, b) => b - a);
}

/** Which ways of paying are asked for: those that a register knows, and those that were paid with. */
export function kindsOf({ sums }: DrawnDay): readonly TenderKind[] {
  return TENDER_KINDS.filter(
    (kind) => HANDED_TENDERS.some((each) => each === kind) || sums.tenders.some((each) => each.kind === kind),
  );
}

/** What `day.register` takes; nothing typed is an empty total: null would take the file away too. */
export function registerInput({ total, vat, tenders }: TypedZ, rates: readonly VatRate[]): RegisterTyped {
  const rows = rates.flatMap((rate) => {
    const text = (vat[rate] ?? '').trim();
    return text === '' ? [] : [{ rate, total: text }];
  });
  const kinds = TENDER_KINDS.flatMap((kind) => {
    const text = (tenders[kind] ?? '').trim();
    return text === '' ? [] : [{ kind, total: text }];
  });
  return { total: total.trim(), vat: rows, tenders: kinds };
}

/** Whether every amount that is typed can be read: else there is nothing to compare yet. */
export function isReadable({ total, vat, tenders }: TypedZ): boolean {
  return [total, ...Object.values(vat), ...Object.values(tenders)].every(isAmount);
}

/** Whether a field's text is an amount of lei, or nothing. A day of returns alone is below zero, and a tender may be none. */
export function isAmount(text: string): boolean {
  return text.trim() === '' || parseSum(text).ok;
}
