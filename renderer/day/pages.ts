import { useEffect, useRef } from 'react';
import type { CheckName } from '../../domain/day/recorded.ts';
import type { TillId } from '../../domain/identity/ids.ts';
import { useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import type { KeyAction } from '../keys/keymap.ts';
import { isTypedInto, useKeys } from '../keys/useKeys.ts';

/** Where one is in the close of the day. Pages lie over one another: Esc goes back the way one came. */
export type DayPage =
  /** `from`: the door through which one went on; coming back, it has the focus. */
  | { readonly at: 'close'; readonly from: string | null }
  | { readonly at: 'check'; readonly check: CheckName }
  | { readonly at: 'difference' | 'mend'; readonly key: string }
  | { readonly at: 'till'; readonly till: TillId }
  | { readonly at: 'register' | 'paper' | 'pass' | 'sign' | 'list' }
  /** A signed day. `fresh`: it was signed just now. */
  | { readonly at: 'signed'; readonly number: number; readonly fresh: boolean };

export const CLOSE: DayPage = { at: 'close', from: null };

/** Goes on to a page; the door that led there is remembered for the way back. */
export function useGoOn(): (page: DayPage, from?: string) => void {
  const till = useTill();
  const store = useWindowStore();
  return (page, from) => {
    const top = store.getState().panels.at(-1);
    if (from !== undefined && top?.kind === 'day' && top.page.at === 'close') {
      till.replace({ kind: 'day', page: { at: 'close', from } });
    }
    till.push({ kind: 'day', page });
  };
}

/** What an element is that arrows reach; its value names it, so that one comes back to it. */
export const door = (name: string): { readonly 'data-door': string } => ({ 'data-door': name });

/** ↑ and ↓ go from door to door, in reading order; `from` has the focus at first. */
export function useDoors(from: string | null): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current || from === null) return;
    isFirst.current = false;
    const came = doors().find((each) => each.dataset['door'] === from);
    came?.focus({ preventScroll: true });
    came?.scrollIntoView({ block: 'center' });
  }, [from]);
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTypedInto(event.target)) return;
      if (event.target instanceof HTMLSelectElement) return;
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const all = doors();
      if (step === undefined || all.length === 0) return;
      event.preventDefault();
      const at = all.findIndex((each) => each.contains(document.activeElement));
      const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
      next?.focus({ preventScroll: true });
      next?.scrollIntoView({ block: 'nearest' });
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, []);
}

function doors(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('main [data-door]')];
}

/** What the keys of the counter do on this page; those that do nothing here do nothing at all. */
export function usePageKeys(does: Partial<Readonly<Record<KeyAction, () => void>>>): void {
  useKeys((action) => {
    if (action === 'enter' || action === 'back') return false;
    does[action]?.();
    return true;
  });
}
