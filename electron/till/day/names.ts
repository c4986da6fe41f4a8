import type { Names } from '../../../contract/till/day.ts';
import { isUuid7, memberId } from '../../../domain/identity/ids.ts';
import type { Workings } from '../workings.ts';

/** Names of the staff and of members by their ids; whoever is not known here, or was erased, has none. Ids of something else are left out. */
export function namesOf(
  w: Workings,
  { staff, members }: { readonly staff: readonly string[]; readonly members: readonly string[] },
): Names {
  const identity = w.identity();
  const here = identity === null ? [] : w.rules.staff(identity.store);
  const named = new Set(staff);
  return {
    staff: Object.fromEntries(here.filter(({ id }) => named.has(id)).map(({ id, name }) => [id, name])),
    members: Object.fromEntries(
      [...new Set(members)].filter(isUuid7).flatMap((id) => {
        const name = w.members.find(memberId(id))?.person?.name;
        return name === undefined ? [] : [[id, name] as const];
      }),
    ),
  };
}
