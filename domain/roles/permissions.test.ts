import { expect, test } from 'vitest';
import { ACTIONS, may, ROLES, whoMay } from './permissions.ts';

test('who may do what', () => {
  const table = Object.fromEntries(ROLES.map((role) => [role, ACTIONS.filter((action) => may(role, action))]));
  expect(table).toEqual({
    cashier: ['sell', 'redeem', 'enrol', 'return', 'void', 'card', 'edit', 'transfer', 'shift', 'look'],
    manager: [
      ...['sell', 'redeem', 'vouch', 'enrol', 'return', 'returnTyped', 'void', 'card'],
      ...['edit', 'merge', 'erase', 'goodwill', 'transfer'],
      ...['programme', 'import', 'alarm', 'report', 'shift', 'look'],
    ],
    installer: ['import', 'look', 'setup'],
  });
});

test('whom to call: the first who may', () => {
  const called = (['sell', 'goodwill', 'programme', 'setup'] as const).map(whoMay);
  expect(called).toEqual(['cashier', 'manager', 'manager', 'installer']);
});
