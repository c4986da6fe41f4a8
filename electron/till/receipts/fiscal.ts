import type { Request } from '../../../contract/till/api.ts';
import type { ReceiptView } from '../../../contract/till/views.ts';
import type { RecordId } from '../../../domain/identity/ids.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { type Workings, write } from '../workings.ts';
import { knownReceipt } from './find.ts';
import { receiptView } from './view.ts';

/**
 * Checks a fiscal receipt's number as typed: 1 to 20 letters and digits (how registers form theirs is not known, so
 * nothing more is asked), and not yet on another receipt of this till. Empty: none, null.
 */
export function checkFiscalNumber(w: Workings, text: string, of: RecordId | null): Outcome<string | null> {
  const number = text.trim();
  if (number === '') return done(null);
  if (!/^[\p{L}\d]{1,20}$/u.test(number)) return refused('fiscal.invalid', { number });
  const taken = w.ledger.fiscalNumberOf(number);
  return taken !== null && taken !== of ? refused('fiscal.taken', { number }) : done(number);
}

/** `receipts.fiscal`: the number that the register printed, learnt after the sale: a record of its own. */
export function learnFiscalNumber(w: Workings, input: Request<'receipts.fiscal'>): Outcome<ReceiptView> {
  const known = knownReceipt(w, { id: input.receipt });
  if (known === null || known.source !== 'own') return refused('receipt.unknown', { number: '' });
  const { record } = known;
  const checked = checkFiscalNumber(w, input.fiscalNumber, record.id);
  if (!checked.ok) return checked;
  const fiscalNumber = checked.value;
  if (fiscalNumber === null) return refused('fiscal.invalid', { number: input.fiscalNumber });
  if (fiscalNumber !== known.fiscalNumber) {
    write(w, { kind: 'fiscalNumber', of: record.id, fiscalNumber, entries: [] });
    w.counter.fiscalLearnt(record.id, fiscalNumber);
  }
  return done(receiptView(w, { ...known, fiscalNumber }));
}
