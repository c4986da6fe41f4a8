/**
 * The one set of tokens: every colour and size of the window. The component library's theme and our own styles take
 * theirs from here; tokens.test.ts proves the contrasts and that nothing else writes a colour or a size.
 */

/** What a colour means; each scheme gives all of them. A `Wash` is the ground that its colour's words stand on. */
export interface Palette {
  readonly paper: string;
  readonly card: string;
  readonly line: string;
  readonly wash: string;
  readonly ink: string;
  readonly second: string;
  /** Edges and marks only; never for what must be read. */
  readonly third: string;
  /** The one action. */
  readonly accent: string;
  readonly accentHover: string;
  readonly accentWash: string;
  readonly onAccent: string;
  readonly ok: string;
  readonly okWash: string;
  readonly attention: string;
  readonly attentionWash: string;
  readonly stop: string;
  readonly stopWash: string;
  readonly gold: string;
  readonly goldWash: string;
}

export const LIGHT: Palette = {
  paper: '#f6f4ef',
  card: '#ffffff',
  line: '#e4e0d7',
  wash: '#efece4',
  ink: '#17181c',
  second: '#565a66',
  third: '#8a8e99',
  accent: '#1d4ed8',
  accentHover: '#1a45bf',
  accentWash: '#e8eefc',
  onAccent: '#ffffff',
  ok: '#15803d',
  okWash: '#eaf6ee',
  attention: '#a15c07',
  attentionWash: '#fdf3e1',
  stop: '#b42318',
  stopWash: '#ffecea',
  gold: '#8a6a12',
  goldWash: '#fbf5e4',
};

export const DARK: Palette = {
  paper: '#131418',
  card: '#1c1e24',
  line: '#2d3039',
  wash: '#24262e',
  ink: '#f1f1ee',
  second: '#b3b6c0',
  third: '#878b97',
  accent: '#7ea2ff',
  accentHover: '#93b1ff',
  accentWash: '#222c4a',
  onAccent: '#101218',
  ok: '#6fd08c',
  okWash: '#1b3024',
  attention: '#f0b45b',
  attentionWash: '#382a17',
  stop: '#ff8a7d',
  stopWash: '#3f1f1d',
  gold: '#e6c25a',
  goldWash: '#37300f',
};

export const FONT = "'Inter', system-ui, sans-serif";

/** Text, in px: what is small to what is owed. */
export const TEXT = {
  tiny: 12,
  small: 13,
  label: 14,
  body: 15,
  large: 17,
  title: 20,
  name: 24,
  change: 28,
  hero: 46,
} as const;

/** Distances on the 8 px grid, in px; `half` is for what belongs together. */
export const SPACE = {
  quarter: 2,
  half: 4,
  small: 6,
  one: 8,
  oneHalf: 12,
  two: 16,
  three: 24,
  four: 32,
  six: 48,
} as const;

export const CORNER = { card: 14, inside: 12, small: 10, key: 6 } as const;

/** Heights and widths that things have wherever they stand, in px. */
export const SIZE = {
  header: 48,
  foot: 36,
  target: 48,
  row: 44,
  offer: 28,
  near: 36,
  bar: 6,
  entry: 52,
  main: 64,
  hairline: 1,
  mark: 10,
  focus: 2,
  personLeast: 318,
  personMost: 440,
  form: 480,
  keypad: 88,
  key: 56,
  moment: 112,
  given: 84,
  slip: 302,
  sections: 168,
  cell: 200,
  choice: 230,
} as const;

/** Letters closer or wider than the font has them, in em: large amounts, names, codes. */
export const TRACKING = { close: -0.02, slight: -0.01, wide: 0.12 } as const;

/** The longest that anything moves, in ms. */
export const MOTION_MS = 120;

/** What is printed is black on white, whatever the screen's scheme. */
export const PRINT_INK = '#000000';
/** What a code that a scanner reads stands on, in either scheme. */
export const PRINT_PAPER = '#ffffff';

/** All tokens as CSS custom properties: those of one scheme, and those that both share. */
export function cssTokens(): {
  readonly both: Record<`--${string}`, string>;
  readonly light: Record<`--${string}`, string>;
  readonly dark: Record<`--${string}`, string>;
} {
  return {
    both: {
      '--font': FONT,
      '--print-ink': PRINT_INK,
      '--print-paper': PRINT_PAPER,
      '--motion': `${MOTION_MS}ms`,
      ...prefixed('text', TEXT),
      ...prefixed('space', SPACE),
      ...prefixed('corner', CORNER),
      ...prefixed('size', SIZE),
      ...prefixed('tracking', TRACKING, 'em'),
    },
    light: colours(LIGHT),
    dark: colours(DARK),
  };
}

function prefixed(prefix: string, sizes: Readonly<Record<string, number>>, unit = 'px'): Record<`--${string}`, string> {
  return Object.fromEntries(
    Object.entries(sizes).map(([name, value]) => [`--${prefix}-${kebab(name)}`, `${value}${unit}`]),
  );
}

function colours(palette: Palette): Record<`--${string}`, string> {
  return Object.fromEntries(Object.entries(palette).map(([name, colour]) => [`--${kebab(name)}`, colour]));
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
