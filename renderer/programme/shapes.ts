import type { MessageKey } from '../../resources/translations/translations.ts';
import type { Json } from './json.ts';

/**
 * What the parts of a programme are, for everything that shows them: the forms, the difference between two versions, the
 * way to a fault. One description of each construct stands in constructs/; whatever draws it knows only these kinds.
 */
export type Shape =
  | ScalarShape
  /** A name: one text for all, or one a language. `long`: a sentence. */
  | { readonly kind: 'name'; readonly long?: true }
  | { readonly kind: 'yes' }
  | { readonly kind: 'choice'; readonly options: readonly Option[] }
  /** One of these, or a word of one's own. */
  | { readonly kind: 'suggested'; readonly options: readonly Option[] }
  /** Any of these; each is a value of the list. */
  | { readonly kind: 'ticks'; readonly options: readonly Tick[] }
  /** Ids of things that stand elsewhere in the programme: any of them, or exactly one. */
  | { readonly kind: 'ids'; readonly of: Things; readonly none?: MessageKey }
  | { readonly kind: 'id'; readonly of: Things }
  /** Short texts: codes, categories, brands. `products`: articles, found by name. */
  | { readonly kind: 'texts'; readonly products?: true }
  | GroupShape
  | VariantsShape
  | ListShape
  /** A number of days, or this word. */
  | { readonly kind: 'daysOrWord'; readonly word: string; readonly label: MessageKey }
  | { readonly kind: 'lazy'; readonly shape: () => Shape };

export interface ScalarShape {
  readonly kind: 'scalar';
  readonly as: Scalar;
}

/** How a single value is written and read; see scalars.ts. `tierSum`: as the programme's tiers count. */
export const SCALARS = [
  'text',
  'code',
  'money',
  'points',
  'count',
  'days',
  'hours',
  'share',
  'factor',
  'day',
  'time',
  'tierSum',
] as const;
export type Scalar = (typeof SCALARS)[number];

/** What has an id of its own in a programme. */
export type Things = 'offers' | 'stampCards' | 'earning' | 'tiers';

export interface Option {
  readonly value: string | boolean;
  readonly label: MessageKey;
}
export interface Tick {
  readonly value: string | number;
  readonly label: MessageKey;
}

export interface Field {
  readonly key: string;
  readonly label: MessageKey;
  readonly shape: Shape;
  readonly hint?: MessageKey;
  /** How it is written that there is none: null, or the key left out. Without this there always is one. */
  readonly off?: 'null' | 'absent';
  /** What that means, in words. */
  readonly offLabel?: MessageKey;
  /** What it begins with; also what is meant where a programme leaves it out. */
  readonly fresh: Json;
}

export interface GroupShape {
  readonly kind: 'group';
  readonly fields: readonly Field[];
  /** Only what is set is shown; the others wait as buttons. */
  readonly chosen?: true;
}

export interface VariantsShape {
  readonly kind: 'variants';
  /** What tells them apart: their `type`, or which key is there. */
  readonly by: 'type' | 'key';
  readonly variants: readonly Variant[];
}
export interface Variant {
  readonly type: string;
  readonly label: MessageKey;
  readonly hint?: MessageKey;
  readonly fields: readonly Field[];
}

export interface ListShape {
  readonly kind: 'list';
  readonly of: Shape;
  readonly fresh: Json;
  readonly add: MessageKey;
  /** What one of them is called. */
  readonly one: MessageKey;
}

/** A shape itself, where it was put off because it holds itself. */
export function opened(shape: Shape): Exclude<Shape, { readonly kind: 'lazy' }> {
  return shape.kind === 'lazy' ? opened(shape.shape()) : shape;
}

/** Which of the variants a value is; undefined: none of them. */
export function variantOf(shape: VariantsShape, value: Json | undefined): Variant | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return shape.variants.find(({ type }) =>
    shape.by === 'key' ? Object.hasOwn(value, type) : 'type' in value && value['type'] === type,
  );
}

/** A new value of a variant, its fields as they begin. */
export function freshVariant(shape: VariantsShape, variant: Variant): Json {
  return { ...(shape.by === 'type' ? { type: variant.type } : {}), ...freshFields(variant.fields) };
}

/** Fields as they begin; what may be left out is. */
export function freshFields(fields: readonly Field[]): { readonly [key: string]: Json } {
  return Object.fromEntries(
    fields.flatMap(({ key, off, fresh }) => (off === 'absent' ? [] : [[key, off === 'null' ? null : fresh]])),
  );
}

// Short ways to write the descriptions.
export const scalar = (as: Scalar): ScalarShape => ({ kind: 'scalar', as });
export const group = (fields: readonly Field[]): GroupShape => ({ kind: 'group', fields });
