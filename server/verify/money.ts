/** Proves the truths of gift cards and e-wallets at the centre: each card folded again, each record's money as it is booked. */
import { bani } from '../../domain/amount/bani.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { emptyGiftCard, foldGiftCard, type GiftCardEntry, type MoneyContra } from '../../domain/giftcard/giftcard.ts';
import type { GiftCardId, MemberId, RecordId } from '../../domain/identity/ids.ts';
import { moneyOf } from '../../domain/record/movement.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { type Asking, statement } from '../database.ts';
import { type GiftCardRow, giftCardOf, lastDayCell } from '../push/money.ts';
import type { Finding } from './finding.ts';

interface MoneyRow {
  card: GiftCardId;
  n: number;
  record: RecordId;
  amount: number;
  contra: MoneyContra;
  member: MemberId | null;
  expires: string | null;
}
const OF_RECORDS = statement<MoneyRow>(
  'verify.money.ofRecords',
  `SELECT card, n, record, amount, contra, member, expires FROM money
   WHERE card = ANY ($1::uuid[]) AND record = ANY ($2::uuid[]) ORDER BY card, n`,
);
const CARDS = statement<GiftCardRow & { entries: number }>(
  'verify.money.cards',
  'SELECT id, member, balance, expires, entries FROM gift_card WHERE id > $1 ORDER BY id LIMIT 2000',
);
const OF_CARDS = statement<MoneyRow>(
  'verify.money.ofCards',
  `SELECT card, n, record, amount, contra, member, expires FROM money
   WHERE card > $1 AND card <= $2 ORDER BY card, n`,
);
const COUNT = statement<{ rows: number; stray: number }>(
  'verify.money.count',
  `SELECT (SELECT count(*) FROM money) AS rows,
     (SELECT count(*) FROM money m WHERE NOT EXISTS (SELECT FROM gift_card g WHERE g.id = m.card)) AS stray`,
);
const NO_CARD = '00000000-0000-0000-0000-000000000000';

/** Compares what records of the log say of money with what is booked of it; counts what must be booked in all. */
export class BookedMoney {
  readonly #asking: Asking;
  readonly #findings: Finding[];
  #expected = 0;

  constructor(asking: Asking, findings: Finding[]) {
    this.#asking = asking;
    this.#findings = findings;
  }

  /** Some records of one log, those that are counted. */
  async check(records: readonly { readonly record: RecordBody; readonly where: string }[]): Promise<void> {
    const moving = records.filter(({ record }) => moneyOf(record).length > 0);
    if (moving.length === 0) return;
    const cards = new Set(moving.flatMap(({ record }) => moneyOf(record).map(({ card }) => card)));
    const rows = await this.#asking.rows(OF_RECORDS, [[...cards], moving.map(({ record }) => record.id)]);
    for (const { record, where } of moving) {
      const expected = moneyOf(record).map(spelled).sort().join();
      const booked = rows
        .filter((row) => row.record === record.id)
        .map((row) => spelled(entryOf(row)))
        .sort()
        .join();
      this.#expected += moneyOf(record).length;
      if (expected !== booked) {
        this.#findings.push({ truth: 4, where, detail: `its money is [${expected}], booked is [${booked}]` });
      }
    }
  }

  /** After all records: every card folded again, and nothing booked that no record says. */
  async finish(): Promise<void> {
    const wrong = (where: string, detail: string): void => void this.#findings.push({ truth: 2, where, detail });
    const [count] = await this.#asking.rows(COUNT);
    if (count?.rows !== this.#expected) wrong('money', `the log moves ${this.#expected}, booked are ${count?.rows}`);
    if ((count?.stray ?? 0) > 0) wrong('money', `${count?.stray} are of cards that are not there`);
    for (let after: string = NO_CARD; ; ) {
      const page = await this.#asking.rows(CARDS, [after]);
      const last = page.at(-1);
      if (last === undefined) return;
      const booked = await this.#asking.rows(OF_CARDS, [after, last.id]);
      for (const card of page) {
        const where = `gift card ${card.id}`;
        const steps = booked.filter((row) => row.card === card.id);
        const again = foldGiftCard(emptyGiftCard(card.id), steps.map(entryOf));
        const [kept, folded] = [giftCardOf(card), again].map((one) => JSON.stringify(one));
        if (kept !== folded) wrong(where, `kept is ${kept}, folded again ${folded}`);
        if (steps.some(({ n }, i) => n !== i + 1) || card.entries !== steps.length) {
          wrong(where, `${card.entries} movements are said to be folded, ${steps.length} are there`);
        }
      }
      after = last.id;
    }
  }
}

function spelled(entry: GiftCardEntry): string {
  return [entry.card, entry.amount, entry.contra, entry.member ?? '-', lastDayCell(entry) ?? '-'].join(' ');
}

function entryOf({ card, amount, contra, member, expires }: MoneyRow): GiftCardEntry {
  return {
    card,
    ...(member === null ? {} : { member }),
    amount: bani(amount),
    contra,
    ...(expires === null ? {} : { expires: expires === '' ? null : civilDate(expires) }),
  };
}
