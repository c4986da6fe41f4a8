import { useEffect, useLayoutEffect, useRef } from 'react';
import type { DayFigure } from '../../domain/day/parts.ts';
import type { CheckName } from '../../domain/day/recorded.ts';
import type { TillId } from '../../domain/identity/ids.ts';
import { useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import type { KeyAction } from '../keys/keymap.ts';
import { isTypedInto, useKeys } from '../keys/useKeys.ts';

/**
 * Where one is in the close of the day. Pages lie over one another: Esc goes back the way one came. `from`: the door through which one went
 * on; coming back, it has the focus.
 */
export type DayPage = At & { readonly from?: string };
type At =
  | { readonly at: 'close' }
  | { readonly at: 'check'; readonly check: CheckName }
  | { readonly at: 'difference' | 'mend'; readonly key: string }
  | { readonly at: 'till'; readonly till: TillId }
  | { readonly at: 'register' | 'paper' | 'pass' | 'sign' | 'list' }
  /** What makes up a figure, of a signed day (its number) or of the one that is drawn up, from place `first` on. */
  | { readonly at: 'parts'; readonly day: number | null; readonly figure: DayFigure; readonly first: number }
  /** A signed day. `fresh`: it was signed just now; `saved`: the file of it that was saved last since it was opened, null: it is being made. */
  | { readonly at: 'signed'; readonly number: number; readonly fresh: boolean; readonly saved?: string | null };

export const CLOSE: DayPage = { at: 'close' };

/** Goes on to a page; the door that led there is remembered for the way back. */
export function useGoOn(): (page: DayPage, from?: string) => void {
  const till = useTill();
  const leave = useLeave();
  return (page, from) => {
    if (from !== undefined) leave(from);
    till.push({ kind: 'day', page });
  };
}

/** Remembers the door through which one goes on, wherever it leads. */
export function useLeave(): (from: string) => void {
  const till = useTill();
  const store = useWindowStore();
  return (from) => {
    const top = store.getState().panels.at(-1);
    if (top?.kind === 'day') till.replace({ kind: 'day', page: { ...top.page, from } });
  };
}

/** Out of the room, from whichever of its pages. */
export function useLeaveRoom(): () => void {
  const store = useWindowStore();
  return () => store.setState(({ panels }) => ({ panels: panels.filter(({ kind }) => kind !== 'day'), notice: null }));
}

/** What an element is that arrows reach; its value names it, so that one comes back to it. */
export const door = (name: string): { readonly 'data-door': string } => ({ 'data-door': name });

/** ↑ and ↓ go from door to door, in reading order; the one through which one left has the focus again, once it is there. */
export function useDoors(): void {
  const store = useWindowStore();
  const came = useRef<string | null>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      const top = store.getState().panels.at(-1);
      came.current = top?.kind === 'day' ? (top.page.from ?? null) : null;
      isFirst.current = false;
    }
    if (came.current === null) return;
    const found = doors().find((each) => each.dataset['door'] === came.current);
    if (found === undefined) return;
    came.current = null;
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: 'center' });
  });
  useLayoutEffect(() => {
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
