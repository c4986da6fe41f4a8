const KEY = 'loial.keypad';

/** Whether this till's keypad was left open; a screen that has only fingers begins with it open. */
export function wasOpen(): boolean {
  try {
    const said = localStorage.getItem(KEY);
    if (said !== null) return said === 'open';
  } catch {
    // A browser that keeps nothing: it begins as the screen suggests.
  }
  return window.matchMedia('(pointer: coarse)').matches;
}

export function rememberOpen(open: boolean): void {
  try {
    localStorage.setItem(KEY, open ? 'open' : 'closed');
  } catch {
    // It is asked again next time.
  }
}
