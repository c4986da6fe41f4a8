import { expect, test } from 'vitest';
import { ACTIONS, may, ROLES, whoMay } from './permissions.ts';

test('who may do what', () => {
  const table = Object.fromEntries(ROLES.map((role) => [role, ACTIONS.filter((action) => may(role, action))]));
  expect(table).toEqual({
    cashier: [
      ...['sell', 'redeem', 'enrol', 'return', 'void', 'card', 'edit', 'transfer'],
      ...['shift', 'cash', 'z', 'look'],
    ],
    shiftLeader: [
      ...['sell', 'redeem', 'enrol', 'return', 'returnTyped', 'void', 'card', 'edit', 'transfer'],
      ...['shift', 'cash', 'drawer', 'z', 'look'],
    ],
    manager: [
      ...['sell', 'redeem', 'vouch', 'enrol', 'return', 'returnTyped', 'void', 'card'],
      ...['edit', 'merge', 'erase', 'goodwill', 'transfer'],
      ...['programme', 'import', 'alarm', 'report', 'shift', 'cash', 'drawer', 'recount', 'z', 'closeDay', 'lookDay'],
      ...['lookStaff', 'praise', 'audit', 'lookProgramme', 'lookAlarms', 'look'],
    ],
    installer: ['import', 'look', 'setup'],
    auditor: ['report', 'drawer', 'z', 'lookDay', 'lookStaff', 'audit', 'lookProgramme', 'lookAlarms', 'look'],
  });
});

test('whom to call: the first who may', () => {
  const called = (['sell', 'returnTyped', 'goodwill', 'lookAlarms', 'setup'] as const).map(whoMay);
  expect(called).toEqual(['cashier', 'shiftLeader', 'manager', 'manager', 'installer']);
});
