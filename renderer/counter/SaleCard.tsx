import { useWindow } from '../app/state.ts';
import { Kept } from '../giftcards/Kept.tsx';
import { Entry } from './Entry.tsx';
import { Lines } from './Lines.tsx';
import { Payment } from './Payment.tsx';
import { Totals } from './Totals.tsx';

/** The sale: what is typed or scanned, the lines, what is owed, how it is paid. */
export function SaleCard({ active }: { readonly active: boolean }) {
  const ready = useWindow((state) => state.view !== null);
  if (!ready) return null;
  return (
    <div className="sale">
      <Entry active={active} />
      <Lines />
      <Totals />
      <Kept />
      <Payment />
    </div>
  );
}
