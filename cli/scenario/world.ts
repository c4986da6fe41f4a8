import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths, type VatRate, vatRate } from '../../domain/amount/quantity.ts';
import {
  addDays,
  type CivilDate,
  chisinauOffsetMin,
  civilDate,
  civilDateAt,
  civilTimeAt,
} from '../../domain/calendar/civil.ts';
import type { GiftCardStanding } from '../../domain/giftcard/giftcard.ts';
import {
  type GiftCardId,
  giftCardId,
  lotOf,
  type MemberId,
  memberId,
  type RecordId,
  recordId,
  uuid7,
  walletOf,
} from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement, type Movement } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { type Count, type TallyRow, tallied, tallyKey } from '../../domain/ledger/tally.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { Return } from '../../domain/record/record.ts';
import { broughtBy, broughtByCount } from '../../domain/referral/referral.ts';
import { type Refusal, type RefusalCode, refuse } from '../../domain/refusal/refusal.ts';
import type { Product } from '../../domain/sale/basket.ts';
import type { Facts, Moment } from '../../domain/sale/facts.ts';
import { factsFor } from '../../domain/sale/factsFor.ts';
import type { RecordedSale } from '../../domain/sale/recomputed.ts';
import type { Scenario, ScenarioMember, ScenarioProduct } from './form.ts';

/** Somebody in the scenario. */
export interface Somebody {
  readonly id: MemberId;
  readonly joined: CivilDate;
  readonly birthday: CivilDate | null;
  readonly standing: Standing;
  /** The name of the member that this one was merged into. */
  readonly aliasOf: string | null;
}

/** A sale that was written, with what came back of it since. */
export interface Sold {
  readonly sale: RecordedSale & { readonly id: RecordId };
  readonly programme: Programme;
  readonly member: string | null;
  readonly returns: readonly Return[];
  readonly voided: boolean;
  readonly claimed: boolean;
  /** Bonus for bringing a friend that this sale brought; undone when all of it comes back. */
  readonly referral: Movement | null;
}

/** Everything there is. Never changed in place: a refused step leaves the one before. */
export interface World {
  readonly now: number;
  readonly programme: Programme;
  readonly catalogue: ReadonlyMap<string, Product>;
  readonly people: ReadonlyMap<string, Somebody>;
  readonly sales: ReadonlyMap<string, Sold>;
  readonly cards: ReadonlyMap<string, GiftCardStanding>;
  /** What is counted of everybody together. */
  readonly all: readonly TallyRow[];
}

/** Stops a step: it is refused, and the world is as it was. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

export function refuseStep(code: RefusalCode, params: Refusal['params'] = {}): never {
  throw new Refused(refuse(code, params));
}

/** The n-th id of a scenario: the same in every run. `kind` sets members and records apart. */
function nthUuid(kind: number, n: number): string {
  const random = new Uint8Array(10);
  random[2] = kind;
  new DataView(random.buffer).setUint32(6, n);
  return uuid7(Date.UTC(2026, 0, 1), random);
}

export const nthRecord = (n: number): RecordId => recordId(nthUuid(1, n));
export const nthCard = (n: number): GiftCardId => giftCardId(nthUuid(3, n));
const nthMember = (n: number): MemberId => memberId(nthUuid(2, n));

/** The world at the scenario's start. */
export function worldOf(scenario: Scenario): World {
  const now = Date.parse(scenario.start);
  const empty: World = {
    now,
    programme: scenario.programme,
    catalogue: new Map(scenario.catalogue.map((one) => [one.sku, productOf(one)])),
    people: new Map(),
    sales: new Map(),
    cards: new Map(scenario.giftcards.map((one, i) => [one.card, openingCard(nthCard(i + 1), one)])),
    all: [],
  };
  return scenario.members.reduce(brought, scenario.members.reduce(withMember, empty));
}

function openingCard(card: GiftCardId, { amount, expires }: Scenario['giftcards'][number]): GiftCardStanding {
  return { card, balance: bani(amount), expires: expires === null ? null : civilDate(expires), member: null };
}

/** The code of a member's e-wallet. */
export const walletCode = (name: string): string => `wallet:${name}`;

/** Adds somebody, with what they bring along. */
export function withMember(world: World, one: ScenarioMember): World {
  const n = world.people.size + 1;
  const id = nthMember(n);
  const joined = civilDate(one.joined ?? today(world));
  const lots = [...(one.points > 0 ? [{ points: one.points, expires: null }] : []), ...one.lots];
  const record = nthRecord(1_000_000 + n);
  const movement: Movement = {
    entries: lots.map(({ expires, points: amount, ...more }, i) => ({
      member: id,
      points: points(amount),
      contra: 'opening',
      lot: lotOf(record, i),
      expires: expires === null ? null : civilDate(expires),
      ...('earned' in more && more.earned !== undefined ? { earned: civilDate(more.earned) } : {}),
      ...('from' in more && more.from !== undefined ? { from: civilDate(more.from) } : {}),
    })),
    counts: broughtCounts(id, one),
    issued: one.coupons.map(({ code, offer, until }) => ({
      code: code.toUpperCase(),
      offer,
      until: civilDate(until),
      member: id,
    })),
    usedCodes: [],
    recalled: [],
  };
  const standing = foldMovement(EMPTY_STANDING, id, movement);
  const { birthday } = one;
  const somebody: Somebody = {
    id,
    joined,
    birthday: birthday === null ? null : civilDate(birthday),
    standing,
    aliasOf: null,
  };
  const people = put(world.people, one.id, somebody);
  if (one.wallet === 0) return { ...world, people };
  const wallet = { card: walletOf(id), balance: bani(one.wallet), expires: null, member: id };
  return { ...world, people, cards: put(world.cards, walletCode(one.id), wallet) };
}

function broughtCounts(member: MemberId, one: ScenarioMember): Count[] {
  const count = (key: string, day: string | null, by: number): Count[] =>
    by === 0 ? [] : [{ member, key, day: day === null ? null : civilDate(day), by, line: null, whole: false }];
  return [
    ...count(tallyKey.sales, null, one.purchases),
    ...one.spend.flatMap((each) => count(tallyKey.spend, each.day, each.bani)),
    ...one.earned.flatMap((each) => count(tallyKey.points, each.day, each.points)),
    ...Object.entries(one.stamps).flatMap(([card, stamps]) => count(tallyKey.stamps(card), null, stamps)),
    ...(one.tier === null ? [] : count(tallyKey.given(one.tier), null, 1)),
  ];
}

export function productOf(one: ScenarioProduct): Product {
  return {
    sku: one.sku,
    ean: '',
    name: one.name ?? one.sku,
    category: one.category,
    price: bani(one.price),
    vat: rate(one.vat),
    unit: one.unit,
    ...(one.brand === undefined ? {} : { brand: one.brand }),
    ...(one.tags === undefined ? {} : { tags: one.tags }),
    ...(one.minPrice === undefined ? {} : { minPrice: bani(one.minPrice) }),
  };
}

export const rate = (vat: number): VatRate => vatRate(vat);
export const quantityOf = (qty: number): ReturnType<typeof thousandths> => thousandths(Math.round(qty * 1000));

export function put<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): ReadonlyMap<Key, Value> {
  return new Map(map).set(key, value);
}

export const today = (world: World): CivilDate => civilDateAt(world.now);

export function moment(world: World, store: string): Moment {
  return { day: today(world), time: civilTimeAt(world.now), store };
}

/** Somebody by name, whoever they were merged into. */
export function somebody(world: World, name: string): { readonly name: string; readonly who: Somebody } {
  const who = world.people.get(name);
  if (who === undefined) return refuseStep('member.unknown');
  return who.aliasOf === null ? { name, who } : somebody(world, who.aliasOf);
}

export function soldAs(world: World, name: string): Sold {
  return world.sales.get(name) ?? refuseStep('receipt.unknown', { number: name });
}

/** Notes who brought somebody, where both are there: it stands with the friend, as in the product. */
export function brought(world: World, { id: friend, referredBy }: Pick<ScenarioMember, 'id' | 'referredBy'>): World {
  const [who, by] = [world.people.get(friend), referredBy === null ? undefined : world.people.get(referredBy)];
  if (who === undefined || by === undefined) return world;
  const counts = [broughtByCount(who.id, by.id)];
  return moved(world, { entries: [], counts, issued: [], usedCodes: [], recalled: [] });
}

/** Who brought somebody, whoever that is now; null: nobody. */
export function referrerOf(world: World, who: Pick<Somebody, 'standing'>): Somebody | null {
  const id = broughtBy(who.standing.tally);
  const found = [...world.people].find(([, one]) => one.id === id);
  return found === undefined ? null : somebody(world, found[0]).who;
}

/** What the rules may know of somebody now. */
export function factsOf(world: World, who: Somebody): Facts {
  return factsFor({
    programme: world.programme,
    member: who.id,
    standing: who.standing,
    joined: who.joined,
    birthday: who.birthday,
    referrer: referrerOf(world, who)?.id ?? null,
    day: today(world),
    all: world.all,
  });
}

/** Moves whatever a record moves: everybody it names, and what is counted of all together. */
export function moved(world: World, named: Movement): World {
  // What was moved under an id that was merged away goes to whom it was merged into, together with what is moved there.
  const movement = asNow(world, named);
  const people = new Map(world.people);
  const ids = new Set([
    ...movement.entries.map(({ member }) => member),
    ...movement.counts.flatMap(({ member }) => member ?? []),
    ...movement.issued.flatMap(({ member }) => member ?? []),
  ]);
  for (const [name, who] of world.people) {
    const held = who.standing.coupons?.some(({ code }) => [...movement.usedCodes, ...movement.recalled].includes(code));
    if (!ids.has(who.id) && held !== true) continue;
    people.set(name, { ...who, standing: foldMovement(who.standing, who.id, movement) });
  }
  return {
    ...world,
    people,
    all: tallied(
      world.all,
      movement.counts.filter(({ member }) => member === null),
    ),
  };
}

/** A movement with everybody by the id that they go by now. */
function asNow(world: World, movement: Movement): Movement {
  const merged = new Map(
    [...world.people].flatMap(([name, who]) =>
      who.aliasOf === null ? [] : [[who.id, somebody(world, name).who.id] as const],
    ),
  );
  if (merged.size === 0) return movement;
  const of = <T extends { readonly member: MemberId | null }>(list: readonly T[]): T[] =>
    list.map((one) => (one.member === null ? one : { ...one, member: merged.get(one.member) ?? one.member }));
  return { ...movement, entries: of(movement.entries), counts: of(movement.counts), issued: of(movement.issued) };
}

/** So many days later at the same time of day. */
export function daysLater(now: number, days: number): number {
  return atTime(addDays(civilDateAt(now), days), civilTimeAt(now)) + (now % 60_000);
}

/** The instant of a civil day and time. */
export function atTime(day: CivilDate, time: string): number {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const guess = asUtc - chisinauOffsetMin(asUtc) * 60_000;
  return asUtc - chisinauOffsetMin(guess) * 60_000;
}
