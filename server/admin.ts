/** Setting a chain up, directly on its database: for the sample shop, the commands, and later a back office. */

import { readProgramme } from '../contract/programme/form.ts';
import type { ChainState, ProductState, StaffState, StoredProgramme, StoreState } from '../contract/sync/states.ts';
import { chainState, pinField, productState, staffState, storeState } from '../contract/sync/states.ts';
import { assert } from '../domain/assert.ts';
import { type NewUuid, type StoreId, storeId, type TillId, tillId } from '../domain/identity/ids.ts';
import { Database, statement } from './database.ts';
import { rightOf } from './days/closing.ts';
import { addCode, newCode, type RandomBytes } from './enrolment.ts';
import { migrate } from './migrations/migrate.ts';
import { type Change, noteChanges, sequence } from './pull/feed.ts';
import { type LastKnown, restoreTill, retireTill } from './tills.ts';

export interface AdminOptions {
  readonly databaseUrl: string;
  /** UTC ms. */
  readonly clock: () => number;
  readonly newUuid: NewUuid;
  readonly randomBytes: RandomBytes;
}

/** A day: how long a one-time code lasts unless said otherwise, in ms. */
const CODE_MS = 86_400_000;
/** Rows written at once. */
const AT_ONCE = 1000;

const CREATE_CHAIN = statement(
  'admin.createChain',
  'INSERT INTO chain (epoch, state) VALUES ($1, $2::jsonb) ON CONFLICT (only_one) DO UPDATE SET state = EXCLUDED.state',
);
const NEW_EPOCH = statement('admin.newEpoch', 'UPDATE chain SET epoch = $1');
const CHAIN = statement<{ epoch: string }>('admin.chain', 'SELECT epoch FROM chain');
const ADD_STORE = statement(
  'admin.addStore',
  `INSERT INTO store (id, name, address) VALUES ($1, $2, $3)
   ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, address = EXCLUDED.address`,
);
const ADD_TILL = statement('admin.addTill', 'INSERT INTO till (id, store, number) VALUES ($1, $2, $3)');
const TILLS = statement<{ id: TillId; store: StoreId; number: number; enrolled: boolean; retired: boolean }>(
  'admin.tills',
  'SELECT id, store, number, key_digest IS NOT NULL AS enrolled, retired_ms IS NOT NULL AS retired FROM till ORDER BY number',
);
const END_KEY = statement('admin.endKey', 'UPDATE till SET key_digest = NULL WHERE id = $1');
const PUT_PRODUCTS = statement(
  'admin.putProducts',
  // An array of arrays would be one flat array: tags come as JSON. In JSON null is no tags at all, [] is none of them.
  `INSERT INTO product (sku, ean, name, category, price, vat, unit, active, brand, min_price, tags)
   SELECT sku, ean, name, category, price, vat, unit, active, brand, min_price,
     CASE WHEN tags IS NULL THEN NULL ELSE ARRAY(SELECT jsonb_array_elements_text(tags)) END
   FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::text[], $8::bool[],
     $9::text[], $10::bigint[], $11::jsonb[])
     AS u (sku, ean, name, category, price, vat, unit, active, brand, min_price, tags) ORDER BY sku
   ON CONFLICT (sku) DO UPDATE SET ean = EXCLUDED.ean, name = EXCLUDED.name, category = EXCLUDED.category,
     price = EXCLUDED.price, vat = EXCLUDED.vat, unit = EXCLUDED.unit, active = EXCLUDED.active,
     brand = EXCLUDED.brand, min_price = EXCLUDED.min_price, tags = EXCLUDED.tags`,
);
const STAFF_STORE = statement<{ store: StoreId }>(
  'admin.staffStore',
  'SELECT store FROM staff WHERE id = $1 FOR UPDATE',
);
const PUT_STAFF = statement(
  'admin.putStaff',
  `INSERT INTO staff (id, store, name, role, language, pin, active) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)
   ON CONFLICT (id) DO UPDATE SET store = EXCLUDED.store, name = EXCLUDED.name, role = EXCLUDED.role,
     language = EXCLUDED.language, pin = EXCLUDED.pin, active = EXCLUDED.active`,
);
const PUT_PROGRAMME = statement(
  'admin.putProgramme',
  'INSERT INTO programme (version, programme) VALUES ($1, $2::jsonb) ON CONFLICT (version) DO NOTHING',
);
const SAME_PROGRAMME = statement<{ same: boolean }>(
  'admin.sameProgramme',
  'SELECT programme = $2::jsonb AS same FROM programme WHERE version = $1',
);

export interface Admin {
  /** Makes the chain, or changes what holds for all its counters. */
  createChain(state: ChainState): Promise<void>;
  /** Null: no chain was made yet. */
  epoch(): Promise<string | null>;
  /** After a restore from a backup: every till pulls from zero and pushes what is missing. Returns the new epoch. */
  newEpoch(): Promise<string>;
  /** Adds a store, or changes its name and address. Without an id it gets one, which is returned. */
  addStore(store: Omit<StoreState, 'kind' | 'id'> & { readonly id?: StoreId }): Promise<StoreId>;
  /** Adds a till to a store; its number (1 to 9999) is unique in the chain. Returns its id. */
  addTill(till: { readonly store: StoreId; readonly number: number; readonly id?: TillId }): Promise<TillId>;
  tills(): Promise<{ id: TillId; store: StoreId; number: number; enrolled: boolean; retired: boolean }[]>;
  /** A one-time code that gives this till its key; shown once, kept as a digest. Lasts a day unless said otherwise. */
  makeEnrolmentCode(till: TillId, lastsMs?: number): Promise<string>;
  /** A till that was stolen: its key ends now. */
  endKey(till: TillId): Promise<void>;
  /** A till whose disk is dead: refused from now on, at its last number, which is returned. Null: no such till. */
  retireTill(till: TillId): Promise<LastKnown | null>;
  /** It came back after all: it goes on where it was. False: no such till. */
  restoreTill(till: TillId): Promise<boolean>;
  putProducts(products: readonly ProductState[]): Promise<void>;
  putStaff(staff: readonly StaffState[]): Promise<void>;
  /** Adds a version. Throws where this version is there with other rules: a version never changes. */
  putProgramme(programme: StoredProgramme): Promise<void>;
  close(): Promise<void>;
}

/** Opens a chain's database for setting up; brings it up to date first. Close it after use. */
export async function openAdmin(options: AdminOptions): Promise<Admin> {
  await migrate(options.databaseUrl);
  const database = new Database({ url: options.databaseUrl, most: 2, log: () => undefined });
  const { clock, newUuid, randomBytes } = options;

  const write = async (work: Parameters<Database['transaction']>[1]): Promise<void> => {
    await database.transaction('write', work);
    await sequence(database);
  };
  const inParts = async <T>(all: readonly T[], work: (part: readonly T[]) => Promise<void>): Promise<void> => {
    for (let i = 0; i < all.length; i += AT_ONCE) await work(all.slice(i, i + AT_ONCE));
  };

  return {
    createChain: async (state) => {
      chainState.parse(state);
      const { kind, ...fields } = state;
      await write(async (asking) => {
        await asking.change(CREATE_CHAIN, [newUuid(), JSON.stringify(fields)]);
        await noteChanges(asking, [whole(kind, 'chain')]);
      });
    },
    epoch: async () => (await database.rows(CHAIN))[0]?.epoch ?? null,
    newEpoch: async () => {
      const epoch = newUuid();
      const changed = await database.change(NEW_EPOCH, [epoch]);
      assert(changed === 1, 'only a chain that was made has an epoch');
      return epoch;
    },
    addStore: async ({ name, address, id = storeId(newUuid()) }) => {
      storeState.parse({ kind: 'store', id, name, address });
      await write(async (asking) => {
        await asking.change(ADD_STORE, [id, name, address]);
        await noteChanges(asking, [whole('store', id)]);
      });
      return id;
    },
    addTill: async ({ store, number, id = tillId(newUuid()) }) => {
      await write(async (asking) => {
        await asking.change(ADD_TILL, [id, store, number]);
        await noteChanges(asking, [{ kind: 'till', key: id, scope: store, endsMs: null }, rightOf(store)]);
      });
      return id;
    },
    tills: () => database.rows(TILLS),
    makeEnrolmentCode: async (till, lastsMs = CODE_MS) => {
      const code = newCode(randomBytes);
      await addCode(database, till, code, clock() + lastsMs);
      return code;
    },
    endKey: async (till) => {
      await database.change(END_KEY, [till]);
    },
    retireTill: async (till) => {
      const known = await database.transaction('write', (asking) => retireTill(asking, till, clock()));
      await sequence(database);
      return known;
    },
    restoreTill: async (till) => {
      const found = await database.transaction('write', (asking) => restoreTill(asking, till));
      await sequence(database);
      return found;
    },
    putProducts: (products) =>
      inParts(products, (part) => {
        for (const product of part) productState.parse(product);
        return write(async (asking) => {
          await asking.change(PUT_PRODUCTS, [
            part.map((each) => each.sku),
            part.map((each) => each.ean),
            part.map((each) => each.name),
            part.map((each) => each.category),
            part.map((each) => each.price),
            part.map((each) => each.vat),
            part.map((each) => each.unit),
            part.map((each) => each.active),
            part.map((each) => each.brand ?? null),
            part.map((each) => each.minPrice ?? null),
            part.map((each) => (each.tags === undefined ? null : JSON.stringify(each.tags))),
          ]);
          await noteChanges(
            asking,
            part.map((each) => whole('product', each.sku)),
          );
        });
      }),
    putStaff: (staff) =>
      inParts(staff, (part) =>
        write(async (asking) => {
          for (const each of part) {
            staffState.parse(each);
            const pin = JSON.stringify(pinField.parse(each.pin));
            const [before] = await asking.rows(STAFF_STORE, [each.id]);
            const { id, store, name, role, language, active } = each;
            await asking.change(PUT_STAFF, [id, store, name, role, language, pin, active]);
            // Somebody who moves is news in both stores.
            const scopes = new Set([store, before?.store ?? store]);
            await noteChanges(
              asking,
              [...scopes].map((scope) => ({ kind: 'staff', key: id, scope, endsMs: null })),
            );
          }
        }),
      ),
    putProgramme: async (programme) => {
      const read = readProgramme(programme);
      if (!read.ok) {
        const [fault] = read.faults;
        throw new Error(`Version ${programme.version} of the programme is wrong at ${fault?.path}: ${fault?.fault}.`);
      }
      const text = JSON.stringify(programme);
      await write(async (asking) => {
        if ((await asking.change(PUT_PROGRAMME, [programme.version, text])) === 0) {
          const [row] = await asking.rows(SAME_PROGRAMME, [programme.version, text]);
          if (row?.same === true) return;
          throw new Error(
            `Version ${programme.version} of the programme is there already with other rules, and a version never changes. ` +
              'Nothing was written. Give the new rules a new version.',
          );
        }
        await noteChanges(asking, [whole('programme', String(programme.version))]);
      });
    },
    close: () => database.close(),
  };
}

function whole(kind: Change['kind'], key: string): Change {
  return { kind, key, scope: 'chain', endsMs: null };
}
