import { createHash } from 'node:crypto';
import type { DrawnDay, RegisterView } from '../../../contract/till/day.ts';
import { points } from '../../../domain/amount/points.ts';
import { type Check, checksOf } from '../../../domain/day/checks.ts';
import { cashOf } from '../../../domain/day/gather.ts';
import type { OurReceipt, RegisterZ } from '../../../domain/day/register.ts';
import { hindrances, type Said } from '../../../domain/day/signing.ts';
import { addedSums, byGroup, netPoints } from '../../../domain/day/sums.ts';
import type { TillId } from '../../../domain/identity/ids.ts';
import type { Workings } from '../workings.ts';
import type { Drawing } from './drawing.ts';
import { namesOf } from './names.ts';
import type { SaidKept } from './said.ts';

/** What a drawing is looked at with. */
export interface LookedWith {
  readonly drawing: Drawing;
  readonly said: SaidKept;
  readonly register: { readonly z: RegisterZ | null; readonly view: RegisterView };
  readonly receipts: readonly OurReceipt[] | null;
  readonly till: TillId;
}

/** The checks of a drawing as it stands. */
export function checksIn(w: Workings, { drawing, register, receipts, till }: LookedWith): readonly Check[] {
  return checksOf(drawing.account, {
    register: register.z,
    receipts,
    alone: w.ledger.alone(),
    own: drawing.agrees === null ? null : { till, agrees: drawing.agrees },
  });
}

/** What was said of a drawing so far. */
export function saidOf({ said, register }: LookedWith): Said {
  const { unreadable, file } = register.view;
  const isAsked = file.at === 'read' && file.strange !== null && !file.isTaken;
  return { ...said.said(), isRegisterOpen: unreadable > 0 || isAsked };
}

/** The close as the window shows it, and signs it. */
export function drawnView(w: Workings, of: LookedWith): DrawnDay {
  const { account } = of.drawing;
  const { explained, without } = of.said.of(account.previous);
  const checks = checksIn(w, of);
  const { opening, moved, closing } = account.points;
  return {
    day: account.day,
    number: account.number,
    previous: account.previous,
    by: account.by,
    asOf: account.asOf,
    seen: seenOf(of),
    tills: account.tills.map((till) => {
      const said = without[till.till];
      return { ...till, without: said?.why ?? null, note: said?.note ?? '' };
    }),
    sums: addedSums(account.tills.map(({ sums }) => sums)),
    points: { opening, groups: byGroup(moved), closing: closing ?? points(opening + netPoints(moved)) },
    cash: cashOf(account.tills),
    checks: checks.map(({ differences, ...check }) => ({
      ...check,
      differences: differences.map((difference) => {
        const why = explained[difference.key];
        return {
          ...difference,
          explained: why === undefined ? null : { why: why.why, note: why.note, mended: why.mended },
        };
      }),
    })),
    register: of.register.view,
    hindrances: hindrances(account, checks, saidOf(of)),
    names: namesOf(w, idsIn(of, checks)),
  };
}

/** Names exactly what is seen: what was reckoned, what was said of it, what the register said. */
function seenOf({ drawing, said, register, receipts }: LookedWith): string {
  const { account, agrees } = drawing;
  const whole = JSON.stringify([account, agrees, said.of(account.previous), register.z, receipts?.length ?? null]);
  return createHash('sha256').update(whole).digest('hex');
}

function idsIn({ drawing }: LookedWith, checks: readonly Check[]): Parameters<typeof namesOf>[1] {
  const { looks, faults, tills } = drawing.account;
  const behind = checks.flatMap(({ differences }) => differences.flatMap((one) => one.behind));
  return {
    staff: [
      ...looks.flatMap(({ staff }) => staff ?? []),
      ...behind.flatMap(({ staff }) => staff ?? []),
      ...tills.flatMap(({ shifts }) => shifts.flatMap(({ staff }) => staff ?? [])),
    ],
    members: [
      ...looks.flatMap(({ member }) => member ?? []),
      ...faults.flatMap(({ member }) => member ?? []),
      ...behind.flatMap(({ member }) => member ?? []),
    ],
  };
}
