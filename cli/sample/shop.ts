import { readProgramme } from '../../contract/programme/form.ts';
import type { ChainState, ProductState, StaffState, StoreState, TillState } from '../../contract/sync/states.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { type StaffId, type StoreId, staffId, storeId, type TillId, tillId } from '../../domain/identity/ids.ts';
import type { Language } from '../../domain/person/person.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { Role } from '../../domain/roles/permissions.ts';
import { makePin } from '../../electron/staff/pin.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { type Goods, readGoods } from './lists.ts';
import { PROGRAMME } from './programme.ts';

/** The sample chain: invented, as all its people are. */
export interface Shop {
  readonly chain: ChainState;
  readonly stores: readonly StoreState[];
  readonly tills: readonly SampleTill[];
  readonly staff: readonly SampleStaff[];
  readonly programme: Programme;
  readonly goods: readonly Goods[];
}

export interface SampleTill {
  readonly id: TillId;
  readonly number: number;
  /** Index into the shop's stores. */
  readonly store: number;
  /** Its share of the chain's sales. */
  readonly weight: number;
}

export interface SampleStaff {
  readonly id: StaffId;
  /** Index into the shop's stores. */
  readonly store: number;
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
  /** Written on no paper of a real shop; `npm start` prints the sample's. */
  readonly pin: string;
}

const STORES = [
  { name: 'Merișor Botanica', address: 'bd. Dacia 23/4, Chișinău' },
  { name: 'Merișor Centru', address: 'str. Alexandru cel Bun 65, Chișinău' },
  { name: 'Merișor Ciocana', address: 'bd. Mircea cel Bătrân 17/2, Chișinău' },
] as const;

/** [store, weight] of tills 1, 2, 3, 4. */
const TILLS: readonly (readonly [number, number])[] = [
  [0, 1.2],
  [0, 0.8],
  [1, 1.1],
  [2, 0.9],
];

/** The ordinal of the incarnation in which the sample's history is written. */
export const FIRST_LIFE = 1;

/** The columns of a keypad: easy to remember, and not what is tried first. */
export const SAMPLE_PINS = {
  cashiers: ['1470', '2580', '3690'],
  shiftLeader: '7410',
  manager: '9630',
  installer: '8520',
  auditor: '3698',
} as const;

const STAFF: readonly (readonly [number, string, Role, Language, string])[] = [
  [0, 'Ana Rusu', 'cashier', 'ro', SAMPLE_PINS.cashiers[0]],
  [0, 'Наталья Попова', 'cashier', 'ru', SAMPLE_PINS.cashiers[1]],
  [0, 'Ion Ceban', 'cashier', 'ro', SAMPLE_PINS.cashiers[2]],
  [0, 'Elena Munteanu', 'manager', 'ro', SAMPLE_PINS.manager],
  [0, 'Andrei Olaru', 'installer', 'ro', SAMPLE_PINS.installer],
  [1, 'Cristina Lungu', 'cashier', 'ro', SAMPLE_PINS.cashiers[0]],
  [1, 'Сергей Волков', 'cashier', 'ru', SAMPLE_PINS.cashiers[1]],
  [1, 'Victor Moraru', 'manager', 'ro', SAMPLE_PINS.manager],
  [1, 'Andrei Olaru', 'installer', 'ro', SAMPLE_PINS.installer],
  [2, 'Doina Roșca', 'cashier', 'ro', SAMPLE_PINS.cashiers[0]],
  [2, 'Ольга Шевченко', 'cashier', 'ru', SAMPLE_PINS.cashiers[1]],
  [2, 'Tatiana Guțu', 'manager', 'ro', SAMPLE_PINS.manager],
  [2, 'Andrei Olaru', 'installer', 'ro', SAMPLE_PINS.installer],
  [0, 'Lidia Bordei', 'shiftLeader', 'ro', SAMPLE_PINS.shiftLeader],
  [0, 'Mihai Sandu', 'auditor', 'ro', SAMPLE_PINS.auditor],
];

/**
 * The sample chain of a seed: 3 stores, 4 tills, their staff, 400 products and a programme that gives about 2.5 %
 * back: a point for each 10 lei, worth 25 bani from 20 points on, for at most half of what may be discounted, for a
 * year. Tobacco is left out. `startsAtMs`: UTC ms from which the programme holds.
 */
export function makeShop(seed: string, startsAtMs: number): Shop {
  const chance = chanceFrom(`${seed}/shop`);
  return {
    chain: {
      kind: 'chain',
      name: 'Merișor Market',
      cardPrefixes: ['290'],
      weighed: [{ prefix: '22', skuDigits: 5, value: 'grams' }],
      vatRates: [vatRate(2000), vatRate(800)],
      returnDays: 14,
    },
    stores: STORES.map(({ name, address }) => ({
      kind: 'store',
      id: storeId(chance.uuid(startsAtMs)),
      name,
      address,
    })),
    tills: TILLS.map(([store, weight], i) => ({ id: tillId(chance.uuid(startsAtMs)), number: i + 1, store, weight })),
    staff: STAFF.map(([store, name, role, language, pin]) => ({
      id: staffId(chance.uuid(startsAtMs)),
      store,
      name,
      role,
      language,
      pin,
    })),
    programme: programmeOf({
      format: 2,
      version: 1,
      name: 'Merișor Plus',
      startsAtMs,
      ...PROGRAMME,
    }),
    goods: readGoods(),
  };
}

/** The sample's programme in the form of the product. */
function programmeOf(json: unknown): Programme {
  const read = readProgramme(json);
  assert(read.ok, `the sample’s programme has the form: ${read.ok ? '' : JSON.stringify(read.faults)}`);
  return read.programme;
}

/** The same shop with one store and one till: what stands alone, without a centre. */
export function aloneOf(shop: Shop): Shop {
  return {
    ...shop,
    stores: shop.stores.slice(0, 1),
    tills: shop.tills.slice(0, 1),
    staff: shop.staff.filter(({ store }) => store === 0),
  };
}

/** The id of a store by its index. */
export function storeOf(shop: Shop, index: number): StoreId {
  const store = shop.stores[index];
  if (store === undefined) throw new RangeError(`The sample has no store ${index}.`);
  return store.id;
}

/** The products as a chain says them. */
export function productStates({ goods }: Shop): ProductState[] {
  return goods.map(({ sku, ean, name, category, price, vat, unit }) => ({
    kind: 'product',
    sku,
    ean,
    name,
    category,
    price,
    vat,
    unit,
    active: true,
  }));
}

export function tillStates(shop: Shop): TillState[] {
  return shop.tills.map(({ id, number, store }) => ({ kind: 'till', id, number, store: storeOf(shop, store) }));
}

/** The sample's PINs are printed by `npm start`: a costly scrypt would guard nothing and only slow the start. */
const SAMPLE_PIN_COST = 4096;

/** The staff with their PINs as scrypt keeps them. */
export async function staffStates(shop: Shop, seed: string): Promise<StaffState[]> {
  const chance: Chance = chanceFrom(`${seed}/pins`);
  return Promise.all(
    shop.staff.map(async ({ id, store, name, role, language, pin }) => {
      const salt = chance.bytes(16);
      const kept = await makePin(pin, salt, SAMPLE_PIN_COST);
      return { kind: 'staff', id, store: storeOf(shop, store), name, role, language, pin: kept, active: true } as const;
    }),
  );
}
