import { useLayoutEffect, useRef } from 'react';
import { type KeyAction, keyAction } from './keymap.ts';

/** Where typed characters go by themselves; a key there is a letter first. */
export function isTypedInto(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** A control that has its own use for Enter: pressed when somebody walked there with Tab, or a text of many lines. */
function isPressed(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('button, a[href], summary, textarea, [role="option"]') !== null
  );
}

/**
 * Hears the keymap on the whole page. A handler says whether it took the key; what nobody takes goes on to the page.
 * Enter and Esc are left to a control that has the focus and has its own use for them.
 */
export function useKeys(handle: (action: KeyAction, event: KeyboardEvent) => boolean): void {
  const latest = useRef(handle);
  // With the paint and not after it, as the main action: what stands on the page is heard from its first moment.
  useLayoutEffect(() => {
    latest.current = handle;
  });
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const action = keyAction(event);
      if (action === null) return;
      if (action === 'enter' && isPressed(event.target)) return;
      // A key that is held down must not confirm twice.
      const taken = event.repeat && (action === 'enter' || action === 'back') ? true : latest.current(action, event);
      if (taken) event.preventDefault();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, []);
}
