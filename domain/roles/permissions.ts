import { assert } from '../assert.ts';

/** Who does what. One table for the whole house; enforced in the till process, not by hiding buttons. */
export const ROLES = ['cashier', 'manager', 'installer'] as const;
export type Role = (typeof ROLES)[number];

export const ACTIONS = [
  'sell',
  'redeem',
  'vouch',
  'enrol',
  'return',
  'returnTyped',
  'void',
  'card',
  'edit',
  'merge',
  'erase',
  'goodwill',
  'transfer',
  'programme',
  'import',
  'alarm',
  'report',
  'shift',
  'look',
  'setup',
] as const;
export type Action = (typeof ACTIONS)[number];

const MAY: Readonly<Record<Role, ReadonlySet<Action>>> = {
  cashier: new Set<Action>(['sell', 'redeem', 'enrol', 'return', 'void', 'card', 'edit', 'transfer', 'shift', 'look']),
  manager: new Set<Action>(ACTIONS.filter((action) => action !== 'setup')),
  installer: new Set<Action>(['import', 'look', 'setup']),
};

/** Whether a role may do something by itself. */
export function may(role: Role, action: Action): boolean {
  return MAY[role].has(action);
}

/** Whom to call for it: the first of the roles that may do it. */
export function whoMay(action: Action): Role {
  const role = ROLES.find((each) => may(each, action));
  assert(role !== undefined, 'what nobody may do is no action');
  return role;
}
