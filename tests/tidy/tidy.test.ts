import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULES } from './rules.ts';
import { lineOf, ourPaths, ourSources, split } from './sources.ts';

const sources = ourSources();
const paths = ourPaths();

describe.each(RULES)('$name', ({ find, breaks, keeps }) => {
  test('catches what breaks it and spares what keeps it', () => {
    for (const sample of breaks) expect(find(sample), `${sample.path}: ${sample.text}`).not.toEqual([]);
    for (const sample of keeps) expect(find(sample)).toEqual([]);
  });

  test('holds in the tree', () => {
    const known = new Map(sources.map((source) => [source.path, source]));
    // The rules' own samples break the rules.
    const tried = paths.filter((path) => path !== 'tests/tidy/rules.ts');
    expect(tried.flatMap((path) => find(known.get(path) ?? { path, text: '' }))).toEqual([]);
  });
});

const LONGEST = 400;

/** What is wrong with the files' lengths, given the list of those that may be longer for now. */
function lengthFindings(lengths: ReadonlyMap<string, number>, ratchet: Readonly<Record<string, number>>): string[] {
  const long = [...lengths].filter(([path, lines]) => lines > LONGEST && !(path in ratchet));
  return [
    ...long.map(([path, lines]) => `${path} has ${lines} lines; ${LONGEST} is the limit. Split it by meaning.`),
    ...Object.entries(ratchet).flatMap(([path, allowed]) => {
      const lines = lengths.get(path) ?? 0;
      if (lines > allowed) return [`${path} grew from ${allowed} to ${lines} lines. It may only shrink.`];
      if (lines <= LONGEST) return [`${path} is short enough now: take it off tests/tidy/ratchet.json.`];
      return lines < allowed ? [`${path} shrank to ${lines} lines: write that into tests/tidy/ratchet.json.`] : [];
    }),
  ];
}

describe('files stay short', () => {
  test('the ratchet turns one way only', () => {
    const one = (lines: number) => new Map([['db/x.ts', lines]]);
    expect(lengthFindings(one(401), {})).toHaveLength(1);
    expect(lengthFindings(one(501), { 'db/x.ts': 500 })).toHaveLength(1);
    expect(lengthFindings(one(499), { 'db/x.ts': 500 })).toHaveLength(1);
    expect(lengthFindings(one(400), { 'db/x.ts': 500 })).toHaveLength(1);
    expect(lengthFindings(new Map(), { 'db/gone.ts': 500 })).toHaveLength(1);
    expect(lengthFindings(one(500), { 'db/x.ts': 500 })).toEqual([]);
    expect(lengthFindings(one(400), {})).toEqual([]);
  });

  test('no file of ours is longer than it may be', () => {
    const read: unknown = JSON.parse(readFileSync(new URL('./ratchet.json', import.meta.url), 'utf8'));
    const ratchet = Object.fromEntries(Object.entries(read ?? {}).map(([path, lines]) => [path, Number(lines)]));
    const lengths = new Map(sources.map(({ path, text }) => [path, lineOf(text, text.trimEnd().length)]));
    expect(lengthFindings(lengths, ratchet)).toEqual([]);
  });
});

test('code, literals and comments are told apart', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a sample of source text
  const text = 'a("b//c", `d${e("f")}g`, /h"[/]i/); // j\nk /* l */ / m;';
  const squeezed = (view: string): string => view.replace(/\s+/g, '');
  const { code, literals, comments } = split(text);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a sample of source text
  expect(squeezed(code)).toBe('a("",`${e("")}`,//);k/m;');
  expect(squeezed(literals)).toBe('b//cdfgh"[/]i');
  expect(squeezed(comments)).toBe('//j/*l*/');
});
