import type { GiftCardState } from '../../contract/sync/states.ts';
import { bani } from '../../domain/amount/bani.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { giftCardId } from '../../domain/identity/ids.ts';
import { openForReading } from '../open.ts';
import { bytes, command, int, query, type Row, type Sqlite, textOrNull } from '../sqlite.ts';
import { REPLICA_FILE } from './file.ts';
import { type Incarnations, idBytes, memberIdOf } from './packing.ts';
import { incarnationsOf } from './people.ts';
import { currentReplica } from './place.ts';
import type { ReplicaReader } from './replica.ts';

const COLUMNS = 'id, code, member, balance, expires, incarnation, seq';

/** Gift cards and e-wallets as the file holds them. */
export function giftCardsOf(db: Sqlite): Pick<ReplicaReader, 'giftCard' | 'giftCardByCode'> {
  const read = reading(incarnationsOf(db));
  const byId = query(db, `SELECT ${COLUMNS} FROM gift_card WHERE id = ?`, read);
  const byCode = query(db, `SELECT ${COLUMNS} FROM gift_card WHERE code = ? LIMIT 1`, read);
  return { giftCard: (id) => byId.one(idBytes(id)), giftCardByCode: (code) => byCode.one(code) };
}

/** Puts a card's state in place of the one before, inside the caller's transaction; its incarnation is registered. */
export function giftCardWriting(db: Sqlite, incarnations: Incarnations): (card: GiftCardState) => void {
  const put = command(
    db,
    `INSERT INTO gift_card (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET code = excluded.code, member = excluded.member, balance = excluded.balance,
       expires = excluded.expires, incarnation = excluded.incarnation, seq = excluded.seq`,
  );
  return ({ id, code, member, balance, expires, counted }) => {
    put(
      idBytes(id),
      code,
      member === null ? null : idBytes(member),
      balance,
      expires === undefined ? null : (expires ?? ''),
      incarnations.number(counted.incarnation),
      counted.seq,
    );
  };
}

/** Every card of a file, one at a time: for whole walks. */
export function* everyGiftCard(file: string): Generator<GiftCardState, void> {
  const db = openForReading(currentReplica(file), REPLICA_FILE);
  try {
    yield* query(db, `SELECT ${COLUMNS} FROM gift_card ORDER BY id`, reading(incarnationsOf(db))).each();
  } finally {
    db.close();
  }
}

function reading(incarnations: Incarnations): (row: Row) => GiftCardState {
  return (row) => {
    const member = row[2];
    const expires = textOrNull(row, 4);
    return {
      kind: 'giftCard',
      id: giftCardId(memberIdOf(bytes(row, 0))),
      code: textOrNull(row, 1),
      member: member === null ? null : memberIdOf(bytes(row, 2)),
      balance: bani(int(row, 3)),
      ...(expires === null ? {} : { expires: expires === '' ? null : civilDate(expires) }),
      counted: incarnations.place(int(row, 5), int(row, 6)),
    };
  };
}
