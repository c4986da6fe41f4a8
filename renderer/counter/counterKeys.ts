import { parseBani } from '../../domain/amount/text.ts';
import { never } from '../../domain/assert.ts';
import type { WindowStore } from '../app/state.ts';
import type { Till } from '../app/till.ts';
import type { KeyAction } from '../keys/keymap.ts';
import { printReceipt } from '../receipts/printing.tsx';
import { nextTender, payWith } from './tendering.ts';

/** Where the sale's entry field is on the page. */
export const ENTRY_ID = 'sale';

export function focusEntry(): void {
  document.getElementById(ENTRY_ID)?.focus();
}

type CounterAction = Exclude<KeyAction, 'help' | 'language' | 'alarms' | 'pages' | 'day' | 'enter' | 'back'>;

/** What a key does at the counter; the same as the button that shows it. True: the key was taken. */
export function counterKey(till: Till, store: WindowStore, action: CounterAction): boolean {
  const { view, panels } = store.getState();
  if (view?.stage !== 'counter') return false;
  const { counter } = view;
  switch (action) {
    case 'entry':
      till.closeAll();
      if (counter.last !== null) void till.ask('counter.next', {});
      requestAnimationFrame(focusEntry);
      return true;
    case 'find':
      openSearch(till, store);
      return true;
    case 'redeem':
      // Without a member too: a coupon is anybody's.
      till.open({ kind: 'redeem' });
      return true;
    case 'return':
      till.open({ kind: 'receipts', purpose: 'return' });
      return true;
    case 'why':
      if (counter.member === null) till.say({ tone: 'attention', words: 'history.noMember' });
      else till.open({ kind: 'timeline' });
      return true;
    case 'history':
      if (counter.member === null) till.say({ tone: 'attention', words: 'history.noMember' });
      else till.open({ kind: 'history' });
      return true;
    case 'receipts':
      till.open({ kind: 'receipts', purpose: 'look' });
      return true;
    case 'deeds':
      if (counter.member === null) till.say({ tone: 'attention', words: 'history.noMember' });
      else till.open({ kind: 'deeds', page: 'menu' });
      return true;
    case 'person':
      if (counter.member === null) till.say({ tone: 'attention', words: 'history.noMember' });
      else till.open({ kind: 'person', page: 'menu' });
      return true;
    case 'enrol':
      till.open({ kind: 'enrol' });
      return true;
    case 'shift':
      till.open({ kind: 'shift' });
      return true;
    case 'tender':
      tenderKey(till, store);
      return true;
    case 'giftCard':
      till.open({ kind: 'giftCard', code: '' });
      return true;
    case 'undo':
      return undo(till, store);
    case 'print': {
      // The page of a Z, or an X, prints it itself.
      const top = panels.at(-1)?.kind;
      if (top === 'z' || top === 'x') return false;
      print(till, store);
      return true;
    }
    default:
      return never(action);
  }
}

/** F3 takes along what was typed into the sale's field by mistake: a phone, a name. */
function openSearch(till: Till, store: WindowStore): void {
  const { entry } = store.getState();
  if (/^\+?[\d\s]{6,}$|\p{L}{2,}/u.test(entry.trim())) store.setState({ searchText: entry.trim(), entry: '' });
  till.open({ kind: 'search' });
}

/** A typed amount and F11 is cash given; F11 alone goes to the next kind of payment. */
function tenderKey(till: Till, store: WindowStore): void {
  const { entry, view } = store.getState();
  if (view === null) return;
  if (entry.trim() === '') {
    nextTender(till, view.counter);
    return;
  }
  const given = parseBani(entry);
  if (!given.ok) {
    till.refused(given.refusal);
    return;
  }
  store.setState({ entry: '' });
  payWith(till, [{ kind: 'cash', amount: given.value }]);
}

/** Prints the receipt that is open, or the one just confirmed; with neither there is nothing to print. */
function print(till: Till, store: WindowStore): void {
  const { panels, view } = store.getState();
  const top = panels.at(-1);
  const number =
    top?.kind === 'receipt' ? top.receipt.number : top === undefined ? view?.counter.last?.number : undefined;
  if (number !== undefined) void printReceipt(till, number);
}

/** In a field with text Ctrl+Z belongs to the text. */
function undo(till: Till, store: WindowStore): boolean {
  const { entry, panels, view } = store.getState();
  if (panels.length > 0 || entry !== '' || view?.counter.undoable !== true) return false;
  void till.ask('counter.undo', {});
  return true;
}
