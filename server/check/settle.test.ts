import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../../domain/ledger/fold.ts';
import { movementOf } from '../../domain/record/movement.ts';
import type { RecordBody, Return } from '../../domain/record/record.ts';
import { returnContent } from '../../domain/returns/content.ts';
import { reckonReturn } from '../../domain/returns/reckon.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { programmeOf, sellUnder } from '../testing/ruled.ts';
import type { TestTill } from '../testing/till.ts';
import { verifyCentre } from '../verify.ts';
import { uncountId } from './uncount.ts';

/** Points for money, a stamp for two loaves, and points that are missing are forgiven: what format 1 never did. */
const RULES = programmeOf({
  format: 2,
  version: 7,
  name: 'Settled',
  startsAtMs: 0,
  earning: [
    { id: 'money', gives: { type: 'perMoney', points: 1, per: 1000 } },
    { id: 'stamps', gives: { type: 'stamps', card: 'bread', stamps: 1, units: 2 } },
  ],
  stampCards: [{ id: 'bread', name: 'Bread' }],
  policies: { takeBack: 'toZero' },
});

let postgres: Guest;
let chain: TestChain;
let a: TestTill;
let b: TestTill;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
  await chain.admin.putProgramme(RULES);
  [a, b] = [await chain.till(1), await chain.till(2, 1)];
});
afterAll(async () => {
  await chain?.stop();
  await postgres?.stop();
});

type SaleRecord = Extract<RecordBody, { kind: 'sale' }>;

/** A return at a till that knows the receipt and these earlier returns of it. */
function giveBack(till: TestTill, sale: SaleRecord, loaves: number, earlier: readonly Return[]): Return {
  const standing = [sale, ...earlier].reduce(
    (now, one) => (sale.member === null ? now : foldMovement(now, sale.member.member, movementOf(one))),
    EMPTY_STANDING,
  );
  const lines = [{ index: 0, quantity: thousandths(loaves * 1000) }];
  const figures = reckonReturn({ sale, earlier, lines, programme: RULES, standing });
  if (!figures.ok) throw new Error(figures.refusal.code);
  const content = returnContent({
    number: `R${till.log.length}`,
    sale,
    earlier,
    figures: figures.value,
    programme: RULES,
    member: sale.member,
    movesFor: sale.member?.member ?? null,
    tenders: [{ kind: 'cash', amount: figures.value.total }],
  });
  till.add(content, { programmeVersion: RULES.version });
  return content;
}

async function stateOf(member: MemberId): Promise<{ balance: unknown; tally: unknown; lots: number }> {
  const state = (await a.pullAll()).get(`member ${member}`);
  const lots = state?.['lots'];
  return { balance: state?.['balance'], tally: state?.['tally'], lots: Array.isArray(lots) ? lots.length : -1 };
}
const settled = (cause: string) =>
  chain.ask<number>('SELECT count(*)::int FROM centre_record WHERE cause = $1', [cause]);
const until = (cause: string) => expect.poll(() => settled(cause), { timeout: 15_000 }).toBe(1);

describe('a return of typed lines', () => {
  test('counts back as one at a till that knew the receipt, and a till is told which lines came back', async () => {
    const [known, typed] = [a.addMember('Known'), a.addMember('Typed')];
    const [first, second] = [sellUnder(a, RULES, 9, known), sellUnder(a, RULES, 9, typed)];
    await a.push();
    const back = giveBack(a, first, 4, []);
    giveBack(a, first, 3, [back]);
    await a.push();
    const ids = [b.returnTyped(second.number, 4).id, b.returnTyped(second.number, 3).id];
    await b.push();
    for (const id of ids) await until(id);
    const state = await stateOf(known);
    expect(state.tally).toContainEqual(expect.objectContaining({ key: 'stamps:bread', n: 1 }));
    expect(await stateOf(typed)).toEqual(state);
    const receipt = (await a.pullAll()).get(`receipt ${second.id}`);
    const returns = (receipt?.['returns'] as string[]).map((text): Return => JSON.parse(text));
    expect(returns.map(({ of, lines }) => [of, lines.map(({ line, quantity }) => [line, quantity])])).toEqual([
      [second.id, [[0, 4000]]],
      [second.id, [[0, 3000]]],
    ]);
  });
});

describe('a sale that came back in halves at tills apart', () => {
  test.each(['known', 'typed'] as const)('is no purchase any more: the other half %s', async (how) => {
    const member = a.addMember('Apart');
    const sale = sellUnder(a, RULES, 8, member);
    await a.push();
    // Neither till knows of the other's return.
    if (how === 'known') giveBack(b, sale, 4, []);
    const typed = how === 'typed' ? b.returnTyped(sale.number, 4).id : null;
    await b.push();
    if (typed !== null) await until(typed);
    giveBack(a, sale, 4, []);
    await a.push();
    await until(sale.id);
    await expect.poll(() => stateOf(member), { timeout: 15_000 }).toEqual({ balance: 0, tally: undefined, lots: 0 });
    // Looking again finds nothing more.
    await a.push();
    expect(await settled(sale.id)).toBe(1);
    const counts = await chain.ask('SELECT body -> $2 FROM centre_record WHERE id = $1', [
      uncountId(sale.id),
      'counts',
    ]);
    expect(counts).toContainEqual(expect.objectContaining({ key: 'sales', by: -1 }));
  });
});

test('verify proves it again', async () => {
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  expect(chain.problems).toEqual([]);
});
