import type { Confirmed } from '../../../contract/till/views.ts';
import { NO_MONEY } from '../../../domain/amount/bani.ts';
import { points } from '../../../domain/amount/points.ts';
import { type RecordId, recordId } from '../../../domain/identity/ids.ts';
import { fold } from '../../../domain/ledger/fold.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { voidContent } from '../../../domain/returns/content.ts';
import { mayVoid } from '../../../domain/returns/mayVoid.ts';
import { leftOn } from '../giftcards/cards.ts';
import { bonusUndone } from '../people/bonus.ts';
import { type Workings, write, writeTogether } from '../workings.ts';
import { knownReceipt, saleNow } from './find.ts';

/** `receipts.void`: undoes a whole sale of the open shift, by a record that names it. */
export function voidSale(w: Workings, receipt: RecordId): Outcome<Confirmed> {
  const known = knownReceipt(w, { id: receipt });
  if (known === null) return refused('receipt.unknown', { number: '' });
  const sale = saleNow(known);
  if (known.voided) return refused('void.already');
  if (known.returns.length > 0) return refused('void.hasReturns');
  const shift = w.shift();
  if (known.source !== 'own' || sale === null || shift === null || sale.shift !== shift.id) {
    return refused('void.notThisShift');
  }
  const member = sale.member === null ? null : w.members.find(sale.member.member);
  const programme = w.rules.version(sale.programmeVersion);
  const managerAllowed = w.session.staff?.role === 'manager';
  const may = mayVoid({ sale, programme, standing: member?.standing ?? null, managerAllowed });
  if (!may.ok) return may;
  const sold = sale.member?.member ?? null;
  const wallet = sold === null ? NO_MONEY : w.giftCards.wallet(sold).standing.balance;
  const content = voidContent(sale, programme, { forgiven: may.value, wallet, member: member?.id ?? sold });
  const id = recordId(w.newUuid());
  const { total, number } = sale;
  const { programmeVersion } = sale;
  const undone = bonusUndone(w, sale);
  const how = { id, reverses: sale.id, programmeVersion };
  if (undone === null) write(w, content, how);
  else
    writeTogether(
      w,
      [
        { content, how },
        { content: undone, how: { programmeVersion } },
      ],
      {},
    );
  const confirmed: Confirmed = {
    id,
    kind: 'void',
    number,
    total,
    change: NO_MONEY,
    earned: points(sale.earned - may.value),
    spent: sale.spent,
    balanceBefore: member?.standing.balance ?? null,
    balanceAfter: member === null ? null : fold(member.standing, content.entries).balance,
    memberName: member?.person?.name ?? null,
    fiscalNumber: known.fiscalNumber,
    issued: [],
    tierReached: null,
    kept: leftOn(w, content.tenders),
    walletGiven: NO_MONEY,
  };
  w.counter.show(confirmed);
  return done(confirmed);
}
