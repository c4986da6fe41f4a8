import { useCallback } from 'react';
import { useTill } from '../app/till.ts';
import { printSlip } from './printing.tsx';

/** Prints the slip of a receipt, by its number. */
export function usePrint(): (number: string) => Promise<void> {
  const till = useTill();
  return useCallback(
    async (number) => {
      const answer = await till.ask('receipts.find', { number });
      if (answer.ok) printSlip(answer.value);
    },
    [till],
  );
}
