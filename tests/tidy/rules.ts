/** The house's rules that a text shows: each says where it is broken, and carries a sample that it must catch. */
import { lineOf, type Source, split } from './sources.ts';

/** One rule. `breaks` must be caught and `keeps` must not: a rule that catches nothing proves nothing. */
export type Rule = {
  readonly name: string;
  /** Findings as `path:line what`. */
  find(source: Source): readonly string[];
  readonly breaks: readonly Source[];
  readonly keeps: readonly Source[];
};

/** Where the clock and chance enter: the entries that put a till, a centre or a window together, and what is tried. */
const COMPOSITION_ROOTS =
  /^(electron\/(main|serve|sync\/sync\.worker)\.ts|server\/(main|serve)\.ts|renderer\/main\.tsx|cli\/|tests\/)/;
const isCode = (path: string): boolean => /\.(ts|tsx|mjs|cjs|js)$/.test(path);
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

function findings(source: Source, view: string, pattern: RegExp, what: string): string[] {
  return [...view.matchAll(pattern)].map((hit) => `${source.path}:${lineOf(view, hit.index)} ${what}`);
}

const ts = (path: string, text: string): Source => ({ path, text });

/** All rules; tidy.test.ts tries each on its samples and on the tree. */
export const RULES: readonly Rule[] = [
  {
    name: 'no drawer is called utils, common, helpers, shared, misc or lib',
    find: ({ path }) =>
      path
        .split('/')
        .filter((part) => /^(utils?|commons?|helpers?|shared|misc|libs?)(\.|$)/i.test(part))
        .map((part) => `${path}: "${part}" says nothing about what is inside`),
    breaks: [ts('db/utils.ts', ''), ts('renderer/Shared/x.ts', ''), ts('lib/a.ts', ''), ts('cli/helper.test.ts', '')],
    keeps: [ts('domain/sale/utilisation.ts', ''), ts('db/library-card.ts', '')],
  },
  {
    name: 'top-level folders are the rooms',
    find: ({ path }) =>
      /^(domain|contract|db|electron|renderer|server|resources|cli|tests|\.ci)\/|^[^/]+$/.test(path)
        ? []
        : [`${path}: a new top-level folder needs a line in DESIGN`],
    breaks: [ts('scripts/x.ts', ''), ts('src/main.ts', '')],
    keeps: [ts('README.md', ''), ts('domain/sale/total.ts', ''), ts('.ci/run', '')],
  },
  {
    name: 'types are not talked away',
    find: (source) => {
      if (!isCode(source.path)) return [];
      const { code, comments } = split(source.text);
      return [
        ...findings(source, code, /\bas\s+any\b|<any>|\bas\s+unknown\s+as\b/g, 'an unchecked cast'),
        ...findings(source, comments, /@ts-(ignore|expect-error|nocheck)/g, 'a silenced type error'),
      ];
    },
    breaks: [
      ts('db/x.ts', 'const a = b as any;'),
      ts('db/x.ts', 'f(b as unknown as Sale)'),
      ts('db/x.ts', '// @ts-expect-error it is fine'),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a sample of source text
      ts('db/x.ts', 'const s = `${b as any}`;'),
    ],
    keeps: [ts('db/x.ts', 'const a = ["x"] as const; // as any\nconst w = "as any";')],
  },
  {
    name: 'no test is left out or alone',
    find: (source) =>
      isCode(source.path)
        ? findings(
            source,
            split(source.text).code,
            /\b(test|it|describe|suite|bench)(\.\w+)*\.(skip|only|todo|fixme|skipIf|runIf|fails)\b|\bx(it|describe|test)\(/g,
            'a test left out, or all others',
          )
        : [],
    breaks: [ts('db/x.test.ts', 'test.skip("a", f)'), ts('db/x.test.ts', 'describe.concurrent.only("a", f)')],
    keeps: [ts('db/x.test.ts', 'test("only .skip", f); iterator.skip();')],
  },
  {
    name: 'nothing is left for later in a comment',
    find: (source) =>
      isCode(source.path)
        ? findings(source, split(source.text).comments, /\b(TODO|FIXME|XXX|HACK)\b/g, 'something left for later')
        : [],
    breaks: [ts('db/x.ts', 'f(); // TODO soon'), ts('db/x.ts', '/* FIXME */')],
    keeps: [ts('db/x.ts', 'const s = "TODO";')],
  },
  {
    name: 'SQL stands in db/ and server/ only',
    find: (source) =>
      isCode(source.path) && !/^(db|server|cli\/bench|cli\/postgres|tests\/tidy|tests\/migrations)\//.test(source.path)
        ? findings(
            source,
            split(source.text).literals,
            /\bSELECT\s[\s\S]*?\sFROM\s|\bINSERT\s+(OR\s+\w+\s+)?INTO\s|\bUPDATE\s+\w+\s+SET\s|\bDELETE\s+FROM\s|\b(CREATE|ALTER|DROP)\s+(TEMP\s+)?(TABLE|INDEX|TRIGGER|VIEW|DATABASE)\b|\bPRAGMA\s+\w/g,
            'SQL',
          )
        : [],
    breaks: [
      ts('electron/x.ts', 'db.run(`SELECT a, b\n FROM member `)'),
      ts('cli/start/run.ts', "x('DELETE FROM entry')"),
      ts('electron/x.test.ts', "x('PRAGMA synchronous')"),
    ],
    keeps: [
      ts('db/x.ts', "x('DELETE FROM entry')"),
      ts('electron/x.ts', '// SELECT a FROM b\nf("Select one from these")'),
    ],
  },
  {
    name: 'the clock and chance are passed in',
    find: (source) =>
      isCode(source.path) && !COMPOSITION_ROOTS.test(source.path) && !isTest(source.path)
        ? findings(
            source,
            split(source.text).code,
            /\bDate\.now\b|\bnew\s+Date\s*(\(\s*\)|(?![\w(\s]))|\bMath\.random\b|(?<!new\s)(?<![.\w])\bDate\(\)/g,
            'reads the clock or throws dice',
          )
        : [],
    breaks: [
      ts('domain/x.ts', 'const now = Date.now();'),
      ts('db/x.ts', 'const now = new Date();'),
      ts('renderer/x.tsx', 'const key = Math.random();'),
      ts('electron/sync/x.ts', 'const clock = Date.now;'),
    ],
    keeps: [
      ts('domain/x.ts', 'const at = new Date(ms); Date.UTC(2026, 0, 1); // Date.now()'),
      ts('electron/main.ts', 'const clock = () => Date.now();'),
    ],
  },
  {
    name: 'domain/ knows no surroundings',
    find: (source) =>
      /^domain\//.test(source.path) && !isTest(source.path)
        ? findings(
            source,
            split(source.text).code,
            /(?<![.\w])(process|console|globalThis|performance|crypto|setTimeout|setInterval|fetch|Buffer)\s*[.(]|\bIntl\b|\.toLocale\w+\(|\bimport\s*\(/g,
            'reaches out of the domain',
          )
        : [],
    breaks: [
      ts('domain/x.ts', 'console.log(1)'),
      ts('domain/x.ts', 'if (process.env.A) f()'),
      ts('domain/x.ts', 's.toLocaleUpperCase()'),
    ],
    keeps: [ts('domain/x.ts', 'sale.process(); // console.log'), ts('db/x.ts', 'console.log(1)')],
  },
  {
    name: 'colours stand in renderer/theme/ only',
    find: (source) => {
      if (!/^renderer\//.test(source.path) || /^renderer\/theme\//.test(source.path) || isTest(source.path)) return [];
      const view = isCode(source.path) ? split(source.text).literals : source.text.replace(/\/\*[\s\S]*?\*\//g, '');
      const colour = /#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(rgba?|hsla?|oklch|oklab|lab|lch)\(/gi;
      return findings(source, view, colour, 'a colour');
    },
    breaks: [
      ts('renderer/x.tsx', 'const s = { color: "#fff" };'),
      ts('renderer/x.css', 'a { color: rgb(1 2 3); }'),
      ts('renderer/x.css', 'a { color: #1d4ed8; }'),
    ],
    keeps: [
      ts('renderer/theme/tokens.ts', 'const accent = "#1d4ed8";'),
      ts('renderer/x.tsx', 'document.querySelector("#root"); const hash = "#/sale";'),
    ],
  },
];
