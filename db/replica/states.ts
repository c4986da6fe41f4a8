import { hash } from 'node:crypto';
import * as z from 'zod';
import { isPlainMember } from '../../contract/sync/plainMember.ts';
import { type CardState, type MemberState, type ProductState, type State, state } from '../../contract/sync/states.ts';
import { never } from '../../domain/assert.ts';
import type { IncarnationId, MemberId } from '../../domain/identity/ids.ts';
import type { HeldCoupon } from '../../domain/ledger/standing.ts';
import { foldText } from '../../domain/person/fold.ts';
import type { Person } from '../../domain/person/person.ts';
import {
  bytes,
  bytesOrNull,
  command,
  insertion,
  int,
  intOrNull,
  query,
  type Sqlite,
  text,
  transactions,
} from '../sqlite.ts';
import { type AlarmWriting, alarmWriting } from './alarms.ts';
import { closedDayWriting } from './days.ts';
import { giftCardWriting } from './giftcards.ts';
import { indexingOf } from './indexing.ts';
import type { MergeWriting } from './merges.ts';
import type { OwnChanges } from './own.ts';
import { checkSum, type Incarnations, idBytes, memberIdOf, packMember, unpackMember } from './packing.ts';
import { incarnationsOf, peopleOf } from './people.ts';
import type { ReplicaMember } from './replica.ts';
import { memberKey, productKey } from './search.ts';

/** Writes states into the file; all of it inside `transaction`. */
export interface StateWriting {
  /** One transaction of the file, with what is written last in it: the counts and the search index. */
  transaction<T>(work: () => T): T;
  /** Takes in one state as it came; what cannot be read is kept aside. */
  take(raw: unknown): void;
  /** A state whose form is known. */
  put(state: State): void;
  /** A member's row as it is to be, search index with it. */
  putMember(member: ReplicaMember): void;
  putCard(card: CardState): void;
  /** An alarm that was settled at this till. */
  readonly settleAlarm: AlarmWriting['settle'];
  /** Forgets who a member is, for good. */
  erase(id: MemberId): void;
  /** Gives an incarnation its short number. */
  register(id: IncarnationId): void;
  /** Tries again what was kept aside: this version may know it. */
  retryUnread(): void;
  /** Notes who holds the coupons that were packed before that was noted. */
  holdPacked(): void;
  /** Gives members whose search keys are of an older form their new ones. */
  reindex(): void;
  /** True once since the last call when somebody's words were taken out of the search index. */
  purgeDue(): boolean;
  purge(): void;
  /** Whether what comes fills an empty file, at whose end `purge` makes one search index of it. */
  filling(is: boolean): void;
}

/** A state's form as far as every state has one, whatever its version. */
const anyState = z.looseObject({ kind: z.string() });

export function stateWriting(db: Sqlite, own: OwnChanges, merges: MergeWriting): StateWriting {
  const people = peopleOf(db);
  const index = indexingOf(db);
  const inTransaction = transactions(db);
  const known = incarnationsOf(db);
  const addIncarnation = command(db, 'INSERT OR IGNORE INTO incarnation (id) VALUES (?)');
  /** Of this transaction: a page of states names one incarnation two thousand times. */
  const numbers = new Map<IncarnationId, number>();
  const incarnations: Incarnations = {
    place: known.place,
    number(id) {
      const number = numbers.get(id) ?? known.number(id);
      numbers.set(id, number);
      return number;
    },
  };
  const putGiftCard = giftCardWriting(db, incarnations);
  const alarms = alarmWriting(db);
  const putClosedDay = closedDayWriting(db);
  const memberRow = query(db, 'SELECT n, phone, data, counted FROM member WHERE id = ?', (row) => ({
    n: int(row, 0),
    cells: { phone: intOrNull(row, 1), data: text(row, 2), counted: bytesOrNull(row, 3) },
  }));
  const addMember = insertion(
    db,
    'INSERT INTO member (id, phone, name, data, counted, check_sum) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const changeMember = command(
    db,
    'UPDATE member SET phone = ?, name = ?, data = ?, counted = ?, check_sum = ? WHERE n = ?',
  );
  const moreMembers = command(db, 'UPDATE sync SET members = members + ?');
  const putCardRow = command(
    db,
    `INSERT INTO card (code, member, blocked) VALUES (?, ?, ?)
     ON CONFLICT (code) DO UPDATE SET member = excluded.member, blocked = excluded.blocked`,
  );
  const productN = query(db, 'SELECT n FROM product WHERE sku = ?', (row) => int(row, 0));
  const addProduct = insertion(db, 'INSERT INTO product (sku, ean, data) VALUES (?, ?, ?)');
  const changeProduct = command(db, 'UPDATE product SET ean = ?, data = ? WHERE n = ?');
  const putReceipt = command(
    db,
    `INSERT INTO receipt (id, number, json) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET number = excluded.number, json = excluded.json`,
  );
  const putThing = command(
    db,
    'INSERT INTO thing (kind, key, json) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET json = excluded.json',
  );
  const unheld = query(db, 'SELECT m.id FROM unheld u JOIN member m ON m.n = u.n', (row) => ({
    id: memberIdOf(bytes(row, 0)),
  }));
  const allHeld = command(db, 'DELETE FROM unheld');
  const addHeld = command(db, 'INSERT OR IGNORE INTO held (code, member) VALUES (?, ?)');
  const dropHeld = command(db, 'DELETE FROM held WHERE code = ? AND member = ?');
  const putTotal = command(
    db,
    `INSERT INTO total (key, n, incarnation, seq) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET n = excluded.n, incarnation = excluded.incarnation, seq = excluded.seq`,
  );
  const putUnread = command(
    db,
    'INSERT INTO unread (kind, key, json) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET json = excluded.json',
  );
  const anyUnread = query(db, 'SELECT 1 FROM unread LIMIT 1', () => true);
  const dropUnread = command(db, 'DELETE FROM unread WHERE kind = ? AND key = ?');
  const allUnread = query(db, 'SELECT kind, key, json FROM unread', (row) => ({
    kind: text(row, 0),
    key: text(row, 1),
    json: text(row, 2),
  }));
  const optimize = command(db, "INSERT INTO member_search (member_search) VALUES ('optimize')");
  const oldKeys = query(db, 'SELECT up_to FROM reindex LIMIT 1', (row) => int(row, 0));
  const newKeys = command(db, 'DELETE FROM reindex');
  const portion = query(db, 'SELECT n, id FROM member WHERE n > ? AND n <= ? ORDER BY n LIMIT 1000', (row) => ({
    n: int(row, 0),
    id: memberIdOf(bytes(row, 1)),
  }));
  let purgeDue = false;
  /** New rows of members in this transaction. */
  let added = 0;
  /** Whether anything is kept unread; null: not looked yet in this transaction. */
  let hasUnread: boolean | null = null;

  /** What is remembered here is of one transaction: the next may begin from before it, where it is rolled back. */
  function forget(): void {
    numbers.clear();
    index.drop();
    own.fresh();
    added = 0;
    hasUnread = null;
  }

  function transaction<T>(work: () => T): T {
    return inTransaction(() => {
      forget();
      const done = work();
      if (added > 0) moreMembers(added);
      index.write();
      return done;
    });
  }

  function register(id: IncarnationId): void {
    if (!numbers.has(id)) addIncarnation(id);
  }

  function putMember(member: ReplicaMember): void {
    const { person } = member;
    const id = idBytes(member.id);
    const found = memberRow.one(id);
    const before = found === null ? null : unpackMember(member.id, found.cells, incarnations);
    const row = packMember(member, person === null ? '' : foldText(person.name), incarnations);
    const { phone, name, data, counted } = row;
    if (found === null || before === null) {
      const n = addMember(id, phone, name, data, counted, checkSum(row));
      added += 1;
      if (person !== null) index.addMember(n, memberKey(person));
    } else {
      changeMember(phone, name, data, counted, checkSum(row), found.n);
      // The index is the dear part; most changes are of a balance only.
      if (!sameKey(before.person, person)) {
        index.changeMember(found.n, person === null ? null : memberKey(person));
        if (person === null) purgeDue = true;
      }
    }
    keepHeld(id, before?.coupons ?? [], member.coupons ?? []);
  }

  /** Nothing of the person stays here, of what was typed and not yet told or kept unread neither; and nothing brings them back. */
  function erase(id: MemberId): void {
    merges.noteErased(id);
    own.forget(id);
    dropUnread('member', id);
    const known = people.member(id);
    if (known?.person != null) putMember({ ...known, person: null });
  }

  function keepHeld(id: Uint8Array, before: readonly HeldCoupon[], now: readonly HeldCoupon[]): void {
    for (const { code } of before) if (!now.some((one) => one.code === code)) dropHeld(code, id);
    for (const { code } of now) addHeld(code, id);
  }

  function putCard(card: CardState): void {
    putCardRow(card.code, idBytes(card.member), card.blocked ? 1 : 0);
  }

  function putProduct(product: ProductState): void {
    const data = JSON.stringify(product);
    const known = productN.one(product.sku);
    const n = known ?? addProduct(product.sku, product.ean, data);
    if (known !== null) changeProduct(product.ean, data, known);
    index.putProduct(n, productKey(product));
  }

  function pulledMember(told: MemberState): void {
    register(told.counted.incarnation);
    if (told.erased === true) erase(told.id);
    const person = own.personAfter(told);
    putMember({ ...told, person, told: true });
  }

  function put(one: State): void {
    switch (one.kind) {
      case 'member':
        pulledMember(one);
        break;
      case 'merge':
        merges.putMerge({ record: one.id, member: one.member, alias: one.alias, undone: one.undone });
        break;
      case 'card':
        if (own.mayTake(one)) putCard(one);
        break;
      case 'product':
        putProduct(one);
        break;
      case 'giftCard':
        register(one.counted.incarnation);
        putGiftCard(one);
        break;
      case 'totals':
        register(one.counted.incarnation);
        putTotal(one.id, one.n, one.counted.incarnation, one.counted.seq);
        break;
      case 'receipt':
        putReceipt(one.id, one.number, JSON.stringify(one));
        break;
      case 'staff':
      case 'store':
      case 'till':
      case 'closing':
        putThing(one.kind, one.id, JSON.stringify(one));
        break;
      case 'programme':
        putThing(one.kind, String(one.programme.version).padStart(10, '0'), JSON.stringify(one));
        break;
      case 'chain':
        putThing(one.kind, '', JSON.stringify(one));
        break;
      case 'alarm':
        alarms.put(one);
        break;
      case 'closedDay':
        putClosedDay(one);
        break;
      default:
        never(one);
    }
  }

  function take(raw: unknown): void {
    hasUnread ??= anyUnread.one() !== null;
    const known = stateOf(raw);
    if (known !== null) {
      put(known);
      if (hasUnread) dropUnread(known.kind, keyOf(raw));
      return;
    }
    hasUnread = true;
    const kind = anyState.safeParse(raw);
    putUnread(kind.success ? kind.data.kind : '', keyOf(raw), JSON.stringify(raw));
  }

  return {
    transaction,
    take,
    put,
    putMember,
    putCard,
    settleAlarm: alarms.settle,
    erase,
    register,
    retryUnread() {
      for (const { kind, key, json } of allUnread.all()) {
        const again = state.safeParse(JSON.parse(json));
        if (!again.success) continue;
        dropUnread(kind, key);
        put(again.data);
      }
    },
    holdPacked() {
      for (const { id } of unheld.all()) {
        for (const { code } of people.member(id)?.coupons ?? []) addHeld(code, idBytes(id));
      }
      allHeld();
    },
    reindex() {
      const upTo = oldKeys.one();
      if (upTo === null) return;
      for (let after = 0; after < upTo; ) {
        const some = portion.all(after, upTo);
        for (const { n, id } of some) {
          const person = people.member(id)?.person ?? null;
          if (person !== null) index.changeMember(n, memberKey(person));
        }
        after = some.at(-1)?.n ?? upTo;
      }
      newKeys();
    },
    purgeDue() {
      const due = purgeDue;
      purgeDue = false;
      return due;
    },
    purge() {
      optimize();
    },
    filling: index.filling,
  };
}

/** What came, as the state that it is; null: of a kind or form that this version cannot read. */
function stateOf(raw: unknown): State | null {
  if (isPlainMember(raw)) return raw;
  const known = state.safeParse(raw);
  return known.success ? known.data : null;
}

/** Whether the search index holds the same of both. */
function sameKey(a: Person | null, b: Person | null): boolean {
  if (a === null || b === null) return a === b;
  return a.name === b.name && a.callName === b.callName && a.phone === b.phone;
}

/** What a state is the state of, as far as it says so; its own digest where it does not. */
function keyOf(raw: unknown): string {
  const keyed = z
    .object({
      id: z.string().optional(),
      code: z.string().optional(),
      sku: z.string().optional(),
      programme: z.object({ version: z.number() }).optional(),
    })
    .safeParse(raw);
  const key = keyed.success
    ? (keyed.data.id ?? keyed.data.code ?? keyed.data.sku ?? keyed.data.programme?.version.toString())
    : undefined;
  return key ?? hash('sha256', JSON.stringify(raw), 'hex');
}
