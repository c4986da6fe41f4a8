import { bani } from '../amount/bani.ts';
import type { RecordId } from '../identity/ids.ts';
import type { RecordBody } from '../record/record.ts';
import type { Behind } from './account.ts';
import { behindOf } from './behind.ts';
import type { OurReceipt } from './register.ts';

/**
 * The receipts of the records that a close lists, as they are compared with the register's: sales and returns that are not undone, with
 * the fiscal number that each has, also one learnt later. Records are handed over in their order.
 */
export class OurReceipts {
  readonly #receipts = new Map<RecordId, OurReceipt>();

  /** `behind`: where it was made already. */
  add(record: RecordBody, behind: Behind = behindOf(record)): void {
    switch (record.kind) {
      case 'sale':
      case 'return':
        this.#receipts.set(record.id, {
          ...behind,
          total: record.kind === 'sale' ? record.total : bani(-record.total),
        });
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
}
