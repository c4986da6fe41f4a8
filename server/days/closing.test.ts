import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { dayPartsResponse, dayReceiptsResponse } from '../../contract/sync/messages.ts';
import { addDays } from '../../domain/calendar/civil.ts';
import { type DayFigure, figureIn, partsSum } from '../../domain/day/parts.ts';
import { addedSums } from '../../domain/day/sums.ts';
import { everyFigure } from '../../domain/day/testing/figures.ts';
import { staffId, type TillId } from '../../domain/identity/ids.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { closeShift, closingAt, DAY, draw, logAndPoints, ofTill, openShift, sign, worked } from '../testing/days.ts';
import { Answered, freshId, type Pushed, type TestTill } from '../testing/till.ts';
import { verifyCentre } from '../verify.ts';

let postgres: Guest;
let chain: TestChain;
beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(async () => {
  await postgres?.stop();
});
beforeEach(async () => {
  chain = await startChain(postgres.url);
});
afterEach(async () => {
  await chain?.stop();
});

const NEXT = addDays(DAY, 1);

const alarms = async (kind: string): Promise<number> =>
  chain.ask<number>('SELECT count(*)::int FROM alarm WHERE kind = $1', [kind]);

describe('the closing right', () => {
  test('is the lowest till’s, passes on, and falls to the lowest that lives', async () => {
    const [two, one, three] = [await chain.till(2), await chain.till(1), await chain.till(3)];
    worked(one, 1);
    await Promise.all([one.push(), two.push(), three.push()]);
    expect((await closingAt(two)).till).toBe(one.head.till);
    const manager = { by: staffId(freshId()), entries: [] };
    const pass = async (from: TestTill, to: TillId): Promise<Pushed> => {
      from.add({ kind: 'closingPassed', to, after: null, ...manager });
      return from.push();
    };
    // Who does not have it passes nothing on.
    await pass(two, three.head.till);
    expect((await closingAt(two)).till).toBe(one.head.till);
    await pass(one, three.head.till);
    expect(await closingAt(three)).toMatchObject({ till: three.head.till, counted: { seq: three.head.seq } });
    sign(three, await draw(three, DAY));
    await three.push();
    expect((await closingAt(two)).till).toBe(three.head.till);

    await chain.admin.retireTill(three.head.till);
    expect((await closingAt(two)).till).toBe(one.head.till);
    // It came back: the right stays where it is, until it is given back.
    await chain.admin.restoreTill(three.head.till);
    expect((await closingAt(two)).till).toBe(one.head.till);
    await chain.admin.retireTill(one.head.till);
    expect((await closingAt(three)).till).toBe(two.head.till);
    await chain.admin.retireTill(two.head.till);
    await chain.admin.retireTill(three.head.till);
    const last = await chain.till(9);
    expect((await closingAt(last)).till).toBe(last.head.till);
    // A retired till is taken whole, once: of the others nothing is left.
    const drawn = await draw(last, NEXT);
    expect(drawn.tills.map(({ number, state }) => [number, state])).toEqual([
      [3, 'retired'],
      [9, 'silent'],
    ]);
    expect(logAndPoints(drawn)).toBe('good good');
    sign(last, drawn);
    await last.push();
    expect((await draw(last, addDays(NEXT, 1))).tills.map(({ number }) => number)).toEqual([9]);
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  });

  test('a retired till’s open shift is taken with it', async () => {
    const [one, two] = [await chain.till(1), await chain.till(2)];
    openShift(one, DAY);
    one.sell(10, one.addMember('Ana'));
    await Promise.all([one.push(), two.push()]);
    expect((await draw(two, DAY)).points.closing).toBe(0);
    await chain.admin.retireTill(one.head.till);
    const drawn = await draw(two, DAY);
    expect(ofTill(drawn, one)).toMatchObject({ state: 'retired', records: one.head.seq });
    expect(drawn.points).toMatchObject({ closing: 12 });
    expect(logAndPoints(drawn)).toBe('good good');
  });

  test('of two tills that signed one day the first holds, both are kept, and the managers hear of it', async () => {
    const [one, two] = [await chain.till(1), await chain.till(2)];
    worked(one, 2);
    await Promise.all([one.push(), two.push()]);
    const drawn = await draw(one, DAY);
    const [first, second] = [sign(one, drawn), sign(two, drawn)];
    worked(two, 1);
    await one.push();
    await two.push();
    expect(await alarms('dayTwice')).toBe(1);
    expect(await chain.ask(`SELECT detail FROM alarm WHERE kind = 'dayTwice'`)).toEqual({
      record: second.id,
      other: first.id,
      number: 1,
      day: DAY,
    });
    expect((await closingAt(two)).after?.record).toBe(first.id);
    const told = await one.pullAll();
    expect([told.has(`closedDay ${first.id}`), told.has(`closedDay ${second.id}`)]).toEqual([true, false]);
    const next = await draw(one, NEXT);
    expect(logAndPoints(next)).toBe('good good');
    expect(ofTill(next, two).late[0]?.sums.counts.sales).toBe(2);
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  });
});

describe('receipts of a day', () => {
  test('come in order and in pages, returns below zero, with what was learnt of them; voided ones not, others’ tills neither', async () => {
    const [one, elsewhere] = [await chain.till(1), await chain.till(4, 1)];
    const [a, b, c] = [one.sell(1, null), one.sell(2, null), one.sell(3, one.addMember('Ana'))];
    one.add({ kind: 'fiscalNumber', of: a.id, fiscalNumber: 'F1', entries: [] });
    one.add({
      kind: 'void',
      of: b.id,
      ofNumber: b.number,
      member: null,
      total: b.total,
      tenders: b.tenders,
      entries: [],
    });
    const back = one.returnTyped('x', 2);
    await Promise.all([one.push(), elsewhere.push()]);
    const { tills } = await draw(one, DAY);
    const ranges = tills.flatMap(({ till, ranges: all }) => all.map((range) => ({ till, ...range })));
    const page = async (after: string) =>
      dayReceiptsResponse.parse(await one.post('/v1/days/receipts', { ranges, after }));
    const { receipts, next } = await page('');
    expect(next).toBeNull();
    expect(receipts.map(({ record, fiscal, total, points: moved }) => [record, fiscal, total, moved])).toEqual([
      [a.id, 'F1', a.total, null],
      [c.id, null, c.total, c.earned],
      [back.id, null, -2500, null],
    ]);
    expect((await page(`0:${c.seq}`)).receipts.map(({ record }) => record)).toEqual([back.id]);
    await expect(elsewhere.post('/v1/days/receipts', { ranges, after: '' })).rejects.toBeInstanceOf(Answered);
  });
});

describe('what makes up a figure', () => {
  test('of two tills comes to every figure of the close, signed or not, with what was learnt; others’ tills and other logs not', async () => {
    const [one, two, elsewhere] = [await chain.till(1), await chain.till(2), await chain.till(4, 1)];
    worked(one, 3);
    openShift(two, DAY);
    const sale = two.sell(4, two.addMember('Ion'));
    two.add({ kind: 'fiscalNumber', of: sale.id, fiscalNumber: 'F7', entries: [] });
    const gone = two.sell(2, null);
    const { id: of, number: ofNumber, total, tenders } = gone;
    two.add({ kind: 'void', of, ofNumber, member: null, total, tenders, entries: [] });
    two.returnTyped('x', 2);
    closeShift(two, 1);
    await Promise.all([one.push(), two.push(), elsewhere.push()]);
    const drawn = await draw(one, DAY);
    const { tills } = drawn;
    const ranges = tills.flatMap(({ till, ranges: all }) => all.map((range) => ({ till, ...range })));
    const ask = async (figure: DayFigure, over: object = {}, by = one) =>
      dayPartsResponse.parse(await by.post('/v1/days/parts', { day: DAY, figure, ranges, after: '', ...over }));
    const figured = {
      sums: addedSums(tills.map(({ sums }) => sums)),
      moved: drawn.points.moved,
      shifts: tills.flatMap(({ shifts }) => shifts),
    };
    const figures = everyFigure(figured);
    expect(new Set(figures.map(({ of: each }) => each))).toEqual(new Set(['vat', 'tender', 'points', 'moved', 'sold']));
    const hold = async (): Promise<void> => {
      for (const figure of figures) {
        const { parts, without, next } = await ask(figure);
        expect([without, next]).toEqual([[], null]);
        expect([figure, partsSum(figure, parts)]).toEqual([figure, figureIn(figure, figured)]);
      }
    };
    await hold();
    const all: DayFigure = { of: 'vat', rate: null };
    const { parts } = await ask(all);
    const ofTwo = parts.filter(({ till }) => till === two.head.till);
    expect(ofTwo.map(({ kind, fiscal, total: by }) => [kind, fiscal, by])).toEqual([
      ['sale', 'F7', sale.total],
      ['sale', null, gone.total],
      ['void', null, -gone.total],
      ['return', null, -2500],
    ]);
    // From a place on, as a page ends.
    const at = ranges.findIndex(({ till }) => till === two.head.till);
    const rest = await ask(all, { after: `${at}:${ofTwo[1]?.seq}` });
    expect(rest.parts.map(({ kind }) => kind)).toEqual(['void', 'return']);
    // Of a log that the centre does not have like that, nothing is told.
    const other = ranges.map((range, i) => (i === at ? { ...range, hash: 'f'.repeat(64) } : range));
    const partly = await ask(all, { ranges: other });
    expect(partly.without).toEqual([two.head.till]);
    expect(partly.parts).toEqual(parts.filter(({ till }) => till === one.head.till));
    await expect(ask(all, {}, elsewhere)).rejects.toMatchObject({ status: 403 });
    sign(one, drawn);
    worked(two, 2, 2, NEXT);
    await Promise.all([one.push(), two.push()]);
    await hold();
  });
});

test('two processes draw up the same, and what one of them has just stored is in it', async () => {
  const other = await chain.another();
  const one = await chain.till(1);
  const two = await chain.till(2, 0, other.url);
  worked(one, 30);
  worked(two, 20);
  await Promise.all([one.store(), two.store()]);
  const [a, b] = await Promise.all([draw(one, DAY), draw(two, DAY)]);
  expect({ ...a, asOf: 0 }).toEqual({ ...b, asOf: 0 });
  expect(a.points.closing).toBe(600);
  expect(logAndPoints(a)).toBe('good good');
  sign(two, b);
  await two.push();
  await expect(draw(one, DAY)).rejects.toMatchObject({ status: 409 });
});
