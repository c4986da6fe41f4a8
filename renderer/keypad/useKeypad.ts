import { useEffect, useMemo, useRef, useState } from 'react';
import { useWindowStore, type WindowStore } from '../app/state.ts';
import type { Board } from './boards.ts';
import { boardFor, fieldBeside, isTypable, keepSystemKeyboardAway, signFor, targetField } from './fields.ts';
import { rememberOpen, wasOpen } from './remembered.ts';

/** Opens a board, or puts the keypad away; this till remembers it. */
export function showKeypad(store: WindowStore, board: Board | null): void {
  const { keypad } = store.getState();
  store.setState({ keypad: { ...keypad, open: board !== null, board: board ?? keypad.board } });
  rememberOpen(board !== null);
}

/** Whether Enter goes on to another field now, and does not do what stands on the large button. */
export function useGoesOn(): boolean {
  const [goes, setGoes] = useState(false);
  const look = (): void => setGoes(fieldBeside(document.activeElement, 1) !== null);
  // What is typed may end the going on without moving the focus: a question that Enter answers.
  useEffect(look);
  // biome-ignore lint/correctness/useExhaustiveDependencies(look): it reads the page and nothing else
  useEffect(() => {
    const later = (): void => void requestAnimationFrame(look);
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', later);
    return () => {
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', later);
    };
  }, []);
  return goes;
}

/**
 * Follows which field is being typed into: the board that suits it comes by itself while the keypad is open, and a
 * finger on a field opens it. Returns where a touched key goes.
 */
export function useKeypad(): () => HTMLInputElement | null {
  const store = useWindowStore();
  const last = useRef<HTMLInputElement | null>(null);
  useEffect(() => {
    const change = (field: HTMLInputElement): void => {
      const { keypad } = store.getState();
      store.setState({ keypad: { ...keypad, board: boardFor(field), sign: signFor(field) } });
    };
    const focused = ({ target }: FocusEvent): void => {
      if (!isTypable(target)) return;
      last.current = target;
      change(target);
    };
    const touched = ({ target, pointerType }: PointerEvent): void => {
      if (pointerType !== 'touch' || !isTypable(target)) return;
      keepSystemKeyboardAway(target);
      if (store.getState().keypad.open) return;
      change(target);
      showKeypad(store, boardFor(target));
    };
    store.setState({ keypad: { ...store.getState().keypad, open: wasOpen() } });
    if (isTypable(document.activeElement)) {
      last.current = document.activeElement;
      change(document.activeElement);
    }
    document.addEventListener('focusin', focused);
    document.addEventListener('pointerdown', touched);
    return () => {
      document.removeEventListener('focusin', focused);
      document.removeEventListener('pointerdown', touched);
    };
  }, [store]);
  return useMemo(() => () => targetField(last.current), []);
}
