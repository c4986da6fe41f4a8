import { describe, expect, test } from 'vitest';
import type { StaffState } from '../../contract/sync/states.ts';
import { staffId, storeId } from '../../domain/identity/ids.ts';
import { checkPin, makePin, pinHolds } from './pin.ts';
import { Session } from './session.ts';
import { stillWaiting, waitAfter } from './waiting.ts';

// Cheap on purpose: how costly a PIN is decides nothing here.
const COST = 1024;
const salt = new Uint8Array(16).fill(7);

async function person(pin: string): Promise<StaffState> {
  return {
    kind: 'staff',
    id: staffId('01890a5d-ac96-774b-bcce-b302099a8057'),
    store: storeId('01890a5d-ac96-774b-bcce-b302099a8058'),
    name: 'Ana',
    role: 'cashier',
    language: 'ro',
    pin: await makePin(pin, salt, COST),
    active: true,
  };
}

/** Settings that outlive the session, as those in ledger.db do. */
function kept(): { setting(key: string): unknown; set(key: string, value: unknown): void } {
  const settings = new Map<string, string>();
  return {
    setting: (key) => JSON.parse(settings.get(key) ?? 'null'),
    set: (key, value) => settings.set(key, JSON.stringify(value)),
  };
}

describe('a PIN', () => {
  test('is kept as scrypt makes it and holds only for itself', async () => {
    const pin = await makePin('2580', salt, COST);
    expect(pin).toEqual({ salt: '07'.repeat(16), hash: expect.stringMatching(/^[0-9a-f]{64}$/), cost: COST });
    expect(await pinHolds('2580', pin)).toBe(true);
    expect(await pinHolds('2581', pin)).toBe(false);
    expect(await pinHolds('', pin)).toBe(false);
  });

  test.each(['', '123', '1234', '9876', '0000', '7890', '12a4', '1234567890123'])('%j is too weak', (pin) => {
    expect(checkPin(pin)).toEqual({ ok: false, refusal: { code: 'pin.weak', params: {} } });
  });

  test.each(['2580', '1357', '902177'])('%j will do', (pin) => {
    expect(checkPin(pin).ok).toBe(true);
  });
});

describe('waiting after wrong PINs', () => {
  test('two slips are free, then it doubles up to five minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 8, 9, 10, 1000].map(waitAfter)).toEqual([
      0, 0, 0, 5_000, 10_000, 20_000, 160_000, 300_000, 300_000, 300_000,
    ]);
  });

  test('a clock that was set back asks for one whole wait and no more', () => {
    const tries = { wrong: 3, lastAt: 1_000_000 };
    expect(stillWaiting(tries, 1_000_000 + 4_999)).toBe(1);
    expect(stillWaiting(tries, 1_000_000 + 5_000)).toBe(0);
    expect(stillWaiting(tries, 5)).toBe(5_000);
  });
});

describe('signing in', () => {
  test('the third wrong PIN begins a wait that a restart does not end and the right PIN does not jump', async () => {
    const settings = kept();
    let now = 1_000_000;
    const ana = await person('2580');
    const session = new Session(settings, () => now);
    expect(await session.signIn(ana, '1111')).toEqual({
      ok: false,
      refusal: { code: 'pin.wrong', params: { waitS: 0 } },
    });
    expect(await session.signIn(ana, '1112')).toEqual({
      ok: false,
      refusal: { code: 'pin.wrong', params: { waitS: 0 } },
    });
    expect(await session.signIn(ana, '1113')).toEqual({
      ok: false,
      refusal: { code: 'pin.wrong', params: { waitS: 5 } },
    });
    now += 1_500;
    const restarted = new Session(settings, () => now);
    expect(await restarted.signIn(ana, '2580')).toEqual({
      ok: false,
      refusal: { code: 'pin.wait', params: { waitS: 4 } },
    });
    expect(restarted.staff).toBe(null);
    now += 3_500;
    expect(await restarted.signIn(ana, '1114')).toEqual({
      ok: false,
      refusal: { code: 'pin.wrong', params: { waitS: 10 } },
    });
    now += 10_000;
    expect(await restarted.signIn(ana, '2580')).toEqual({ ok: true, value: null });
    expect(restarted.staff?.name).toBe('Ana');
    restarted.signOut();
    expect(await restarted.signIn(ana, '1')).toEqual({
      ok: false,
      refusal: { code: 'pin.wrong', params: { waitS: 0 } },
    });
  });

  test('tries at the same time are not more tries', async () => {
    const settings = kept();
    const ana = await person('2580');
    const session = new Session(settings, () => 1_000_000);
    const pins = ['1111', '1112', '1113', '1114', '2580'];
    const outcomes = await Promise.all(pins.map((pin) => session.signIn(ana, pin)));
    expect(outcomes.map((each) => (each.ok ? 'in' : each.refusal.code))).toEqual([
      'pin.wrong',
      ...Array<string>(4).fill('till.busy'),
    ]);
  });

  test('who was let go cannot sign in, and is signed out', async () => {
    const ana = await person('2580');
    const session = new Session(kept(), () => 1_000_000);
    const gone = { ...ana, active: false };
    expect(await session.signIn(gone, '2580')).toEqual({ ok: false, refusal: { code: 'staff.unknown', params: {} } });
    expect(await session.signIn(undefined, '2580')).toEqual({
      ok: false,
      refusal: { code: 'staff.unknown', params: {} },
    });
    await session.signIn(ana, '2580');
    session.refresh([{ ...ana, role: 'manager' }]);
    expect(session.staff?.role).toBe('manager');
    session.refresh([gone]);
    expect(session.staff).toBe(null);
  });
});
