import { LANGUAGES } from '../../domain/person/person.ts';
import type { Words } from '../words/words.ts';
import { PROGRAMME } from './constructs/programme.ts';
import { at, isList, isObject, type Json, type Path } from './json.ts';
import { type PlainScalar, scalarText } from './scalars.ts';
import { type Field, opened, type Scalar, type Shape, scalar, type Things, variantOf } from './shapes.ts';

/** A programme in words: what stands where is called, and what a value says. */

/** What a scalar counts in this programme. */
export function plainScalar(as: Scalar, programme: Json): PlainScalar {
  if (as !== 'tierSum') return as;
  const by = at(programme, ['tiers', 'by']);
  return by === 'points' ? 'points' : by === 'visits' ? 'count' : 'money';
}

/** A name in a language; what is no name is nothing. */
export function nameIn({ language }: Words, name: Json | undefined): string {
  if (typeof name === 'string') return name;
  const said = isObject(name) ? name[language] : undefined;
  return typeof said === 'string' ? said : '';
}

/** What a thing is called: its name, else its id, else its kind and place. */
export function thingName(words: Words, thing: Json | undefined, otherwise: string): string {
  const name = isObject(thing) ? nameIn(words, thing['name']).trim() : '';
  const id = isObject(thing) && typeof thing['id'] === 'string' ? thing['id'] : '';
  return name || id || otherwise;
}

/** Things of the programme that others name by id. */
export function thingsOf(programme: Json, of: Things): readonly Json[] {
  const list = at(programme, of === 'tiers' ? ['tiers', 'levels'] : [of]);
  return isList(list) ? list : [];
}

interface Place {
  /** What it is called, from the outside to the inside. */
  readonly names: readonly string[];
  /** Null: nothing that the editor knows. */
  readonly shape: Shape | null;
}

/** What stands at a path is called; a step that is not known stands for itself. */
export function placeOf(words: Words, programme: Json, path: Path): Place {
  let shape: Shape | null = PROGRAMME;
  const names: string[] = [];
  path.forEach((step, depth) => {
    const here = shape === null ? null : opened(shape);
    const value = at(programme, path.slice(0, depth + 1));
    if (typeof step === 'number') {
      const list = here?.kind === 'list' ? here : null;
      const kind = list === null ? `${step + 1}` : `${words.say(list.one)} ${step + 1}`;
      names.push(isObject(value) && ('name' in value || 'id' in value) ? `„${thingName(words, value, kind)}”` : kind);
      shape = list === null ? null : list.of;
      return;
    }
    if (here?.kind === 'name') {
      const language = LANGUAGES.find((each) => each === step);
      names.push(language === undefined ? step : words.say(`language.${language}`));
      shape = scalar('text');
      return;
    }
    if (here?.kind === 'variants' && step === 'type') {
      // Which kind it is, is written where the thing itself is.
      shape = { kind: 'choice', options: here.variants.map(({ type, label }) => ({ value: type, label })) };
      return;
    }
    const field: Field | undefined = fieldsOf(here, at(programme, path.slice(0, depth))).find(
      ({ key }) => key === step,
    );
    names.push(field === undefined ? step : words.say(field.label));
    shape = field?.shape ?? null;
  });
  return { names, shape };
}

function fieldsOf(shape: Shape | null, value: Json | undefined): readonly Field[] {
  if (shape?.kind === 'group') return shape.fields;
  return shape?.kind === 'variants' ? (variantOf(shape, value)?.fields ?? []) : [];
}

/** A value in words, as short as it can be. */
export function valueText(words: Words, programme: Json, shape: Shape | null, value: Json | undefined): string {
  const { say } = words;
  if (value === undefined || value === null) return say('difference.nothing');
  const is = shape === null ? null : opened(shape);
  switch (is?.kind) {
    case 'scalar': {
      const as = plainScalar(is.as, programme);
      const text = scalarText(as, value);
      if (as === 'money') return `${text} ${say('unit.lei')}`;
      return as === 'share' ? `${text} %` : as === 'factor' ? `× ${text}` : text;
    }
    case 'yes':
      return say(value === true ? 'form.yes' : 'form.no');
    case 'name':
      return nameIn(words, value);
    case 'choice':
    case 'suggested': {
      const option = is.options.find((each) => each.value === value);
      return option === undefined ? String(value) : say(option.label);
    }
    case 'ticks':
      return joined(value, (each) => {
        const tick = is.options.find((option) => option.value === each);
        return tick === undefined ? String(each) : say(tick.label);
      });
    case 'ids':
      return joined(value, (each) =>
        each === null && is.none !== undefined ? say(is.none) : called(words, programme, is.of, each),
      );
    case 'id':
      return called(words, programme, is.of, value);
    case 'texts':
      return joined(value, String);
    case 'daysOrWord':
      return value === is.word ? say(is.label) : String(value);
    case 'variants': {
      const variant = variantOf(is, value);
      if (variant === undefined) break;
      const inside = fieldsText(words, programme, variant.fields, value);
      return inside === '' ? say(variant.label) : `${say(variant.label)} (${inside})`;
    }
    case 'group':
      return fieldsText(words, programme, is.fields, value) || say('form.nothingChosen');
    case 'list':
      return joined(value, (each) => valueText(words, programme, is.of, each), '; ');
    default:
      break;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is set, without what goes without saying: names (the place has them), ids, answers as they begin. */
function fieldsText(words: Words, programme: Json, fields: readonly Field[], value: Json): string {
  return fields
    .flatMap(({ key, label, shape, fresh }) => {
      const inside = isObject(value) ? value[key] : undefined;
      if (inside === undefined || inside === null || inside === '' || inside === 0) return [];
      if (key === 'id' || key === 'name' || (shape.kind === 'yes' && inside === fresh)) return [];
      const is = opened(shape);
      const text =
        is.kind === 'group'
          ? fieldsText(words, programme, is.fields, inside)
          : valueText(words, programme, shape, inside);
      // The value has its unit with it.
      const called = words
        .say(label)
        .toLowerCase()
        .replace(/, (lei|леев|леи|%)$/, '');
      return text === '' ? [] : [`${called}: ${text}`];
    })
    .join(', ');
}

function called(words: Words, programme: Json, of: Things, id: Json): string {
  const thing = thingsOf(programme, of).find((each) => isObject(each) && each['id'] === id);
  return thingName(words, thing, String(id));
}

function joined(value: Json, text: (each: Json) => string, between = ', '): string {
  return (isList(value) ? value : [value]).map(text).join(between);
}
