import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cssTokens, DARK, LIGHT, type Palette } from './tokens.ts';

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const channel = (at: number): number => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const grounds = (p: Palette): string[] => [
  p.paper,
  p.card,
  p.wash,
  p.accentWash,
  p.okWash,
  p.attentionWash,
  p.stopWash,
  p.goldWash,
];

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('the %s palette', (_name, palette) => {
  test('shows amounts at 7:1 on every ground', () => {
    for (const ground of grounds(palette)) expect(contrast(palette.ink, ground), ground).toBeGreaterThanOrEqual(7);
  });

  test('shows all other words at 4.5:1 where they stand', () => {
    for (const ground of grounds(palette)) expect(contrast(palette.second, ground)).toBeGreaterThanOrEqual(4.5);
    const meanings = [
      [palette.accent, palette.accentWash],
      [palette.ok, palette.okWash],
      [palette.attention, palette.attentionWash],
      [palette.stop, palette.stopWash],
      [palette.gold, palette.goldWash],
    ] as const;
    for (const [colour, wash] of meanings) {
      expect(contrast(colour, wash), `${colour} on its wash`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colour, palette.card), `${colour} on a card`).toBeGreaterThanOrEqual(4.5);
    }
    // On the foot and the header stand states, not amounts.
    for (const colour of [palette.ok, palette.attention, palette.stop]) {
      expect(contrast(colour, palette.paper), `${colour} on paper`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.onAccent, palette.accentHover)).toBeGreaterThanOrEqual(4.5);
  });

  test('shows edges of fields at 3:1', () => {
    expect(contrast(palette.third, palette.card)).toBeGreaterThanOrEqual(3);
  });
});

test('both schemes have the same tokens', () => {
  const { light, dark } = cssTokens();
  expect(Object.keys(dark)).toEqual(Object.keys(light));
});

/** Colours and sizes that a style or a component writes by itself. */
const OWN = /#[0-9a-f]{3,8}\b(?![\w-]*[;"']?\s*\{)|\brgba?\(|\bhsla?\(|\boklch\(|\b\d*\.?\d+(px|rem|em|pt)\b/gi;

test('no colour and no size is written anywhere else', () => {
  const room = fileURLToPath(new URL('..', import.meta.url));
  const files = globSync('**/*.{css,tsx}', { cwd: room });
  expect(files.length).toBeGreaterThan(10);
  const found = files.flatMap((path) => {
    // A media query cannot read a custom property; the widths where the layout changes stand there.
    const text = readFileSync(`${room}/${path}`, 'utf8').replace(
      /@(media|container)[^{]*\{|\/\*[\s\S]*?\*\/|\/\/.*$/gm,
      '',
    );
    return [...text.matchAll(OWN)].map((hit) => `${path}: ${hit[0]}`);
  });
  expect(found).toEqual([]);
});

test('the rule about colours and sizes catches what it should', () => {
  for (const bad of ['color: #fff;', 'margin: 12px', 'gap: 1.5rem', 'background: rgb(0 0 0)']) {
    expect(bad.match(OWN), bad).not.toBeNull();
  }
  for (const good of ['color: var(--ink)', 'flex: 1', 'line-height: 1.35', 'width: 100%']) {
    expect(good.match(OWN), good).toBeNull();
  }
});
