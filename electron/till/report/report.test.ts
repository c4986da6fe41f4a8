import { expect, test } from 'vitest';
import type { ReportView } from '../../../contract/till/report.ts';
import { liabilities } from '../../../domain/report/months.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';
import { ANA, atTheCounter, MARIA, MILK, STEFANS_CARD, sell } from '../rehearsed.ts';

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function ready(r: Rehearsal): Promise<Extract<ReportView, { at: 'ready' }>> {
  for (;;) {
    const view = await r.must('report.state', {});
    if (view.at === 'ready') return view;
    expect(view.at).toBe('reading');
    await wait(5);
  }
}

async function sellMilk(r: Rehearsal): Promise<void> {
  // Later: the same code at once is one scan.
  r.clock.now += 10_000;
  await r.must('counter.code', { code: MILK });
  await sell(r);
}

test('the months of the log, read beside a till that goes on selling; what is sold meanwhile is not in them', async () => {
  const r = await atTheCounter(MARIA);
  try {
    await r.must('counter.code', { code: STEFANS_CARD });
    await r.must('counter.code', { code: MILK });
    const sold = await sell(r);
    await sellMilk(r);
    const { total, earned } = sold;
    expect(earned).toBeGreaterThan(0);

    await r.must('report.begin', {});
    const begunMs = r.clock.now;
    await sellMilk(r);
    const { months, asOfMs, alone } = await ready(r);
    expect({ months, alone }).toEqual({
      alone: false,
      months: [
        {
          month: '2026-11',
          sales: 2,
          withMember: 1,
          turnover: 2 * total,
          issued: earned,
          redeemed: 0,
          returned: 0,
          expired: 0,
          adjusted: 0,
        },
      ],
    });
    expect(asOfMs).toBe(begunMs);

    await r.must('report.begin', {});
    expect((await ready(r)).months).toMatchObject([{ sales: 3 }]);
    await r.must('report.drop', {});
    expect(await r.must('report.state', {})).toEqual({ at: 'nothing' });
    // Dropped while it is read: nothing comes of it any more.
    await r.must('report.begin', {});
    await r.must('report.drop', {});
    await wait(200);
    expect(await r.must('report.state', {})).toEqual({ at: 'nothing' });
  } finally {
    r.close();
  }
});

test('it is the manager’s', async () => {
  const r = await atTheCounter(ANA);
  try {
    expect(await r.ask('report.begin', {})).toEqual({
      ok: false,
      refusal: { code: 'role.refused', params: { role: 'manager' } },
    });
  } finally {
    r.close();
  }
});

test('in a shop alone it tells what is out there', async () => {
  const r = rehearse();
  try {
    await r.must('setup.alone', { store: 'Colț', manager: 'Vera', pin: '4826', language: 'ro' });
    const [vera] = await r.must('staff.list', {});
    await r.must('staff.signIn', { staff: vera?.id ?? '', pin: '4826' });
    await r.must('report.begin', {});
    const { months, alone } = await ready(r);
    expect(alone).toBe(true);
    expect(liabilities(months)).toEqual([]);
  } finally {
    r.close();
  }
});
