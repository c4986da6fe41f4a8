import * as z from 'zod';
import { readProgramme } from '../../contract/programme/form.ts';
import { isCivilDate } from '../../domain/calendar/civil.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { asTheFormSays } from './spellings.ts';

/**
 * The form of a scenario file (resources/programme/SCENARIOS.md): a programme, who and what there is, what happened, what
 * must come out. Strict: a misspelt key is refused with its path, for a scenario that checks nothing is worse than none.
 */
const whole = z.number().int().min(-1_000_000_000).max(1_000_000_000);
const bani = whole.min(0);
const id = z.string().min(1).max(80);
const day = z.string().refine(isCivilDate, 'not a day');
const instant = z.string().refine((text) => INSTANT.test(text) && !Number.isNaN(Date.parse(text)), 'not an instant');
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
/** Pieces, or kilograms with up to three decimals. */
const quantity = z
  .number()
  .min(-9999)
  .max(9999)
  .refine((qty) => Math.abs(qty * 1000 - Math.round(qty * 1000)) < 1e-6, 'at most three decimals');

const product = z.strictObject({
  sku: id,
  name: z.string().exactOptional(),
  category: z.string().default(''),
  price: bani,
  /** Hundredths of a per cent. */
  vat: whole.min(0).max(10_000).default(2000),
  brand: z.string().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  unit: z.enum(['piece', 'kg']).default('piece'),
  minPrice: bani.exactOptional(),
});

const lot = z.strictObject({
  points: whole.min(1),
  expires: day.nullable(),
  earned: day.exactOptional(),
  from: day.exactOptional(),
});

const member = z.strictObject({
  id,
  birthday: day.nullable().default(null),
  joined: day.nullable().default(null),
  /** Points brought along, in one lot without an end; or `lots`. */
  points: whole.min(0).default(0),
  lots: z.array(lot).default([]),
  /** Given by hand. */
  tier: z.string().nullable().default(null),
  referredBy: id.nullable().default(null),
  /** Brought along: purchases before, their spend and points by day, stamps, coupons. */
  purchases: whole.min(0).default(0),
  spend: z.array(z.strictObject({ day, bani: whole })).default([]),
  earned: z.array(z.strictObject({ day, points: whole })).default([]),
  stamps: z.record(z.string(), whole).default({}),
  coupons: z.array(z.strictObject({ code: id, offer: id, until: day.default('2999-12-31') })).default([]),
  /** On the e-wallet, in bani. */
  wallet: bani.default(0),
});
export type ScenarioMember = z.infer<typeof member>;

const line = z.strictObject({
  /** Left out: an amount typed, which has a price. */
  sku: id.exactOptional(),
  qty: quantity.default(1),
  price: whole.exactOptional(),
  vat: whole.min(0).max(10_000).exactOptional(),
  category: z.string().exactOptional(),
  brand: z.string().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
});

const TENDERS = {
  cash: 'cash',
  card: 'card',
  other: 'other',
  giftcard: 'giftCard',
  ewallet: 'wallet',
  wallet: 'wallet',
} as const;
const tenderKind = z
  .string()
  .transform((text) => text.toLowerCase().replace(/[^a-z]/g, ''))
  .pipe(z.enum(['cash', 'card', 'other', 'giftcard', 'ewallet', 'wallet']))
  .transform((kind) => TENDERS[kind]);

const reward = z.strictObject({
  reward: id,
  points: whole.exactOptional(),
  times: whole.min(1).max(99).exactOptional(),
  sku: id.exactOptional(),
});

/** A code; or the coupons that a sale (`of`) or an offer gave this member, whose codes nobody can know beforehand. */
const coupon = z.union([
  z.string(),
  z.strictObject({ code: z.string() }).transform(({ code }) => code),
  z.strictObject({ offer: id, of: id.exactOptional() }),
  z.strictObject({ of: id }),
]);
export type Presented = z.infer<typeof coupon>;

const expect = z.record(z.string(), z.json());
const any = { as: id.exactOptional(), expect: expect.exactOptional(), note: z.string().exactOptional() };
const proof = z.enum(['card', 'phone', 'pin', 'code']);

const buying = {
  member: id.nullable().exactOptional(),
  store: z.string().default('A'),
  basket: z.array(line).default([]),
  coupons: z.array(coupon).default([]),
  redeem: z.array(reward).default([]),
  proof: proof.exactOptional(),
  tenders: z
    .array(z.strictObject({ kind: tenderKind, amount: whole.exactOptional(), card: id.exactOptional() }))
    .exactOptional(),
};

const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('sale'), ...buying, ...any }),
  z.strictObject({ do: z.literal('quote'), ...buying, ...any }),
  z.strictObject({
    do: z.literal('return'),
    of: id,
    /** Left out: all that is left. By `sku`, or by `line` counted from 0; without `qty` all of it that is left. */
    lines: z
      .array(
        z.strictObject({ sku: id.exactOptional(), line: whole.min(0).exactOptional(), qty: quantity.exactOptional() }),
      )
      .exactOptional(),
    /** A manager stands by (policy askManager). */
    manager: z.boolean().exactOptional(),
    ...any,
  }),
  z.strictObject({ do: z.literal('void'), of: id, manager: z.boolean().default(false), ...any }),
  z.strictObject({
    do: z.literal('redeem'),
    member: id,
    reward: id,
    points: whole.exactOptional(),
    times: whole.min(1).max(99).exactOptional(),
    sku: id.exactOptional(),
    proof: proof.exactOptional(),
    store: z.string().default('A'),
    ...any,
  }),
  z.strictObject({
    do: z.literal('event'),
    member: id,
    event: z.string().min(1),
    store: z.string().default('A'),
    ...any,
  }),
  z.strictObject({ do: z.literal('goodwill'), member: id, points: whole, reason: z.string().exactOptional(), ...any }),
  z.strictObject({
    do: z.literal('adjust'),
    member: id,
    points: whole.exactOptional(),
    /** A tier given by hand; null: taken away again. */
    tier: z.string().nullable().exactOptional(),
    until: day.exactOptional(),
    reason: z.string().exactOptional(),
    ...any,
  }),
  z.strictObject({ do: z.literal('transfer'), from: id, to: id, points: whole, ...any }),
  z.strictObject({ do: z.literal('enrol'), member, store: z.string().default('A'), ...any }),
  z.strictObject({ do: z.literal('refer'), friend: id, by: id, ...any }),
  z.strictObject({ do: z.literal('merge'), members: z.tuple([id, id]), ...any }),
  z.strictObject({ do: z.literal('claim'), of: id, member: id, ...any }),
  z
    .strictObject({
      do: z.literal('giftcard'),
      card: id.exactOptional(),
      /** Whose e-wallet it is, in place of a card. */
      member: id.exactOptional(),
      action: z.enum(['issue', 'topUp']).default('issue'),
      amount: whole,
      ...any,
    })
    .refine((one) => (one.card === undefined) !== (one.member === undefined), 'a card or a member'),
  z.strictObject({ do: z.literal('publish'), programme: z.json(), ...any }),
  z.strictObject({
    do: z.literal('wait'),
    days: whole.min(0).exactOptional(),
    hours: whole.min(0).exactOptional(),
    until: z.union([day, instant]).exactOptional(),
    ...any,
  }),
  z.strictObject({
    do: z.literal('check'),
    member: id.exactOptional(),
    card: id.exactOptional(),
    of: id.exactOptional(),
    ...any,
  }),
]);
export type Step = z.infer<typeof step>;
export type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>;
export type Expect = Readonly<Record<string, z.core.util.JSONType>>;

const scenario = z.strictObject({
  $schema: z.string().exactOptional(),
  name: z.string().min(1),
  note: z.string().exactOptional(),
  programme: z.json(),
  catalogue: z.array(product).default([]),
  members: z.array(member).default([]),
  giftcards: z.array(z.strictObject({ card: id, amount: bani, expires: day.nullable().default(null) })).default([]),
  start: instant,
  steps: z.array(step).min(1),
});

export interface Scenario extends Omit<z.infer<typeof scenario>, 'programme'> {
  readonly programme: Programme;
}
export type ScenarioProduct = z.infer<typeof product>;

/** What is wrong with a file: the path of the field and why. */
export interface Fault {
  readonly path: string;
  readonly fault: string;
}

/** Reads a scenario; every fault with its path where it is none. */
export function readScenario(text: string): { ok: true; scenario: Scenario } | { ok: false; faults: Fault[] } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { ok: false, faults: [{ path: '', fault: error instanceof Error ? error.message : 'no JSON' }] };
  }
  const read = scenario.safeParse(asTheFormSays(raw));
  if (!read.success) {
    return {
      ok: false,
      faults: read.error.issues.map((issue) => ({ path: pathOf(issue.path), fault: issue.message })),
    };
  }
  const programme = readProgramme(read.data.programme);
  const faults = [...(programme.ok ? [] : under('programme', programme.faults)), ...publishFaults(read.data.steps)];
  if (!programme.ok || faults.length > 0) return { ok: false, faults };
  return { ok: true, scenario: { ...read.data, programme: programme.programme } };
}

function publishFaults(steps: readonly Step[]): Fault[] {
  return steps.flatMap((one, i) => {
    if (one.do !== 'publish') return [];
    const read = readProgramme(one.programme);
    return read.ok ? [] : under(`steps[${i}].programme`, read.faults);
  });
}

const under = (place: string, faults: readonly Fault[]): Fault[] =>
  faults.map(({ path, fault }) => ({ path: path === '' ? place : `${place}.${path}`, fault }));

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}
