import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CodeRequest, CodeResponse, CodeTryRequest, CodeTryResponse } from '../../../contract/sync/messages.ts';
import { readLedger } from '../../../db/ledger/ledger.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, NATALIAS_CARD, STEFAN, STEFANS_CARD, sell, VAT_20 } from '../rehearsed.ts';

/** More than 50 points need a code. */
const RULES = {
  format: 2,
  version: 4,
  name: 'Codru Plus',
  startsAtMs: 0,
  offers: [
    {
      id: 'pay',
      trigger: { type: 'perPoint', points: 1, value: 10, least: 1, largestShare: 10_000 },
      effect: { type: 'pointsValue' },
    },
  ],
  proofs: [
    { upTo: 50, by: ['card'] },
    { upTo: null, by: ['code'] },
  ],
  offline: { mostPointsPerDay: 300, oldestWordHours: 48, phoneIsProof: false },
};
const CODE = '493817';

let r: Rehearsal;
let asked: CodeRequest[];
let tried: CodeTryRequest[];

beforeEach(async () => {
  r = await atTheCounter(ANA);
  r.tell([{ kind: 'programme', programme: RULES }]);
  r.centre.hold = ({ points }) => Promise.resolve({ granted: true, available: points });
  asked = [];
  tried = [];
  r.centre.sendCode = (request) => {
    asked.push(request);
    return Promise.resolve(sent(request.after + 1));
  };
  r.centre.tryCode = (request) => {
    tried.push(request);
    return Promise.resolve(request.code === CODE ? { result: 'proved', left: 4 } : { result: 'wrong', left: 4 });
  };
  await r.must('counter.amount', { amount: '100', vat: VAT_20 });
});
afterEach(() => r.close());

function sent(n: number): CodeResponse {
  return { result: 'sent', sent: n, ending: '56', againMs: 30_000, goodMs: 300_000 };
}
const ask = async (): Promise<string> => {
  const outcome = await r.ask('counter.askCode', {});
  return outcome.ok ? 'done' : outcome.refusal.code;
};
const prove = async (typed: string): Promise<string> => {
  const outcome = await r.ask('counter.proof', { by: 'code', pin: typed, staff: null });
  return outcome.ok ? 'done' : `${outcome.refusal.code} ${outcome.refusal.params['left'] ?? ''}`.trim();
};

describe('a code by message', () => {
  test('is asked of the centre under the sale’s id, proves once typed, and the sale says so', async () => {
    expect(await ask()).toBe('redeem.noMember');
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(await r.ask('counter.redeem', { points: '80' })).toMatchObject({ refusal: { code: 'proof.needed' } });
    expect(await ask()).toBe('done');
    expect(r.view().counter.proof?.code).toEqual({
      ending: '56',
      sure: true,
      againAt: r.clock.now + 30_000,
      goodUntil: r.clock.now + 300_000,
    });
    expect(await prove('111111')).toBe('proof.codeWrong 4');
    // As a member reads it out, in two groups.
    expect(await prove('493 817')).toBe('done');
    expect(r.view().counter.proof?.given).toEqual(['card', 'code']);
    await r.must('counter.redeem', { points: '80' });
    const sale = await sell(r);
    expect(sale).toMatchObject({ spent: 80 });
    expect(asked).toEqual([{ record: sale.id, member: STEFAN, after: 0 }]);
    expect(tried.at(-1)).toEqual({ record: sale.id, member: STEFAN, code: CODE });
    const ledger = readLedger(join(r.dir, 'ledger.db'));
    expect(ledger.recordsAfter(0, 1000).at(-1)?.body).toContain('"proofs":["card","code"]');
    ledger.close();
  });

  test('is in none of the till’s files', async () => {
    await r.must('counter.code', { code: STEFANS_CARD });
    await ask();
    await prove('493818');
    await prove(CODE);
    await sell(r);
    for (const file of ['ledger.db', 'ledger.db-wal', 'members.db', 'members.db-wal']) {
      const bytes = read(join(r.dir, file));
      expect([file, bytes.includes('493817'), bytes.includes('493818')]).toEqual([file, false, false]);
    }
  });

  test('says how many messages are known here, so that a lost answer sends no second one, also after a restart', async () => {
    await r.must('counter.code', { code: STEFANS_CARD });
    const answers = r.centre.sendCode;
    r.centre.sendCode = (request) => {
      asked.push(request);
      return Promise.resolve('unreachable');
    };
    expect(await ask()).toBe('proof.noCentre');
    r.restart();
    await r.must('staff.signIn', ANA);
    r.centre.sendCode = answers;
    expect([await ask(), await ask()]).toEqual(['done', 'done']);
    expect(asked.map(({ after }) => after)).toEqual([0, 0, 1]);
    expect(new Set(asked.map(({ record }) => record)).size).toBe(1);
  });

  test('waits for a slow service beside the counter, which goes on', async () => {
    await r.must('counter.code', { code: STEFANS_CARD });
    let answer = (_: CodeResponse): void => undefined;
    r.centre.sendCode = () => new Promise((settle) => (answer = settle));
    const waiting = ask();
    await r.must('counter.amount', { amount: '5', vat: VAT_20 });
    expect(r.view().counter.lines.length).toBe(2);
    answer({ ...sent(1), result: 'unsure' });
    expect(await waiting).toBe('done');
    expect(r.view().counter.proof?.code?.sure).toBe(false);
  });

  test('proves nothing for whoever comes to stand there meanwhile', async () => {
    await r.must('counter.code', { code: STEFANS_CARD });
    await ask();
    let answer = (_: CodeTryResponse): void => undefined;
    r.centre.tryCode = () => new Promise((settle) => (answer = settle));
    const proving = prove(CODE);
    await r.must('counter.code', { code: NATALIAS_CARD });
    answer({ result: 'proved', left: 4 });
    expect(await proving).toBe('proof.noCode');
    expect(r.view().counter.proof).toMatchObject({ given: ['card'], code: null });
  });

  test.each([
    ['failed', 'proof.notSent'],
    ['wait', 'proof.codeWait'],
    ['tooOften', 'proof.tooOften'],
    ['noPhone', 'proof.noPhone'],
    ['noGateway', 'proof.noGateway'],
  ] as const)('that cannot be sent is said: %s', async (result, code) => {
    await r.must('counter.code', { code: STEFANS_CARD });
    r.centre.sendCode = () => Promise.resolve({ ...sent(0), result });
    expect([await ask(), r.view().counter.proof?.code]).toEqual([code, null]);
  });

  test.each([
    ['expired', 'proof.codeExpired'],
    ['tooMany', 'proof.codeTries'],
    ['none', 'proof.noCode'],
  ] as const)('that no longer counts is said: %s', async (result, code) => {
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(await prove(CODE)).toBe('proof.noCode');
    await ask();
    r.centre.tryCode = () => Promise.resolve({ result, left: 0 });
    expect([await prove('12'), await prove(CODE)]).toEqual(['proof.codeForm', code]);
    expect(r.view().counter.proof?.given).toEqual(['card']);
  });

  test('is as good as the card when the line goes down after it was given', async () => {
    await r.must('counter.member', { member: STEFAN, foundBy: 'name' });
    await ask();
    await prove(CODE);
    r.report({ state: 'offline' });
    expect(r.view().counter.redeem.why?.code).not.toBe('redeem.needsCard');
  });
});

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
