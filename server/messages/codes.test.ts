import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import type { CodeResponse, CodeTryResponse } from '../../contract/sync/messages.ts';
import { type MemberId, memberId, type RecordId, recordId } from '../../domain/identity/ids.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { type Receiver, startReceiver } from '../testing/receiver.ts';
import { freshId, type TestTill } from '../testing/till.ts';
import { AGAIN_MS, CODE_MS, MOST_OF_MEMBER, MOST_OF_RECORD, MOST_TRIES } from './codes.ts';
import { openGateway } from './gateway.ts';

let postgres: Guest;
let receiver: Receiver;
let chain: TestChain;
let silent: TestChain;
let a: TestTill;
let b: TestTill;
let member: MemberId;
let record: RecordId;

beforeAll(async () => {
  postgres = await comeIn();
  receiver = await startReceiver();
  chain = await startChain(postgres.url, openGateway({ url: receiver.url, token: 'secret' }, 400));
  silent = await startChain(postgres.url);
  [a, b] = [await chain.till(1), await chain.till(2, 1)];
});
afterAll(async () => {
  await chain?.stop();
  await silent?.stop();
  await receiver?.stop();
  await postgres?.stop();
});
beforeEach(async () => {
  receiver.answers = 202;
  receiver.messages.length = 0;
  member = a.addMember('Olga');
  record = recordId(freshId());
  await a.push();
});

const send = (after = 0, of: { till?: TestTill; record?: RecordId; member?: MemberId } = {}) =>
  (of.till ?? a).post('/v1/codes', {
    record: of.record ?? record,
    member: of.member ?? member,
    after,
  }) as Promise<CodeResponse>;
const trying = (code: string, of: { till?: TestTill; record?: RecordId; member?: MemberId } = {}) =>
  (of.till ?? a).post('/v1/codes/try', {
    record: of.record ?? record,
    member: of.member ?? member,
    code,
  }) as Promise<CodeTryResponse>;
const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a code by message', () => {
  test('goes to the member’s phone in their language, proves once typed, and again when the answer was lost', async () => {
    expect(await send()).toEqual({ result: 'sent', sent: 1, ending: '56', againMs: AGAIN_MS, goodMs: CODE_MS });
    const [message] = receiver.messages;
    expect(message).toMatchObject({ to: '+37369123456', language: 'ro', id: `${record}.1`, token: 'Bearer secret' });
    expect(message?.text).toMatch(/^Lanț: codul dvs\. este \d{6}\. /);
    expect(message?.text).not.toMatch(/Olga|punct/);
    const code = receiver.code();
    expect(await trying(wrong(code))).toEqual({ result: 'wrong', left: MOST_TRIES - 1 });
    expect((await trying(code)).result).toBe('proved');
    expect((await trying(code)).result).toBe('proved');
  });

  test('is nowhere in the database, nor in what the centre says of itself', async () => {
    await send();
    const code = receiver.code();
    await trying(code);
    const row = await chain.ask<string>('SELECT message_code::text FROM message_code WHERE record = $1', [record]);
    expect(row).not.toContain(code);
    expect(chain.problems.join()).not.toContain(code);
    expect(await (await fetch(`${chain.centre.url}/metrics`)).text()).toContain('loial_codes_total{result="sent"}');
  });

  test('a lost answer repeated sends no second message, also at once and at another process', async () => {
    const other = await chain.another();
    const there = Object.assign(Object.create(Object.getPrototypeOf(a)), a, { url: other.url });
    const answers = await Promise.all([send(), send(), send(0, { till: there }), send(0, { till: there })]);
    expect(answers.map(({ result, sent }) => `${result} ${sent}`)).toEqual(Array(4).fill('sent 1'));
    expect(receiver.messages.length).toBe(1);
    expect((await trying(receiver.code())).result).toBe('proved');
  });

  test('another is sent after a wait, and only the last counts; there is an end to it', async () => {
    await send();
    const first = receiver.code();
    expect(await send(1)).toMatchObject({ result: 'wait', sent: 1 });
    for (let sent = 1; sent < MOST_OF_RECORD; sent++) {
      chain.clock.nowMs += AGAIN_MS + 1;
      expect(await send(sent)).toMatchObject({ result: 'sent', sent: sent + 1 });
    }
    if (first !== receiver.code()) expect((await trying(first)).result).toBe('wrong');
    expect((await trying(receiver.code())).result).toBe('proved');
    chain.clock.nowMs += AGAIN_MS + 1;
    expect((await send(MOST_OF_RECORD)).result).toBe('tooOften');
    expect(receiver.messages.length).toBe(MOST_OF_RECORD);
  });

  test('ends after some minutes and after some tries, the right one among them', async () => {
    await send();
    const code = receiver.code();
    // Many at once do not slip through.
    const tries = await Promise.all(Array.from({ length: MOST_TRIES + 3 }, () => trying(wrong(code))));
    expect(tries.filter(({ result }) => result === 'wrong').length).toBe(MOST_TRIES - 1);
    expect(await trying(code)).toEqual({ result: 'tooMany', left: 0 });
    chain.clock.nowMs += AGAIN_MS + 1;
    await send(1);
    chain.clock.nowMs += CODE_MS;
    expect((await trying(receiver.code())).result).toBe('expired');
  });

  test('is of this sale, this member and this till', async () => {
    await send();
    const code = receiver.code();
    const other = a.addMember('Ion');
    await a.push();
    for (const of of [{ till: b }, { member: other }, { record: recordId(freshId()) }]) {
      expect((await trying(code, of)).result).toBe('none');
    }
    expect((await send(0, { till: b })).result).toBe('tooOften');
    expect((await trying(code)).result).toBe('proved');
  });

  test('one member gets only so many in an hour, at whatever tills', async () => {
    const results: string[] = [];
    for (let i = 0; i <= MOST_OF_MEMBER; i++) {
      results.push((await send(0, { till: i % 2 === 0 ? a : b, record: recordId(freshId()) })).result);
    }
    expect(results).toEqual([...Array(MOST_OF_MEMBER).fill('sent'), 'tooOften']);
    chain.clock.nowMs += 3_600_001;
    expect((await send()).result).toBe('sent');
  });
});

describe('what cannot be sent is said', () => {
  test('nobody known, or no phone', async () => {
    expect((await send(0, { member: memberId(freshId()) })).result).toBe('noPhone');
    await chain.ask('UPDATE person SET phone = NULL WHERE member = $1', [member]);
    expect((await send()).result).toBe('noPhone');
    expect(receiver.messages).toEqual([]);
  });

  test('no gateway', async () => {
    const till = await silent.till(1);
    expect(await send(0, { till })).toMatchObject({ result: 'noGateway', sent: 0 });
  });

  test('a gateway that refuses: nothing counts as sent, and it may be asked again at once', async () => {
    receiver.answers = 500;
    expect(await send()).toMatchObject({ result: 'failed', sent: 0 });
    expect((await trying(receiver.code())).result).toBe('none');
    receiver.answers = 202;
    expect(await send()).toMatchObject({ result: 'sent', sent: 1 });
    expect((await trying(receiver.code())).result).toBe('proved');
  });

  test('a gateway that is slow is not waited for, and its message still proves', async () => {
    receiver.answers = 'never';
    const began = performance.now();
    expect(await send()).toMatchObject({ result: 'unsure', sent: 1 });
    // Bounded: the test machine may be slow, a gateway that never answers is slower.
    expect(performance.now() - began).toBeLessThan(15_000);
    expect((await trying(receiver.code())).result).toBe('proved');
  });

  test('a gateway that is not there', async () => {
    const nobody = await startReceiver();
    await nobody.stop();
    expect(await openGateway({ url: nobody.url, token: null })({ id: '1', to: '+1', text: '', language: 'ro' })).toBe(
      'failed',
    );
  });
});
