import { useCallback } from 'react';
import { useTill } from '../app/till.ts';

/** Opens a receipt by its number, over whatever is there. */
export function useOpenReceipt(): (number: string) => Promise<void> {
  const till = useTill();
  return useCallback(
    async (number) => {
      const answer = await till.ask('receipts.find', { number });
      if (answer.ok) till.open({ kind: 'receipt', receipt: answer.value });
    },
    [till],
  );
}
