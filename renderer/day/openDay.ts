import { may, type Role } from '../../domain/roles/permissions.ts';
import type { WindowStore } from '../app/state.ts';
import type { Till } from '../app/till.ts';
import { CLOSE } from './pages.ts';

/** Whether the close of the day, or the days that were signed, concern a role. */
export function mayLookAtDays(role: Role): boolean {
  return may(role, 'closeDay') || may(role, 'lookDay');
}

/** Opens the close of the day; of whoever may only look, the signed days. Nothing for everybody else. */
export function openDay(till: Till, store: WindowStore): void {
  const { panels, view } = store.getState();
  const role = view?.staff?.role ?? null;
  if (role === null || !mayLookAtDays(role) || panels.at(-1)?.kind === 'day') return;
  till.open({ kind: 'day', page: CLOSE });
}
