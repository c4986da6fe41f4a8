import { giftCardFrom, giftCardText } from '../../contract/giftcard.ts';
import { readBody } from '../../contract/record.ts';
import { emptyGiftCard, foldGiftCard, type GiftCardStanding } from '../../domain/giftcard/giftcard.ts';
import { moneyOf } from '../../domain/record/movement.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { LIVE } from '../ledger/file.ts';
import type { Log } from '../ledger/log.ts';
import { cardsOf, lastDayCell, MONEY_COLUMNS } from '../ledger/money.ts';
import { everyGiftCard } from '../replica/giftcards.ts';
import { query, type Row, type Sqlite, text, textOrNull } from '../sqlite.ts';
import type { Findings } from './finding.ts';

/** Compares the rows of money with the movements of each record, one record after the other. */
export function moneyRows(
  db: Sqlite,
  findings: Findings,
): { check(record: RecordBody, n: number, where: string): void; checkCount(): void } {
  const rowsOf = query(
    db,
    `SELECT n, i, ${MONEY_COLUMNS} FROM money WHERE card = ? AND n = ? ORDER BY i`,
    (row): Row => row,
  );
  const all = query(db, 'SELECT count(*) FROM money', (row) => Number(row[0]));
  let seen = 0;
  return {
    check(record, n, where) {
      const money = moneyOf(record);
      seen += money.length;
      for (const card of cardsOf(money)) {
        const own = [...money.entries()].filter(([, entry]) => entry.card === card);
        const rows = rowsOf.all(card, n);
        const same =
          rows.length === own.length &&
          own.every(([i, entry], at) => {
            const expected = [n, i, card, entry.amount, entry.contra, entry.member ?? null, lastDayCell(entry)];
            return expected.every((cell, column) => rows[at]?.[column] === cell);
          });
        if (!same) findings.add(2, where, 'the rows of its money are not the movements of its body');
      }
    },
    checkCount() {
      const rows = all.one() ?? 0;
      if (rows !== seen) findings.add(2, 'money', `${rows} rows stand for the ${seen} movements of the records`);
    },
  };
}

/** Live bodies that move money; nearly none of a shop's. */
const MOVING = `SELECT body FROM record
  WHERE kind IN ('sale', 'return', 'void', 'giftCard') AND body LIKE '%"money":%' AND ${LIVE} ORDER BY n`;

/** A shop alone: every gift card's standing rebuilt from the records and compared with the stored one. */
export function checkCardsAlone(db: Sqlite, findings: Findings): void {
  const rebuilt = new Map<string, GiftCardStanding>();
  for (const body of query(db, MOVING, (row) => text(row, 0)).each()) {
    for (const entry of moneyIn(body)) {
      rebuilt.set(entry.card, foldGiftCard(rebuilt.get(entry.card) ?? emptyGiftCard(entry.card), [entry]));
    }
  }
  const stored = query(db, 'SELECT card, standing FROM gift_card', (row) => [text(row, 0), text(row, 1)] as const);
  const seen = new Set<string>();
  for (const [card, json] of stored.each()) {
    seen.add(card);
    const expected = rebuilt.get(card);
    if (!isStored(json, expected)) {
      findings.add(
        2,
        `gift card ${card}`,
        `what is stored is not the sum of its movements (${expected?.balance ?? 'none'})`,
      );
    }
  }
  for (const card of rebuilt.keys()) {
    if (!seen.has(card)) findings.add(2, `gift card ${card}`, 'has movements but no stored balance');
  }
}

/** A record that cannot be read was found at its place in the chain. */
function moneyIn(body: string): ReturnType<typeof moneyOf> {
  try {
    const read = readBody(body);
    return read.known ? moneyOf(read.record) : [];
  } catch {
    return [];
  }
}

function isStored(json: string, expected: GiftCardStanding | undefined): boolean {
  try {
    return (
      expected !== undefined &&
      JSON.stringify(giftCardFrom(json)) === JSON.stringify(giftCardFrom(JSON.stringify(expected)))
    );
  } catch {
    return false;
  }
}

/** The codes that lead to cards are those that stand beside the records that issued them. */
export function checkCodes(db: Sqlite, findings: Findings): void {
  const issued = query(
    db,
    `SELECT DISTINCT r.body ->> '$.card', b.text FROM record r JOIN beside b ON b.id = r.id WHERE r.kind = 'giftCard'`,
    (row) => ({ card: textOrNull(row, 0), text: text(row, 1) }),
  );
  const kept = query(db, 'SELECT code, card FROM gift_code', (row) => [text(row, 0), text(row, 1)] as const);
  const codes = new Map(kept.all());
  let expected = 0;
  for (const { card, text: beside } of issued.each()) {
    expected++;
    const read = giftCardText.safeParse(jsonOf(beside));
    if (!read.success || codes.get(read.data.code) !== card) {
      findings.add(2, `gift card ${card ?? ''}`, 'the code that it was issued with does not lead to it');
    }
  }
  if (codes.size !== expected) findings.add(2, 'gift cards', `${codes.size} codes stand for ${expected} cards issued`);
}

function jsonOf(beside: string): unknown {
  try {
    return JSON.parse(beside);
  } catch {
    return null;
  }
}

/** A till of a chain: what the centre told of cards cannot contain more of this log than there is. */
export function checkCardsChained(log: Log, membersFile: string, findings: Findings): void {
  const head = log.head();
  for (const { id, counted } of everyGiftCard(membersFile)) {
    if (head !== null && counted.incarnation === head.incarnation && counted.seq > head.seq) {
      findings.add(7, `gift card ${id}`, `the centre has counted up to ${counted.seq}, the log ends at ${head.seq}`);
    }
  }
}
