/** Sales under a programme of format 2, reckoned by the engine as a till does. */
import { readProgramme } from '../../contract/programme/form.ts';
import { bani } from '../../domain/amount/bani.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { civilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { receiptNumber } from '../../domain/card/receiptNumber.ts';
import { type MemberId, recordId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { TallyRow } from '../../domain/ledger/tally.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { saleContent } from '../../domain/sale/content.ts';
import { evaluate, type SaleInput } from '../../domain/sale/evaluate.ts';
import { factsFor } from '../../domain/sale/factsFor.ts';
import { BREAD, freshId, NOON_MS, type TestTill } from './till.ts';

/** A programme from its JSON, which must be right. */
export function programmeOf(json: object): Programme {
  const read = readProgramme(json);
  assert(read.ok, `the tests' programme is right: ${JSON.stringify(read.ok ? [] : read.faults)}`);
  return read.programme;
}

/** Sells so many loaves of bread under a programme, to a member who stands so, with what is counted of everybody. */
export function sellUnder(
  till: TestTill,
  programme: Programme,
  loaves: number,
  member: MemberId,
  of: { readonly standing?: Standing; readonly all?: readonly TallyRow[]; readonly codes?: readonly string[] } = {},
): Extract<RecordBody, { kind: 'sale' }> {
  const { standing = EMPTY_STANDING, all = [], codes = [] } = of;
  const id = recordId(freshId());
  const day = civilDateAt(NOON_MS);
  const input: SaleInput = {
    programme,
    lines: [{ key: 1, unit: 'piece', ...BREAD, quantity: thousandths(loaves * 1000) }],
    facts: factsFor({
      programme,
      member,
      standing,
      joined: civilDate('2026-01-01'),
      birthday: null,
      referrer: null,
      day,
      all,
    }),
    choices: { codes, rewards: [], proof: null },
    moment: { day, time: '10:00', store: till.head.store },
    tenders: ['cash'],
    products: () => null,
  };
  const result = evaluate(input);
  const content = saleContent({
    record: id,
    number: receiptNumber(till.number, till.ordinal, till.head.seq + 1),
    input,
    result,
    member: { member, foundBy: 'card', redeemed: null },
    standing,
    tenders: [{ kind: 'cash', amount: result.total }],
    change: bani(0),
    fiscalNumber: null,
  });
  const record = till.add(content, { id, occurredAt: NOON_MS, programmeVersion: programme.version });
  assert(record.kind === 'sale', 'a sale was sealed');
  return record;
}
