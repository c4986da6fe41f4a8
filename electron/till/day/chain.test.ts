import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DrawnDay } from '../../../contract/till/day.ts';
import { readZCode, zCode } from '../../../contract/zCode.ts';
import { points } from '../../../domain/amount/points.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import type { DayAccount, SealedDay } from '../../../domain/day/account.ts';
import { drawnDay } from '../../../domain/day/draw.ts';
import { type PaperZ, paperOf } from '../../../domain/day/paper.ts';
import { NO_SUMS } from '../../../domain/day/sums.ts';
import { incarnationId, shiftId, storeId, tillId, uuid7 } from '../../../domain/identity/ids.ts';
import { refused } from '../../../domain/refusal/refusal.ts';
import { shiftFigures } from '../../../domain/shift/figures.ts';
import { live } from '../../../domain/shift/testing/shifts.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { atTheCounter, closeShift, MARIA, MILK, STORE, sell, TILL } from '../rehearsed.ts';
import { drawn, settled } from './testing/drawn.ts';

const idOf = (n: number): string => uuid7(1_700_000_000_000 + n, new Uint8Array(10));
const OTHER = tillId(idOf(81));
const DAY = civilDate('2026-11-21');

let r: Rehearsal;
/** Its life, once a Z has told it. */
let life = idOf(70);
beforeEach(async () => {
  r = await atTheCounter(MARIA);
  r.tell([{ kind: 'till', id: OTHER, store: STORE, number: 8 }]);
});
afterEach(() => r.close());

const seen = (): Promise<DrawnDay> => drawn(r);
const codeOf = async (
  asked: Promise<{ ok: boolean; refusal?: { code: string; params: object } }>,
): Promise<unknown> => {
  const outcome = await asked;
  return outcome.ok ? 'done' : [outcome.refusal?.code, outcome.refusal?.params];
};

/** What the centre has counted, and who has the right, as it tells it. */
function tellRight(till: typeof TILL | null, after: SealedDay | null = null, seq = 0): void {
  r.tell([{ kind: 'closing', id: STORE, till, after, counted: { incarnation: incarnationId(life), seq } }]);
}

async function dayIsOver(): Promise<void> {
  await r.must('counter.code', { code: MILK });
  await sell(r);
  await r.must('shift.count', { cash: [], slips: { card: null, other: null } });
  const z = await r.must('shift.close', {});
  life = z.figures.ranges[0]?.incarnation ?? '';
  // All of it is at the centre.
  r.report({ acked: { incarnation: incarnationId(life), seq: r.seq() } });
}

/** The centre's word: of this till what it has itself, of the other what is given. */
async function centreSays(over: (own: DrawnDay['tills'][number]) => Partial<DayAccount> = () => ({})): Promise<void> {
  r.centre.drawDay = () => Promise.resolve('unreachable');
  await r.must('day.begin', { day: DAY });
  const [own] = (await seen()).tills;
  if (own === undefined) throw new Error('its own part');
  const { without: _, note: __, ...till } = own;
  const account = drawnDay({
    store: STORE,
    day: DAY,
    previous: null,
    by: 'centre',
    asOf: 7,
    tills: [till],
    faults: [],
    entries: 1,
    closing: points(0),
    booked: [],
    looks: [],
    fiscalTwice: [],
  });
  r.centre.drawDay = () => Promise.resolve({ ok: true, value: { ...account, ...over(own) } });
}

describe('a till of a chain', () => {
  test('closes only with the right, which it learns of the centre and derives from its own log since', async () => {
    await dayIsOver();
    expect(await codeOf(r.ask('day.begin', { day: null }))).toEqual(['day.rightUnknown', {}]);
    tellRight(OTHER);
    expect(await codeOf(r.ask('day.begin', { day: null }))).toEqual(['day.noRight', { till: 8 }]);
    expect(await codeOf(r.ask('day.pass', { till: OTHER, pin: MARIA.pin }))).toEqual(['day.noRight', { till: 8 }]);
    tellRight(TILL, null, r.seq());
    expect((await r.must('day.state', {})).right).toEqual({ here: true, till: 7, others: [{ id: OTHER, number: 8 }] });
    expect(await codeOf(r.ask('day.pass', { till: tillId(idOf(99)), pin: MARIA.pin }))).toEqual(['till.unknown', {}]);
    expect(await codeOf(r.ask('day.pass', { till: TILL, pin: MARIA.pin }))).toEqual(['day.passSelf', {}]);
    expect(await codeOf(r.ask('day.pass', { till: OTHER, pin: '0000' }))).toEqual(['pin.wrong', expect.anything()]);
    await r.must('day.pass', { till: OTHER, pin: MARIA.pin });
    // At once, before the centre has counted it: no two tills can sign one day.
    expect((await r.must('day.state', {})).right).toMatchObject({ here: false, till: 8 });
    expect(await codeOf(r.ask('day.begin', { day: null }))).toEqual(['day.noRight', { till: 8 }]);
    r.restart();
    await r.must('staff.signIn', MARIA);
    expect((await r.must('day.state', {})).right).toMatchObject({ here: false, till: 8 });
    // The other gave it back, and the centre has counted the passing.
    tellRight(TILL, null, r.seq());
    expect((await r.must('day.state', {})).right.here).toBe(true);
  });

  test('signs what the centre reckoned, where its own part is what this till has itself', async () => {
    await dayIsOver();
    tellRight(TILL);
    await centreSays();
    await r.must('day.begin', { day: null });
    const day = await seen();
    expect(day).toMatchObject({ by: 'centre', asOf: 7, tills: [{ number: 7, state: 'closed' }] });
    expect(day.checks.map(({ check, state }) => `${check} ${state}`)).toEqual([
      ...['log good', 'points good', 'money bad', 'centre good', 'looks good'],
    ]);
    // The drawer was counted empty.
    await r.must('day.explain', { key: day.hindrances[0]?.key ?? '', why: 'notRung', note: '' });
    const signed = await r.must('day.sign', { seen: (await seen()).seen, pin: MARIA.pin });
    expect(signed).toMatchObject({ number: 1, closed: { by: 'centre' }, till: 7 });
    // The next one cannot be the same again, before the centre knows of it too.
    expect(await codeOf(r.ask('day.begin', { day: DAY }))).toEqual(['day.closedAlready', { day: DAY }]);
  });

  test.each([
    ['another hash', (hash: string) => hash.replace(/./, (digit) => (digit === 'a' ? 'b' : 'a')), 0],
    ['a record less', (hash: string) => hash, 1],
  ])('says so where the centre has %s', async (_, hashOf, less) => {
    await dayIsOver();
    tellRight(TILL);
    await centreSays((own) => {
      const { without: _w, note: _n, ...till } = own;
      const ranges = own.ranges.map((range) => ({ ...range, last: range.last - less, hash: hashOf(range.hash) }));
      return { tills: [{ ...till, ranges, records: till.records - less }] };
    });
    await r.must('day.begin', { day: null });
    const day = await seen();
    expect(day.checks[3]).toMatchObject({ state: 'bad', differences: [{ code: 'headDiffers', params: { till: 7 } }] });
    expect(day.hindrances.some(({ key }) => key.startsWith('headDiffers'))).toBe(true);
  });

  test('is refused where the day is signed already, and nothing is kept of it but the word', async () => {
    await dayIsOver();
    tellRight(TILL);
    r.centre.drawDay = (day) => Promise.resolve(refused('day.closedAlready', { day }));
    await r.must('day.begin', { day: null });
    expect(await settled(r)).toEqual({
      at: 'failed',
      day: DAY,
      refusal: { code: 'day.closedAlready', params: { day: DAY } },
    });
  });
});

describe('where the centre does not answer', () => {
  const z = (number: number, of: Partial<PaperZ> = {}): PaperZ => ({
    ...paperOf(
      {
        store: STORE,
        till: OTHER,
        number: 8,
        shift: shiftId(idOf(90 + number)),
        day: DAY,
        staff: null,
        openedAt: 1_790_000_000_000,
        closedAt: 1_790_000_100_000,
      },
      {
        number,
        ...shiftFigures(
          live(
            [],
            [
              { does: 'cash', direction: 'in', amount: 5000 + number, why: 'change' },
              { does: 'count', off: 7 },
            ],
          ).records,
        ),
      },
    ),
    ...of,
  });
  const paper = (of: PaperZ) => r.ask('day.paper', { code: zCode(of) ?? '' });

  test('the other tills’ Zs are scanned: own store, each once, none left out; then it can be signed', async () => {
    await dayIsOver();
    tellRight(TILL);
    expect(await codeOf(r.ask('day.paper', { code: zCode(z(4)) ?? '' }))).toEqual(['day.notDrawn', {}]);
    await r.must('day.begin', { day: null });
    const day = await seen();
    expect(day).toMatchObject({
      by: 'papers',
      tills: [
        { number: 7, state: 'closed', by: 'log' },
        { number: 8, state: 'silent', by: 'paper' },
      ],
    });
    expect(day.hindrances).toContainEqual({ code: 'without', key: OTHER });
    expect(await codeOf(r.ask('day.paper', { code: 'LZ1AAAA' }))).toEqual(['day.paperUnreadable', {}]);
    expect(await codeOf(paper(z(4, { store: storeId(idOf(5)) })))).toEqual(['day.paperOtherStore', {}]);
    expect(await codeOf(paper(z(4, { till: tillId(idOf(6)) })))).toEqual(['till.unknown', {}]);
    expect(await codeOf(paper(z(1, { till: TILL, number: 7 })))).toEqual(['day.paperKnown', { number: 1, till: 7 }]);
    expect(await codeOf(paper(z(4, { day: civilDate('2026-11-22') })))).toEqual([
      'day.paperLater',
      { day: '2026-11-22' },
    ]);
    // By the scanner, with no shift open: no code of a sale, and what came of it stands in the view.
    r.till.scanned(zCode(z(5)) ?? '');
    expect(r.view().counter.scan).toMatchObject({ code: zCode(z(5)), good: true, refusal: null });
    r.till.scanned(zCode(z(5)) ?? '');
    const known = { code: 'day.paperKnown', params: { number: 5, till: 8 } };
    expect(r.view().counter.scan).toMatchObject({ code: zCode(z(5)), good: false, refusal: known });
    expect(await codeOf(paper(z(5)))).toEqual(['day.paperKnown', { number: 5, till: 8 }]);
    expect(await codeOf(paper(z(7)))).toEqual(['day.paperGap', { number: 6, till: 8 }]);
    // Of a till that no close has named the later one may come first; they hang together all the same.
    expect(await codeOf(paper(z(3)))).toEqual(['day.paperGap', { number: 4, till: 8 }]);
    expect(await codeOf(r.ask('counter.code', { code: zCode(z(4)) ?? '' }))).toBe('done');
    // On disk with each word.
    r.restart();
    await r.must('staff.signIn', MARIA);
    const both = await seen();
    expect(both.tills[1]).toMatchObject({ number: 8, state: 'closed', by: 'paper', shifts: [{ z: 4 }, { z: 5 }] });
    expect(both.cash.expected).toBe((day.tills[0]?.shifts[0]?.cash?.expected ?? 0) + 5004 + 5005);
    expect(both.checks[3]?.state).toBe('undone');
    expect(both.checks[1]?.state).toBe('undone');
    for (const { key } of both.hindrances) await r.must('day.explain', { key, why: 'miscounted', note: '' });
    const signed = await r.must('day.sign', { seen: (await seen()).seen, pin: MARIA.pin });
    expect(signed.closed.tills[1]).toMatchObject({ till: OTHER, by: 'paper', ranges: z(4).ranges.concat(z(5).ranges) });
    // The next close knows which Z comes next.
    r.report({ acked: { incarnation: incarnationId(life), seq: r.seq() } });
    r.clock.now += 86_400_000;
    await r.must('day.begin', { day: null });
    await seen();
    expect(await codeOf(paper(z(5)))).toEqual(['day.paperKnown', { number: 5, till: 8 }]);
    expect(await codeOf(paper(z(7)))).toEqual(['day.paperGap', { number: 6, till: 8 }]);
    expect(readZCode(zCode(z(6)) ?? '')).toEqual(z(6));
  });

  test('papers are refused where the centre has the records', async () => {
    await dayIsOver();
    tellRight(TILL);
    await centreSays();
    await r.must('day.begin', { day: null });
    await seen();
    expect(await codeOf(paper(z(4)))).toEqual(['day.paperNeedless', {}]);
  });
});

test('the form of a Z that was closed here carries its code', async () => {
  await closeShift(r);
  const z = await r.must('shift.z', { number: 1 });
  const read = readZCode(z.code ?? '');
  expect(read).toMatchObject({ store: STORE, till: TILL, number: 7, z: 1, day: DAY, sums: { ...NO_SUMS }, turns: 1 });
  expect(read?.ranges).toEqual(z.figures.ranges);
});
