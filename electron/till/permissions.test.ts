import { describe, expect, test } from 'vitest';
import { REQUESTS, type RequestName } from '../../contract/till/api.ts';
import { ROLES, type Role } from '../../domain/roles/permissions.ts';
import { allowed, NEEDS } from './permissions.ts';

/** Written out by hand, so that a slip in the table is seen: who may ask what, in an open shift. */
const ANYBODY = ['hello', 'setup.join', 'setup.alone', 'staff.list', 'staff.signIn', 'staff.signOut'];
const ANYBODY_TOO = ['settings.set', 'scanner.ports', 'staff.praise'];
const LOOKING = [
  ...['products.search', 'members.search', 'members.timeline', 'receipts.recent', 'receipts.find'],
  ...['members.deeds', 'members.quoteClaim', 'giftCards.look'],
];
const SELLING = [
  ...[
    'shift.propose',
    'shift.open',
    'shift.close',
    'shift.floatDraft',
    'shift.cash',
    'shift.countDraft',
    'shift.count',
    'shift.recount',
  ],
  ...['counter.code', 'counter.amount', 'counter.product'],
  ...['counter.quantity', 'counter.remove', 'counter.select', 'counter.clear', 'counter.undo', 'counter.member'],
  ...['counter.leaveMember', 'counter.redeem', 'counter.tenders', 'counter.confirm', 'counter.next'],
  ...['members.enrol', 'members.blockCard', 'members.linkCard', 'receipts.fiscal'],
  ...['returns.quote', 'returns.confirm', 'receipts.void'],
  ...['counter.giftCard', 'counter.wallet', 'counter.dropCard', 'giftCards.issue', 'giftCards.topUp', 'giftCards.undo'],
  ...['counter.coupon', 'counter.dropCoupon', 'counter.reward'],
  ...[
    'counter.proof',
    'counter.askCode',
    'members.setPin',
    'members.removePin',
    'members.transfer',
    'members.event',
    'members.refer',
    'members.claim',
  ],
  ...['members.person', 'members.edit', 'members.merge', 'members.unmerge', 'members.erase'],
];
const REPORTS = ['shift.x', 'shift.zList', 'shift.z'];
/** A manager's pages, as far as nothing is changed there. */
const AUDITING = [
  ...['programme.current', 'programme.version', 'programme.check', 'programme.preview', 'alarms.list', 'tills.list'],
  ...['report.begin', 'report.state', 'report.drop', 'staff.week', 'month.days', 'audit.list'],
];
const LOOKING_AT_DAYS = ['day.state', 'day.list', 'day.look', 'day.parts', 'day.file'];
const CLOSING_DAYS = [
  'begin',
  'drop',
  'register',
  'registerFile',
  'registerColumns',
  'registerTake',
  'explain',
  'mend',
  'without',
]
  .concat(['paper', 'sign', 'pass'])
  .map((what) => `day.${what}`);
const MANAGING = ['members.goodwill', 'programme.publish', 'alarms.settle', 'tills.retire', 'tills.restore'];
const IMPORTING = ['begin', 'chunk', 'look', 'check', 'go', 'drop', 'state'].map((what) => `import.${what}`);
const OPEN = new Set([...ANYBODY, ...ANYBODY_TOO]);

const MAY: Readonly<Record<Role, ReadonlySet<string>>> = {
  cashier: new Set([...OPEN, ...LOOKING, ...SELLING, ...REPORTS]),
  shiftLeader: new Set([...OPEN, ...LOOKING, ...SELLING, ...REPORTS, 'returns.typed']),
  manager: new Set([
    ...[...OPEN, ...LOOKING, ...SELLING, ...REPORTS, 'returns.typed'],
    ...[...AUDITING, ...MANAGING, ...IMPORTING, ...LOOKING_AT_DAYS, ...CLOSING_DAYS],
  ]),
  installer: new Set([...OPEN, ...LOOKING, ...IMPORTING]),
  auditor: new Set([...OPEN, ...LOOKING, ...REPORTS, ...AUDITING, ...LOOKING_AT_DAYS]),
};
/** Whom to call: the first of the roles, from the counter up. */
const whoseIs = (name: RequestName): Role => ROLES.find((role) => MAY[role].has(name)) ?? 'manager';
const NAMES = Object.keys(REQUESTS) as RequestName[]; // Object.keys loses the keys' type; REQUESTS is exactly this map.

describe('who may ask what', () => {
  test('every request has its need', () => {
    expect(Object.keys(NEEDS).sort()).toEqual([...NAMES].sort());
    expect([...MAY.manager].sort()).toEqual([...NAMES].sort());
  });

  describe.each(ROLES)('%s', (role) => {
    test.each(NAMES)('%s', (name) => {
      const outcome = allowed(name, role, 'open');
      if (MAY[role].has(name)) expect(outcome).toEqual({ ok: true, value: null });
      // Whom to call, and not who asked: the words say „Aceasta o face managerul”.
      else expect(outcome).toEqual({ ok: false, refusal: { code: 'role.refused', params: { role: whoseIs(name) } } });
    });
  });

  test.each(NAMES)('nobody signed in: %s', (name) => {
    const outcome = allowed(name, null, 'open');
    expect(outcome.ok).toBe(OPEN.has(name));
    if (!outcome.ok) expect(outcome.refusal.code).toBe('staff.unknown');
  });

  test('without a shift nothing is rung, enrolled, returned or voided; looking goes on', () => {
    const without = NAMES.filter((name) => !allowed(name, 'manager', 'none').ok);
    expect(
      without.every((name) =>
        /^(counter|returns)\.|^members\.(enrol|edit|merge|unmerge|erase|setPin|removePin|goodwill|transfer|event|refer|claim)$|^receipts\.void$|^giftCards\.(issue|topUp|undo)$/.test(
          name,
        ),
      ),
    ).toBe(true);
    expect(without.length).toBe(NAMES.filter((name) => /^(counter|returns)\./.test(name)).length + 15);
    const refusal = { code: 'sale.noShift', params: {} };
    for (const name of without) expect(allowed(name, 'manager', 'none')).toEqual({ ok: false, refusal });
  });

  test('when the drawer is counted nothing is rung either, until the shift is closed', () => {
    const selling = NAMES.filter((name) => !allowed(name, 'manager', 'none').ok);
    const refusal = { code: 'shift.counted', params: {} };
    for (const phase of ['counted', 'recounting'] as const) {
      for (const name of NAMES) {
        const outcome = allowed(name, 'manager', phase);
        expect(outcome).toEqual(selling.includes(name) ? { ok: false, refusal } : { ok: true, value: null });
      }
    }
    for (const name of NAMES) expect(allowed(name, 'manager', 'counting').ok).toBe(true);
  });
});
