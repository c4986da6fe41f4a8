import type { StaffState } from '../../../contract/sync/states.ts';
import { type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { type Action, may, whoMay } from '../../../domain/roles/permissions.ts';
import type { Workings } from '../workings.ts';

/** Somebody of this store's staff who may do something and says so with their PIN; refused with role.refused where they may not. */
export function wordFor(
  w: Workings,
  action: Action,
  id: StaffState['id'] | null,
  pin: string,
): Promise<Outcome<StaffState>> | Outcome<StaffState> {
  const identity = w.identity();
  const staff = identity === null ? undefined : w.rules.staff(identity.store).find((one) => one.id === id);
  if (staff === undefined || !staff.active) return refused('staff.unknown');
  return may(staff.role, action) ? w.session.vouch(staff, pin) : refused('role.refused', { role: whoMay(action) });
}
