import type { FaultCode } from '../../domain/programme/faults/ids.ts';
import type { MessageKey } from '../../resources/translations/translations.ts';
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

/** The words of what is wrong besides the form; a code without words does not build. */
const CODES: Readonly<Record<FaultCode, MessageKey>> = {
  twice: 'fault.twice',
  order: 'fault.order',
  empty: 'fault.empty',
  unknown: 'fault.unknown',
  form: 'fault.form',
  'needs member': 'fault.needsMember',
  'needs sale': 'fault.needsSale',
  'needs pointsValue': 'fault.needsPointsValue',
  'needs perPoint': 'fault.needsPerPoint',
  'needs per unit': 'fault.needsPerUnit',
  'needs one sku': 'fault.needsOneSku',
  'needs issued code': 'fault.needsIssuedCode',
  'needs calendar window': 'fault.needsCalendarWindow',
  'needs price or share': 'fault.needsPriceOrShare',
  'needs spendFrom or spendTo': 'fault.needsSpend',
  'needs units of a sale': 'fault.needsUnits',
  'needs rounding without rest': 'fault.needsRounding',
  'too many combinations': 'fault.tooManyCombinations',
  'most 1000 a ban': 'fault.mostPerBan',
};
const isCode = (fault: string): fault is FaultCode => Object.hasOwn(CODES, fault);

/** What is wrong at a place, in words; what a later till says stands as it says it. */
export function faultText(words: Words, programme: Json, path: string, fault: string): string {
  const { say } = words;
  if (fault === 'missing') return say('fault.missing');
  if (fault === 'unknown key') return say('fault.unknownKey');
  if (fault === 'deep') return say('fault.deep');
  if (isCode(fault)) return say(CODES[fault]);
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
