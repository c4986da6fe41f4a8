import type { Confirmed } from '../../../contract/till/views.ts';
import { NO_MONEY } from '../../../domain/amount/bani.ts';
import { type RecordId, recordId } from '../../../domain/identity/ids.ts';
import { fold } from '../../../domain/ledger/fold.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { voidEntries } from '../../../domain/returns/entries.ts';
import { type Workings, write } from '../workings.ts';
import { knownReceipt } from './find.ts';

/** `receipts.void`: undoes a whole sale of the open shift, by a record that names it. */
export function voidSale(w: Workings, receipt: RecordId): Outcome<Confirmed> {
  const known = knownReceipt(w, { id: receipt });
  if (known === null) return refused('receipt.unknown', { number: '' });
  const { record: sale } = known;
  if (known.voided) return refused('void.already');
  if (known.returns.length > 0) return refused('void.hasReturns');
  const shift = w.shift();
  if (known.source !== 'own' || sale.kind !== 'sale' || shift === null || sale.shift !== shift.id) {
    return refused('void.notThisShift');
  }
  const member = sale.member === null ? null : w.members.find(sale.member.member);
  const entries = voidEntries(sale).map((entry) => (member === null ? entry : { ...entry, member: member.id }));
  const id = recordId(w.newUuid());
  const { total, tenders, number } = sale;
  write(
    w,
    {
      kind: 'void',
      of: sale.id,
      ofNumber: number,
      member: member?.id ?? sale.member?.member ?? null,
      total,
      tenders,
      entries,
    },
    { id, reverses: sale.id, programmeVersion: sale.programmeVersion },
  );
  const confirmed: Confirmed = {
    id,
    kind: 'void',
    number,
    total,
    change: NO_MONEY,
    earned: sale.earned,
    spent: sale.spent,
    balanceBefore: member?.standing.balance ?? null,
    balanceAfter: member === null ? null : fold(member.standing, entries).balance,
    memberName: member?.person?.name ?? null,
    fiscalNumber: known.fiscalNumber,
  };
  w.counter.show(confirmed);
  return done(confirmed);
}
