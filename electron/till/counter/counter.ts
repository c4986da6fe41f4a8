import type { GiftCardView } from '../../../contract/till/giftcards.ts';
import type { Confirmed, CounterView, ReceiptView } from '../../../contract/till/views.ts';
import type { Ledger } from '../../../db/ledger/ledger.ts';
import type { RecordId } from '../../../domain/identity/ids.ts';
import { done, type Outcome, type Refusal } from '../../../domain/refusal/refusal.ts';
import { type CounterState, EMPTY_COUNTER, restoredCounter, savedCounter } from './state.ts';
import { Undo } from './undo.ts';

/**
 * What stands on the counter, kept in ledger.db at each change so that it survives a crash. Memory changes only after
 * the disk did: where keeping it fails, the counter is as it was.
 */
export class Counter {
  readonly #ledger: Ledger;
  readonly #undo = new Undo();
  #state: CounterState = EMPTY_COUNTER;
  #last: Confirmed | null = null;
  #scan: CounterView['scan'] = null;
  #opened: ReceiptView | null = null;
  #shown: GiftCardView | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    const draft = ledger.draft();
    // A draft of a later form stays where it is until something else is rung: a newer version may still read it.
    if (draft !== null) this.#state = restoredCounter(draft) ?? EMPTY_COUNTER;
  }

  get state(): CounterState {
    return this.#state;
  }
  /** The sale just confirmed, until the next begins. */
  get last(): Confirmed | null {
    return this.#last;
  }
  get scan(): CounterView['scan'] {
    return this.#scan;
  }
  get opened(): ReceiptView | null {
    return this.#opened;
  }
  /** The gift card that the last scan named while nothing stood on the counter. */
  get shown(): GiftCardView | null {
    return this.#shown;
  }
  get undoable(): boolean {
    return this.#undo.possible;
  }

  /** Takes a new state, which the cashier can undo. */
  change(next: Outcome<CounterState>): Outcome<null> {
    if (!next.ok) return next;
    const before = this.#state;
    // Points held for one member are not spent by another: with them goes the id that they are held under, and what was proved.
    const same = next.value.member?.id === before.member?.id;
    this.#keep(same ? next.value : { ...next.value, record: null, proofs: [], kept: cardsOf(next.value) });
    this.#undo.remember(before);
    this.#last = null;
    return done(null);
  }

  /** Takes a new state that is no step to undo: which line is selected, the id of the record to come. */
  adjust(next: CounterState): void {
    this.#keep(next);
  }

  /** One step back; nothing to undo changes nothing. */
  undo(): void {
    const earlier = this.#undo.last(this.#state);
    if (earlier === null) return;
    this.#keep(earlier);
    this.#undo.taken();
  }

  /** After the record's own transaction has cleared what was saved: the sale is done and `last` shows it. */
  confirmed(last: Confirmed): void {
    this.#state = EMPTY_COUNTER;
    this.#undo.forget();
    this.#last = last;
  }

  /** After a record's own transaction has saved this very state. */
  saved(next: CounterState): void {
    this.#undo.remember(this.#state);
    this.#state = next;
    this.#last = null;
  }

  /** After a record's own transaction has saved this very state, from which no step leads back: who was there is not any more. */
  settled(next: CounterState): void {
    this.#state = next;
    this.#undo.forget();
    this.#last = null;
  }

  /** After a record's own transaction has cleared what was saved: nothing stands on the counter. */
  cleared(): void {
    this.#state = EMPTY_COUNTER;
    this.#undo.forget();
    this.next();
  }

  /** A return or a void was confirmed beside the basket, which stays. */
  show(last: Confirmed): void {
    this.#last = last;
  }

  /** A fiscal number was learnt of what is still in sight. */
  fiscalLearnt(record: RecordId, fiscalNumber: string): void {
    if (this.#last?.id === record) this.#last = { ...this.#last, fiscalNumber };
  }

  /** Puts the confirmed sale and an opened receipt out of sight. */
  next(): void {
    this.#last = null;
    this.#opened = null;
    this.#shown = null;
  }

  /** What came of a scan. */
  scanned(code: string, refusal: Refusal | null, opened: ReceiptView | null, shown: GiftCardView | null = null): void {
    this.#shown = shown;
    this.#scan = { count: (this.#scan?.count ?? 0) + 1, code, good: refusal === null, refusal };
    this.#opened = opened;
  }

  #keep(next: CounterState): void {
    const json = savedCounter(next);
    if (json !== savedCounter(this.#state)) this.#ledger.saveCounter(json);
    this.#state = next;
  }
}

/** Another member's e-wallet pays nothing. */
function cardsOf({ kept }: CounterState): CounterState['kept'] {
  return kept.filter(({ kind }) => kind === 'giftCard');
}
