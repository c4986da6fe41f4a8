import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { ReceiptView } from '../../contract/till/views.ts';
import type { Till } from '../app/till.ts';
import { Slip } from './Slip.tsx';

/** Puts the slip on the page beside the window (print styles show only it), prints, and takes it away again. */
export function printSlip(receipt: ReceiptView): void {
  const paper = document.createElement('div');
  paper.dataset['print'] = '';
  document.body.append(paper);
  const root = createRoot(paper);
  flushSync(() => root.render(<Slip receipt={receipt} />));
  window.addEventListener(
    'afterprint',
    () => {
      root.unmount();
      paper.remove();
    },
    { once: true },
  );
  window.print();
}

/** Prints the slip of a receipt, by its number. */
export async function printReceipt(till: Till, number: string): Promise<void> {
  const answer = await till.ask('receipts.find', { number });
  if (answer.ok) printSlip(answer.value);
}
