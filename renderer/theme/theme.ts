import {
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import { CORNER, cssTokens, FONT, LIGHT, SPACE, TEXT } from './tokens.ts';

const px = (value: number): string => `${value}px`;
/** The library wants ten shades of a colour; we have one, and say it per scheme below. */
const one = (colour: string) =>
  [colour, colour, colour, colour, colour, colour, colour, colour, colour, colour] as const;

/** The component library's theme, made of the tokens. */
export const theme = createTheme({
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: '700' },
  primaryColor: 'accent',
  colors: { accent: one(LIGHT.accent) },
  defaultRadius: px(CORNER.inside),
  radius: { xs: px(CORNER.key), sm: px(CORNER.small), md: px(CORNER.inside), lg: px(CORNER.card), xl: px(CORNER.card) },
  spacing: { xs: px(SPACE.half), sm: px(SPACE.one), md: px(SPACE.two), lg: px(SPACE.three), xl: px(SPACE.four) },
  fontSizes: { xs: px(TEXT.small), sm: px(TEXT.label), md: px(TEXT.body), lg: px(TEXT.large), xl: px(TEXT.title) },
  components: { Checkbox: { defaultProps: { radius: 'xs' } } },
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
});

/** What the library's own variables are in terms of the tokens, in either scheme. */
const LIBRARY = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--second)',
  '--mantine-color-placeholder': 'var(--second)',
  '--mantine-color-error': 'var(--stop)',
  '--mantine-color-success': 'var(--ok)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--card)',
  '--mantine-color-default-hover': 'var(--wash)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--wash)',
  '--mantine-color-disabled-color': 'var(--second)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-light': 'var(--accent-wash)',
  '--mantine-primary-color-light-color': 'var(--accent)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent-hover)',
  '--mantine-color-accent-outline': 'var(--accent)',
} as const;

/**
 * Puts tokens and theme on the page as one adopted style sheet. Not a style element: the content security policy
 * allows no inline style, and a sheet made by script needs none.
 */
export function adoptTheme(page: Document): void {
  const tokens = cssTokens();
  const library = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    convertCssVariables(
      {
        variables: { ...library.variables, ...tokens.both },
        light: { ...library.light, ...tokens.light, ...LIBRARY },
        dark: { ...library.dark, ...tokens.dark, ...LIBRARY },
      },
      ':root',
    ),
  );
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
}
