import type { CounterLine } from '../../contract/till/views.ts';
import type { WindowStore } from '../app/state.ts';
import type { Till } from '../app/till.ts';

/** What a key does with the chosen line while nothing is typed. True: the key was taken. */
export function lineKey(till: Till, store: WindowStore, key: string): boolean {
  const counter = store.getState().view?.counter;
  if (counter === undefined || counter.lines.length === 0) return false;
  const at = counter.lines.findIndex((line) => line.key === counter.selected);
  const line = counter.lines[at];
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const next = counter.lines[at < 0 ? counter.lines.length - 1 : at + (key === 'ArrowUp' ? -1 : 1)];
    if (next !== undefined) select(till, next);
    return true;
  }
  if (line === undefined || line.added) return false;
  if (key === '+') more(till, line);
  else if (key === '-') less(till, line);
  else if (key === 'Delete') remove(till, line);
  else return false;
  return true;
}

export function select(till: Till, line: CounterLine): void {
  void till.ask('counter.select', { line: line.key });
}

export function more(till: Till, line: CounterLine): void {
  void till.ask('counter.quantity', { line: line.key, quantity: quantityOf(line.quantity + 1000) });
}

/** One less; less than one takes the line out, which undo brings back. */
export function less(till: Till, line: CounterLine): void {
  if (line.quantity <= 1000) remove(till, line);
  else void till.ask('counter.quantity', { line: line.key, quantity: quantityOf(line.quantity - 1000) });
}

export function remove(till: Till, line: CounterLine): void {
  void till.ask('counter.remove', { line: line.key });
}

/** Thousandths as the till reads a typed quantity. */
function quantityOf(value: number): string {
  return `${Math.floor(value / 1000)},${String(value % 1000).padStart(3, '0')}`;
}
