import type { Words } from '../words/words.ts';
import { placeOf, plainScalar } from './describing.ts';
import { type Json, readPath } from './json.ts';
import { scalarText } from './scalars.ts';
import { opened } from './shapes.ts';

/** Faults of the form, by how contract/programme says them; what follows is what it must be. */
const FORMS: readonly (readonly [pattern: RegExp, kind: 'oneOf' | 'kind' | 'least' | 'most'])[] = [
  [/^needs one of (.+)$/, 'oneOf'],
  [/^needs (\w+)$/, 'kind'],
  [/^least (-?\d+)$/, 'least'],
  [/^most (-?\d+)$/, 'most'],
];

/** What is wrong at a place, in words; what no words are known for stands as the till says it. */
export function faultText(words: Words, programme: Json, path: string, fault: string): string {
  const { say } = words;
  if (fault === 'missing') return say('fault.missing');
  if (fault === 'unknown key') return say('fault.unknownKey');
  if (fault === 'form') return say('fault.form');
  if (fault === 'deep') return say('fault.deep');
  for (const [pattern, kind] of FORMS) {
    const found = pattern.exec(fault)?.[1];
    if (found === undefined) continue;
    if (kind === 'oneOf') return say('fault.oneOf', { options: found });
    if (kind === 'kind') return say('fault.kind', { kind: found });
    const limit = asWritten(words, programme, path, Number(found));
    if (kind === 'most') return say('fault.most', { most: limit ?? found });
    return limit === null ? say('fault.empty') : say('fault.least', { least: limit });
  }
  return fault;
}

/** A limit as its field writes it: bani as lei, hundredths as per cent. Null: of a text, where it counts letters. */
function asWritten(words: Words, programme: Json, path: string, limit: number): string | null {
  const { shape } = placeOf(words, programme, readPath(path));
  const is = shape === null ? null : opened(shape);
  if (is?.kind !== 'scalar') return is === null || is.kind === 'list' ? String(limit) : null;
  const as = plainScalar(is.as, programme);
  return as === 'text' || as === 'code' ? null : scalarText(as, limit);
}
