import { assert } from '../assert.ts';

/** Who does what. One table for the whole house; enforced in the till process, not by hiding buttons. */
export const ROLES = ['cashier', 'shiftLeader', 'manager', 'installer', 'auditor'] as const;
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
  'cash',
  'drawer',
  'recount',
  'z',
  'closeDay',
  'lookDay',
  'lookStaff',
  'praise',
  'audit',
  'lookProgramme',
  'lookAlarms',
  'look',
  'setup',
] as const;
export type Action = (typeof ACTIONS)[number];

/** What everybody at a counter does. */
const AT_THE_COUNTER = ['sell', 'redeem', 'enrol', 'return', 'void', 'card', 'edit', 'transfer'] as const;

const MAY: Readonly<Record<Role, ReadonlySet<Action>>> = {
  // `z`: of the Zs, those of shifts that they opened or closed; who may see the drawer sees all.
  cashier: new Set<Action>([...AT_THE_COUNTER, 'shift', 'cash', 'z', 'look']),
  shiftLeader: new Set<Action>([...AT_THE_COUNTER, 'returnTyped', 'shift', 'cash', 'drawer', 'z', 'look']),
  manager: new Set<Action>(ACTIONS.filter((action) => action !== 'setup')),
  installer: new Set<Action>(['import', 'look', 'setup']),
  // Looks at everything that concerns money, points and their rules, and changes nothing.
  auditor: new Set<Action>([
    'report',
    'drawer',
    'z',
    'lookDay',
    'lookStaff',
    'audit',
    'lookProgramme',
    'lookAlarms',
    'look',
  ]),
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
