import { useCallback, useEffect, useState } from 'react';
import { type ImportView, LARGEST_CHUNK } from '../../contract/till/import.ts';
import type { Refusal } from '../../domain/refusal/refusal.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';

/** While the till works, it is asked so often how far it is, ms. */
const ASK_MS = 300;
/** Bytes of one piece: three become four characters of base64. */
const PIECE = Math.floor(LARGEST_CHUNK / 4) * 3;

/** Whether taking over members lies over everything. */
export function useImportOpen(): boolean {
  return useWindow((state) => state.panels.at(-1)?.kind === 'import');
}

/** Where the till is with the list, and what is asked of it. */
export function useImport() {
  const till = useTill();
  const [view, setView] = useState<ImportView | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const look = useCallback(async (): Promise<void> => {
    const answer = await till.askQuietly('import.state', {});
    if (answer.ok) setView(answer.value);
    else setRefusal(answer.refusal);
  }, [till]);
  useEffect(() => void look(), [look]);
  const isWorking = view?.at === 'checking' || view?.at === 'going';
  useEffect(() => {
    if (!isWorking) return;
    const timer = setInterval(() => void look(), ASK_MS);
    return () => clearInterval(timer);
  }, [isWorking, look]);

  /** Asks, and looks where the till is then. False: refused, and why stands in `refusal`. */
  const done = async (
    asked: Promise<{ readonly ok: boolean; readonly refusal?: Refusal | null }>,
  ): Promise<boolean> => {
    const answer = await asked;
    setRefusal(answer.ok ? null : (answer.refusal ?? null));
    await look();
    return answer.ok;
  };

  /** Sends a file piece by piece: the till on this machine keeps it until it is taken over or put away. */
  const send = async (file: File): Promise<void> => {
    if (!(await done(till.askQuietly('import.begin', { name: file.name.slice(0, 200), bytes: file.size })))) return;
    for (let at = 0; at < file.size; at += PIECE) {
      const base64 = base64Of(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
      const answer = await till.askQuietly('import.chunk', { at, base64 });
      if (!answer.ok) {
        await done(Promise.resolve(answer));
        return;
      }
      if ((at / PIECE) % 10 === 9) await look();
    }
    await look();
  };

  return { view, refusal, send, done };
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
