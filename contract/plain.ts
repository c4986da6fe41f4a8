/**
 * Tells whether a value already is what its form would make of it, several times quicker than the form itself does: zod makes a new value
 * and keeps a list of issues for every field. The form stays the only description: what is checked here is made from it when it is first
 * asked, and whatever is not plain (a field that the form would leave out, anything wrong, a -0) is the form's own to judge. The tests
 * damage values of the forms that are read so: both must agree. What the form makes has its fields in the form's order, what is plain in its own.
 */
import * as z from 'zod';
import { assert } from '../domain/assert.ts';

/** The forms below the brands. */
const BRANDED = new WeakMap<Form, Form>();

/** A form whose values are branded: what passes `of` is given back by `brand` as it is, but for a -0, of which it makes a 0. */
export function branded<Of extends z.ZodType, Brand>(
  of: Of,
  brand: (value: z.output<Of>) => Brand,
): z.ZodPipe<Of, z.ZodTransform<Awaited<Brand>, z.output<Of>>> {
  const field = of.transform(brand);
  BRANDED.set(field, of);
  return field;
}

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, unknown>>;
type Form = z.core.$ZodType;

/**
 * A check for a value that two forms read, one of them by its tag: true only where both take it and give back the same, and it has no field
 * besides theirs. Throws on a form of a kind that it does not know.
 */
export function plainTogether<One extends z.ZodObject, Tagged extends z.ZodDiscriminatedUnion>(
  one: One,
  tagged: Tagged,
): (value: unknown) => value is z.output<One> & z.output<Tagged> {
  let check: Check | null = null;
  return (value): value is z.output<One> & z.output<Tagged> => {
    check ??= byTag(tagged, [one]);
    return check(value);
  };
}

function compiled(form: Form): Check {
  if (form instanceof z.ZodDiscriminatedUnion) return byTag(form, []);
  if (form instanceof z.ZodObject) return closed([form]);
  if (form instanceof z.ZodArray) return asked(form, listOf(compiled(form.element)));
  if (form instanceof z.ZodRecord) return dictionaryOf(form);
  if (form instanceof z.ZodNullable) {
    const inside = compiled(form.unwrap());
    return (value) => value === null || inside(value);
  }
  if (form instanceof z.ZodUnion) return firstOf(form);
  const within = BRANDED.get(form);
  if (within !== undefined) return compiled(within);
  // The form makes a 0 of -0 where it is branded, and leaves it elsewhere; neither is written by Loial.
  if (form instanceof z.ZodNumber)
    return asked(form, (value) => Number.isFinite(value) && (value !== 0 || Object.is(value, 0)));
  if (form instanceof z.ZodString) return asked(form, (value) => typeof value === 'string');
  if (form instanceof z.ZodBoolean) return (value) => typeof value === 'boolean';
  if (form instanceof z.ZodLiteral) return among(form.values);
  if (form instanceof z.ZodEnum) return among(new Set(form.options));
  throw new Error(`a ${form._zod.def.type} cannot be read as it is`);
}

/** The first form that takes a value is the one that makes something of it: one before may take an object and leave fields out. */
function firstOf({ options }: z.ZodUnion): Check {
  const each = options.map((form) => {
    const isScalar = form instanceof z.ZodString || form instanceof z.ZodNumber;
    const takes = (value: unknown): boolean => !isScalar && z.safeParse(form, value).success;
    return { check: compiled(form), takes };
  });
  return (value) => {
    for (const { check, takes } of each) {
      if (check(value)) return true;
      if (takes(value)) return false;
    }
    return false;
  };
}

/** Objects that have the fields of all these forms and no other. */
function closed(forms: readonly z.ZodObject[]): Check {
  const fields = forms.flatMap((form) => Object.entries(form.shape).map(([name, of]) => field(name, of)));
  const rules = forms.flatMap(rulesOf);
  return (value) => {
    if (!isFields(value)) return false;
    let found = 0;
    for (const { name, isOptional, check } of fields) {
      const inside = value[name];
      if (inside === undefined && isOptional) continue;
      if (!check(inside)) return false;
      found += 1;
    }
    return Object.keys(value).length === found && rules.every((rule) => rule(value));
  };
}

function field(name: string, of: Form): { readonly name: string; readonly isOptional: boolean; readonly check: Check } {
  // An optional field that is there as undefined makes one more key than was found: such a value is not plain.
  if (of instanceof z.ZodExactOptional) return { name, isOptional: true, check: compiled(of.unwrap()) };
  return { name, isOptional: false, check: compiled(of) };
}

function byTag(tagged: z.ZodDiscriminatedUnion, beside: readonly z.ZodObject[]): Check {
  const tag = tagged.def.discriminator;
  const checks = new Map<unknown, Check>();
  for (const option of tagged.options) {
    assert(option instanceof z.ZodObject, 'what is told apart by its tag is an object');
    const check = closed([...beside, option]);
    for (const one of option._zod.propValues?.[tag] ?? []) checks.set(one, check);
  }
  return (value) => isFields(value) && (checks.get(value[tag])?.(value) ?? false);
}

function listOf(one: Check): Check {
  return (value) => Array.isArray(value) && value.every(one);
}

function dictionaryOf({ keyType, valueType }: z.ZodRecord): Check {
  const [key, inside] = [compiled(keyType), compiled(valueType)];
  return (value) =>
    isFields(value) && Object.entries(value).every(([name, one]) => name !== '__proto__' && key(name) && inside(one));
}

/** Also what the form asks beyond the type. */
function asked(form: Form, type: Check): Check {
  return rulesOf(form).reduce((first, next) => (value) => first(value) && next(value), type);
}

function rulesOf(form: Form): Check[] {
  return (form._zod.def.checks ?? []).map(checkOf);
}

function checkOf(check: z.core.$ZodCheck): Check {
  if (check instanceof z.core.$ZodCheckGreaterThan) {
    const { inclusive } = check._zod.def;
    const least = Number(check._zod.def.value);
    return (value) => typeof value === 'number' && (inclusive ? value >= least : value > least);
  }
  if (check instanceof z.core.$ZodCheckLessThan) {
    const { inclusive } = check._zod.def;
    const most = Number(check._zod.def.value);
    return (value) => typeof value === 'number' && (inclusive ? value <= most : value < most);
  }
  if (check instanceof z.core.$ZodCheckNumberFormat) {
    assert(check._zod.def.format === 'safeint', 'whole numbers are safe integers');
    return Number.isSafeInteger;
  }
  if (check instanceof z.core.$ZodCheckMinLength) {
    const { minimum } = check._zod.def;
    return (value) => lengthOf(value) >= minimum;
  }
  if (check instanceof z.core.$ZodCheckMaxLength) {
    const { maximum } = check._zod.def;
    return (value) => lengthOf(value) <= maximum;
  }
  if (check instanceof z.core.$ZodCheckRegex) {
    const { pattern } = check._zod.def;
    assert(!pattern.global && !pattern.sticky, 'a pattern does not remember where it was');
    return (value) => typeof value === 'string' && pattern.test(value);
  }
  if (check instanceof z.core.$ZodCustom) {
    const { fn, when } = check._zod.def;
    assert(when === undefined, 'a rule holds whatever the others say');
    return (value) => Boolean(fn(value));
  }
  throw new Error(`the check ${check._zod.def.check} cannot be made of a value as it is`);
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : Number.NaN;
}

function among(values: ReadonlySet<unknown>): Check {
  return (value) => values.has(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
