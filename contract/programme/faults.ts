import type * as z from 'zod';
import type { ProgrammeFault } from '../../domain/programme/checks.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * What a form found, as paths and words: of a choice between forms only what is wrong in the one that was meant. Sorted,
 * one fault a path.
 */
export function formFaults(issues: readonly Issue[]): ProgrammeFault[] {
  return sortedFaults(issues.flatMap((issue) => faultsOf(issue, [])));
}

/** Sorted by path (numbers as numbers), one fault a path. */
export function sortedFaults(faults: readonly ProgrammeFault[]): ProgrammeFault[] {
  const byPath = new Map<string, ProgrammeFault>();
  for (const fault of faults) if (!byPath.has(fault.path)) byPath.set(fault.path, fault);
  return [...byPath.values()]
    .map((fault) => ({ fault, parts: fault.path.split(/[.[\]]+/) }))
    .sort((a, b) => compared(a.parts, b.parts))
    .map(({ fault }) => fault);
}

function compared(a: readonly string[], b: readonly string[]): number {
  for (const [i, one] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (one === other) continue;
    const [m, n] = [Number(one), Number(other)];
    if (Number.isInteger(m) && Number.isInteger(n) && m !== n) return m - n;
    return one < other ? -1 : 1;
  }
  return a.length - b.length;
}

/** More than any programme needs; a form that calls itself would run out of stack long after this. */
const DEEPEST = 40;

/** The path at which JSON is nested deeper than any programme; null: nowhere. */
export function tooDeep(json: unknown, at: Path = []): string | null {
  if (typeof json !== 'object' || json === null) return null;
  if (at.length >= DEEPEST) return pathText(at);
  for (const [key, value] of Object.entries(json)) {
    const found = tooDeep(value, [...at, Array.isArray(json) ? Number(key) : key]);
    if (found !== null) return found;
  }
  return null;
}

/** `offers[2].effect.parts[0].units`; a key that is no plain word stands in quotes. The whole is the empty text. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (typeof part === 'string' && /^[A-Za-z_$][\w$]*$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(String(part))}]`;
  }
  return text;
}

function faultsOf(issue: Issue, above: Path): ProgrammeFault[] {
  const path = [...above, ...issue.path];
  const at = (fault: string): ProgrammeFault[] => [{ path: pathText(path), fault }];
  if (issue.code !== 'unrecognized_keys' && issue.input === undefined) return at('missing');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: pathText([...path, key]), fault: 'unknown key' }));
    case 'invalid_union': {
      const meant = meantOf(issue.errors);
      if (meant !== null) return meant.flatMap((inner) => faultsOf(inner, path));
      const strangers = unknownToAll(issue.errors);
      if (strangers.length > 0)
        return strangers.map((key) => ({ path: pathText([...path, key]), fault: 'unknown key' }));
      const options: unknown = 'options' in issue ? issue.options : undefined;
      return at(Array.isArray(options) ? `needs one of ${options.join(', ')}` : 'form');
    }
    case 'invalid_type':
      return at(`needs ${issue.expected === 'int' ? 'integer' : issue.expected}`);
    case 'invalid_value':
      return at(`needs one of ${issue.values.map(String).join(', ')}`);
    case 'too_small':
      return at(`least ${issue.minimum}`);
    case 'too_big':
      return at(`most ${issue.maximum}`);
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return at('form');
  }
}

/**
 * Of the forms of a choice the one that was meant: a form of another kind of value (a text where an object stands) was
 * not; of the others the one with the fewest keys too many or too few, if it is one alone. Null: nobody can tell.
 */
function meantOf(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const possible = branches.filter((issues) => !issues.some(isOtherKind));
  const strangeness = possible.map(strange);
  const least = Math.min(...strangeness);
  const [meant, ...others] = possible.filter((_, i) => strangeness[i] === least);
  return meant === undefined || others.length > 0 ? null : meant;
}

/** Keys of an object that no form of a choice knows: what is said where nobody can tell which was meant. */
function unknownToAll(branches: readonly (readonly Issue[])[]): string[] {
  const [first = [], ...others] = branches
    .filter((issues) => !issues.some(isOtherKind))
    .map((issues) =>
      issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [])),
    );
  return first.filter((key) => others.every((keys) => keys.includes(key)));
}

function isOtherKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function strange(issues: readonly Issue[]): number {
  let sum = 0;
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') sum += issue.keys.length;
    else if (issue.input === undefined) sum += 1;
  }
  return sum;
}
