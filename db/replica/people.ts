import { type CardState, cardState } from '../../contract/sync/states.ts';
import { assert } from '../../domain/assert.ts';
import { type IncarnationId, incarnationId } from '../../domain/identity/ids.ts';
import { openForReading } from '../open.ts';
import { bytes, bytesOrNull, int, intOrNull, query, type Row, type Sqlite, text } from '../sqlite.ts';
import { REPLICA_FILE } from './file.ts';
import { checkSum, type Incarnations, idBytes, memberIdOf, phoneNumber, unpackMember } from './packing.ts';
import { currentReplica } from './place.ts';
import type { ReplicaMember, ReplicaReader } from './replica.ts';
import { inOrder, memberSearch } from './search.ts';

type People = Pick<ReplicaReader, 'member' | 'byPhone' | 'couponHolder' | 'card' | 'cardsOf' | 'searchMembers'>;

/** Members and cards as the file holds them. */
export function peopleOf(db: Sqlite): People {
  const incarnations = incarnationsOf(db);
  const byId = query(db, 'SELECT id, phone, data, counted FROM member WHERE id = ?', memberRow);
  // One statement for all hits of a search, in the order given: each call of its own costs as much as a row.
  const byNs = query(
    db,
    'SELECT m.id, m.phone, m.data, m.counted FROM json_each(?) one CROSS JOIN member m ON m.n = one.value',
    memberRow,
  );
  const withPhone = query(db, 'SELECT id FROM member WHERE phone = ? LIMIT ?', (row) => memberIdOf(bytes(row, 0)));
  const withCoupon = query(db, 'SELECT member FROM held WHERE code = ? LIMIT 1', (row) => memberIdOf(bytes(row, 0)));
  const byCode = query(db, 'SELECT code, member, blocked FROM card WHERE code = ?', cardOf);
  const ofMember = query(db, 'SELECT code, member, blocked FROM card WHERE member = ? ORDER BY blocked, code', cardOf);
  const candidates = query(
    db,
    `SELECT m.n, m.name FROM member_search JOIN member m ON m.n = member_search.rowid
     WHERE member_search MATCH ? LIMIT ?`,
    (row) => ({ n: int(row, 0), name: text(row, 1) }),
  );

  function memberRow(row: Row): ReplicaMember {
    const cells = { phone: intOrNull(row, 1), data: text(row, 2), counted: bytesOrNull(row, 3) };
    return unpackMember(memberIdOf(bytes(row, 0)), cells, incarnations);
  }

  return {
    member: (id) => byId.one(idBytes(id)),
    byPhone: (phone, most) => withPhone.all(phoneNumber(phone), most),
    couponHolder: (code) => withCoupon.one(code),
    card: (code) => byCode.one(code),
    cardsOf: (member) => ofMember.all(idBytes(member)),
    searchMembers(typed, most) {
      const search = memberSearch(typed);
      if (search === null) return [];
      const order = inOrder(candidates.all(search.match, search.candidates), search, most);
      return byNs.all(JSON.stringify(order.map(({ n }) => n))).filter((found) => found.person !== null);
    },
  };
}

function cardOf(row: Row): CardState {
  return cardState.parse({
    kind: 'card',
    code: text(row, 0),
    member: memberIdOf(bytes(row, 1)),
    blocked: int(row, 2) === 1,
  });
}

/** The file's incarnations by their short numbers; `number` needs one that is in the file. */
export function incarnationsOf(db: Sqlite): Incarnations {
  const byNumber = query(
    db,
    `SELECT COALESCE(own.id, i.id), s.seq FROM incarnation i
       LEFT JOIN stands_for s ON s.n = i.n LEFT JOIN incarnation own ON own.n = s.life
     WHERE i.n = ?`,
    (row) => ({ incarnation: incarnationId(text(row, 0)), counted: intOrNull(row, 1) }),
  );
  const byId = query(db, 'SELECT n FROM incarnation WHERE id = ?', (row) => int(row, 0));
  const lives = new Map<number, { readonly incarnation: IncarnationId; readonly counted: number | null }>();
  return {
    place(number, seq) {
      const life = lives.get(number) ?? byNumber.one(number);
      assert(life !== null, 'an incarnation that a member names is in the file');
      // What a reader sees is committed and stays; a writer's may be rolled back.
      if (db.readonly) lives.set(number, life);
      return { incarnation: life.incarnation, seq: life.counted ?? seq };
    },
    number(id) {
      const number = byId.one(id);
      assert(number !== null, 'an incarnation is in the file before a member names it');
      return number;
    },
  };
}

/** A member's row, read for a proof: nothing of it is believed yet. */
export interface MemberRow {
  readonly id: string;
  /** Null: what the row holds cannot be read. */
  readonly member: ReplicaMember | null;
  /** False: a cell is not what was written. Rows that were written before there was a check sum are taken as sound. */
  readonly sound: boolean;
}

/** Every member of a file, aliases and erased ones too, one at a time: for whole walks. */
export function* everyMember(file: string): Generator<MemberRow, void> {
  const db = openForReading(currentReplica(file), REPLICA_FILE);
  try {
    const incarnations = incarnationsOf(db);
    const all = query(
      db,
      'SELECT hex(id), id, phone, name, data, counted, check_sum FROM member ORDER BY n',
      (row): MemberRow => {
        let id = text(row, 0).toLowerCase();
        try {
          const known = memberIdOf(bytes(row, 1));
          id = known;
          const cells = {
            phone: intOrNull(row, 2),
            name: text(row, 3),
            data: text(row, 4),
            counted: bytesOrNull(row, 5),
          };
          const sum = intOrNull(row, 6);
          const sound = sum === null || sum === checkSum(cells);
          const member = unpackMember(known, cells, incarnations);
          // Looked at, so that nothing of it is left unread.
          return { id, member: { ...member, lots: member.lots }, sound };
        } catch {
          return { id, member: null, sound: false };
        }
      },
    );
    yield* all.each();
  } finally {
    db.close();
  }
}
