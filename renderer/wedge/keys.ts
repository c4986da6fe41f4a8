/** What each physical key types on the US layout that keyboard-wedge scanners are made for: plain, and with Shift. */
const SYMBOLS: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Backquote: ['`', '~'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  IntlBackslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Space: [' ', ' '],
  NumpadAdd: ['+', '+'],
  NumpadSubtract: ['-', '-'],
  NumpadMultiply: ['*', '*'],
  NumpadDivide: ['/', '/'],
  NumpadDecimal: ['.', '.'],
};
const SHIFTED_DIGITS = ')!@#$%^&*(';

/** Of a keyboard event, what tells a scanner's key. */
export interface KeyPress {
  /** The physical key (`KeyQ`, `Digit4`), whatever layout is active; empty where the system does not tell. */
  readonly code: string;
  /** What the active layout makes of it. */
  readonly key: string;
  readonly shift: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  /** A key held down. No scanner does that. */
  readonly repeat: boolean;
  /** When the key was pressed, by the system's own steady clock, ms. */
  readonly atMs: number;
}

/**
 * The character that a scanner meant by a key: by the physical key, since an active Russian layout would make Й of a
 * Q. Null: a key that types nothing.
 */
export function characterOf({ code, key, shift, ctrl, alt, meta }: KeyPress): string | null {
  // Control and ] is how a scanner types the group separator of a GS1 code.
  if (ctrl && code === 'BracketRight') return '\x1d';
  if (ctrl || alt || meta) return null;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shift ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return shift ? (SHIFTED_DIGITS[Number(digit)] ?? null) : digit;
  const pad = /^Numpad(\d)$/.exec(code)?.[1];
  if (pad !== undefined) return pad;
  const symbol = SYMBOLS[code];
  if (symbol !== undefined) return symbol[shift ? 1 : 0];
  // Without a physical key (a remote desktop, an input method) what was typed is all there is.
  return code === '' && /^[ -~]$/.test(key) ? key : null;
}

/** Keys that only change others: a scanner presses Shift for a capital letter, and that ends nothing. */
export function isModifier({ key }: KeyPress): boolean {
  return key === 'Shift' || key === 'Control' || key === 'CapsLock' || key === 'AltGraph';
}

/** Keys with which scanners end a code. */
export function isEnding({ code, key, ctrl, alt, meta }: KeyPress): boolean {
  if (ctrl || alt || meta) return false;
  return (
    code === 'Enter' || code === 'NumpadEnter' || code === 'Tab' || (code === '' && (key === 'Enter' || key === 'Tab'))
  );
}
