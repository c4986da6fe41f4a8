import { useCallback, useEffect, useState } from 'react';
import type { ReportView } from '../../contract/till/report.ts';
import { useTill } from '../app/till.ts';

/** While the till reads, it is asked so often how far it is, ms. */
const ASK_MS = 300;

/** Where the till is with its months; begun where they were not read yet. */
export function useReport() {
  const till = useTill();
  const [view, setView] = useState<ReportView | null>(null);
  const look = useCallback(async (): Promise<void> => {
    const answer = await till.askQuietly('report.state', {});
    if (answer.ok) setView(answer.value);
  }, [till]);
  const begin = useCallback(async (): Promise<void> => {
    await till.askQuietly('report.begin', {});
    await look();
  }, [till, look]);

  useEffect(() => void look(), [look]);
  useEffect(() => {
    if (view?.at === 'nothing') void begin();
  }, [view, begin]);
  const isReading = view?.at === 'reading';
  useEffect(() => {
    if (!isReading) return;
    const timer = setInterval(() => void look(), ASK_MS);
    return () => clearInterval(timer);
  }, [isReading, look]);
  return { view, begin };
}
