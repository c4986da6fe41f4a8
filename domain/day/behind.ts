import { type Bani, bani } from '../amount/bani.ts';
import { type Points, points } from '../amount/points.ts';
import type { RecordId } from '../identity/ids.ts';
import { memberOf } from '../record/named.ts';
import type { RecordBody } from '../record/record.ts';
import { type Behind, type DayAccount, MOST_BEHIND } from './account.ts';

/** A record as the door to it; the fiscal number is the one that it carries itself. Returns and voids come to less than nothing. */
export function behindOf(record: RecordBody): Behind {
  const { id, till, seq, kind, occurredAt: at, staff } = record;
  const receipt = receiptOf(record);
  return {
    record: id,
    till,
    seq,
    kind,
    at,
    staff,
    member: memberOf(record),
    number: receipt?.number ?? null,
    fiscal: receipt?.fiscal ?? null,
    total: receipt?.total ?? null,
    points: record.entries.length === 0 ? null : movedBy(record),
  };
}

/** By how much a record changes all balances together. */
export function movedBy({ entries }: Pick<RecordBody, 'entries'>): Points {
  return points(entries.reduce((sum, one) => sum + one.points, 0));
}

function receiptOf(
  record: RecordBody,
): { readonly number: string; readonly fiscal: string | null; readonly total: Bani } | null {
  switch (record.kind) {
    case 'sale':
      return { number: record.number, fiscal: record.fiscalNumber, total: record.total };
    case 'return':
      return { number: record.number, fiscal: null, total: bani(-record.total) };
    case 'void':
      return { number: record.ofNumber, fiscal: null, total: bani(-record.total) };
    default:
      return null;
  }
}

/** Fiscal numbers that more than one receipt carries, of all records of a day handed over in any order. What was voided still has its number. */
export class FiscalTwice {
  readonly #carriers = new Map<string, Behind[]>();
  readonly #sales = new Map<RecordId, Behind>();
  readonly #learnt = new Map<RecordId, string>();

  /** `behind`: where it was made already. */
  add(record: RecordBody, behind: Behind = behindOf(record)): void {
    if (record.kind === 'sale') {
      const { fiscalNumber } = record;
      if (fiscalNumber !== null) this.#carry(fiscalNumber, behind);
      else if (this.#learnt.has(record.id)) this.#carry(this.#learnt.get(record.id) ?? '', behind);
      else this.#sales.set(record.id, behind);
    }
    if (record.kind === 'fiscalNumber') {
      const sale = this.#sales.get(record.of);
      if (sale === undefined) this.#learnt.set(record.of, record.fiscalNumber);
      else {
        this.#sales.delete(record.of);
        this.#carry(record.fiscalNumber, sale);
      }
    }
  }

  twice(): DayAccount['fiscalTwice'] {
    return [...this.#carriers]
      .filter(([, behind]) => behind.length > 1)
      .map(([fiscal, behind]) => ({ fiscal, behind: behind.slice(0, MOST_BEHIND) }));
  }

  #carry(fiscal: string, of: Behind): void {
    const behind = { ...of, fiscal };
    const before = this.#carriers.get(fiscal);
    if (before === undefined) this.#carriers.set(fiscal, [behind]);
    else before.push(behind);
  }
}
