import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import type { RecordId } from '../identity/ids.ts';
import type { RecordBody, Return, Sale } from '../record/record.ts';
import type { DayAccount } from './account.ts';
import { normalFiscal } from './fiscal.ts';
import type { OurReceipt } from './register.ts';

/**
 * The receipts of the records that a close lists, as they are compared with the register's: sales and returns that are not undone, with
 * the fiscal number that each has, also one learnt later. Records are handed over in their order.
 */
export class OurReceipts {
  readonly #receipts = new Map<RecordId, OurReceipt>();

  add(record: RecordBody): void {
    switch (record.kind) {
      case 'sale':
      case 'return':
        this.#receipts.set(record.id, receiptOf(record));
        return;
      case 'void':
        this.#receipts.delete(record.of);
        return;
      case 'fiscalNumber': {
        const receipt = this.#receipts.get(record.of);
        if (receipt !== undefined) this.#receipts.set(record.of, { ...receipt, fiscal: record.fiscalNumber });
        return;
      }
      default:
        return;
    }
  }

  /** All of them, in the order of their records. */
  all(): readonly OurReceipt[] {
    return [...this.#receipts.values()];
  }

  /** Fiscal numbers that more than one of them carries. */
  twice(): DayAccount['fiscalTwice'] {
    const by = new Map<string, OurReceipt[]>();
    for (const receipt of this.#receipts.values()) {
      const fiscal = receipt.fiscal === null ? null : normalFiscal(receipt.fiscal);
      if (fiscal === null) continue;
      const others = by.get(fiscal);
      if (others === undefined) by.set(fiscal, [receipt]);
      else others.push(receipt);
    }
    return [...by].flatMap(([fiscal, behind]) => (behind.length > 1 ? [{ fiscal, behind }] : []));
  }
}

function receiptOf(record: RecordBody & (Sale | Return)): OurReceipt {
  const { id, till, seq, kind, occurredAt, staff, member, number, entries } = record;
  return {
    record: id,
    till,
    seq,
    kind,
    at: occurredAt,
    staff,
    member: member?.member ?? null,
    number,
    fiscal: kind === 'sale' ? record.fiscalNumber : null,
    total: kind === 'sale' ? record.total : bani(-record.total),
    points: entries.length === 0 ? null : points(entries.reduce((sum, entry) => sum + entry.points, 0)),
  };
}
