import { expect, test } from 'vitest';
import { ACTIONS, may, ROLES } from './permissions.ts';

test('who may do what', () => {
  const table = Object.fromEntries(ROLES.map((role) => [role, ACTIONS.filter((action) => may(role, action))]));
  expect(table).toEqual({
    cashier: ['sell', 'redeem', 'enrol', 'return', 'void', 'card', 'transfer', 'shift', 'look'],
    manager: [
      ...['sell', 'redeem', 'vouch', 'enrol', 'return', 'returnTyped', 'void', 'card', 'goodwill', 'transfer'],
      ...['programme', 'shift', 'look'],
    ],
    installer: ['look', 'setup'],
  });
});
