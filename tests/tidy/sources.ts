/** The project's own files, and their text split into code, literals and comments. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../../cli/places.ts';

/** One file of ours; `path` is relative to the project, with forward slashes. */
export type Source = { readonly path: string; readonly text: string };

/** Paths of all files that git keeps or would keep: what is generated or ignored does not count. */
export function ourPaths(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: projectDir() });
  const paths = new Set(listed.toString('utf8').split('\0'));
  return [...paths].filter((path) => path !== '' && existsSync(join(projectDir(), path))).sort();
}

/** Our files that a person writes as text: code, styles, pages. */
export function ourSources(): readonly Source[] {
  return ourPaths()
    .filter((path) => /\.(ts|tsx|mjs|cjs|js|css|html|sql|md)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(projectDir(), path), 'utf8') }));
}

/** The same text three times, each with everything but its own kind blanked out (line breaks stay). */
export type Split = { readonly code: string; readonly literals: string; readonly comments: string };

type Kind = keyof Split;

/**
 * Splits TypeScript into code, the insides of strings, templates and regular expressions, and comments. No parser:
 * it knows just enough of the language to tell the three apart.
 */
export function split(text: string): Split {
  const kinds: Kind[] = [];
  /** For each open `${`: how many braces are open inside it. */
  const holes: number[] = [];
  let at = 0;
  const take = (kind: Kind, until: number): void => {
    for (; at < until; at++) kinds.push(kind);
  };
  const template = (): void => {
    while (at < text.length && text[at] !== '`') {
      if (text.startsWith('${', at)) {
        take('code', at + 2);
        holes.push(0);
        return;
      }
      take('literals', at + (text[at] === '\\' ? 2 : 1));
    }
    take('code', at + 1);
  };
  while (at < text.length) {
    const here = text[at] ?? '';
    if (text.startsWith('//', at)) take('comments', lineEnd(text, at));
    else if (text.startsWith('/*', at)) take('comments', after(text, '*/', at + 2));
    else if (here === "'" || here === '"') {
      take('code', at + 1);
      take('literals', closing(text, at, here));
      take('code', at + 1);
    } else if (here === '`') {
      take('code', at + 1);
      template();
    } else if (here === '/' && startsRegExp(text, at)) {
      take('code', at + 1);
      take('literals', closing(text, at, '/'));
      take('code', at + 1);
    } else {
      const depth = holes.at(-1);
      take('code', at + 1);
      if (depth === undefined) continue;
      if (here === '{') holes[holes.length - 1] = depth + 1;
      else if (here === '}' && depth > 0) holes[holes.length - 1] = depth - 1;
      else if (here === '}') {
        holes.pop();
        template();
      }
    }
  }
  const only = (kind: Kind): string =>
    text.replace(/[^\n]/g, (char, index: number) => (kinds[index] === kind ? char : ' '));
  return { code: only('code'), literals: only('literals'), comments: only('comments') };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function after(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + mark.length;
}

/** Where the string or regular expression that starts before `from` ends; at the latest at the line's end. */
function closing(text: string, from: number, mark: string): number {
  const end = lineEnd(text, from);
  let inClass = false;
  for (let at = from; at < end; at++) {
    if (text[at] === '\\') at++;
    else if (mark === '/' && text[at] === '[') inClass = true;
    else if (mark === '/' && text[at] === ']') inClass = false;
    else if (text[at] === mark && !inClass) return at;
  }
  return end;
}

/** A slash after a value divides; after anything else it opens a regular expression. In JSX it closes a tag. */
function startsRegExp(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 30), at).trimEnd();
  return /(^|[=(,:[!&|?{};+\-*%~]|=>|\b(return|typeof|case|in|of))$/.test(before);
}

/** The 1-based line of a position. */
export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
