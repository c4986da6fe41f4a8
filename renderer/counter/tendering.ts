import type { CounterView } from '../../contract/till/views.ts';
import type { HandedMoney, HandedTender } from '../../domain/record/record.ts';
import type { Till } from '../app/till.ts';

/** How the sale is being paid, as the segmented choice shows it. Nothing said yet means cash to the ban. */
export function chosenTender(tenders: readonly HandedMoney[]): HandedTender | 'mixed' {
  if (tenders.length > 1) return 'mixed';
  return tenders[0]?.kind ?? 'cash';
}

export function payWith(till: Till, tenders: readonly HandedMoney[]): void {
  void till.ask('counter.tenders', { tenders: [...tenders] });
}

/** Pays all that cards do not pay one way; cash again means exactly what is due. */
export function payAllBy(till: Till, counter: CounterView, kind: HandedTender): void {
  const { toPay } = counter.figures;
  payWith(till, kind === 'cash' || toPay === 0 ? [] : [{ kind, amount: toPay }]);
}

/** cash → card → other → cash. */
export function nextTender(till: Till, counter: CounterView): void {
  const next = { cash: 'card', card: 'other', other: 'cash', mixed: 'cash' } as const;
  payAllBy(till, counter, next[chosenTender(counter.tenders)]);
}

/**
 * Confirms what stands on the screen. A single card payment means all of it: where lines came after it was chosen,
 * its amount follows first.
 */
export async function confirmSale(till: Till, counter: CounterView): Promise<boolean> {
  const { total, toPay } = counter.figures;
  const [only, ...more] = counter.tenders;
  if (only !== undefined && more.length === 0 && only.kind !== 'cash' && only.amount !== toPay) {
    const tenders = toPay === 0 ? [] : [{ kind: only.kind, amount: toPay }];
    const answer = await till.ask('counter.tenders', { tenders });
    if (!answer.ok) return false;
  }
  return (await till.ask('counter.confirm', { total, fiscalNumber: null })).ok;
}
