import { giftCardFrom, giftCardText } from '../../contract/giftcard.ts';
import { readBody } from '../../contract/record.ts';
import { bani } from '../../domain/amount/bani.ts';
import { assert } from '../../domain/assert.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import {
  emptyGiftCard,
  foldGiftCard,
  type GiftCardEntry,
  MONEY_CONTRAS,
  type MoneyContra,
} from '../../domain/giftcard/giftcard.ts';
import { type GiftCardId, giftCardId, memberId } from '../../domain/identity/ids.ts';
import { moneyOf } from '../../domain/record/movement.ts';
import type { Beside, RecordBody } from '../../domain/record/record.ts';
import { command, int, query, type Row, type Sqlite, text, textOrNull } from '../sqlite.ts';
import { LIVE } from './file.ts';
import type { LedgerReader } from './ledger.ts';
import type { Log } from './log.ts';

/** Columns of a movement of money, in the order that `moneyEntryOf` reads. */
export const MONEY_COLUMNS = 'card, amount, contra, member, expires';

/** Gift cards and e-wallets as the own log has them. */
export function moneyIn(
  db: Sqlite,
  log: Log,
): Pick<LedgerReader, 'moneyAfter' | 'giftCardAlone' | 'giftCardOf' | 'codeOfGiftCard' | 'soldOn'> {
  const after = query(
    db,
    `SELECT ${MONEY_COLUMNS} FROM money WHERE card = ? AND n > ? AND ${LIVE} ORDER BY n, i`,
    moneyEntryOf,
  );
  const stored = query(db, 'SELECT standing FROM gift_card WHERE card = ?', (row) => giftCardFrom(text(row, 0)));
  const byCode = query(db, 'SELECT card FROM gift_code WHERE code = ?', (row) => giftCardId(text(row, 0)));
  const codeOf = query(db, 'SELECT code FROM gift_code WHERE card = ? LIMIT 1', (row) => text(row, 0));
  const inShift = query(
    db,
    `SELECT body FROM record WHERE n IN (SELECT n FROM money WHERE card = ?) AND shift = ? AND kind = 'giftCard'
     AND ${LIVE} ORDER BY n`,
    (row) => readBody(text(row, 0)),
  );
  return {
    moneyAfter: (card, counted) => after.all(card, log.after(counted)),
    giftCardAlone: (card) => stored.one(card),
    giftCardOf: (code) => byCode.one(code),
    codeOfGiftCard: (card) => codeOf.one(card),
    soldOn(card, shift) {
      const records = inShift
        .all(card, shift)
        .flatMap((read) => (read.known && read.record.kind === 'giftCard' ? [read.record] : []));
      const undone = new Set(records.map(({ of }) => of));
      return records.filter(({ id, action }) => action !== 'undo' && !undone.has(id));
    },
  };
}

/** The statements that keep a record's money, inside its own transaction. */
export interface MoneyWriting {
  /** `alone`: a shop without a centre, where the standings are kept too. */
  record(n: number, record: RecordBody, beside: Beside | null, alone: boolean): void;
  /** Of records that were appended again: temp.placed has their old places and the new ones. */
  again(): void;
}

export function moneyWriting(db: Sqlite): MoneyWriting {
  const add = command(
    db,
    'INSERT INTO money (card, n, i, amount, contra, member, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addCode = command(db, 'INSERT INTO gift_code (code, card) VALUES (?, ?)');
  const standingOf = query(db, 'SELECT standing FROM gift_card WHERE card = ?', (row) => giftCardFrom(text(row, 0)));
  const putStanding = command(
    db,
    `INSERT INTO gift_card (card, n, standing) VALUES (?, ?, ?)
     ON CONFLICT (card) DO UPDATE SET n = excluded.n, standing = excluded.standing`,
  );

  return {
    record(n, record, beside, alone) {
      for (const [i, entry] of moneyOf(record).entries()) {
        add(entry.card, n, i, entry.amount, entry.contra, entry.member ?? null, lastDayCell(entry));
        if (!alone) continue;
        const before = standingOf.one(entry.card) ?? emptyGiftCard(entry.card);
        putStanding(entry.card, n, JSON.stringify(foldGiftCard(before, [entry])));
      }
      if (record.kind !== 'giftCard' || record.action !== 'issue' || beside === null) return;
      addCode(giftCardText.parse(JSON.parse(beside.text)).code, record.card);
    },
    again() {
      db.exec(`INSERT INTO money (card, n, i, amount, contra, member, expires)
               SELECT b.card, m.new, b.i, b.amount, b.contra, b.member, b.expires
               FROM money b JOIN temp.placed m ON m.old = b.n`);
    },
  };
}

/** A movement of money from its row. */
export function moneyEntryOf(row: Row): GiftCardEntry {
  const member = textOrNull(row, 3);
  const expires = textOrNull(row, 4);
  return {
    card: giftCardId(text(row, 0)),
    ...(member === null ? {} : { member: memberId(member) }),
    amount: bani(int(row, 1)),
    contra: contraOf(text(row, 2)),
    ...(expires === null ? {} : { expires: expires === '' ? null : civilDate(expires) }),
  };
}

/** How an entry's last day stands in its row. */
export function lastDayCell(entry: GiftCardEntry): string | null {
  return entry.expires === undefined ? null : (entry.expires ?? '');
}

function contraOf(cell: string): MoneyContra {
  const contra = MONEY_CONTRAS.find((one) => one === cell);
  assert(contra !== undefined, `no contra account ${cell} of money`);
  return contra;
}

/** The cards that entries move, each once. */
export function cardsOf(entries: readonly GiftCardEntry[]): ReadonlySet<GiftCardId> {
  return new Set(entries.map(({ card }) => card));
}
