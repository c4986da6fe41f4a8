import type { Request } from '../../../contract/till/api.ts';
import type { Confirmed } from '../../../contract/till/views.ts';
import type { Bani } from '../../../domain/amount/bani.ts';
import { assert } from '../../../domain/assert.ts';
import { receiptNumber } from '../../../domain/card/receiptNumber.ts';
import { recordId } from '../../../domain/identity/ids.ts';
import { fold } from '../../../domain/ledger/fold.ts';
import type { MemberInputs, Sale, SaleLine, Tender } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { debtRepaid, saleEntries } from '../../../domain/sale/entries.ts';
import { checkRedemption } from '../../../domain/sale/redeem.ts';
import { settleTenders } from '../../../domain/sale/tenders.ts';
import { checkFiscalNumber } from '../receipts/fiscal.ts';
import { today, type Workings, write } from '../workings.ts';
import { asking, type Reckoned, reckon } from './reckoning.ts';

/** How long the centre may think about a redemption before the offline policy decides (truth 5). */
export const HOLD_TIMEOUT_MS = 700;

/**
 * Confirms the sale on the counter: one record, one transaction, on disk when this answers. Only a redemption waits
 * for the centre, and only HOLD_TIMEOUT_MS. Refused: nothing was written and the basket stands as it stood.
 */
export async function confirmSale(w: Workings, input: Request<'counter.confirm'>): Promise<Outcome<Confirmed>> {
  if (w.counter.state.lines.length === 0) return refused('sale.empty');
  const fiscal = input.fiscalNumber === null ? done(null) : checkFiscalNumber(w, input.fiscalNumber, null);
  if (!fiscal.ok) return fiscal;
  const reckoned = reckon(w, w.counter.state);
  const { figures } = reckoned;
  if (figures.total !== input.total) return refused('sale.changed', { expected: input.total, now: figures.total });
  const settled = settleTenders(figures.total, w.counter.state.tenders);
  if (!settled.ok) return settled;
  const redeemed = figures.spent === 0 ? done(null) : await allowRedemption(w, reckoned);
  if (!redeemed.ok) return redeemed;
  return done(writeSale(w, reckoned, settled.value, redeemed.value, fiscal.value));
}

/** Asks the centre to hold the points, under the id that the sale's record will have; else the offline policy. */
async function allowRedemption(w: Workings, { figures, member }: Reckoned): Promise<Outcome<'online' | 'offline'>> {
  assert(member !== null, 'points are spent by a member');
  if (asking(w) === 'alone') return done('offline');
  const record = w.counter.state.record ?? recordId(w.newUuid());
  // On disk before the centre hears of it: after a crash the same sale asks under the same id, and holds nothing twice.
  if (w.counter.state.record === null) w.counter.adjust({ ...w.counter.state, record });
  const answer = await w.links.centre.hold({ record, member: member.id, points: figures.spent }, HOLD_TIMEOUT_MS);
  w.noteCentre(answer !== 'unreachable');
  if (answer === 'unreachable') {
    const allowed = checkRedemption(figures.spent, reckon(w, w.counter.state, 'offline').limits);
    return allowed.ok ? done('offline') : allowed;
  }
  if (!answer.granted) return refused('redeem.held', { available: answer.available });
  return done('online');
}

function writeSale(
  w: Workings,
  reckoned: Reckoned,
  { tenders, change }: { readonly tenders: readonly Tender[]; readonly change: Bani },
  redeemed: MemberInputs['redeemed'],
  fiscalNumber: string | null,
): Confirmed {
  const { state } = w.counter;
  const { figures, programme } = reckoned;
  const id = state.record ?? recordId(w.newUuid());
  const number = nextReceiptNumber(w);
  // Read again: while the centre was asked, its word on the member may have come.
  const member = reckoned.member === null ? null : w.members.find(reckoned.member.id);
  const standing = member?.standing ?? null;
  const entries =
    member === null || standing === null
      ? []
      : saleEntries({ record: id, member: member.id, standing, figures, programme, today: today(w) });
  const repaid = standing === null ? null : debtRepaid(standing, figures.earned);
  const sale: Sale = {
    kind: 'sale',
    number,
    member:
      state.member === null || member === null || standing === null
        ? null
        : {
            member: member.id,
            balanceBefore: standing.balance,
            foundBy: state.member.foundBy,
            civilDate: today(w),
            redeemed,
          },
    lines: state.lines.map((line, i): SaleLine => {
      const reckonedLine = figures.lines[i];
      assert(reckonedLine !== undefined, 'each line of the basket is reckoned');
      const { sku, name, category, quantity, price, vat } = line;
      const { gross, discount, earned, spent } = reckonedLine;
      return { sku, name, category, quantity, price, vat, gross, discount, earned, spent };
    }),
    vat: figures.vat,
    tenders,
    change,
    gross: figures.gross,
    discount: figures.discount,
    total: figures.total,
    earned: figures.earned,
    spent: figures.spent,
    fiscalNumber,
    trace: repaid === null ? figures.trace : [...figures.trace, repaid],
    entries,
  };
  write(w, sale, { id, counter: null, programmeVersion: programme.version === 0 ? null : programme.version });
  const confirmed: Confirmed = {
    id,
    kind: 'sale',
    number,
    total: sale.total,
    change,
    earned: sale.earned,
    spent: sale.spent,
    balanceBefore: standing?.balance ?? null,
    balanceAfter: standing === null ? null : fold(standing, entries).balance,
    memberName: member?.person?.name ?? null,
    fiscalNumber,
  };
  w.counter.confirmed(confirmed);
  return confirmed;
}

/** The number of the receipt whose record comes next: it contains the record's own number, so it is never given twice. */
export function nextReceiptNumber(w: Workings): string {
  const identity = w.identity();
  const head = w.ledger.head();
  assert(identity !== null && head !== null, 'a till that sells was set up');
  return receiptNumber(identity.number, w.ledger.ordinal(), head.seq + 1);
}
